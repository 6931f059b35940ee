"""Saved pages of portals, served from loopback under their own hosts: every list gives its items, every page its
attachments. Skipped where the pages are not at hand.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from fiscal.discovery.details.detail import detail_of
from fiscal.discovery.fetching.answers import NotFetchedError
from fiscal.discovery.lists.walk import Walked, open_page, walk
from fiscal.discovery.pages.document import Request
from fiscal.discovery.sources.source import Source
from tests.portal import Portal, Reply, serving, source

pytestmark = pytest.mark.unit


@dataclass(frozen=True)
class Saved:
    """A saved page as it is served: its source and address."""

    portal: Portal
    work: Path
    source: Source

    def walk(self) -> Walked:
        return walk(self.source, self.portal.fetcher(self.work))


@pytest.fixture
def saved(shared: Path, tmp_path: Path) -> Iterator:
    folder = shared / "portals"
    if not folder.is_dir():
        pytest.skip("no saved pages")
    with (folder / "MANIFEST.tsv").open(encoding="utf-8") as file:
        sites = {row["file"]: row["site"] for row in csv.DictReader(file, delimiter="\t")}
    with serving() as portal:

        def serve(name: str, path: str = "/zfxxgk/czxx/index.html") -> Saved:
            site = sites[name] or "www.example.gov.cn"
            host = (urlsplit(site).hostname if "//" in site else site) or site
            portal.replies[host, path] = Reply((folder / name).read_bytes(), headers={"Content-Type": "text/html"})
            return Saved(portal, tmp_path, source(f"http://{host}{path}", listing={"max_pages": 1}))

        yield serve


# Counted by eye: rows of the list, the first and the last of them.
CHANGSHA = {
    "changsha-list-01.html": (
        15,
        "2026-02-12",
        "长沙市交通运输局2026年部门预算公开",
        "2024-10-14",
        "长沙市城市公共交通事务中心2023年部门决算公开",
    ),
    "changsha-list-02.html": (15, None, None, "2019-02-12", "长沙市人力资源和社会保障局2019年部门预算"),
    "changsha-list-03.html": (15, None, None, "2017-09-22", "长沙市住房和城乡建设委员会2016年度部门决算公开"),
    "changsha-list-04.html": (15, None, None, "2024-02-06", "长沙市卫生健康委员会2024年部门预算公开"),
    "changsha-list-05.html": (15, None, None, "2025-01-16", "2024年三季度“三公”“四费”情况公示（机关本级）"),
    "changsha-list-06.html": (15, None, None, "2019-09-30", "长沙市人民政府法制办公室2018年度部门决算"),
}


@pytest.mark.parametrize("name", CHANGSHA)
def test_a_static_list_gives_every_row(saved, name: str) -> None:
    count, first_day, first, last_day, last = CHANGSHA[name]
    walked = saved(name).walk()
    assert walked.shape is not None and walked.shape.kind == "html"
    assert len(walked.items) == count and all(item.date for item in walked.items)
    assert (str(walked.items[-1].date), walked.items[-1].title) == (last_day, last)
    if first:
        assert (str(walked.items[0].date), walked.items[0].title) == (first_day, first)
    assert all(
        (urlsplit(item.address).hostname or "").endswith("changsha.gov.cn") and "/20" in item.address
        for item in walked.items
    )
    assert walked.cut, "the pager has further pages"


# A home page has panes of news: those that count are the filings among them.
PANES = {
    "changzhou-list-01.html": [
        ("2025-04-25", "常州市交通运输局2025年度部门预算公开", "/html/jtj/2025/FMDNHCDC_0425/218955.html"),
        ("2024-10-28", "常州市交通运输局2023年度部门决算公开", "/html/jtj/2024/FMDNHCDC_1028/217001.html"),
    ],
}


@pytest.mark.parametrize("name", PANES)
def test_filings_are_found_among_the_panes_of_a_home_page(saved, name: str) -> None:
    found = {(str(item.date), item.title, urlsplit(item.address).path) for item in saved(name).walk().items}
    assert found >= set(PANES[name])


@pytest.mark.parametrize(
    ("name", "least", "dated"),
    [
        ("changzhou-list-03.html", 13, 13),
        ("changzhou-list-04.html", 48, 48),
        ("dongguan-list-03.html", 34, 34),
        ("guangzhou-list-01.html", 24, 24),
        ("guangzhou-list-03.html", 42, 42),
        ("guangzhou-list-04.html", 76, 76),
        ("jinan-list-01.html", 23, 23),
        ("changzhou-list-07.html", 45, 42),
        ("changzhou-list-08.html", 36, 34),
        ("guangzhou-list-02.html", 35, 13),
        # These print no dates at all.
        ("dongguan-list-02.html", 30, 0),
        ("dongguan-list-04.html", 3, 0),
    ],
)
def test_panes_of_other_shapes_give_their_rows_with_dates(saved, name: str, least: int, dated: int) -> None:
    items = saved(name).walk().items
    assert len(items) >= least
    assert sum(item.date is not None for item in items) >= dated


@pytest.mark.parametrize(
    "name", ["changzhou-list-02.html", "changzhou-list-05.html", "changzhou-list-06.html", "jinan-list-06.html"]
)
def test_desks_of_services_and_empty_columns_have_no_items(saved, name: str) -> None:
    walked = saved(name).walk()
    assert walked.items == [] and walked.first is not None and walked.troubles == []


@pytest.mark.parametrize(
    ("name", "column"), [(f"foshan-list-0{n}.html", column) for n, column in enumerate((365, 284, 338, 1573, 34025), 1)]
)
def test_the_column_of_budgets_is_found_in_the_tree_of_the_platform(saved, name: str, column: int) -> None:
    page = saved(name, "/gkmlpt/index")
    walked = page.walk()
    host = page.source.host
    assert walked.shape is not None and walked.shape.kind == "gkmlpt"
    asked = [path for path in page.portal.paths(host) if "/api/" in path]
    assert [path.partition("?")[0] for path in asked] == [f"/gkmlpt/api/all/{column}"]
    assert "sid=" in asked[0]


@pytest.mark.parametrize("name", [f"jinan-list-0{n}.html" for n in (2, 3, 4, 5)])
def test_panes_that_are_filled_from_an_address_are_asked_for(saved, name: str) -> None:
    page = saved(name)
    walked = page.walk()
    assert walked.shape is not None and walked.shape.kind == "unitbuild"
    assert walked.first is not None
    assert len(walked.shape.read(walked.first, page.source.listing).more) == 2


def test_a_page_that_jumps_by_a_script_without_an_address_is_named(saved) -> None:
    with pytest.raises(NotFetchedError) as caught:
        saved("dongguan-list-01.html").walk()
    assert (caught.value.code, caught.value.blocked) == ("jumps", True)


def test_a_page_that_jumps_by_its_tag_is_followed(saved) -> None:
    page = saved("changsha-other-01.html")
    saved("changsha-list-01.html", "/zfxxgk/czxx/zssylbzj/")
    page.portal.replies["www.example.gov.cn", "/zfxxgk/czxx/zssylbzj/"] = page.portal.replies[
        "www.changsha.gov.cn", "/zfxxgk/czxx/zssylbzj/"
    ]
    assert len(page.walk().items) == 15


DETAILS = {
    "tianjin-detail-01.html": (
        "天津市交通运输委员会",
        "2018-03-06",
        [("天津市交通运输委员会", "W020200803658872276649.rar")],
    ),
    "tianjin-detail-02.html": (
        "天津市人力资源和社会保障局",
        "2019-02-22",
        [("天津市人力资源和社会保障局.rar", "W020210622643000330138.rar")],
    ),
    "tianjin-detail-03.html": (
        "天津市住房和城乡建设委员会",
        "2019-02-22",
        [("天津市住房和城乡建设委员会", "W020200803658371599761.rar")],
    ),
    "wenzhou-detail-01.html": (
        "温州市公安局2026年部门预算",
        "2026-03-02",
        [("温州市公安局2026年部门预算", "56571FC6B3E537667EF4719DFC2DAC18.pdf")],
    ),
    "wenzhou-detail-02.html": (
        "温州市卫生健康委员会2026年部门预算",
        "2026-03-02",
        [("温州市卫生健康委员会2026年部门预算", "A628C2ACFD9CE3480178C68EE4F76E11.pdf")],
    ),
    "wenzhou-detail-03.html": (
        "温州市审计局2026年部门预算",
        "2026-03-02",
        [("温州市审计局2026年部门预算", "9828240BA2D9FE4CCAD82A426301CCF0.pdf")],
    ),
    "wenzhou-detail-04.html": (
        "中共温州市委宣传部2026年部门预算",
        "2026-03-02",
        [("中共温州市委宣传部2026年部门预算", "F5366AE192CD377E6DA8D6A2532ACE82.pdf")],
    ),
    "changzhou-detail-01.html": ("住建局：常州市出台公共租赁住房保障政策解释", "2026-03-20", []),
    "changzhou-detail-03.html": ("市政府办公室关于印发常州市城乡规划建设管理提升行动方案的通知", "2026-03-25", []),
    "changzhou-detail-05.html": (
        "2026年常州市民政局下属事业单位公开招聘工作人员公告",
        "2026-03-27",
        [
            ("2026年常州市民政局下属事业单位公开招聘工作人员岗位表（进编）", "20260327153042_80593.xls"),
            ("2026年常州市民政局下属事业单位公开招聘工作人员岗位表（社会化用工）", "20260327153058_41536.xls"),
        ],
    ),
    "changzhou-detail-02.html": ("《常州市应急管理局关于印发“换位跑一次”行动计划的通知》政策解读", "2026-03-27", []),
    "changzhou-detail-04.html": ("教育局：常州市举办“牵手成长计划”资助育人主题活动", "2026-03-20", []),
    "changzhou-detail-06.html": ("水利局：常州启动“世界水日”“中国水周”主题系列宣传活动", "2026-03-23", []),
    "changzhou-detail-07.html": ("财政局：常州市全面启动失能老年人养老服务消费补贴", "2026-03-19", []),
    "dongguan-detail-02.html": ("开局起步，充电赋能，东莞全市工业和信息化业务培训班开班", "2026-03-17", []),
    "dongguan-detail-04.html": ("市自然资源局召开党组会议 研究部署树立和践行正确政绩观学习教育工作", "2026-03-16", []),
    "dongguan-detail-01.html": ("市住房城乡建设局多管齐下加强复工复产安全生产工作", "2026-03-16", []),
    "dongguan-detail-03.html": ("《东莞市市场监督管理局行政执法减免责清单》政策解读", "2026-01-13", []),
}


@pytest.mark.parametrize("name", DETAILS)
def test_a_page_of_a_filing_gives_title_date_and_every_attachment(saved, name: str) -> None:
    title, published, attachments = DETAILS[name]
    page = saved(name)
    detail = detail_of(open_page(page.source, page.portal.fetcher(page.work), Request(page.source.listing.url)))
    assert (detail.title, str(detail.published)) == (title, published)
    assert [(a.name, a.address.rpartition("/")[2]) for a in detail.attachments] == attachments
