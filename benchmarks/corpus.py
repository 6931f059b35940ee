"""How well a folder of filings is read, understood and judged: with truth beside a PDF its scores, without it what the
product itself says.

    make bench-corpus DIR=FOLDER [ARGS="--with-truth --json OUT --against BEFORE"]

`NAME.truth.json` beside `NAME.pdf` (or `NAME.scan.pdf`) scores cells, numbers, values and codes, `NAME.expected.json`
findings and false alarms. Of every filing: its state and the reason it is stopped for, doubts by code, facts published
and held, error findings by rule, and the proposal that won each page where the reading tells it. Exit status 1 where a
floor is broken: `scoring/floors.json` holds by the name of a set the least that its measures may be."""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Column
from rich.table import Table as Printed

from benchmarks.scoring.filings import CACHE, Judged, each, judged, pdfs, reading_of, sha256_of
from benchmarks.scoring.findings import score_findings
from benchmarks.scoring.floors import FLOORS, broken, raised
from benchmarks.scoring.tables import MEASURES, score_tables
from fiscal.model.reading import Reading
from fiscal.model.reasons import Failure

Outcome = dict[str, Any]
"""One filing's outcome as it is kept in JSON: plain numbers, texts, lists and counts by name."""
_WORST = 3
"""Examples kept of what is wrong in a table."""


def beside(pdf: Path, what: str) -> Mapping[str, Any] | None:
    """The `truth` or `expected` findings that lie beside a PDF; a scan has those of its filing."""
    for name in (pdf.stem, pdf.stem.removesuffix(".scan")):
        file = pdf.with_name(f"{name}.{what}.json")
        if file.exists():
            return json.loads(file.read_text("utf-8"))
    return None


def outcome_of(pdf: Path, cache: Path) -> Outcome:
    """Everything that is measured of one file."""
    outcome: Outcome = {
        "file": pdf.name,
        "sha256": sha256_of(pdf),
        "doubts": {},
        "errors": {},
        "warnings": {},
        "verdicts": {},
        "winners": {},
        "facts": 0,
        "held": 0,
    }
    reading = reading_of(pdf, cache)
    if isinstance(reading, Failure):
        return outcome | {"state": "failed", "reason": reading.code}
    outcome |= {
        "pages": len(reading.pages),
        "tables": len(reading.tables),
        "doubts": Counter(d.code for d in reading.doubts),
        "winners": winners(reading),
    }
    try:
        outcome |= told(judged(outcome["sha256"][:16], reading), beside(pdf, "truth"), beside(pdf, "expected"))
    except Exception:
        traceback.print_exc()
        outcome |= {"state": "failed", "reason": "stage_error"}
    return outcome


def winners(reading: Reading) -> Counter[str]:
    """How many pages each proposal won, where the pages tell it."""
    return Counter(str(won) for page in reading.pages if (won := getattr(page, "proposal", None)) is not None)


def told(filing: Judged, truth: Mapping[str, Any] | None, expected: Mapping[str, Any] | None) -> Outcome:
    """What the stages say of a filing, and how it scores."""
    stopped = filing.gate.state != "published"
    outcome: Outcome = {
        "state": filing.gate.state,
        "reason": filing.gate.reason_code,
        "facts": 0 if stopped else len(filing.facts),
        "held": len(filing.held) + (len(filing.facts) if stopped else 0),
        "errors": Counter(f.invariant for f in filing.errors),
        "warnings": Counter(f.invariant for f in filing.accusations if f.severity == "warning"),
        "verdicts": Counter(f.verdict for f in filing.findings),
    }
    if truth is not None:
        score = score_tables(truth, filing.case.reading.tables, filing.case.observations)
        outcome["scores"] = {m: [s.right, s.of] for m, s in score.shares.items()}
        outcome["wrong"] = [f"{t.title}: {line}" for t in score.tables for line in _examples(t.wrong)]
        outcome["wrong"] += [
            f"{t.title}: no table was read for it" for t in score.tables if t.table_no is None and t.shares["cells"].of
        ]
    if expected is not None:
        against = score_findings(expected, filing.accusations)
        outcome["findings"] = {"found": against.found, "must": against.must, "alarms": len(against.alarms)}
        outcome["missed"] = list(against.missed)
        outcome["alarms"] = [f"{f.invariant}: {f.message_zh}" for f in against.alarms]
    return outcome


def _examples(lines: Sequence[str]) -> list[str]:
    """The first few of each measure."""
    return [line for m in MEASURES for line in [x for x in lines if x.startswith(m)][:_WORST]]


