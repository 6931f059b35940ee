"""The worked examples of sources, each over small pages of the shape that it stands for: what it lists, and that its
canaries hold.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from fiscal.discovery.looking.survey import Surveyed, survey
from fiscal.discovery.sources.reading import read_sources
from fiscal.discovery.sources.source import Source
from fiscal.storage.root import CHECKOUT
from tests.portal import Portal, Reply, list_page, serving

pytestmark = pytest.mark.unit

EXAMPLES = {
    name: source.model_copy(
        update={"listing": source.listing.model_copy(update={"url": source.listing.url.replace("https:", "http:")})}
    )
    for name, source in read_sources(CHECKOUT / "raw" / "sources").by_id.items()
}
"""As they are, over http: the portal on loopback has none of their certificates."""


@pytest.fixture
def portal() -> Iterator[Portal]:
    with serving() as found:
        yield found


def surveyed(name: str, portal: Portal, work: Path) -> Surveyed:
    return survey(EXAMPLES[name], portal.fetcher(work, sleep=lambda _: None))


def rows(found: Surveyed) -> list[tuple[str, str | None, str]]:
    return [(item.title, item.date.isoformat() if item.date else None, item.address) for item in found.wanted]


def host(source: Source) -> str:
    return source.host.partition(":")[0]


def test_every_example_is_tried() -> None:
    tried = {
        "changsha-jtysj",
        "changzhou-jtj",
        "foshan-jtys",
        "jiangsu-platform",
        "tianjin-bumen-yusuan",
        "wenzhou-bumen-yusuan",
    }
    assert {source.id for source in EXAMPLES.values() if not source.by_hand} == tried


def test_changsha_is_a_static_list(portal: Portal, tmp_path: Path) -> None:
    source = EXAMPLES["changsha-jtysj"]
    years = range(2021, 2027)
    listed = list_page(
        [(f"长沙市交通运输局{year}年部门预算公开", f"./{year}/t_{year}.html", f"{year}-02-12") for year in years],
        "<p>财政预算公开</p>",
    )
    portal.page("/zfxxgk/zdlyxxgk/czxx/czysjs/bm/jtysj/", listed, host(source))
    found = surveyed(source.id, portal, tmp_path)
    assert rows(found)[0] == (
        "长沙市交通运输局2021年部门预算公开",
        "2021-02-12",
        f"{source.listing.url}2021/t_2021.html",
    )
    assert (found.kind, len(rows(found)), found.trouble) == ("html", 6, None)


def test_changzhou_is_a_table_whose_items_lead_to_another_host_of_the_city(portal: Portal, tmp_path: Path) -> None:
    source, title, to = (
        EXAMPLES["changzhou-jtj"],
        "常州市交通运输局2026年度部门预算公开",
        "http://www.changzhou.gov.cn/html/2026/1.html",
    )
    row = (
        f"<table><tr><td>·</td><td><a href='{to}' title='{title}'>{title[:9]}…</a></td><td"
        " align='right'>2026-02-12</td></tr></table>"
    )
    portal.page("/class/FMDNHCDC", row, host(source))
    assert rows(surveyed(source.id, portal, tmp_path)) == [(title, "2026-02-12", to)]
    assert source.allows("www.changzhou.gov.cn")


def test_foshan_is_the_column_behind_the_mark(portal: Portal, tmp_path: Path) -> None:
    source = EXAMPLES["foshan-jtys"]
    tree = json.dumps(
        [
            {"id": 1, "name": "组织机构", "children": [{"id": 365, "name": "本级", "children": []}]},
            {"id": 2, "name": "财政预决算", "children": []},
        ]
    )
    portal.page(
        "/gkmlpt/index",
        f"<script>window._CONFIG = {{ SID: '7', TREE: {tree} }}</script><a href='/'>首页</a>",
        host(source),
    )
    articles = [
        {
            "title": f"佛山市交通运输局{2020 + n}年部门预算",
            "url": f"/gkmlpt/content/post_{n}.html",
            "created_at": f"{2020 + n}-02-12",
        }
        for n in range(5)
    ]
    portal.put("/gkmlpt/api/all/365", Reply(json.dumps({"total": 5, "articles": articles}).encode()), host(source))
    found = surveyed(source.id, portal, tmp_path)
    assert rows(found)[4] == (
        "佛山市交通运输局2024年部门预算",
        "2024-02-12",
        "http://jtys.foshan.gov.cn/gkmlpt/content/post_4.html",
    )
    assert len(rows(found)) == 5


def test_jiangsu_is_departments_their_templates_and_their_files(portal: Portal, tmp_path: Path) -> None:
    source = EXAMPLES["jiangsu-platform"]
    forms: list[dict[str, str]] = []

    def answers(value: object):
        def reply(_: dict[str, str], body: bytes) -> Reply:
            forms.append(dict(parse_qsl(body.decode())))
            return Reply(json.dumps(value).encode())

        return reply

    portal.put("/yjsgk/departs.do", answers([{"iid": 11, "name": "江苏省教育厅"}]), host(source))
    portal.put("/yjsgk/templates.do", answers([{"iid": 5}]), host(source))
    portal.put(
        "/yjsgk/files.do",
        answers([{"iid": 99, "t_oldname": "2026年部门预算.pdf", "t_uploaddate": "2026-02-12 09:00"}]),
        host(source),
    )
    found = surveyed(source.id, portal, tmp_path)
    assert rows(found) == [
        ("江苏省教育厅 2026年部门预算.pdf", "2026-02-12", "http://www.jszwfw.gov.cn/yjsgk/download.do?iid=99")
    ]
    assert forms == [
        {"areaid": "320000", "year": "2026"},
        {"deptid": "11", "year": "2026"},
        {"deptid": "11", "templateid": "5"},
    ]
    assert found.complete >= {item.listing for item in found.items}


def test_tianjin_is_a_directory_of_departments_by_year(portal: Portal, tmp_path: Path) -> None:
    source = EXAMPLES["tianjin-bumen-yusuan"]
    portal.page(
        "/zwgk_53713/yjsgktypt/ysgk/",
        "<ul class='list'><li><a href='./2026/'>2026年部门预算公开目录</a></li></ul>",
        host(source),
    )
    bodies = [("天津市交通运输委员会", "t_1.html"), ("天津市教育委员会", "t_2.html")]
    listed = "".join(f"<li><a href='./{to}'>{body}</a><span>2026-02-12</span></li>" for body, to in bodies)
    portal.page(
        "/zwgk_53713/yjsgktypt/ysgk/2026/", f"<ul class='list'>{listed}</ul><a href='/'>天津市财政局</a>", host(source)
    )
    assert rows(surveyed(source.id, portal, tmp_path)) == [
        (body, "2026-02-12", f"{source.listing.url}2026/{to}") for body, to in bodies
    ]


def test_wenzhou_is_panes_that_are_filled_from_an_address(portal: Portal, tmp_path: Path) -> None:
    source = EXAMPLES["wenzhou-bumen-yusuan"]
    pane = "<script src='/unitbuild.js' url='/unit' queryData=\"{'webId':'1'}\"></script>"
    portal.page(
        "/zwgk/zdlyxxgk/czxx/bmys/2026n/sjbmys/index.html",
        f"<p>市级部门预算</p><a href='/'>首页</a>{pane}",
        host(source),
    )
    html = "".join(
        f"<li><a href='/art/{n}.html'>温州市第{n}中学2026年单位预算</a><b>2026-03-02</b></li>" for n in range(10, 22)
    )
    portal.put(
        "/unit",
        Reply(json.dumps({"success": True, "data": {"html": f"<ul>{html}</ul>", "rows": 15, "count": 12}}).encode()),
        host(source),
    )
    found = surveyed(source.id, portal, tmp_path)
    assert rows(found)[0] == ("温州市第10中学2026年单位预算", "2026-03-02", "http://www.wenzhou.gov.cn/art/10.html")
    assert (found.kind, len(rows(found))) == ("unitbuild", 12)
