"""A person selects partitions in the asset graph and launches a back-fill; every partition shows its own verdict."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.filings import budget
from tests.ui.served import Served, until

pytestmark = pytest.mark.ui

GOOD = "qingshanshi-hewanqu-tushu-guanli-zhongxin-unit-2023-budget"
STATUSES = """{ assetNodes(assetKeys: [{path: ["verdicts"]}]) { assetChecksOrError { ... on AssetChecks { checks { name
  partitionStatuses { ... on AssetCheckDefaultPartitionStatuses { succeededPartitions failedPartitions } } } } } } }"""
BACKFILLS = "{ partitionBackfillsOrError(limit: 1) { ... on PartitionBackfills { results { status numPartitions } } } }"


def test_a_backfill_from_the_asset_graph_shows_a_verdict_for_each_filing(
    served: Served, page: Page, tmp_path: Path
) -> None:
    folder = tmp_path / "filings"
    folder.mkdir()
    (folder / "good.pdf").write_bytes(budget())
    (folder / "bad.pdf").write_bytes(budget(publisher="青山市河湾区档案馆", total="160.00"))
    assert served.fiscal("ingest", folder).returncode in (0, 3)
    before = {path: path.stat().st_mtime_ns for path in served.data.glob("facts/*/part.parquet")}
    served.start()

    page.goto(f"{served.url}/locations/__repository__@fiscal-facts/asset-groups/filings/lineage")
    page.get_by_role("button", name="Materialize all").click()
    page.get_by_role("button", name="Confirm").click()  # no source has been looked at: these filings came by command
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="All", exact=True).click()
    dialog.get_by_role("button", name="Launch backfill").click()
    expect(dialog).to_be_hidden()

    done = until(
        lambda: [
            b
            for b in served.ask(BACKFILLS)["partitionBackfillsOrError"]["results"]
            if b["status"].startswith("COMPLETED")
        ]
    )
    assert done[0]["status"] == "COMPLETED_SUCCESS"
    after = {path: path.stat().st_mtime_ns for path in served.data.glob("facts/*/part.parquet")}
    assert before.keys() == after.keys()
    assert all(after[path] > before[path] for path in before)

    checks = {
        c["name"]: c["partitionStatuses"] for c in served.ask(STATUSES)["assetNodes"][0]["assetChecksOrError"]["checks"]
    }
    assert checks["H3_totals_row"]["succeededPartitions"] == [GOOD]
    (bad,) = checks["H3_totals_row"]["failedPartitions"]

    page.goto(f"{served.url}/assets/verdicts?view=partitions&partition={bad}")
    expect(page.get_by_text("160.00万元 ≠").first).to_be_visible()

    page.goto(f"{served.url}/assets/report?view=partitions&partition={bad}")
    with page.expect_popup() as opened:
        page.get_by_role("link", name=f"/reports/{bad}.html").first.click()
    expect(opened.value.get_by_text("160.00").first).to_be_visible()