def totals(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """The measures of a set: shares between 0 and 1, and counts a filing."""
    filings = len(outcomes)
    summed: dict[str, float] = {"filings": filings}
    for measure in MEASURES:
        pairs = [o["scores"][measure] for o in outcomes if "scores" in o]
        if of := sum(p[1] for p in pairs):
            summed[measure] = sum(p[0] for p in pairs) / of
    expected = [o["findings"] for o in outcomes if "findings" in o]
    if expected:
        summed |= {k: sum(e[k] for e in expected) for k in ("found", "must", "alarms")}
    facts, held = (sum(o[k] for o in outcomes) for k in ("facts", "held"))
    return summed | {
        "published": sum(o["state"] == "published" for o in outcomes) / max(1, filings),
        "errors": sum(sum(o["errors"].values()) for o in outcomes) / max(1, filings),
        "held": held / max(1, facts + held),
    }


def gathered(outcomes: Sequence[Outcome], what: str) -> Counter[str]:
    """One of the counts by name, over all filings."""
    return sum((Counter(o[what]) for o in outcomes), Counter[str]())


def show(outcomes: Sequence[Outcome], console: Console, examples: bool) -> None:
    """The table of filings and the sums under it."""
    printed = Printed(
        "filing",
        "state",
        *(_right(m) for m in ("tables", *MEASURES, "found", "alarms", "facts", "held", "errors", "warnings")),
        box=None,
        pad_edge=False,
    )
    for o in outcomes:
        found = o.get("findings")
        cells = [_percent(*o["scores"][m]) if "scores" in o else "" for m in MEASURES]
        cells += [f"{found['found']}/{found['must']}", str(found["alarms"])] if found else ["", ""]
        numbers = [str(n) for n in (o["facts"], o["held"], sum(o["errors"].values()), sum(o["warnings"].values()))]
        printed.add_row(
            o["file"].removesuffix(".pdf"), o["reason"] or o["state"], str(o.get("tables", "")), *cells, *numbers
        )
    console.print(printed)
    for o in outcomes if examples else ():
        for kind in ("wrong", "missed", "alarms"):
            for line in o.get(kind, ()):
                console.print(f"{o['file']} {kind}: {line}", markup=False, highlight=False)
    for name, counts in (
        ("states", Counter(o["reason"] or o["state"] for o in outcomes)),
        ("error findings", gathered(outcomes, "errors")),
        ("warnings", gathered(outcomes, "warnings")),
        ("verdicts", gathered(outcomes, "verdicts")),
        ("doubts", gathered(outcomes, "doubts")),
        ("pages won", gathered(outcomes, "winners")),
    ):
        if counts:
            console.print(f"{name}: {', '.join(f'{k} {n}' for k, n in counts.most_common())}", highlight=False)
    console.print("all: " + ", ".join(f"{k} {_figure(k, v)}" for k, v in totals(outcomes).items()), highlight=False)


def differences(before: Sequence[Outcome], after: Sequence[Outcome]) -> list[str]:
    """What changed between two runs, filing by filing and in all."""
    lines: list[str] = []
    old = {o["sha256"]: o for o in before}
    for o in after:
        was = old.get(o["sha256"])
        if was is None:
            lines.append(f"{o['file']}: new")
            continue
        changed = [
            f"{k} {a} → {b}"
            for k, a, b in (
                (k, _told_of(was, k), _told_of(o, k))
                for k in ("state", *MEASURES, "found", "alarms", "facts", "held", "errors")
            )
            if a != b
        ]
        rules = Counter(o["errors"])
        rules.subtract(was["errors"])
        changed += [f"{rule} {n:+}" for rule, n in sorted(rules.items()) if n]
        if changed:
            lines.append(f"{o['file']}: {', '.join(changed)}")
    first, second = totals(before), totals(after)
    lines += [
        f"all: {k} {_figure(k, first.get(k))} → {_figure(k, second.get(k))}"
        for k in second
        if first.get(k) != second[k]
    ]
    return lines


def _told_of(o: Outcome, what: str) -> str:
    if what == "state":
        return o["reason"] or o["state"]
    if what in MEASURES:
        return _percent(*o["scores"][what]) if "scores" in o else "–"
    if what in ("found", "alarms"):
        return str(o["findings"][what]) if "findings" in o else "–"
    return str(sum(o["errors"].values()) if what == "errors" else o[what])


def _percent(right: int, of: int) -> str:
    return f"{100 * right / of:.2f}" if of else "–"


def _figure(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    return (
        f"{100 * value:.2f} %" if name in (*MEASURES, "published", "held") else f"{value:.2f}".rstrip("0").rstrip(".")
    )


def _right(name: str) -> Column:
    return Column(name, justify="right", no_wrap=True)


def main() -> int:
    """Measure and print; exit status 1 where a floor is broken, 2 where there is nothing to measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--set",
        help="the set's name among the floors; by default the folder's, with /truth where only those with truth count",
    )
    parser.add_argument(
        "--with-truth", action="store_true", help="only filings that have truth or expected findings beside them"
    )
    parser.add_argument("--only", default="", help="only files whose names begin so")
    parser.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--cache", type=Path, default=CACHE, help="a folder to keep readings in")
    parser.add_argument("--json", type=Path, help="write the outcomes here")
    parser.add_argument("--against", type=Path, help="outcomes of an earlier run to compare with")
    parser.add_argument("--show", action="store_true", help="list examples of what is wrong, missed and alarmed")
    parser.add_argument(
        "--raise-floors", action="store_true", help="write the set's floors where they are lower than what was measured"
    )
    asked = parser.parse_args()
    files = [p for p in pdfs(asked.folder) if p.stem.startswith(asked.only)]
    if asked.with_truth:
        files = [p for p in files if beside(p, "truth") is not None or beside(p, "expected") is not None]
    if not files:
        print(f"{asked.folder}: no filings to measure", file=sys.stderr)
        return 2
    outcomes = each(partial(outcome_of, cache=asked.cache), files, asked.processes, "filings")
    console = Console(width=None if sys.stdout.isatty() else 200)
    show(outcomes, console, asked.show)
    if asked.json:
        asked.json.write_text(json.dumps(outcomes, ensure_ascii=False, indent=1), "utf-8")
    if asked.against:
        for line in differences(json.loads(asked.against.read_text("utf-8")), outcomes):
            print(line)
    name, measured = asked.set or asked.folder.name + "/truth" * asked.with_truth, totals(outcomes)
    if asked.raise_floors:
        raised(FLOORS, name, measured)
    misses = [] if asked.only else broken(FLOORS, name, measured)
    for miss in misses:
        print(f"BROKEN {miss}")
    return int(bool(misses))


if __name__ == "__main__":
    sys.exit(main())
