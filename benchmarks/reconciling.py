"""What a filing costs after it was read: cleaning, evaluation and reconciliation in CPU seconds, imports and reading
left out; and what Great Expectations adds.

    python -m benchmarks.reconciling [--more FOLDER_OF_PDFS] [--cache FOLDER]

The least of several rounds counts, as other programs on the machine only add to it. `judge`: what the same evaluation
costs more with Great Expectations' verdicts, with the suites of the stages and the Data Docs, in the same round. Exit
status 1 where a filing costs more than 0.5 CPU seconds per 30 pages (a shorter filing has the whole half second), or
where the judge costs more than twice the evaluation over all filings."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from benchmarks.scoring.filings import CACHE, readings
from expectations.evaluation import evaluate
from expectations.filing.case import Case
from expectations.gates.gate import decide, reading_doubts
from expectations.judge.data_docs import build_data_docs
from expectations.judge.suites import STAGES, Bench, judge_stage
from expectations.repair import repair
from fiscal.cleaning.observe import observe
from fiscal.document.identity.identity import identify
from fiscal.model.reading import Reading
from fiscal.model.reading_rows import reading_to_rows
from fiscal.reconciliation.reconcile import reconcile

ALLOWED = 0.5
PAGES = 30
JUDGE_ALLOWED = 2.0
"""Times the CPU of the evaluation that Great Expectations may cost."""


class Cost(NamedTuple):
    """CPU seconds of cleaning (repair included), evaluation, gate and reconciliation; and of the evaluation with
    everything that the judge does.
    """

    cleaning: float
    evaluation: float
    reconciliation: float
    judged: float

    @property
    def judge(self) -> float:
        """What the judge costs on top."""
        return self.judged - self.evaluation

    @property
    def own(self) -> float:
        """All but the judge."""
        return self.cleaning + self.evaluation + self.reconciliation


def stages(name: str, reading: Reading) -> Cost:
    """What one round costs."""
    clock = [time.process_time()]
    identity = identify(reading)
    observations, _ = observe(reading, identity, name)
    observations = repair(Case(name, identity, reading, observations))
    clock.append(time.process_time())
    case = Case(name, identity, reading, observations)
    findings = evaluate(case)
    clock.append(time.process_time())
    gate = decide(findings, observations, [*reading.doubts, *reading_doubts(reading)], identity)
    reconcile(name, identity, observations, findings, gate.held, gate.disputed)
    clock.append(time.process_time())
    _judged(case)
    clock.append(time.process_time())
    return Cost(*(after - before for before, after in pairwise(clock)))


def _judged(case: Case) -> None:
    """What the stage of verdicts does beside reading and writing."""
    bench = Bench()
    findings = evaluate(case, judge=bench.judge)
    rows = {
        "extracted_tables": reading_to_rows(case.reading)["extracted_tables"],
        "observations": case.observations,
        "findings": findings,
    }
    stages = [judge_stage(dataset, rows[dataset]) for dataset in STAGES]
    with tempfile.TemporaryDirectory() as folder:
        build_data_docs([*bench.judged.results, *(r for stage in stages for r in stage.results)], Path(folder) / "docs")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--more", type=Path, action="append", default=[], help="further folders of PDFs")
    parser.add_argument("--cache", type=Path, default=CACHE, help="a folder to keep readings in")
    asked = parser.parse_args()
    slow, judging, evaluating = 0, 0.0, 0.0
    for name, reading in readings([Path("raw"), *asked.more], asked.cache):
        best = Cost(*map(min, zip(*(stages(name, reading) for _ in range(asked.rounds + 1)), strict=True)))
        pages = len(reading.pages)
        allowed = ALLOWED * max(1.0, pages / PAGES)
        slow += best.own > allowed
        judging, evaluating = judging + best.judge, evaluating + best.evaluation
        shown = "  ".join(f"{stage} {seconds:.3f}" for stage, seconds in zip(Cost._fields, best, strict=True))
        print(f"{name:32} {pages:3} pages  {shown}  all but the judge {best.own:.3f} of {allowed:.2f} CPU s")
    ratio = judging / evaluating if evaluating else 0.0
    print(
        f"Great Expectations {judging:.3f} CPU s beside {evaluating:.3f} of evaluation: {ratio:.2f} times (at most"
        f" {JUDGE_ALLOWED:.0f})"
    )
    return int(slow > 0 or ratio > JUDGE_ALLOWED)


if __name__ == "__main__":
    sys.exit(main())
