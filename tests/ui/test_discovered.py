"""The whole way by itself: published on a site, found when its source is due, fetched, read, judged, published, heard
of; each step seen in the UI.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot
from tests.filings import budget
from tests.portal import HOST, Portal, detail_page, list_page, serving
from tests.ui.served import Served, until
from tests.ui.test_heard import webhook  # noqa: F401
from tests.ui.webhook import Webhook

pytestmark = pytest.mark.ui

FILING = "qingshanshi-hewanqu-tushu-guanli-zhongxin-unit-2023-budget"
TITLE = "青山市河湾区图书管理中心2023年单位预算"
LOOKS = """{ assetNodes(assetKeys: [{path: ["source_looks"]}]) { partitionKeys
  assetMaterializations(partitions: ["hewan"], limit: 5) { metadataEntries { label ... on TextMetadataEntry { text }
  ... on IntMetadataEntry { intValue } } } } }"""


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "hewan.yaml").write_text(
        f"id: hewan\nlisting: {{url: 'http://{HOST}/ysjs/index.html'}}\npoliteness: {{min_interval_s: 0}}\n", "utf-8"
    )
    with serving() as found:
        found.page("/ysjs/index.html", list_page([(TITLE, "./t_1.html", "2023-02-12")]))
        found.page("/ysjs/t_1.html", detail_page(TITLE, f'<a href="/files/1.pdf">{TITLE}.pdf</a>'))
        found.file("/files/1.pdf", budget(total="160.00"))
        yield found


def test_what_a_site_publishes_is_heard_of_without_anybody(
    served: Served,
    portal: Portal,
    webhook: Webhook,  # noqa: F811
    tmp_path: Path,
) -> None:
    served.environment |= {
        "FISCAL_SOURCES": str(tmp_path / "sources"),
        "FISCAL_ROUTES": portal.routes,
        "FISCAL_ALERT_URLS": webhook.url,
    }
    served.start()
    until(lambda: webhook.titled("新问题"))
    (node,) = served.ask(LOOKS)["assetNodes"]
    shown = {
        entry["label"]: entry.get("text", entry.get("intValue"))
        for entry in node["assetMaterializations"][0]["metadataEntries"]
    }
    assert node["partitionKeys"] == ["hewan"]
    assert (shown["outcome"], shown["items"], shown["news"]) == ("good", 1, 1)
    (row,) = FilingFiles(DataRoot.at(served.data), FILING).read("filings")
    assert row.source_url == f"http://{HOST}/files/1.pdf"

    portal.file("/files/1.pdf", budget())
    portal.page("/ysjs/index.html", list_page([(f"{TITLE}（更正）", "./t_1.html", "2023-03-01")]))
    assert served.launch("discover") == "SUCCESS"
    until(lambda: webhook.titled("更正重发"))
    served.come_to_rest()
    assert len(webhook.titled("更正重发")) == 1
    assert len({m["title"] + m["message"] for m in webhook.got}) == len(webhook.got)
    assert set(served.run_statuses("found_files")) == {"SUCCESS"}
