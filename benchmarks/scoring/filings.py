"""Folders of filings for the benchmarks: their readings, kept by hash and code version, and what the product makes of a
reading, stage after stage and without Dagster.

What is measured of it is left to each benchmark.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import track

from expectations.evaluation import evaluate
from expectations.filing.case import Case
from expectations.gates.gate import Gate, decide, reading_doubts
from expectations.observing import observations_of
from fiscal.document.identity.identity import identify
from fiscal.intake import sandbox_pool as pool
from fiscal.intake.kept_readings import reading_version
from fiscal.model.contract import Fact
from fiscal.model.findings.rows import Finding
from fiscal.model.reading import Reading
from fiscal.model.reasons import Failure
from fiscal.reconciliation.reconcile import reconcile

CACHE = Path("build/readings")
_A = TypeVar("_A")
_B = TypeVar("_B")


@dataclass(frozen=True, slots=True)
class Judged:
    """A filing after its last stage: the case with its observations, every finding, the gate's decision, and the facts
    that are published and held.
    """

    case: Case
    findings: Sequence[Finding]
    gate: Gate
    facts: Sequence[Fact]
    held: Sequence[Fact]

    @property
    def accusations(self) -> list[Finding]:
        """What is told against the publisher: violated findings that are errors or warnings and no doubt about the
        reading.
        """
        return [f for f in self.findings if f.verdict == "violated" and f.severity != "info" and f.tier != "extraction"]

    @property
    def explained(self) -> list[Finding]:
        """What would be told if nothing explained it, or made it incomparable."""
        return [f for f in self.findings if f.explained_by is not None and f.verdict != "violated"]

    @property
    def errors(self) -> list[Finding]:
        """The accusations that are errors."""
        return [f for f in self.accusations if f.severity == "error"]


def pdfs(folder: Path) -> list[Path]:
    """The PDFs of a folder, by name."""
    return sorted(p for p in folder.iterdir() if p.suffix.lower() == ".pdf")


def sha256_of(path: Path) -> str:
    """The file's hash, as the register of filings has it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def reading_of(path: Path, cache: Path = CACHE) -> Reading | Failure:
    """The file's reading, made in the sandbox or taken from the cache, where it lies by the hash of the file and the
    version of the reading code.
    """
    kept = cache / reading_version() / f"{sha256_of(path)}.pickle"
    if kept.exists():
        return pickle.loads(kept.read_bytes())
    outcome = pool.sandbox().call(pool.READER, path)
    kept.parent.mkdir(parents=True, exist_ok=True)
    partial = kept.with_suffix(f".{multiprocessing.current_process().pid}")
    partial.write_bytes(pickle.dumps(outcome))
    partial.replace(kept)
    return outcome


def readings(folders: Sequence[Path], cache: Path = CACHE) -> Iterator[tuple[str, Reading]]:
    """The filings of the folders that can be read, by file name."""
    for path in (p for folder in folders for p in pdfs(folder)):
        reading = reading_of(path, cache)
        if isinstance(reading, Reading):
            yield path.stem, reading
        else:
            print(f"{path.name}: {reading.code}", file=sys.stderr)


def judged(filing_id: str, reading: Reading) -> Judged:
    """Observed, repaired, evaluated, gated and reconciled."""
    identity = identify(reading)
    observations, _ = observations_of(reading, identity, filing_id)
    case = Case(filing_id, identity, reading, observations)
    findings = evaluate(case)
    gate = decide(findings, case.observations, [*reading.doubts, *reading_doubts(reading)], identity)
    facts, held = reconcile(filing_id, identity, case.observations, findings, gate.held, gate.disputed)
    return Judged(case, findings, gate, facts, held)


def each(work: Callable[[_A], _B], items: Sequence[_A], processes: int, what: str) -> list[_B]:
    """The work on every item, in the order of the items, in so many processes, with a progress bar where there is a
    terminal to see it.
    """
    console = Console(stderr=True)
    if processes < 2 or len(items) < 2:
        return [work(item) for item in track(items, what, console=console, disable=not console.is_terminal)]
    context = multiprocessing.get_context("spawn")
    done: dict[int, _B] = {}
    with ProcessPoolExecutor(processes, mp_context=context) as workers:
        waiting = {workers.submit(work, item): i for i, item in enumerate(items)}
        for finished in track(
            as_completed(waiting), what, len(items), console=console, disable=not console.is_terminal
        ):
            done[waiting[finished]] = finished.result()
    return [done[i] for i in range(len(items))]
