"""Shapes of lists, each on a small page of its kind: every item with title, date and address, and the pages that
follow.
"""

import json
from datetime import date

import pytest

from fiscal.discovery.fetching.answers import NotFetchedError
from fiscal.discovery.lists.items import Entries
from fiscal.discovery.lists.json_lists import step_request
from fiscal.discovery.lists.shapes import SHAPES, shape_of
from fiscal.discovery.pages.document import Document, Request
from fiscal.discovery.pages.obstacles import jump, obstacle
from fiscal.discovery.sources.source import Listing
from fiscal.document.opening.characters import decoded

pytestmark = pytest.mark.unit

URL = "http://www.qingshan.gov.cn/czj/ysjs/index.html"
A, B = "青山市财政局2026年部门预算公开", "青山市河湾区教育局2024年度部门决算"


def read(
    text: str, url: str = URL, shape: str | None = None, request: Request | None = None, **listing: object
) -> Entries:
    page = Document(url, text, request or Request(url), date(2026, 11, 30))
    described = Listing.model_validate({"url": url, "kind": "page" if shape == "page" else "auto", **listing})
    found = shape_of(page, described)
    assert shape is None or found.kind == shape
    return found.read(page, described)


def rows(entries: Entries) -> list[tuple[str, str | None, str]]:
    return [(item.title, item.date.isoformat() if item.date else None, item.address) for item in entries.items]


def test_a_static_list_and_the_pages_that_its_script_counts() -> None:
    entries = read(
        f'<ul><li><span class="date">2026-02-12</span><a href="./202602/t20260212_1.html">{A}</a></li><li><span'
        f' class="date">2025-09-30</span><a href="../js/t20250930_2.html">{B}</a></li></ul><script>function'
        " createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){}</script><script>createPageHTML(4, 0,"
        ' "index", "html");</script>',
        shape="html",
    )
    base = "http://www.qingshan.gov.cn/czj"
    assert rows(entries) == [
        (A, "2026-02-12", f"{base}/ysjs/202602/t20260212_1.html"),
        (B, "2025-09-30", f"{base}/js/t20250930_2.html"),
    ]
    assert [request.address for request in entries.more] == [f"{base}/ysjs/index_{n}.html" for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("call", "names"),
    [
        ("createPageHTML('page_div', 3, 1, 'list', 'shtml', 42)", ["list_2.shtml", "list_3.shtml"]),
        ('createPageHTML(3, 1, "index", "htm", 42)', ["index_2.htm"]),
        ('createPageHTML(1, 0, "index", "html")', []),
    ],
)
def test_pagers_count_from_nought_or_from_one(call: str, names: list[str]) -> None:
    assert [request.address.rpartition("/")[2] for request in read(f"<script>{call}</script>").more] == names


@pytest.mark.parametrize(
    "pager",
    [
        '<a href="index_2.html">下一页</a>',
        '<a href="javascript:;" onclick="location.href=\'index_2.html\'">下一页 &gt;</a>',
        '<a title="下一页" href="./index_2.html"><i></i></a>',
    ],
)
def test_a_link_to_the_next_page_is_followed(pager: str) -> None:
    assert [request.address for request in read(pager).more] == ["http://www.qingshan.gov.cn/czj/ysjs/index_2.html"]


