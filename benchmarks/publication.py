"""What publishing costs when one filing has come to many: database, index and what relates filings, as the job
`publish` makes them, over data roots of several sizes, and a publication made from nothing beside it.

    make bench-publication
    python -m benchmarks.publication [--filings 10 300 1000]

The filings of `raw/` are ingested once and copied under other bodies' names. Each size is measured in a process of its
own. The measures: one filing among 1,000 costs at most twice what it costs among 10 and 600 MB, among 10,000 at most
four times."""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from assets.per_filing import FILINGS
from fiscal.model.contract import DATASETS, Filing
from fiscal.model.records import to_arrow
from fiscal.storage import datasets
from fiscal.storage.root import CHECKOUT, DataRoot
from pipelines.commands.terminal import at_work, settled
from pipelines.running.arriving import filings
from pipelines.running.ingest import ingest, publish

SIZES = (10, 300, 1_000)
PUBLICATIONS = 3
"""How many filings come one after the other at each size: the first publication of a process loads what it needs."""
_KEPT_PER_FILING = (".state/{}.json", "raw/versions/{}.json", "raw/bodies/{}.json", "reports/{}.html")


def copied(root: DataRoot, originals: list[str], number: int) -> str:
    """Copies a filing in all that is kept of it, as one of another body, and gives its name."""
    original = originals[number % len(originals)]
    name = f"moushi-mouju-{number}-unit-2022-budget"
    for kept in _KEPT_PER_FILING:
        if (content := root.store.read(kept.format(original))) is not None:
            _placed(root, kept.format(name), content)
    for dataset in DATASETS:
        content = root.store.read(datasets.name_of(dataset, original)) or b""
        if dataset == "filings":
            content = _of_body(content, f"某市第{number}局")
        _placed(root, datasets.name_of(dataset, name), content)
    return name


def _placed(root: DataRoot, name: str, content: bytes) -> None:
    """Without the syncing of a store: thousands are written."""
    path = root.work / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _of_body(content: bytes, publisher: str) -> bytes:
    rows: list[Filing] = datasets.rows_of(content, "filings")
    named = [replace(row, publisher=publisher, publisher_parent=None) for row in rows]
    return datasets.to_parquet(to_arrow(named, DATASETS["filings"]))


def measured(root: DataRoot, first: int) -> None:
    """Publishes what stands, then one more filing at a time; prints what each publication cost."""
    originals = datasets.filing_ids(root.store)[:4]
    with at_work(root) as instance:
        for number in range(first, first + PUBLICATIONS + 1):
            started, processor = time.perf_counter(), time.process_time()
            trouble = publish(instance)
            if trouble:
                raise SystemExit(trouble)
            what = "first publication" if number == first else "one more filing"
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"  {what:18} {time.perf_counter() - started:6.2f} s   processor"
                f" {time.process_time() - processor:6.2f} s   peak {peak:.0f} MB",
                flush=True,
            )
            instance.add_dynamic_partitions(FILINGS.name or "", [copied(root, originals, number)])


def main() -> None:
    """Generate, publish, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--filings", type=int, nargs="+", default=SIZES)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.measure:
        measured(settled(str(chosen.measure)), chosen.filings[0])
        return
    root = settled(tempfile.mkdtemp(prefix="publication-"))
    try:
        with at_work(root) as instance:
            list(ingest(root, instance, filings([CHECKOUT / "raw"])))
        originals = datasets.filing_ids(root.store)
        there = len(originals)
        for size in sorted(chosen.filings):
            names = [copied(root, originals, number) for number in range(there, size)]
            with at_work(root) as instance:
                instance.add_dynamic_partitions(FILINGS.name or "", names)
            print(f"{size} filings", flush=True)
            for _ in ("from nothing", "as it stands"):
                subprocess.run(
                    [
                        sys.executable,
                        "-m",
                        __name__ if __name__ != "__main__" else "benchmarks.publication",
                        "--measure",
                        root.location,
                        "--filings",
                        str(size),
                    ],
                    check=True,
                )
            there = size + PUBLICATIONS
    finally:
        shutil.rmtree(root.location)


if __name__ == "__main__":
    main()
