"""Pages of filings: title, date and source, and every attachment however it is linked."""

from datetime import date

import pytest

from fiscal.discovery.details.detail import Detail, detail_of
from fiscal.discovery.details.told import told
from fiscal.discovery.pages.document import Document, Request
from fiscal.discovery.pages.tags import tags

pytestmark = pytest.mark.unit

HOST = "http://www.qingshan.gov.cn"
URL = f"{HOST}/czj/ysjs/t_1.html"
TAGS = (
    '<META name="SiteIDCode" content="4301000052"><meta content="青山市人民政府" name="SiteName"><meta name="'
    " ArticleTitle \" content=\"青山市财政局2026年部门预算\"><meta name='PubDate' content='2026-02-12 09:00'><meta"
    " name='ContentSource' content='预算科 张三'>"
)


def document(body: str, head: str = TAGS) -> Document:
    return Document(URL, f"<html><head>{head}</head><body>{body}</body></html>", Request(URL), date(2026, 11, 30))


def detail(body: str, head: str = TAGS, selector: str | None = None) -> Detail:
    return detail_of(document(body, head), selector)


def linked(body: str) -> list[tuple[str, str, str | None]]:
    return [(a.address.removeprefix(HOST), a.name, a.kind) for a in detail(body).attachments]


def test_the_national_tags_say_what_a_page_is() -> None:
    page = document("<p>正文</p>", TAGS + '<meta name="ArticleTitle" content="另一篇">')
    told = tags(page)
    assert (detail_of(page).title, detail_of(page).published, told.source) == (
        "青山市财政局2026年部门预算",
        date(2026, 2, 12),
        "预算科 张三",
    )
    assert (told.site, told.region_code) == ("青山市人民政府", "430100")


def test_without_tags_headings_and_labels_say_it() -> None:
    page = detail(
        "<h1>青山市财政局2026年部门预算</h1><p>发布时间：2026-02-12 来源：青山市财政局</p>",
        "<title>某页_青山市政府</title>",
    )
    assert (page.title, page.published) == ("青山市财政局2026年部门预算", date(2026, 2, 12))


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (
            "<a href='/f/1.pdf'>附件1：青山市财政局2026年部门预算.pdf</a>",
            ("/f/1.pdf", "青山市财政局2026年部门预算.pdf", "pdf"),
        ),
        (
            (
                "<script>var sPdfUrl = \"/cms/attach/56571FC6.pdf#/cms/attach/other.txt\"; if (sPdfUrl.indexOf('.pdf')"
                " != -1) {}</script>"
            ),
            ("/cms/attach/56571FC6.pdf", "青山市财政局2026年部门预算", "pdf"),
        ),
        (
            "<a href='/f/1.pdf?Expires=1&Signature=a%2Fb'>部门预算.pdf</a>",
            ("/f/1.pdf?Expires=1&Signature=a%2Fb", "部门预算.pdf", "pdf"),
        ),
        ("<a href='/gk/download.do?id=77'>部门预算.PDF</a>", ("/gk/download.do?id=77", "部门预算.PDF", "pdf")),
        (
            "<a href='/gk/download.do?id=77' title='部门预算.docx'>点击下载</a>",
            ("/gk/download.do?id=77", "部门预算.docx", "docx"),
        ),
        (
            (
                "<a href='/front/document/download?fileUrl=YW5Uzz%3D%3D"
                "&fileName=2026%E5%B9%B4%E9%A2%84%E7%AE%97.pdf'>下载</a>"
            ),
            (
                "/front/document/download?fileUrl=YW5Uzz%3D%3D&fileName=2026%E5%B9%B4%E9%A2%84%E7%AE%97.pdf",
                "2026年预算.pdf",
                "pdf",
            ),
        ),
        ("<a fileUrl='/enc/YW5U' fileName='部门预算.pdf'>部门预算</a>", ("/enc/YW5U", "部门预算", "pdf")),
        (
            "<a href='javascript:void(0)' data-link='/f/部门预算.pdf'>部门预算</a>",
            ("/f/部门预算.pdf", "部门预算", "pdf"),
        ),
        ("<a href='/2026/W0200.rar'>青山市交通运输委员会</a>", ("/2026/W0200.rar", "青山市交通运输委员会", "rar")),
        ("<a onclick=\"window.open('/f/9.pdf')\" href='#'>单位预算公开表</a>", ("/f/9.pdf", "单位预算公开表", "pdf")),
        ("<a href=\"javascript:download('/f/9.xlsx','x')\">预算表</a>", ("/f/9.xlsx", "预算表", "xlsx")),
        ("<a href='/js/web/viewer.html?file=/f/9.pdf'>部门预算</a>", ("/f/9.pdf", "部门预算", "pdf")),
        (
            "<iframe src='/pdfjs/viewer.html?file=%2Ff%2F9.pdf'></iframe>",
            ("/f/9.pdf", "青山市财政局2026年部门预算", "pdf"),
        ),
        ("<embed src='./P0202602.pdf'>", ("/czj/ysjs/P0202602.pdf", "青山市财政局2026年部门预算", "pdf")),
        ("<object data='P0202602.pdf'></object>", ("/czj/ysjs/P0202602.pdf", "青山市财政局2026年部门预算", "pdf")),
        (
            "<span class=dl data-file='/f/9.pdf' data-title='部门预算.pdf'>下载</span>",
            ("/f/9.pdf", "部门预算.pdf", "pdf"),
        ),
        ("<div class=view pdfurl='/f/9.pdf'></div>", ("/f/9.pdf", "青山市财政局2026年部门预算", "pdf")),
        (
            "<object type='application/pdf'><param name=src value='/f/9.pdf'></object>",
            ("/f/9.pdf", "青山市财政局2026年部门预算", "pdf"),
        ),
        (
            '<script>var data = {"files": [{"name": "部门预算.pdf", "path": "\\/f\\/9.pdf"}]}</script>',
            ("/f/9.pdf", "部门预算.pdf", "pdf"),
        ),
        ("<div class=tools><a href='/f/1.wps'></a></div>", ("/f/1.wps", "青山市财政局2026年部门预算", "wps")),
    ],
    ids=[
        "D0",
        "D1",
        "D2",
        "D3",
        "D3-title",
        "D4-query",
        "D4-attribute",
        "D4-data-link",
        "D5",
        "D8-onclick",
        "D8-script",
        "D8-viewer",
        "D8-iframe",
        "D8-embed",
        "D8-object",
        "attribute",
        "attribute-without-link",
        "parameter",
        "script-with-name",
        "no-text",
    ],
)
def test_an_attachment_is_found_however_it_is_linked(body: str, found: tuple[str, str, str]) -> None:
    assert linked(body) == [found]


