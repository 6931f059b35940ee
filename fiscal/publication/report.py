"""The report of one filing and the index over all: self-contained HTML without script, every figure beside its evidence.

It reads the datasets only; page pictures come from the renderer that the caller hands in, so hostile bytes stay in the sandbox.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from fiscal.model import vocabulary
from fiscal.publication import charts
from fiscal.publication.evidence import CROPS_PER_REPORT, Renderer, boxes_of, crops_of
from fiscal.publication.inert import without_controls
from fiscal.publication.store import Store

TEXT_LIMIT = 2_000
SEVERITY_RANK = {"error": 0, "warning": 1, "info": 2}
WORDS: dict[str, str] = {
    "published": "已发布 Published", "quarantined": "已隔离 Quarantined", "failed": "未能读取 Failed", "superseded": "已被取代 Superseded",
    "withdrawn": "已撤回 Withdrawn",
    "error": "错误", "warning": "警告", "info": "提示", "exact": "完全相符", "rounding": "舍入差内", "violated": "不符",
    "not_applicable": "不适用", "insufficient_data": "数据不足", "single": "一处", "identical": "一致", "disputed": "有争议",
    "department": "部门", "unit": "单位", "budget": "预算", "final": "决算", "performance": "绩效申报",
    "current": "本期", "prior": "上期", "change": "增减",
} | vocabulary.MEASURES | vocabulary.SOURCES_OF_FUNDS | vocabulary.PHASES  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """What the reader sees as one finding: all violated invariants of one cause, the worst first, with pictures as data URLs."""

    anchor: str
    severity: str
    findings: tuple[dict[str, Any], ...]
    pictures: tuple[str, ...]


@cache
def _templates() -> Environment:
    env = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update({"word": word, "amount": amount, "shown": shown})
    return env


def word(value: str | None) -> str:
    """The Chinese word for a value of a closed vocabulary; the value itself where it has none."""
    return "" if value is None else WORDS.get(value, value)


def amount(value: Decimal | None) -> str:
    """A decimal for reading: grouped, without trailing zeros, never rounded; a dash for None."""
    if value is None:
        return "—"
    return f"{value.normalize():,f}"


def shown(text: object) -> str:
    """A printed text as it is shown: no control characters, cut at 2,000 characters."""
    clean = without_controls(str(text)) if text is not None else ""
    return clean if len(clean) <= TEXT_LIMIT else clean[:TEXT_LIMIT] + "…"


def problems(findings: Sequence[dict[str, Any]], observations: Sequence[dict[str, Any]], render: Renderer) -> list[Problem]:
    """The violated invariants grouped by cause, worst first, with their page pictures, at most 60 in all."""
    places = boxes_of(observations)
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for finding in findings:
        if finding["verdict"] == "violated":
            groups[finding["root_cause"] or finding["finding_id"]].append(finding)
    ordered = sorted((sorted(g, key=_rank) for g in groups.values()), key=lambda g: _rank(g[0]))
    wanted = [crops_of(group[0], places) for group in ordered]
    flat = [crop for crops in wanted for crop in crops][:CROPS_PER_REPORT]
    drawn = iter([_data_url(png) for png in render(flat)] if flat else [])
    found: list[Problem] = []
    left = len(flat)
    for group, crops in zip(ordered, wanted, strict=True):
        mine = min(len(crops), left)
        left -= mine
        pictures = tuple(url for url in (next(drawn) for _ in range(mine)) if url)
        found.append(Problem(f"f-{group[0]['finding_id']}", group[0]["severity"], tuple(group), pictures))
    return found


def _rank(finding: dict[str, Any]) -> tuple[int, bool, str, str]:
    return (SEVERITY_RANK.get(finding["severity"], 3), finding["tier"] == "extraction", finding["family"], finding["finding_id"])


def _data_url(png: bytes | None) -> str | None:
    return None if png is None else "data:image/png;base64," + base64.b64encode(png).decode()


def filing_report(store: Store, filing_id: str, render: Renderer, annotated: bool = False) -> str:
    """The HTML of one filing's current version; `annotated` says that the copy with notes lies beside it. LookupError where it has no row in `filings`."""
    filing = current_version(store, filing_id)
    observations = store.rows("observations", filing_id).to_pylist()
    findings = store.rows("findings", filing_id).to_pylist()
    facts = store.rows("facts", filing_id).to_pylist()
    held = store.rows("held_facts", filing_id).to_pylist()
    found = problems(findings, observations, render)
    marked = {(t["table_no"], t["row"], t["col"]): p.anchor for p in reversed(found) for f in p.findings for t in f["terms"] if t["table_no"] is not None}
    coverage = store.rows("coverage", filing_id).to_pylist()
    return _page(
        "report.html.j2",
        filing=filing,
        annotated=f"{filing_id}.annotated.pdf" if annotated else None,
        verdict=verdict_line(filing, found),
        problems=found,
        verdicts=Counter(f["verdict"] for f in findings),
        tables=_tables(store, filing_id, marked),
        facts=facts,
        held=held,
        charts=_charts(facts, filing),
        doubts=store.rows("doubts", filing_id).to_pylist(),
        coverage=[c for c in coverage if c["understood"] < c["figures"]],
        figures=sum(c["figures"] for c in coverage),
        understood=sum(c["understood"] for c in coverage),
    )


def current_version(store: Store, filing_id: str) -> dict[str, Any]:
    """The newest row of a filing. LookupError where there is none."""
    rows = store.rows("filings", filing_id).to_pylist()
    if not rows:
        raise LookupError(filing_id)
    return max(rows, key=lambda row: row["version"])