def test_a_numbered_address_with_a_counted_pager_goes_on_by_numbers() -> None:
    entries = read(
        "<script>$('#p').pager({pageCount: 3, current: 2})</script>",
        "http://www.qingshan.gov.cn/c/column-index-2.shtml",
    )
    assert [request.address for request in entries.more] == ["http://www.qingshan.gov.cn/c/column-index-3.shtml"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            "<tr><td>·</td><td><a href='/html/1.html' title='{t}'>{t}</a></td><td align=right>2026-02-12</td></tr>",
            "2026-02-12",
        ),
        ("<li><a href='/html/1.html'>{t}</a></li><li class=time>[2026/02/12]</li>", "2026-02-12"),
        (
            (
                "<li><a href='/html/1.html'><h4>{t}</h4><p>为进一步推进预算公开，"
                "现将有关情况公开如下……</p><em>2026年2月12日</em></a></li>"
            ),
            "2026-02-12",
        ),
        ("<li><div class=d><b>12</b><i>2026-02</i></div><div><a href='/html/1.html'>{t}</a></div></li>", "2026-02-12"),
        ("<li><div class=d><i>2026.02</i> <b>12</b></div><a href='/html/1.html'>{t}</a></li>", "2026-02-12"),
        ("<dl><dt><a href='/html/1.html'>{t}</a></dt><dd>发布日期：2026-02-12 10:22:31</dd></dl>", "2026-02-12"),
        ("<li><a href='/html/2026/1.html'>{t}</a><span>02-12</span></li>", "2026-02-12"),
        ("<li><a href='/html/1.html'>{t}</a><span>02-12</span></li>", "2026-02-12"),
        ("<li><a href='/html/t20200101_1.html'>{t}</a><span>2026-02-12</span></li>", "2026-02-12"),
        ("<li><a href='/html/1.html'>{t}</a><span>（1-12月）</span></li>", None),
        ("<li><a href='/html/1.html'>{t}</a></li>", None),
    ],
)
def test_the_date_of_a_row_is_found_wherever_it_is_printed(row: str, told: str | None) -> None:
    before = (
        "<li><a href='/html/0.html'>青山市审计局2026年部门预算</a><span>2026-03-01</span></li>" if "<li" in row else ""
    )
    wrap = "table" if row.startswith("<tr") else "ul" if "<li" in row else "div"
    entries = read(f"<{wrap}>{before}{row.format(t=A)}</{wrap}>")
    assert [
        (item.title, item.date.isoformat() if item.date else None)
        for item in entries.items
        if "审计局" not in item.title
    ] == [(A, told)]


def test_of_several_dates_with_names_the_one_of_publication_is_taken() -> None:
    dates = "索引号：2026-0012　发文日期：2026年2月8日　发布日期：2026年2月12日"
    row = f"<li><a href='/art/1.html'>{A}</a><p>{dates}</p></li>"
    assert [told for _, told, _ in rows(read(f"<ul>{row}</ul>"))] == ["2026-02-12"]


def test_a_link_that_says_nothing_is_called_what_its_row_says() -> None:
    cells = "<td>1</td><td>青山市教育局</td><td>2026年部门预算公开</td><td>2026/2/11</td><td><a href='{}'>查看</a></td>"
    page = f"<table><tr><th>序号</th><th>部门</th></tr><tr>{cells.format('/view.jsp?id=7')}</tr></table>"
    assert rows(read(page)) == [
        ("青山市教育局2026年部门预算公开", "2026-02-11", "http://www.qingshan.gov.cn/view.jsp?id=7")
    ]


def test_a_date_without_a_year_is_not_after_the_row_above_it() -> None:
    list_ = "".join(
        f"<li><a href='/html/{n}.html'>青山市第{n}中学部门预算</a><span>{day}</span></li>"
        for n, day in enumerate(("2026-01-09", "10-20", "09-05"), 1)
    )
    assert [item.date for item in read(f"<ul>{list_}</ul>").items] == [
        date(2026, 1, 9),
        date(2025, 10, 20),
        date(2025, 9, 5),
    ]


def test_titles_are_whole_said_once_and_without_markup() -> None:
    entries = read(
        f"<ul><li><a href='/1.html' title='{A}'>青山市财政局2026年部…</a><span>2026-02-12</span></li><li><a"
        f" href='/2.html'><span>{B}</span><span>{B}</span></a><span>2026-02-12</span></li><li><a href='/3.html'"
        " title='青山市关于印发<某项目>预算办法的通知&lt;br/&gt;——第二号'>青山市</a><span>2026-02-12</span></li><li><a"
        " href='/4.html'><img src=x></a><a href='/4.html'"
        " title='查看详情'>青山市档案馆2026年单位预算</a><span>2026-02-12</span></li></ul>"
    )
    assert [item.title for item in entries.items] == [
        A,
        B,
        "青山市关于印发<某项目>预算办法的通知 ——第二号",
        "青山市档案馆2026年单位预算",
    ]


def test_navigation_templates_and_doubles_are_no_items() -> None:
    entries = read(
        "<div class=nav><a href='/ysjs/'>部门预算公开</a><a href='/js/'>部门决算公开</a></div><ul><li><a"
        f" href='/a?id=1'>{A}</a><span>2026-02-12</span></li><li><a"
        f" href='/a?id=1'>{A}</a><span>2026-02-12</span></li><li><a"
        f" href='/a?id=2'>{B}</a><span>2026-02-12</span></li><li><a"
        " href='{{item.url}}'>{{item.title}}预算</a><span>2026-02-12</span></li><li><a"
        " href='javascript:void(0)'>青山市2026年政府预算草案</a><span>2026-02-12</span></li></ul>"
    )
    assert rows(entries) == [
        (A, "2026-02-12", "http://www.qingshan.gov.cn/a?id=1"),
        (B, "2026-02-12", "http://www.qingshan.gov.cn/a?id=2"),
    ]


