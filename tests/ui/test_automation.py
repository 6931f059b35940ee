"""What runs by itself: the daily round that a person can see and switch, a scan that is dropped, and everything at
once.
"""

from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page, expect

from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot
from tests.filings import budget
from tests.picturing import Scanner, scanned_pdf
from tests.ui.served import Served, until

pytestmark = pytest.mark.ui

LIBRARY = "qingshanshi-hewanqu-tushu-guanli-zhongxin-unit-2023-budget"
ARCHIVE = "qingshanshi-hewanqu-dangan-guan-unit-2023-budget"
STATE = """{ scheduleOrError(scheduleSelector: {repositoryLocationName: "fiscal-facts",
repositoryName: "__repository__", scheduleName: "daily_round"}) {
  ... on Schedule { scheduleState { status } } } }"""
PUBLISHED = """{ assetNodes(assetKeys: [{path: ["cross_filing_verdicts"]}, {path: ["published"]}])
{ assetMaterializations(limit: 1) { runId } } }"""
PARTITIONS = """{ assetNodes(assetKeys: [{path: ["facts"]}]) { partitionKeys } }"""


def partitions(served: Served) -> list[str]:
    return served.ask(PARTITIONS)["assetNodes"][0]["partitionKeys"]


def row(served: Served, filing_id: str) -> tuple[str, int] | None:
    rows = FilingFiles(DataRoot.at(served.data), filing_id).read("filings")
    return (rows[-1].state, rows[-1].version) if rows else None


def test_the_daily_round_is_seen_switched_and_run_and_a_scan_is_taken_in(served: Served, page: Page) -> None:
    served.start()
    (served.inbox / "scan.pdf").write_bytes(scanned_pdf(budget(), Scanner()))

    def status() -> str:
        return served.ask(STATE)["scheduleOrError"]["scheduleState"]["status"]

    page.goto(f"{served.url}/automation")
    page.get_by_role("link", name="daily_round").first.click()
    expect(page.get_by_text("At 06:30 AM").first).to_be_visible()
    switch = page.locator("label").filter(has=page.get_by_role("checkbox")).first
    expect(page.get_by_role("checkbox").first).to_be_checked()
    for wanted in ("STOPPED", "RUNNING"):
        switch.click()
        until(lambda wanted=wanted: status() == wanted)

    until(lambda: row(served, LIBRARY))
    served.come_to_rest()
    assert row(served, LIBRARY) == ("published", 1)
    assert partitions(served) == [LIBRARY]
    until(
        lambda: (
            served.ask(PUBLISHED)["assetNodes"][0]["assetMaterializations"]
            and served.ask(PUBLISHED)["assetNodes"][1]["assetMaterializations"]
        )
    )
    assert served.launch("daily") == "SUCCESS"
    assert duckdb.connect(str(served.data / "fiscal.duckdb"), read_only=True).execute(
        "select count(*) from facts"
    ).fetchone() != (0,)


def test_the_ui_and_the_command_and_two_drops_of_one_filing_at_once_lose_and_double_nothing(
    served: Served, tmp_path: Path
) -> None:
    folder = tmp_path / "filings"
    folder.mkdir()
    (folder / "library.pdf").write_bytes(budget())
    (folder / "archive.pdf").write_bytes(budget(publisher="青山市河湾区档案馆"))
    served.start()
    commands = [served.begin("ingest", folder) for _ in range(2)]
    (served.inbox / "library.pdf").write_bytes(budget())
    (served.inbox / "library again.pdf").write_bytes(budget())
    (served.inbox / "library corrected.pdf").write_bytes(budget(remark="corrected"))
    assert [command.wait() for command in commands] == [0, 0]
    until(lambda: row(served, LIBRARY) == ("published", 2) and row(served, ARCHIVE) == ("published", 1))
    served.come_to_rest()
    assert sorted(partitions(served)) == sorted([ARCHIVE, LIBRARY])
    assert set(served.run_statuses("inbox_file")) == {"SUCCESS"}
    versions = FilingFiles(DataRoot.at(served.data), LIBRARY).versions()
    assert [v.version for v in versions] == [1, 2] and len({v.receipt.sha256 for v in versions}) == 2
    assert set(served.run_statuses("one_filing")) == {"SUCCESS"}
    for filing_id in (ARCHIVE, LIBRARY):
        assert len(list((served.data / "facts" / f"filing_id={filing_id}").glob("*.parquet"))) == 1