def test_several_files_keep_their_order_and_names() -> None:
    body = (
        "<p><a href='1.pdf'>附件1 青山市教育局2026年部门预算说明</a></p><p><a href='2.xls'>附件2：报表</a><a"
        " href='1.pdf'><img src=x.png></a></p>"
    )
    assert linked(body) == [
        ("/czj/ysjs/1.pdf", "青山市教育局2026年部门预算说明", "pdf"),
        ("/czj/ysjs/2.xls", "报表", "xls"),
    ]


def test_an_address_within_a_script_that_is_none_leaves_the_others() -> None:
    assert linked("<script>var a = 'http://[x/1.pdf', b = '/f/2.pdf', c = '/f/.pdf'</script>") == [
        ("/f/2.pdf", "青山市财政局2026年部门预算", "pdf")
    ]


def test_names_and_keys_that_a_handler_is_given_are_no_addresses() -> None:
    assert linked("<a href='#' onclick=\"get('a1b2c3', '部门预算.pdf')\">部门预算.pdf</a>") == []
    assert linked("<a href='#' onclick=\"get('9.xls', '部门预算.xls')\">部门预算.xls</a>") == [
        ("/czj/ysjs/9.xls", "部门预算.xls", "xls")
    ]


def test_the_site_around_a_page_has_no_attachments() -> None:
    around = (
        "<footer><a href='/help.pdf'>操作手册.pdf</a></footer><div class='footer-nav'><a"
        " href='/x.docx'>申请表.docx</a></div>"
    )
    assert linked(f"{around}<a href='/news/1.html'>新闻</a><img src='/1.png'>") == []


def test_a_page_with_tables_of_figures_is_a_filing_itself() -> None:
    rows = "".join(f"<tr><td>科目{n}</td><td>{n * 7}.50</td><td>1,{n:03}.00</td></tr>" for n in range(12))
    assert detail(f"<table>{rows}</table>").tables == 1
    assert detail("<table><tr><td>首页</td><td>新闻</td></tr></table>").tables == 0


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("青山市财政局2026年部门预算公开", ("青山市财政局", 2026, "budget", "department", False)),
        ("关于青山市教育局2024年度单位决算（更正）", ("青山市教育局", 2024, "final", "unit", True)),
        ("2024年部门决算", (None, 2024, "final", "department", False)),
        ("青山市财政局召开会议", (None, None, None, None, False)),
        ("青山市财政局2024年部门预算和2023年度部门决算公开", ("青山市财政局", None, None, "department", False)),
        ("青山市财政局2024年预决算公开", ("青山市财政局", None, None, None, False)),
        ("青山市财政局2024年部门预算及绩效目标公开", ("青山市财政局", None, None, "department", False)),
        ("青山市财政局2022年度部门决算（2023年8月公开）", ("青山市财政局", 2022, "final", "department", False)),
        ("青山市财政局2024年预算绩效目标表", ("青山市财政局", 2024, "performance", None, False)),
    ],
)
def test_a_title_says_whose_which_year_and_which_kind(title: str, expected: tuple[object, ...]) -> None:
    found = told(title)
    assert (found.publisher, found.fiscal_year, found.doc_kind, found.scope, found.corrected) == expected