def test_departments_lead_to_lists_of_their_own() -> None:
    entries = read(
        "<ul><li><a href='edu/'>教育局</a></li><li><a href='fin/'>财政局</a></li><li><a"
        " href='/about.html'>关于我们</a></li></ul>",
        follow=["局$"],
    )
    assert [(title, request.address) for title, request in entries.lists] == [
        ("教育局", "http://www.qingshan.gov.cn/czj/ysjs/edu/"),
        ("财政局", "http://www.qingshan.gov.cn/czj/ysjs/fin/"),
    ]


def test_selectors_are_used_where_a_source_names_them() -> None:
    entries = read(
        f"<div class=r><u>2026-02-12</u><b>{A}</b><a href='/1.html'>阅读</a></div><ul><li><a"
        f" href='/2.html'>{B}</a><span>2026-01-01</span></li></ul>",
        selectors={"rows": ".r", "title": "b", "date": "u"},
    )
    assert rows(entries) == [(A, "2026-02-12", "http://www.qingshan.gov.cn/1.html")]


def _record(title: str, number: int) -> str:
    return (
        f'<record><![CDATA[<li><a href="/art/2026/2/12/art_1_{number}.html"'
        f' title="{title}">{title}</a><span>2026-02-12</span></li>]]></record>'
    )


def test_jpage_records_stand_in_a_script_and_come_from_a_proxy() -> None:
    page = (
        '<div id="309"></div><script type="text/xml"><datastore><nextgroup><![CDATA['
        '<a href="/module/web/jpage/dataproxy.jsp?page=1&webid=3&path=/&columnid=7&unitid=309"></a>]]></nextgroup>'
        f"<recordset>{_record(A, 1)}{_record(B, 2)}</recordset></datastore></script>"
        f"<script>$('#309').jpage({{perPage:15,totalRecord:62,webname:'青山市'}})</script>"
    )
    first = read(page, shape="jpage")
    assert [item.title for item in first.items] == [A, B]
    request = first.more[0]
    assert (
        request.address
        == "http://www.qingshan.gov.cn/module/web/jpage/dataproxy.jsp?startrecord=1&endrecord=45&perpage=15"
    )
    assert dict(request.form or ()) == {
        "webid": "3",
        "path": "/",
        "columnid": "7",
        "unitid": "309",
        "webname": "青山市",
        "col": "1",
    }
    answer = (
        "<?xml"
        f" version='1.0'?><datastore><totalrecord>62</totalrecord><recordset>{_record(A, 1)}</recordset></datastore>"
    )
    second = read(answer, request.address, "jpage", request)
    assert rows(second) == [(A, "2026-02-12", "http://www.qingshan.gov.cn/art/2026/2/12/art_1_1.html")]
    assert "startrecord=46&endrecord=90" in second.more[0].address and second.more[0].form == request.form
    assert read(answer, second.more[0].address, "jpage", second.more[0]).more == ()


def test_unitbuild_panes_are_asked_for_and_paged() -> None:
    query = "{'parseType':'bulidstatic','webId':'11','tplSetId':'Oq','pageId':'32'}"
    page = f'<script src="/s/unitbuild.js" url="/api-gateway/p/front/page/build/unit" queryData="{query}"></script>'
    pane = read(page, shape="unitbuild").more[0]
    assert (
        pane.address
        == "http://www.qingshan.gov.cn/api-gateway/p/front/page/build/unit?parseType=bulidstatic&webId=11&tplSetId=Oq&pageId=32"
    )
    html = f"<ul><li><a href='./art/1.html' title='{A}'>{A}</a><b>2026-02-12</b></li></ul>"
    entries = read(
        json.dumps({"success": True, "data": {"html": html, "rows": 15, "count": 31}}), pane.address, "unitbuild", pane
    )
    assert rows(entries) == [(A, "2026-02-12", "http://www.qingshan.gov.cn/czj/ysjs/art/1.html")]
    assert "paramJson=%7B%22pageNo%22%3A2%2C%22pageSize%22%3A15%7D" in entries.more[0].address
    paged = entries.more[0]
    third = read(json.dumps({"data": {"html": html, "rows": 15, "count": 31}}), paged.address, "unitbuild", paged).more[
        0
    ]
    assert "pageNo%22%3A3" in third.address
    assert (
        read(json.dumps({"data": {"html": html, "rows": 15, "count": 31}}), third.address, "unitbuild", third).more
        == ()
    )


