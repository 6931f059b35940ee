"""Whether what is told against publishers is true: precision by rule with the labels of people who looked, whether what
defences explain is innocent, and how many planted errors are found.

    make bench-precision DIR=FOLDER [ARGS="--slips 3 --unlabelled OUT.jsonl --write-docs"]

Every file goes through all stages; of each accusation and of all that is explained the label is looked up
(`benchmarks/labels`), and into each filing slips are planted, of every kind in turn. A filing is clean where the list
of its true findings lies beside it (`NAME.expected.json`) and holds nothing that must be told. Exit status 1 where a
rule whose labels say that it cannot be trusted still raises errors, or, in a folder that people have looked at, a
defence explains more than they bear out. `docs/precision.md` is what `--write-docs` last measured."""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks.corpus import beside
from benchmarks.planting.kinds import KINDS
from benchmarks.planting.plant import FIGURES_AT_LEAST, Verdict, clean, draw, tally, verdict_on
from benchmarks.scoring import explanations
from benchmarks.scoring.explanations import Explained, code_of, held_against
from benchmarks.scoring.filings import CACHE, Judged, each, judged, pdfs, reading_of, sha256_of
from benchmarks.scoring.labels import LABELS, Label, Precision, labels, matched, of_told, precision, summed
from benchmarks.scoring.precision_page import DOCS, Measured, page
from fiscal.model.findings.rows import Finding
from fiscal.model.reasons import Failure


@dataclass(slots=True)
class Outcome:
    """One filing: its state, its accusations against the labels, what nobody has looked at, and what became of planted
    slips.
    """

    file: str
    state: str
    by_rule: dict[str, Precision] = field(default_factory=dict)
    unlabelled: list[dict[str, object]] = field(default_factory=list)
    lost: list[Label] = field(default_factory=list)
    explained: dict[str, Explained] = field(default_factory=dict)
    slips: list[tuple[str, Verdict]] = field(default_factory=list)
    clean: bool | None = None
    alarmed: bool = False
    facts: int = 0
    held: int = 0


def outcome_of(pdf: Path, known: Sequence[Label], slips: int, cache: Path) -> Outcome:
    """Everything that is measured of one file."""
    sha256 = sha256_of(pdf)
    reading = reading_of(pdf, cache)
    if isinstance(reading, Failure):
        return Outcome(pdf.name, reading.code)
    try:
        filing = judged(sha256[:16], reading)
        told = filing.accusations
        own = [label for label in known if label.sha256 == sha256]
        found, gone = matched(told, of_told(own))
        explained, unseen = held_against(filing.explained, own)
        expected = beside(pdf, "expected")
        stopped = filing.gate.state != "published"
        return Outcome(
            pdf.name,
            filing.gate.reason_code or filing.gate.state,
            precision(told, own),
            [entry(pdf, sha256, filing, f) for f in (*(t for t in told if t.finding_id not in found), *unseen)],
            [label for label in gone if label.verdict == "true"],
            explained,
            planted(filing, slips, random.Random(sha256)),
            None if expected is None else not any(e["must"] for e in expected["findings"]),
            bool(told),
            0 if stopped else len(filing.facts),
            len(filing.held) + (len(filing.facts) if stopped else 0),
        )
    except Exception:
        traceback.print_exc()
        return Outcome(pdf.name, "stage_error")


def entry(pdf: Path, sha256: str, filing: Judged, finding: Finding) -> dict[str, object]:
    """An accusation, or what is explained, as a label to be filled in, with what a person needs to look it up."""
    identity = filing.case.identity
    title = f"{identity.publisher or ''} {identity.fiscal_year or ''}".strip()
    label = {
        "sha256": sha256,
        "filing": title,
        "rule": finding.invariant,
        "finding": finding.finding_id,
        "numbers": finding.numbers_hash,
        "verdict": "",
        "why": "",
        "explained_by": "" if finding.verdict == "violated" else code_of(finding),
    }
    where = sorted({(t.page or 0, t.table_no or 0) for t in finding.terms})
    return label | {
        "file": pdf.name,
        "severity": finding.severity,
        "cause": finding.root_cause,
        "at": where,
        "message": finding.message_zh,
        "explanation": finding.explained_by,
    }


def planted(filing: Judged, slips: int, rng: random.Random) -> list[tuple[str, Verdict]]:
    """So many slips in one filing, the kinds in an order of chance."""
    if not slips:
        return []
    ground = clean(filing)
    if len(ground.cells) < FIGURES_AT_LEAST:
        return []
    verdicts: list[tuple[str, Verdict]] = []
    for kind in rng.sample(list(KINDS), len(KINDS)) * (1 + slips // len(KINDS)):
        if len(verdicts) == slips:
            break
        slip = draw(ground, kind, rng)
        if slip is not None:
            verdicts.append((kind, verdict_on(ground, slip)))
    return verdicts


def measured_of(outcomes: Sequence[Outcome]) -> Measured:
    """All filings together."""
    known_clean = [o for o in outcomes if o.clean]
    return Measured(
        states=Counter(o.state for o in outcomes),
        facts=sum(o.facts for o in outcomes),
        held=sum(o.held for o in outcomes),
        by_rule=summed(o.by_rule for o in outcomes),
        explained=explanations.summed(o.explained for o in outcomes),
        clean=(len(known_clean), sum(o.alarmed for o in known_clean)),
        slips=tally([s for o in outcomes for s in o.slips]),
    )


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="only files whose names begin so")
    parser.add_argument("--slips", type=int, default=3, help="planted errors a filing")
    parser.add_argument("--labels", type=Path, default=LABELS, help="the folder of labels")
    parser.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--cache", type=Path, default=CACHE, help="a folder to keep readings in")
    parser.add_argument("--unlabelled", type=Path, help="write what has no label here, to be filled in")
    parser.add_argument("--write-docs", action="store_true", help="write docs/precision.md")
    asked = parser.parse_args()
    files = [p for p in pdfs(asked.folder) if p.stem.startswith(asked.only)]
    if not files:
        print(f"{asked.folder}: no filings to measure", file=sys.stderr)
        return 2
    known = labels(asked.labels)
    outcomes = each(
        partial(outcome_of, known=known, slips=asked.slips, cache=asked.cache), files, asked.processes, "filings"
    )
    measured = measured_of(outcomes)
    print(page(measured))
    for o in outcomes:
        for label in o.lost:
            print(f"no longer told: {o.file} {label.rule} {label.finding}: {label.why}")
    if asked.unlabelled:
        asked.unlabelled.write_text(
            "".join(json.dumps(e, ensure_ascii=False) + "\n" for o in outcomes for e in o.unlabelled), "utf-8"
        )
    if asked.write_docs:
        DOCS.write_text(page(measured), "utf-8")
    return int(any(p.must_be_warning for p in measured.by_rule.values()) or measured.bold)


if __name__ == "__main__":
    sys.exit(main())
