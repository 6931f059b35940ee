"""The report of one filing and the index over all: self-contained HTML without script, every figure beside its
evidence.

It reads the datasets only; page pictures come from the renderer that the caller hands in, so hostile bytes stay in the
sandbox."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from fiscal.model.findings import causes
from fiscal.publication import charts
from fiscal.publication.evidence import Places, Renderer
from fiscal.publication.problems import Problem, changes, counterpart, problems
from fiscal.publication.report_page import WORDS, page_of, pages_of
from fiscal.publication.store import Store

LOW_CONFIDENCE = 0.8


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was done with a filing and what was found in it, in one line of each language; `tone`: `error` · `warning` ·
    `clean`.
    """

    tone: str
    zh: str
    en: str


def annotated_name(filing_id: str, part_no: int) -> str:
    """The name of the copy with notes of one of a filing's files."""
    return f"{filing_id}.annotated.pdf" if part_no == 1 else f"{filing_id}.annotated-{part_no}.pdf"


def filing_report(
    store: Store, filing_id: str, render: Renderer, annotated: Collection[int] = (), draft: bool = False
) -> str:
    """The HTML of one filing's current version; copies with notes of the files `annotated` lie beside it. LookupError
    where it has no row in `filings`.

    A `draft` is published nowhere: its report leads to no other and says nothing of publication.
    """
    filing = current_version(store, filing_id)
    if draft and filing["state"] == "published":
        filing |= {"state": "checked"}
    observations = store.rows("observations", filing_id).to_pylist()
    cells = store.rows("extracted_tables", filing_id).to_pylist()
    findings = store.rows("findings", filing_id).to_pylist()
    facts = store.rows("facts", filing_id).to_pylist()
    held = store.rows("held_facts", filing_id).to_pylist()
    found = problems(findings, Places(observations, cells), render)
    marked = {
        _place(t): f"f-{f['finding_id']}"
        for p in reversed(found)
        for f in reversed(p.findings)
        for t in f["terms"]
        if t["table_no"] is not None
    }
    sources = {_place(s) for f in (*facts, *held) for s in f["sources"] if s["table_no"] is not None}
    coverage = store.rows("coverage", filing_id).to_pylist()
    by_id = {o["observation_id"]: o for o in observations}
    return page_of(
        "report.html.j2",
        filing=filing,
        parts=[part for part in store.rows("parts", filing_id).to_pylist() if part["version"] == filing["version"]],
        annotated={part_no: annotated_name(filing_id, part_no) for part_no in annotated},
        draft=draft,
        verdict=verdict_of(filing, found),
        problems=found,
        counterpart=partial(counterpart, observations=by_id),
        changes=partial(changes, observations=by_id),
        held_by=Counter(i for f in held for i in f["finding_ids"]),
        verdicts=Counter(f["verdict"] for f in findings),
        explained=[f for f in findings if f["verdict"] == "explained"],
        tables=_tables(store, filing_id, cells, marked, sources | marked.keys()),
        unread=not_understood(observations),
        facts=facts,
        held=held,
        charts=charts.of_filing(
            facts, store.rows("facts", year_before(filing_id, filing["fiscal_year"])).to_pylist(), filing
        ),
        doubts=store.rows("doubts", filing_id).to_pylist(),
        coverage=[c for c in coverage if c["understood"] < c["figures"]],
        figures=sum(c["figures"] for c in coverage),
        understood=sum(c["understood"] for c in coverage),
    )


def _place(row: dict[str, Any]) -> tuple[int, int, int]:
    return row["table_no"], row["row"], row["col"]


def year_before(filing_id: str, fiscal_year: int | None) -> str:
    """The id that the same body's filing of the same kind has for the year before; the same id where the year is not
    known.
    """
    if fiscal_year is None:
        return filing_id
    head, _, kind = filing_id.rpartition(f"-{fiscal_year}-")
    return f"{head}-{fiscal_year - 1}-{kind}"


def current_version(store: Store, filing_id: str) -> dict[str, Any]:
    """The newest row of a filing. LookupError where there is none."""
    rows = store.rows("filings", filing_id).to_pylist()
    if not rows:
        raise LookupError(filing_id)
    return max(rows, key=lambda row: row["version"])


