"""From a portal to facts with one command: found, fetched, read, judged, published; sources made, checked and
listed.
"""

import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from fiscal.discovery.ledger.ledger import Ledger
from fiscal.model.reasons import Failure
from fiscal.storage.datasets import filing_ids
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot
from pipelines.commands import terminal
from pipelines.running import ingest
from tests.filings import budget
from tests.pipeline.conftest import Command
from tests.portal import HOST, Portal, Reply, detail_page, list_page, serving

pytestmark = pytest.mark.pipeline

FILING = "qingshanshi-hewanqu-tushu-guanli-zhongxin-unit-2023-budget"
LISTING = f"http://{HOST}/ysjs/index.html"
TITLE, OTHER = "青山市河湾区图书管理中心2023年单位预算", "青山市河湾区档案馆2023年单位预算"
COMMAND = """
from fiscal.intake import sandbox_pool as pool
from tests.pipeline import reading
pool.READER = reading.NAME
from pipelines.command_line import main
main()
"""


@pytest.fixture
def portal() -> Iterator[Portal]:
    with serving() as found:
        found.page(
            "/ysjs/index.html",
            list_page(
                [
                    (TITLE, "./t_1.html", "2023-02-12"),
                    (OTHER, "./t_2.html", "2023-02-12"),
                    ("关于召开培训会议的通知公告", "./t_3.html", "2023-02-11"),
                ]
            ),
        )
        for number, (title, content) in enumerate(
            ((TITLE, budget()), (OTHER, budget(publisher="青山市河湾区档案馆"))), 1
        ):
            found.page(f"/ysjs/t_{number}.html", detail_page(title, f'<a href="/files/{number}.pdf">{title}.pdf</a>'))
            found.file(f"/files/{number}.pdf", content)
        yield found


@pytest.fixture
def environment(portal: Portal, tmp_path: Path) -> dict[str, str]:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "hewan.yaml").write_text(
        f"id: hewan\nlisting: {{url: '{LISTING}'}}\npoliteness: {{min_interval_s: 0}}\n", "utf-8"
    )
    return {
        "FISCAL_DATA": str(tmp_path / "data"),
        "FISCAL_SOURCES": str(folder),
        "FISCAL_ROUTES": portal.routes,
        "DAGSTER_HOME": "",
        "FISCAL_CONTACT": "",
    }