def verdict_line(filing: dict[str, Any], found: Sequence[Problem]) -> str:
    """One line: what was done with the filing and what was found in it."""
    if filing["state"] in ("failed", "quarantined"):
        return f"{WORDS[filing['state']]}：{filing['state_reason'] or ''}"
    count = Counter(p.severity for p in found)
    told = "，".join(f"{count[s]} 项{WORDS[s]}" for s in ("error", "warning", "info") if count[s]) or "未发现不符"
    held = f"，暂扣 {filing['facts_held']} 项" if filing["facts_held"] else ""
    return f"{WORDS.get(filing['state'], filing['state'])}：{told}；发布事实 {filing['facts_published']} 项{held}"


def _tables(store: Store, filing_id: str, marked: dict[tuple[int, int, int], str]) -> list[dict[str, Any]]:
    by_table: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for cell in store.rows("extracted_tables", filing_id).to_pylist():
        cell["anchor"] = marked.get((cell["table_no"], cell["row"], cell["col"]))
        by_table[cell["table_no"]].append(cell)
    shown_tables: list[dict[str, Any]] = []
    for table in store.rows("tables", filing_id).to_pylist():
        rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for cell in sorted(by_table[table["table_no"]], key=lambda c: (c["row"], c["col"])):
            rows[cell["row"]].append(cell)
        cells = by_table[table["table_no"]]
        table["rows"] = list(rows.values())
        table["pages"] = sorted({c["page"] for c in cells})
        table["confidence"] = min((c["confidence"] for c in cells), default=None)
        shown_tables.append(table)
    return shown_tables


def _charts(facts: Sequence[dict[str, Any]], filing: dict[str, Any]) -> list[tuple[str, Markup, Markup]]:
    """Expenditure by function (类) and income by source, this year's main phase, with the year before where the filing reports it."""
    drawn: list[tuple[str, Markup, Markup]] = []
    for title, system in (("支出按功能分类 · Expenditure by function", "functional"), ("收入按来源 · Income by source", "income")):
        items = _bars(facts, filing, system)
        if items:
            drawn.append((title, charts.bars(items, title), charts.legend(items)))
    return drawn


def _bars(facts: Sequence[dict[str, Any]], filing: dict[str, Any], system: str) -> list[charts.Bar]:
    phase = "executed" if filing["doc_kind"] == "final" else "approved"
    values: dict[int, dict[str, tuple[str, Decimal]]] = defaultdict(dict)
    for fact in facts:
        plain = fact["expenditure_type"] in (None, "total") and fact["source_of_funds"] in (None, "total", "fiscal", "general_public_budget")
        if fact["class_system"] != system or fact["value_yuan"] is None or fact["project"] or fact["phase"] != phase or not plain or fact["fiscal_year"] is None:
            continue
        if system == "functional" and not (fact["concept"].isdigit() and len(fact["concept"]) == 3):
            continue
        if system == "income" and fact["concept"].endswith(("_total", "_current")):
            continue
        values[fact["fiscal_year"]].setdefault(fact["concept"], (fact["concept_label"] or fact["concept"], fact["value_yuan"]))
    now, before = values[filing["fiscal_year"]], values[(filing["fiscal_year"] or 0) - 1]
    items = [charts.Bar(label, value, before[concept][1] if concept in before else None) for concept, (label, value) in now.items()]
    return sorted(items, key=lambda b: -b.value)[:20]


def index(store: Store) -> str:
    """The HTML over all filings, newest version each, with filters by year, publisher, kind and severity that need no script."""
    severities: dict[str, Counter[str]] = defaultdict(Counter)
    columns = ["filing_id", "finding_id", "verdict", "severity", "root_cause"]
    seen: set[tuple[str, str]] = set()
    for batch in store.dataset("findings").to_batches(columns=columns):
        for f in batch.to_pylist():
            cause = (f["filing_id"], f["root_cause"] or f["finding_id"])
            if f["verdict"] == "violated" and cause not in seen:
                seen.add(cause)
                severities[f["filing_id"]][f["severity"]] += 1
    newest: dict[str, dict[str, Any]] = {}
    for row in store.rows("filings").to_pylist():
        if row["version"] >= newest.get(row["filing_id"], row)["version"]:
            newest[row["filing_id"]] = row
    rows: list[dict[str, Any]] = [row | {"counts": severities[row["filing_id"]], "worst": _worst(row, severities[row["filing_id"]])} for row in newest.values()]
    rows.sort(key=lambda r: (r["publisher"] or "~", -(r["fiscal_year"] or 0), r["filing_id"]))
    return _page(
        "index.html.j2",
        rows=rows,
        years=sorted({r["fiscal_year"] for r in rows if r["fiscal_year"]}, reverse=True),
        publishers={name: f"p{i}" for i, name in enumerate(sorted({r["publisher"] for r in rows if r["publisher"]}))},
        totals=Counter(r["state"] for r in rows),
    )


def _worst(filing: dict[str, Any], counts: Counter[str]) -> str:
    if filing["state"] in ("failed", "quarantined"):
        return "error"
    return next((s for s in ("error", "warning", "info") if counts[s]), "clean")


def _page(template: str, **words: Any) -> str:
    style = (Path(__file__).parent / "templates" / "style.css").read_text("utf-8")
    if template == "index.html.j2":
        style += _filters(words["years"], words["publishers"].values())
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return _templates().get_template(template).render(style=Markup(style), policy=policy, **words)  # noqa: S704 - our own style sheet, nothing from a filing


def _filters(years: Sequence[int], publishers: Any) -> str:
    keys = [("year", f"y{y}") for y in years] + [("publisher", p) for p in publishers]
    keys += [("severity", s) for s in ("error", "warning", "info", "clean")] + [("kind", k) for k in vocabulary.DOC_KINDS]
    return "\n".join(f'body:has(select#{name} option[value="{key}"]:checked) tbody tr:not(.{key}){{display:none}}' for name, key in keys)
