"""What a filing's whole way costs in a warm process, stage by stage, beside what its reading, cleaning and evaluation
cost by themselves in the same run.

    python -m benchmarks.way [FOLDER_OF_PDFS] [--most 8]

CPU seconds of this process and of the readers that it starts; the first filing warms both and is not counted. Without a
folder filings are drawn. Exit status 1 where the whole way, publication left out, costs more than is allowed beside
reading, cleaning and evaluation."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from assets import per_filing, report, verdicts
from benchmarks.scoring.filings import judged, pdfs
from expectations import observing
from expectations.judge import suites
from fiscal.intake import kept_readings
from fiscal.intake import sandbox_pool as pool
from fiscal.intake.kept_readings import Readings
from fiscal.model.reading import Reading
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot, FolderStore
from pipelines.running import home, ingest
from tests.filings import budget

ALLOWED = 2.5
"""Times the reading, cleaning and evaluation that the whole way may cost."""
NESTED: Sequence[tuple[str, Any, str]] = (
    ("Dagster", ingest, "work_on"),
    ("other work of the stages", per_filing._Step, "_attempt"),
    ("intake", ingest, "take_in"),
    ("intake", ingest, "assign"),
    ("kept readings", Readings, "_known"),
    ("kept readings", Readings, "_keep"),
    ("rows read", FilingFiles, "read"),
    ("rows written", FilingFiles, "write"),
    ("files written", FolderStore, "write"),
    ("identity", kept_readings, "identify"),
    ("cleaning", observing, "observe"),
    ("evaluation", verdicts, "evaluate"),
    ("Great Expectations", suites, "_validated"),
    ("Data Docs", verdicts, "build_data_docs"),
    ("report", report, "report_of"),
)
"""What is timed by itself wherever it is called: what is nested in it counts there and not here."""


class Clock:
    """CPU seconds by name, each without those of what is nested in it; every thread by itself."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._here = threading.local()

    def timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The function, timed."""

        @wraps(work)
        def run(*args: Any, **kwargs: Any) -> Any:
            nested = self._here.__dict__.setdefault("nested", [])
            nested.append(0.0)
            started = time.thread_time()
            try:
                return work(*args, **kwargs)
            finally:
                whole, inner = time.thread_time() - started, nested.pop()
                self.spent[name] += whole - inner
                if nested:
                    nested[-1] += whole

        return run


def readers_cpu() -> float:
    """CPU seconds of all processes that this one has started and that live, with those of their ended children."""
    total = 0.0
    for process in psutil.Process().children(recursive=True):
        try:
            times = process.cpu_times()
        except psutil.Error:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """CPU seconds of this process and of its readers that some work costs."""
    own, readers = time.process_time(), readers_cpu()
    work()
    return time.process_time() - own, readers_cpu() - readers


def by_itself(path: Path) -> dict[str, float]:
    """Reading, cleaning and evaluation of one file, with nothing kept, shown or recorded."""
    outcome: list[Any] = []
    reading = measured(lambda: outcome.append(pool.sandbox().call(pool.READER, path)))
    if not isinstance(outcome[0], Reading):
        raise SystemExit(f"{path.name}: {outcome[0].code}")
    judging = measured(lambda: judged("f", outcome[0]))
    return {"reading": sum(reading), "cleaning and evaluation": judging[0]}


def way(root: DataRoot, instance: Any, path: Path) -> dict[str, float]:
    """The whole way of one file, by what was done."""
    clock = Clock()
    plain = [(owner, name, getattr(owner, name)) for _, owner, name in NESTED]
    for label, owner, name in NESTED:
        setattr(owner, name, clock.timed(label, getattr(owner, name)))
    try:
        own, readers = measured(lambda: list(ingest.ingest(root, instance, [path])))
    finally:
        for owner, name, work in plain:
            setattr(owner, name, work)
    rest = own - sum(clock.spent.values())
    published = sum(measured(lambda: ingest.publish(instance)))
    return {
        "readers": readers,
        **dict(clock.spent.most_common()),
        "rest": rest,
        "whole": own + readers,
        "publication": published,
    }


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--most", type=int, default=8, help="files that are measured")
    asked = parser.parse_args()
    os.environ["FISCAL_ALERT_URLS"] = ""
    with tempfile.TemporaryDirectory(prefix="fiscal-way-") as place:
        folder = Path(place)
        for number in range(0 if asked.folder else 4):
            (folder / f"{number}.pdf").write_bytes(budget(publisher=f"青山市河湾区第{number + 1}图书馆"))
        files = pdfs(asked.folder or folder)[: asked.most + 1]
        root = DataRoot.at(folder / "data")
        home.settle(root)
        rows: list[dict[str, float]] = []
        with home.opened(root) as instance:
            for path in files:
                rows.append(way(root, instance, path) | by_itself(path))
                print(
                    f"{path.name}: {rows[-1]['whole']:.2f} of"
                    f" {rows[-1]['reading'] + rows[-1]['cleaning and evaluation']:.2f} CPU s",
                    file=sys.stderr,
                )
    return shown(rows[1:])


def shown(rows: Sequence[dict[str, float]]) -> int:
    """Prints the means; the exit status."""
    total = Counter[str]()
    for row in rows:
        total.update(row)
    floor = total["reading"] + total["cleaning and evaluation"]
    ratio = total["whole"] / floor
    table = Table("part", "CPU s a filing", "of the whole", title=f"{len(rows)} filings")
    for name, seconds in total.items():
        table.add_row(name, f"{seconds / len(rows):.3f}", f"{seconds / total['whole']:.0%}")
    Console().print(table)
    print(f"{ratio:.2f} times reading, cleaning and evaluation (at most {ALLOWED})")
    return int(ratio > ALLOWED)


if __name__ == "__main__":
    sys.exit(main())