TREE = [
    {"id": 360, "name": "组织机构", "children": []},
    {"id": 361, "name": "法定公开", "children": [{"id": 365, "name": "财政预决算", "children": []}]},
]


def test_gkmlpt_columns_of_budgets_are_read_as_json() -> None:
    url = "http://czj.qingshan.gov.cn/czj/gkmlpt/index"
    page = f"<script>window._CONFIG = {{ SID: '757039', TREE: {json.dumps(TREE)},\n ENV: 'x' }}</script>"
    column = read(page, url, "gkmlpt").lists
    assert [(name, request.address) for name, request in column] == [
        ("财政预决算", "http://czj.qingshan.gov.cn/czj/gkmlpt/api/all/365?page=1&sid=757039")
    ]
    assert read(page, f"{url}#360", "gkmlpt").lists[0][0] == "组织机构"
    articles = [
        {
            "title": A,
            "url": "http://czj.qingshan.gov.cn/czj/gkmlpt/content/1/post_1.html",
            "publisher": "青山市财政局",
            "create_time": 1770861600,
            "display_publish_time": 1770861600,
        },
        {"title": B, "url": "/czj/gkmlpt/content/2/post_2.html", "created_at": "2025-09-30 10:00:00"},
    ]
    request = column[0][1]
    entries = read(json.dumps({"total": 250, "articles": articles}), request.address, "gkmlpt", request)
    assert rows(entries) == [
        (A, "2026-02-12", articles[0]["url"]),
        (B, "2025-09-30", "http://czj.qingshan.gov.cn/czj/gkmlpt/content/2/post_2.html"),
    ]
    assert "page=2&sid=757039" in entries.more[0].address


STEPS = {
    "steps": [
        {
            "address": "/gk/departs.do",
            "form": {"parent": "2", "year": "2026"},
            "rows": "rows",
            "take": {"dept": "id", "body": "name"},
        },
        {"address": "/gk/templates.do?dept={dept}", "take": {"template": "iid"}},
        {
            "address": "/gk/files.do",
            "form": {"dept": "{dept}", "template": "{template}"},
            "take": {"iid": "iid", "name": "t_oldname", "day": "t_uploaddate"},
        },
    ],
    "title": "{body}：{name}",
    "item": "/gk/download.do?iid={iid}",
    "date": "{day}",
}


def test_a_platform_is_walked_step_by_step_as_its_source_describes_it() -> None:
    listing = Listing.model_validate({"url": URL, "kind": "json", "json": STEPS})
    shape = SHAPES["json"]

    def answer(request: Request, value: object) -> Entries:
        return shape.read(Document(URL, json.dumps(value), request, date(2026, 11, 30)), listing)

    first = step_request(listing, 0, {}, None)
    assert dict(first.form or ()) == {"parent": "2", "year": "2026"}
    second = answer(first, {"rows": [{"id": 7, "name": "青山市教育局"}, {"id": 8, "name": "青山市财政局"}]}).lists
    assert [request.address for _, request in second] == [
        f"http://www.qingshan.gov.cn/gk/templates.do?dept={n}" for n in (7, 8)
    ]
    third = answer(second[0][1], [{"iid": 3}]).lists[0][1]
    assert dict(third.form or ()) == {"dept": "7", "template": "3"}
    entries = answer(third, [{"iid": 99, "t_oldname": "2026年部门预算.pdf", "t_uploaddate": "2026-02-12 09:00"}])
    assert rows(entries) == [
        ("青山市教育局：2026年部门预算.pdf", "2026-02-12", "http://www.qingshan.gov.cn/gk/download.do?iid=99")
    ]
    with pytest.raises(NotFetchedError, match="not_json"):
        answer(first, {"other": []})


