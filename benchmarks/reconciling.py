"""What a filing costs after it was read: cleaning, evaluation and reconciliation in CPU seconds, imports and reading left out.

    python -m benchmarks.reconciling [--more FOLDER_OF_PDFS] [--cache FOLDER]

The least of several rounds counts, as other programs on the machine only add to it. Exit status 1 where a filing costs more than 0.5 CPU seconds per 30 pages; a
shorter filing has the whole half second.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from benchmarks.filings import CACHE, readings
from expectations.case import Case
from expectations.evaluation import evaluate
from expectations.gate import decide, reading_doubts
from expectations.repair import repair
from fiscal.cleaning.observe import observe
from fiscal.document.identity import identify
from fiscal.model.reading import Reading
from fiscal.reconciliation.reconcile import reconcile

ALLOWED = 0.5
PAGES = 30


def stages(name: str, reading: Reading) -> tuple[float, float, float]:
    """CPU seconds of cleaning (repair included), evaluation, and gate and reconciliation."""
    clock = [time.process_time()]
    identity = identify(reading)
    observations, _ = observe(reading, identity, name)
    observations = repair(Case(name, identity, reading, observations))
    clock.append(time.process_time())
    findings = evaluate(Case(name, identity, reading, observations))
    clock.append(time.process_time())
    gate = decide(findings, observations, [*reading.doubts, *reading_doubts(reading)], identity)
    reconcile(name, identity, observations, findings, gate.held, gate.disputed)
    clock.append(time.process_time())
    return clock[1] - clock[0], clock[2] - clock[1], clock[3] - clock[2]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--more", type=Path, action="append", default=[], help="further folders of PDFs")
    parser.add_argument("--cache", type=Path, default=CACHE, help="a folder to keep readings in")
    asked = parser.parse_args()
    slow = 0
    for name, reading in readings([Path("raw"), *asked.more], asked.cache):
        best = min((stages(name, reading) for _ in range(asked.rounds + 1)), key=sum)
        pages = len(reading.pages)
        allowed = ALLOWED * max(1.0, pages / PAGES)
        slow += sum(best) > allowed
        print(f"{name:32} {pages:3} pages  cleaning {best[0]:.3f}  evaluation {best[1]:.3f}  reconciliation {best[2]:.3f}  all {sum(best):.3f} of {allowed:.2f} CPU s")
    return int(slow > 0)


if __name__ == "__main__":
    sys.exit(main())