@pytest.fixture
def fiscal(command: Command, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Command:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(terminal.out, "width", 240)
    return command


def test_what_is_published_on_a_site_becomes_facts_with_one_command(fiscal, portal: Portal) -> None:
    status, printed = fiscal("discover")
    assert status == 0, printed
    assert "告警 Alerts" in printed
    root = DataRoot.at()
    row = FilingFiles(root, FILING).read("filings")[0]
    assert (row.state, row.source_url, row.source_file) == ("published", f"http://{HOST}/files/1.pdf", f"{TITLE}.pdf")
    assert {file.filing_id for file in Ledger(root).files()} == set(filing_ids(root.store))
    titles = [
        finding.verdict for finding in FilingFiles(root, FILING).findings() if finding.invariant == "I1-source-title"
    ]
    assert titles == ["exact"] * 3
    asked = len(portal.asked)
    status, printed = fiscal("discover", "hewan")
    assert (status, [path for _, path, _, _ in portal.asked[asked:]]) == (0, ["/ysjs/index.html"]), printed


def test_an_archive_brings_the_filings_in_it_and_waits_no_more(fiscal, portal: Portal) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.pdf", budget())
        archive.writestr("b.pdf", budget(publisher="青山市河湾区档案馆"))
    portal.page("/ysjs/index.html", list_page([(TITLE, "./t_1.html", "2023-02-12")]))
    portal.page("/ysjs/t_1.html", detail_page(TITLE, "<a href='/files/all.zip'>附件.zip</a>"))
    portal.file("/files/all.zip", packed.getvalue())
    status, printed = fiscal("discover")
    assert status == 0, printed
    assert len(filing_ids(DataRoot.at().store)) == 2
    assert Ledger(DataRoot.at()).waiting() == []


def test_a_file_that_cannot_be_read_now_waits_for_the_next_time(fiscal, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, failed = ingest.take_in_kept, set[str]()

    def arrive(root: DataRoot, sha256: str) -> str | Failure:
        if not failed:
            failed.add(sha256)
            raise OSError(5, "Input/output error")
        return plain(root, sha256)

    monkeypatch.setattr(ingest, "take_in_kept", arrive)
    status, printed = fiscal("discover")
    assert status == 4, printed
    assert {file.sha256 for file in Ledger(DataRoot.at()).waiting()} == failed
    status, printed = fiscal("discover")
    assert status == 0, printed
    assert Ledger(DataRoot.at()).waiting() == []
    assert len(filing_ids(DataRoot.at().store)) == 2


def test_a_blocked_source_is_told_with_its_reason_and_an_exit_status_of_its_own(fiscal, portal: Portal) -> None:
    portal.put("/ysjs/index.html", Reply(b"", 521))
    status, printed = fiscal("discover")
    assert status == 5
    assert "challenge: 网站要求验证或拒绝访问" in printed and "turns us away" in printed
    status, printed = fiscal("sources", "list")
    assert status == 0
    assert "受阻 blocked" in printed and "hewan" in printed.splitlines()


def test_a_check_shows_every_item_and_stores_nothing(fiscal, tmp_path: Path) -> None:
    status, printed = fiscal("sources", "check", "hewan")
    assert status == 0, printed
    assert printed.count("将取回 would be fetched") == 2
    assert "标题不是预决算文件" in printed and "not that of a filing" in printed
    assert f"pdf  {TITLE}.pdf  http://{HOST}/files/1.pdf" in printed
    assert not (tmp_path / "data" / "raw").exists() and not (tmp_path / "data" / ".ledger").exists()


def test_a_new_source_is_written_from_its_address(fiscal, portal: Portal, tmp_path: Path) -> None:
    status, printed = fiscal("sources", "new", LISTING, "--id", "qingshan-ysjs")
    assert status == 0, printed
    written = yaml.safe_load((tmp_path / "sources" / "qingshan-ysjs.yaml").read_text("utf-8"))
    assert written["listing"] == {"url": LISTING, "kind": "html"}
    assert written["publisher"] == "青山市人民政府"
    assert fiscal("sources", "new", LISTING, "--id", "qingshan-ysjs")[0] == 2


def test_a_page_without_filings_names_the_columns_that_lead_to_them(fiscal, portal: Portal) -> None:
    portal.page(
        "/",
        '<html><body><div class="menu"><a href="/ysjs/index.html">财政预决算</a><a'
        ' href="/news/">新闻中心</a></div><p>欢迎访问青山市人民政府门户网站</p></body></html>',
    )
    status, printed = fiscal("sources", "new", f"http://{HOST}/")
    assert status == 5
    assert f"财政预决算  {LISTING}" in printed and "no_items" not in printed


def test_a_table_of_addresses_becomes_sources_and_wrong_lines_are_named(fiscal, tmp_path: Path) -> None:
    table = tmp_path / "places.csv"
    table.write_bytes(
        "行政区划代码,地区,网址\n430100,长沙市,http://www.changsha.gov.cn/ysjs/\n430200,株洲市,ftp://x\n430100,长沙市,http://www.changsha.gov.cn/ysjs/\n".encode(
            "gb18030"
        )
    )
    status, printed = fiscal("sources", "import", table)
    assert status == 0, printed
    assert "places.csv:3: url: 须为 http 或 https 网址" in printed and "places.csv:4:" in printed
    written = yaml.safe_load((tmp_path / "sources" / "changsha-ysjs.yaml").read_text("utf-8"))
    assert written["region"] == {"code": "430100", "name": "长沙市"}


def test_a_table_s_places_are_named_by_their_codes_and_codes_that_are_none_are_told(fiscal, tmp_path: Path) -> None:
    table = tmp_path / "places.csv"
    rows = ("430100000000,,http://a.gov.cn/ys/", "999,某地,http://b.gov.cn/ys/", ",某开发区,http://c.gov.cn/ys/")
    table.write_text("\n".join(("region_code,region,url", *rows)), "utf-8")
    status, printed = fiscal("sources", "import", table)
    assert status == 0 and "places.csv:3: code:" in printed and "2 sources written" in printed
    folder = tmp_path / "sources"
    assert yaml.safe_load((folder / "a-ys.yaml").read_text("utf-8"))["region"] == {"code": "430100", "name": "长沙市"}
    assert yaml.safe_load((folder / "c-ys.yaml").read_text("utf-8"))["note"] == "某开发区"
    assert "allow_hosts" in (folder / "source.schema.json").read_text("utf-8")


def test_a_code_in_the_column_of_regions_is_a_code(fiscal, tmp_path: Path) -> None:
    table = tmp_path / "places.csv"
    table.write_text("region,url\n430100,http://a.gov.cn/ys/\n999,http://b.gov.cn/ys/\n", "utf-8")
    status, printed = fiscal("sources", "import", table)
    assert status == 0 and "places.csv:3: code:" in printed
    (written,) = (tmp_path / "sources").glob("a-ys.yaml")
    assert yaml.safe_load(written.read_text("utf-8"))["region"] == {"code": "430100", "name": "长沙市"}


def test_a_mistake_in_a_source_is_told_with_line_and_field_and_the_others_are_used(fiscal, tmp_path: Path) -> None:
    (tmp_path / "sources" / "wrong.yaml").write_text(
        "id: wrong\nlisting:\n  url: http://a.gov.cn/\n  kind: telepathy\nsurprise: 1\n", "utf-8"
    )
    status, printed = fiscal("sources", "list")
    assert status == 2
    assert "wrong.yaml:4: listing.kind" in printed and "wrong.yaml:5: surprise" in printed and "hewan" in printed
    assert fiscal("discover", "nosuch")[0] == 2


def test_neither_a_new_source_nor_a_table_writes_over_a_file_with_a_mistake(fiscal, tmp_path: Path) -> None:
    wrong = "id: changsha-ysjs\nlisting:\n  url: ftp://x\n"
    (tmp_path / "sources" / "changsha-ysjs.yaml").write_text(wrong, "utf-8")
    status, printed = fiscal("sources", "new", LISTING, "--id", "changsha-ysjs")
    assert status == 2 and "correct that file" in printed
    table = tmp_path / "places.csv"
    table.write_text("网址\nhttp://www.changsha.gov.cn/ysjs/\nhttp://www.zhuzhou.gov.cn/ysjs/\n", "utf-8")
    status, printed = fiscal("sources", "import", table)
    assert status == 0 and "places.csv:2: 已有此名的文件" in printed and "1 sources written" in printed
    assert (tmp_path / "sources" / "changsha-ysjs.yaml").read_text("utf-8") == wrong


def test_a_source_whose_files_are_dropped_by_hand_says_so(fiscal, tmp_path: Path, portal: Portal) -> None:
    (tmp_path / "sources" / "inbox.yaml").write_text(
        f"id: inbox\nlisting: {{url: '{LISTING}', kind: manual}}\n", "utf-8"
    )
    for command in (("discover", "inbox"), ("sources", "check", "inbox")):
        status, printed = fiscal(*command)
        assert status == 2 and "文件由人工放入收件箱" in printed and "at: inbox" in printed
    assert portal.asked == []


def test_a_process_killed_in_mid_download_loses_nothing_and_tells_nothing_twice(
    portal: Portal, environment: dict[str, str], tmp_path: Path
) -> None:
    whole = portal.replies[HOST, "/files/1.pdf"]
    portal.put("/files/1.pdf", Reply(budget(), stall=30.0))
    running = _command(environment, "discover")
    _until(lambda: (HOST, "/files/1.pdf") in {(host, path) for host, path, _, _ in portal.asked})
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    root = DataRoot.at(tmp_path / "data")
    assert all(file.sha256 is None for file in Ledger(root).files() if file.address.endswith("1.pdf"))
    portal.replies[HOST, "/files/1.pdf"] = whole
    assert _command(environment, "discover").wait(300) == 0
    assert len(filing_ids(root.store)) == 2
    assert [event.state for event in Ledger(root).events()] == ["NEW", "NEW"]


def test_two_crawls_at_once_fetch_and_publish_everything_once(
    portal: Portal, environment: dict[str, str], tmp_path: Path
) -> None:
    portal.put("/ysjs/index.html", Reply(portal.replies[HOST, "/ysjs/index.html"].content, stall=1.0))
    crawls = [_command(environment, "discover") for _ in range(2)]
    assert {crawl.wait(300) for crawl in crawls} == {0}
    assert portal.most_at_once == 1
    assert sorted(path for path in portal.paths() if path.startswith("/files/")) == ["/files/1.pdf", "/files/2.pdf"]
    root = DataRoot.at(tmp_path / "data")
    assert len(filing_ids(root.store)) == 2
    assert [event.state for event in Ledger(root).events()] == ["NEW", "NEW"]


def _command(environment: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, *arguments],
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _until(holds) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