def test_feeds_are_read_and_their_entities_are_not() -> None:
    feed = (
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM'
        f' "file:///etc/passwd">]><rss><channel><title>公开</title><item><title><![CDATA[{A}]]></title><link>/1.html</link><pubDate>Thu,'
        " 12 Feb 2026 09:00:00"
        f" +0800</pubDate></item><item><title>{B}&x;</title><link>/2.html</link></item></channel></rss>"
    )
    assert rows(read(feed, shape="rss")) == [
        (A, "2026-02-12", "http://www.qingshan.gov.cn/1.html"),
        (B, None, "http://www.qingshan.gov.cn/2.html"),
    ]
    atom = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>{A}</title><link'
        ' href="/3.html"/><updated>2026-02-12T09:00:00Z</updated></entry></feed>'
    )
    assert rows(read(atom, shape="rss")) == [(A, "2026-02-12", "http://www.qingshan.gov.cn/3.html")]


def test_a_feed_that_declares_gb2312_is_read() -> None:
    feed = (
        '<?xml version="1.0"'
        f' encoding="gb2312"?><rss><channel><item><title>{A}</title><link>/1.html</link></item></channel></rss>'
    )
    assert rows(read(decoded(feed.encode("gb18030")), shape="rss")) == [(A, None, "http://www.qingshan.gov.cn/1.html")]


def test_an_address_that_is_none_leaves_the_rest_of_the_page() -> None:
    row = (
        f"<li><a href='http://[x/1.html'>{B}</a><span>2026-02-11</span></li><li><a"
        f" href='/2.html'>{A}</a><span>2026-02-12</span></li>"
    )
    for base in ("http://[x/", "javascript:;", ""):
        assert rows(read(f"<base href='{base}'><ul>{row}</ul>")) == [
            (A, "2026-02-12", "http://www.qingshan.gov.cn/2.html")
        ]
    pane = "<script src='/u.js' url='http://[x/' queryData=\"{'webId':'11'}\"></script>"
    assert read(pane, shape="unitbuild").more == ()
    assert (
        read("<script><datastore>'http://[x/dataproxy.jsp?a=1' totalRecord:9</datastore></script>", shape="jpage").more
        == ()
    )


def test_a_page_that_is_the_filing_is_its_own_item() -> None:
    page = (
        f'<meta name="ArticleTitle" content="{A}"><meta name="pubdate" content="2026-02-12'
        ' 09:00"><table><tr><td>1</td></tr></table>'
    )
    assert rows(read(page, shape="page")) == [(A, "2026-02-12", URL)]


def test_a_page_that_declares_gb2312_is_gb18030() -> None:
    other = f'<li><a href="/2.html">{A}</a><span>2026-02-12</span></li>'
    page = (
        '<meta charset="gb2312"><ul><li><a'
        f' href="/1.html">青山市镕街道2026年部门预算</a><span>2026-02-12</span></li>{other}</ul>'
    )
    assert len(read(decoded(page.encode("gb18030"))).items) == 2
    assert decoded("预算".encode(), "gbk") == "预算" and decoded("预算".encode("gbk"), "ISO-8859-1") == "预算"


@pytest.mark.parametrize(
    ("page", "code", "to"),
    [
        ("<meta http-equiv='Refresh' content='0; url=./new/'>", None, "http://www.qingshan.gov.cn/czj/ysjs/new/"),
        (
            "<title>跳转中...</title><script>window.location.href='/new/index.html';</script>",
            None,
            "http://www.qingshan.gov.cn/new/index.html",
        ),
        (
            "<title>跳转中...</title><p>请稍候</p><script>setTimeout(function(){window.location.href=url;},3000)</script>",
            "jumps",
            None,
        ),
        ("<script>eval(function(p,a,c){return p}('0'))</script>", "challenge", None),
        ("<div id=app></div><noscript>请启用JavaScript</noscript><script src=/a.js></script>", "needs_browser", None),
        ("<div id=app>财政预决算公开平台</div><script src=/a.js></script>", "needs_browser", None),
        ("<p>系统正在升级，暂停访问</p>", "suspended", None),
        ("<p>信访局2023年预算</p><script>count()</script>", None, None),
        ("<p>信访局</p><script>var sPdfUrl = '/f/1.pdf#/f/2.pdf';</script>", None, None),
        ("<p>信访局</p><script>count()</script><embed src='/view?id=7'>", None, None),
        ("<meta name=ArticleTitle content=信访局><p>信访局</p><script>count()</script>", None, None),
        ("<p>信访局2023年预算</p><script>function top(){location.href=home}</script>", None, None),
    ],
)
def test_what_stands_in_the_way_is_named(page: str, code: str | None, to: str | None) -> None:
    document = Document(URL, page, Request(URL), date(2026, 11, 30))
    assert jump(document) == to
    if to is None:
        assert obstacle(document) == code