def verdict_of(filing: dict[str, Any], found: Sequence[Problem]) -> Verdict:
    """One line in each language: what was done with the filing and what was found in it."""
    state_zh, _, state_en = WORDS.get(filing["state"], f"{filing['state']} {filing['state']}").partition(" ")
    if filing["state"] in ("failed", "quarantined", "withdrawn"):
        _, _, told = (filing["state_reason"] or "").partition(": ")
        zh, _, en = told.partition(" / ")
        return Verdict(
            "info" if filing["state"] == "withdrawn" else "error", f"{state_zh}：{zh}", f"{state_en}: {en or zh}"
        )
    unchecked = causes.not_checked(f for p in found for f in p.findings)
    count = Counter(p.severity for p in found if p.findings[0]["state"] != "acknowledged")
    zh = "，".join(f"{count[s]} 项{WORDS[s].partition(' ')[0]}" for s in causes.RANK if count[s]) or (
        "" if unchecked else "未发现不符"
    )
    en = ", ".join(
        f"{count[s]} {s if s != 'info' else 'note'}{'' if count[s] == 1 else 's'}" for s in causes.RANK if count[s]
    ) or ("" if unchecked else "nothing contradicts itself")
    zh, en = (
        (zh, en)
        if not unchecked
        else (f"{zh}{'，' if zh else ''}{unchecked} 项未能核对", f"{en}{', ' if en else ''}{unchecked} not checked")
    )
    if known := len(found) - count.total():
        zh, en = f"{zh}，已知悉 {known} 项", f"{en}, {known} acknowledged"
    held_zh, held_en = (
        (f"，暂扣 {filing['facts_held']} 项", f", {filing['facts_held']} held") if filing["facts_held"] else ("", "")
    )
    tone = "error" if count["error"] else "warning" if count["warning"] or unchecked else "clean"
    facts_zh, facts_en = ("读出数据", "facts read") if filing["state"] == "checked" else ("发布事实", "facts published")
    return Verdict(
        tone,
        f"{state_zh}：{zh}；{facts_zh} {filing['facts_published']} 项{held_zh}",
        f"{state_en}: {en}; {filing['facts_published']} {facts_en}{held_en}",
    )


def _tables(
    store: Store,
    filing_id: str,
    cells: Sequence[dict[str, Any]],
    marked: dict[tuple[int, int, int], str],
    linked: set[tuple[int, int, int]],
) -> list[dict[str, Any]]:
    by_table: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for cell in cells:
        cell["anchor"] = marked.get(_place(cell))
        cell["linked"] = _place(cell) in linked
        by_table[cell["table_no"]].append(cell)
    shown_tables: list[dict[str, Any]] = []
    for table in store.rows("tables", filing_id).to_pylist():
        own = by_table[table["table_no"]]
        rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for cell in sorted(own, key=lambda c: (c["row"], c["col"])):
            rows[cell["row"]].append(cell)
        table["rows"] = list(rows.values())
        table["pages"] = pages_of(own)
        table["confidence"] = min((c["confidence"] for c in own), default=None)
        table["doubtful"] = sum(c["confidence"] < LOW_CONFIDENCE for c in own)
        table["disagreeing"] = sum(c["anchor"] is not None for c in own)
        shown_tables.append(table)
    return shown_tables


def not_understood(observations: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """By table: its numbers, and how many of them have no concept, no unit, or are in doubt; only tables that have
    such.
    """
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for o in observations:
        if o["table_no"] is not None and o["value_state"] in ("number", "zero"):
            count = counts[o["table_no"]]
            count["numbers"] += 1
            count["no_concept"] += o["concept"] is None
            count["no_unit"] += o["unit"] is None
            count["in_doubt"] += o["status"] in ("ambiguous", "rejected")
    return [
        {"table_no": no, **c} for no, c in sorted(counts.items()) if c["no_concept"] or c["no_unit"] or c["in_doubt"]
    ]


def index(
    filings: Iterable[dict[str, Any]], found: Iterable[dict[str, Any]], beside: Sequence[tuple[str, str]] = ()
) -> str:
    """The HTML over all filings, newest version each, with filters by year, publisher, kind and severity that need no
    script.

    `filings` are the rows of that dataset by filing and version, `found` the violated ones of `findings`; `beside` are
    the words and the relative addresses of other files to open.
    """
    violated: dict[str, list[dict[str, Any]]] = defaultdict(list)
    unusable: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for f in found:
        unusable[f["filing_id"]].append(f)
        if f["state"] == "open":
            violated[f["filing_id"]].append(f)
    newest = {row["filing_id"]: row for row in filings}
    rows: list[dict[str, Any]] = []
    for filing_id, row in newest.items():
        found = [group[0] for group in causes.rows_by_cause(violated[filing_id])]
        counts = Counter(f["severity"] for f in found)
        rows.append(
            row
            | {
                "counts": counts,
                "worst": _worst(row, counts),
                "first": found[0] if found else None,
                "not_checked": causes.not_checked(unusable[filing_id]),
            }
        )
    return page_of(
        "index.html.j2",
        rows=rows,
        beside=beside,
        years=sorted({r["fiscal_year"] for r in rows if r["fiscal_year"]}, reverse=True),
        publishers={
            name: f"p{i}" for i, name in enumerate(dict.fromkeys(r["publisher"] for r in rows if r["publisher"]))
        },
        totals=Counter(r["state"] for r in rows),
        severities=sum((r["counts"] for r in rows), Counter[str]()),
    )


def _worst(filing: dict[str, Any], counts: Counter[str]) -> str:
    if filing["state"] in ("failed", "quarantined"):
        return "error"
    return next((s for s in ("error", "warning", "info") if counts[s]), "clean")
