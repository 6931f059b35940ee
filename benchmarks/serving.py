"""How fast the served product is: from a dropped PDF, and from one that a site publishes, to its published facts; and a
back-fill from the UI beside the command over the same filings.

    python -m benchmarks.serving [--filings 20] [PDF...]

Draws its filings; each PDF that is named is dropped too, alone, with the daemon idle. Measures: a drop of 30 pages
published within 60 s; what a source brings published, database and index too, within 60 s of its fetch; a back-fill, of
partitions as Dagster launches them and by the job `backfill`, in at most 1.5 times the seconds of `fiscal ingest` of
the same filings."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice, product
from pathlib import Path

from fiscal.discovery.ledger.ledger import Ledger
from fiscal.publication.publication_state import is_behind
from fiscal.storage.datasets import read_rows
from fiscal.storage.root import DataRoot
from tests.filings import budget
from tests.portal import HOST, Portal, detail_page, list_page, serving
from tests.ui.served import Served, until

LAUNCH = """mutation($keys: [String!]!) { launchPartitionBackfill(backfillParams: {partitionNames: $keys,
assetSelection: [
  {path: ["raw_filing"]}, {path: ["extracted_tables"]}, {path: ["observations"]}, {path: ["verdicts"]},
  {path: ["facts"]}, {path: ["report"]}]}) {
  __typename ... on LaunchBackfillSuccess { backfillId } } }"""
PARTITIONS = """{ assetNodes(assetKeys: [{path: ["facts"]}]) { partitionKeys } }"""
BACKFILL = "query($id: String!) { partitionBackfillOrError(backfillId: $id) { ... on PartitionBackfill { status } } }"
RUNS = """query($id: String!) { runsOrError(filter: {tags: [{key: "dagster/backfill", value: $id}]}) { ... on Runs
{ results { status startTime endTime } } } }"""
FILING_NAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


@contextmanager
def timed(label: str) -> Iterator[list[float]]:
    """Prints the seconds that its block took, and gives them."""
    started, took = time.perf_counter(), list[float]()
    yield took
    took.append(time.perf_counter() - started)
    print(f"{label:64} {took[0]:6.1f} s", flush=True)


def drop_to_facts(served: Served, name: str, content: bytes) -> None:
    """From the file's last byte to its published facts."""
    store = DataRoot.at(served.data).store
    known = {path.parent.name for path in served.data.glob("facts/*/part.parquet")}
    with timed(f"drop to facts: {name}"):
        (served.inbox / f"{name}.pdf").write_bytes(content)
        (new,) = until(lambda: {path.parent.name for path in served.data.glob("facts/*/part.parquet")} - known)
    rows = until(lambda: read_rows(store, "filings", new.removeprefix("filing_id=")))
    print(
        f"    {rows[-1].pages} pages, {rows[-1].picture_pages} of them pictures; {rows[-1].state},"
        f" {rows[-1].facts_published} facts"
    )
    served.come_to_rest()


def fetch_to_published(served: Served, portal: Portal) -> None:
    """From the fetch of a file that a site has just published to its facts, and to database and index with them."""
    root, title = DataRoot.at(served.data), "青山市河湾区美术馆2023年单位预算"
    portal.page("/ysjs/index.html", list_page([(title, "./t_1.html", "2023-02-12")]))
    portal.page("/ysjs/t_1.html", detail_page(title, f"<a href='/f/1.pdf'>{title}.pdf</a>"))
    portal.file("/f/1.pdf", budget(publisher="青山市河湾区美术馆"))
    asked = time.time()
    served.launched("discover")
    (file,) = until(lambda: [file for file in Ledger(root).files() if file.sha256])
    fetched = file.retrieved or 0.0
    print(f"{'from asking for a look to the fetch':64} {fetched - asked:6.1f} s")
    until(lambda: Ledger(root).files()[0].filing_id)
    print(f"{'from the fetch to its facts':64} {time.time() - fetched:6.1f} s")
    until(lambda: not is_behind(root))
    print(f"{'from the fetch to database and index':64} {time.time() - fetched:6.1f} s", flush=True)
    served.come_to_rest()


def backfill(served: Served) -> float:
    """Launches a back-fill of every partition and gives the seconds until the last of them is done."""
    keys = served.ask(PARTITIONS)["assetNodes"][0]["partitionKeys"]
    launched = time.time()
    with timed(f"back-fill of {len(keys)} partitions, until Dagster calls it completed"):
        backfill_id = served.ask(LAUNCH, keys=keys)["launchPartitionBackfill"]["backfillId"]
        status = until(
            lambda: next(
                (
                    s
                    for s in [served.ask(BACKFILL, id=backfill_id)["partitionBackfillOrError"]["status"]]
                    if s.startswith("COMPLETED")
                ),
                None,
            )
        )
    runs = served.ask(RUNS, id=backfill_id)["runsOrError"]["results"]
    done = max(run["endTime"] for run in runs) - launched
    work = sum(run["endTime"] - run["startTime"] for run in runs)
    print(f"    {status}: {len(runs)} runs, {work:.1f} s in all; the last partition was done after {done:.1f} s")
    return done


def main() -> None:
    """Ingest, back-fill, drop; print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--filings", type=int, default=20)
    parser.add_argument("pdfs", nargs="*", type=Path, metavar="PDF")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, serving() as portal:
        place = Path(folder)
        (place / "filings").mkdir()
        for n, name in enumerate(islice(product(FILING_NAMES, FILING_NAMES), chosen.filings)):
            (place / "filings" / f"{n}.pdf").write_bytes(budget(publisher=f"青山市河湾区{''.join(name)}地档案馆"))
        served = Served(place / "data")
        (place / "sources").mkdir()
        listing = f"{{url: 'http://{HOST}/ysjs/index.html'}}"
        # Its own times are far away: the only look is the one that is measured.
        (place / "sources" / "hewan.yaml").write_text(f"id: hewan\nlisting: {listing}\ncron: 0 0 29 2 *\n", "utf-8")
        served.environment |= {"FISCAL_SOURCES": str(place / "sources"), "FISCAL_ROUTES": portal.routes}
        try:
            with timed(f"fiscal ingest of {chosen.filings} filings") as ingest:
                assert served.fiscal("ingest", place / "filings").returncode == 0
            served.start()
            served.come_to_rest()
            done = backfill(served)
            print(f"    back-fill / ingest = {done / ingest[0]:.2f}")
            served.come_to_rest()
            with timed("the job backfill, all filings again") as again:
                assert (
                    served.launch("backfill", {"ops": {"work_on_selection": {"config": {"again": True}}}}) == "SUCCESS"
                )
            print(f"    job / ingest = {again[0] / ingest[0]:.2f}")
            served.come_to_rest()
            fetch_to_published(served, portal)
            drop_to_facts(served, "small", budget(publisher="青山市河湾区图书馆"))
            for pdf in chosen.pdfs:
                drop_to_facts(served, pdf.stem, pdf.read_bytes())
        finally:
            served.stop()


if __name__ == "__main__":
    main()
