"""Text documents and HTML articles: paragraphs and tables as displayed."""

import re
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from fiscal.document.identity.identity import identify
from fiscal.document.opening.characters import decoded
from fiscal.extraction.formats.documents.docx import read_docx
from fiscal.extraction.formats.documents.html import read_html
from fiscal.extraction.formats.documents.numbering import written
from fiscal.extraction.reader import read
from fiscal.extraction.typesetting.flow import Area, Flow, Paragraph
from fiscal.model.reading import Reading
from fiscal.model.reasons import Failure
from tests.filings import PUBLISHER
from tests.unit.test_workbooks import EXPECTED, outcome, reading, texts
from tests.workbooks import narrative, table, word

pytestmark = pytest.mark.unit


def prose(found: Reading) -> list[str]:
    return [s.text for s in found.sentences if s.kind in ("sentence", "heading")]


def test_a_document_is_read_with_its_cover_its_sentences_and_its_tables(tmp_path: Path) -> None:
    found = reading(word(), tmp_path)
    assert prose(found)[-1] == f"{PUBLISHER}2023年收入总预算150.00万元，支出总预算150.00万元。"
    (only,) = found.tables
    assert (only.title, only.unit, only.number) == ("收支总表", "万元", "表1")
    assert texts(found) == [[t.replace(",", "") for t in row] for row in EXPECTED]
    identity = identify(found)
    assert (identity.publisher, identity.fiscal_year, identity.doc_kind, identity.scope) == (
        PUBLISHER,
        2023,
        "budget",
        "unit",
    )


def test_a_long_paragraph_stays_one_over_lines_and_the_next_one_is_another(tmp_path: Path) -> None:
    duties = ("采购", "编目", "流通", "保护", "展览", "讲座", "培训", "咨询", "古籍", "少儿", "视障", "数字")
    long = [f"{duty}科负责{'全区图书的' * n}{duty}，" * 12 + "服务范围覆盖全区" for n, duty in enumerate(duties, 1)]

    def paragraphs(document: Any) -> None:
        for text in long:
            document.add_paragraph(text)

    assert prose(reading(word(paragraphs), tmp_path)) == long


def test_a_line_that_ends_early_before_a_figure_set_apart_by_spaces_ends_no_paragraph(tmp_path: Path) -> None:
    long = [
        "支出"
        + "包括：" * n
        + "教育支出 5,806,105.16 元、社会保障和就业支出 557,718.56 元、卫生健康支出 275,373.54 元。"
        for n in range(1, 12)
    ]

    def paragraphs(document: Any) -> None:
        for text in long:
            document.add_paragraph(text)

    assert prose(reading(word(paragraphs), tmp_path)) == long


def test_numbers_that_the_program_writes_are_written_out(tmp_path: Path) -> None:
    def numbered(document: Any) -> None:
        root = document.part.numbering_part.element
        levels = (("0", "chineseCounting", "%1、"), ("1", "decimal", "（%2）"))
        inner = "".join(
            f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
            for n, kind, text in levels
        )
        root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{inner}</w:abstractNum>'))
        root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
        for level, text in ((0, "单位概况"), (1, "主要职责"), (1, "机构设置"), (0, "预算说明"), (1, "收入预算")):
            numbers = parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>')
            document.add_paragraph(text)._p.get_or_add_pPr().append(numbers)

    assert prose(reading(word(numbered), tmp_path)) == [
        "一、单位概况",
        "（1）主要职责",
        "（2）机构设置",
        "二、预算说明",
        "（1）收入预算",
    ]


@pytest.mark.parametrize(
    ("number", "kind", "text"),
    [
        (10, "chineseCounting", "十"),
        (21, "japaneseCounting", "二十一"),
        (4, "upperRoman", "IV"),
        (3, "decimalEnclosedCircle", "③"),
    ],
)
def test_numbers_are_written_as_their_list_says(number: int, kind: str, text: str) -> None:
    assert written(number, kind) == text


def test_deleted_and_hidden_text_is_no_part_and_inserted_text_is(tmp_path: Path) -> None:
    def revised(document: Any) -> None:
        paragraph = document.add_paragraph("收入总预算")._p
        runs = (
            f"<w:del {nsdecls('w')}><w:r><w:delText>140</w:delText></w:r></w:del>",
            f"<w:ins {nsdecls('w')}><w:r><w:t>150</w:t></w:r></w:ins>",
            f"<w:r {nsdecls('w')}><w:rPr><w:vanish/></w:rPr><w:t>草稿</w:t></w:r>",
            f"<w:r {nsdecls('w')}><w:t>万元。</w:t></w:r>",
        )
        for run in runs:
            paragraph.append(parse_xml(run))

    assert prose(reading(word(revised), tmp_path)) == ["收入总预算150万元。"]


def test_cells_merged_over_rows_are_one(tmp_path: Path) -> None:
    def merged(document: Any) -> None:
        document.add_paragraph("绩效目标表")
        made = document.add_table(4, 3)
        for row, values in enumerate(
            [["一级指标", "二级指标", "目标值"], ["产出", "数量", "10"], ["", "质量", "20"], ["效益", "社会", "30"]]
        ):
            for col, value in enumerate(values):
                made.cell(row, col).text = value
        made.cell(1, 0).merge(made.cell(2, 0))

    cells = reading(word(merged), tmp_path).tables[0].cells
    assert next((c.row, c.rowspan) for c in cells if c.text == "产出") == (1, 2)


def test_a_document_of_several_bodies_is_parted_as_pages_are(tmp_path: Path) -> None:
    bodies = ("青山市河湾区水务局", "青山市河湾区财政局", "青山市河湾区教育局")

    def chapter(document: Any, body: str) -> None:
        for text in (body, "2024年部门预算"):
            document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.CENTER
        for title in ("收支总表", "收入总表", "支出总表"):
            document.add_page_break()
            document.add_paragraph(title).alignment = WD_ALIGN_PARAGRAPH.CENTER
            document.add_paragraph(f"部门名称：{body}")
            document.add_paragraph("单位：万元").alignment = WD_ALIGN_PARAGRAPH.RIGHT
            made = document.add_table(2, 2)
            for row, values in enumerate([["项目", "预算数"], ["合计", "300.00"]]):
                for col, value in enumerate(values):
                    made.cell(row, col).text = value
        document.add_page_break()

    found = reading(word(lambda document: [chapter(document, body) for body in bodies]), tmp_path)
    assert [identify(own).publisher for own in found.chapters] == list(bodies)
    assert [len(own.tables) for own in found.chapters] == [3, 3, 3]
    assert not found.tables and [d.detail for d in found.doubts if d.code == "compilation"] == ["3"]


def test_a_broken_document_is_named(tmp_path: Path) -> None:
    content = word()
    found = outcome(content[: len(content) // 2], tmp_path)
    assert isinstance(found, Failure) and found.code in ("damaged", "not_a_pdf")


PAGE = f"""<html><head><meta charset="gb2312"><title>{PUBLISHER}2023年单位预算</title><style>p {{}}</style></head><body>
<div class="top"><a href="/">首页</a> <a href="/zw">政务公开</a></div>
<table width="100%"><tr><td><div id="zoom">
<p style="text-align:center">{PUBLISHER}</p><p style="text-align:center">2023年单位预算</p>
<p>第三部分 2023年单位预算情况说明</p>
<p>{PUBLISHER}2023年收入总预算<b>150.00</b>万元，支出总预算150.00万元。</p>
<p style="display:none">2023年收入总预算999.00万元。</p>
<p align="center">表1 收支总表</p><p align="right">单位：万元</p>
<table><tr><td colspan="2">收入</td><td colspan="2">支出</td></tr>ROWS</table>
</div></td></tr></table>
<div><a href="/map">网站地图</a></div><script>document.write("<table>")</script></body></html>"""


def page() -> bytes:
    rows = "".join(
        "<tr>" + "".join(f"<td><p>{text.replace(',', '')}</p></td>" for text in row) + "</tr>" for row in EXPECTED[1:]
    )
    return PAGE.replace("ROWS", rows).encode("gb18030")


def test_an_article_is_read_without_what_stands_about_it(tmp_path: Path) -> None:
    found = reading(page(), tmp_path)
    assert prose(found)[-1] == f"{PUBLISHER}2023年收入总预算150.00万元，支出总预算150.00万元。"
    assert not re.search("首页|网站地图|999", "".join(prose(found)))
    assert (found.tables[0].title, found.tables[0].unit) == ("收支总表", "万元")
    assert texts(found) == [[t.replace(",", "") for t in row] for row in EXPECTED]
    assert identify(found).publisher == PUBLISHER


def test_spans_of_a_page_are_bounded_by_its_table(tmp_path: Path) -> None:
    path = tmp_path / "page"
    path.write_text(
        "<html><body><table><tr><td rowspan=99999"
        " colspan=0>甲</td><td>乙</td></tr><tr><td>丙</td><td>丁</td></tr></table></body></html>",
        "utf-8",
    )
    flow = read_html(path)
    assert isinstance(flow, Flow)
    area = next(block for block in flow.blocks if isinstance(block, Area))
    assert [(e.text, e.row, e.col, e.rowspan, e.colspan) for e in area.entries] == [
        ("甲", 0, 0, 2, 1),
        ("乙", 0, 1, 1, 1),
        ("丙", 1, 1, 1, 1),
        ("丁", 1, 2, 1, 1),
    ]


def test_a_page_without_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "page"
    path.write_bytes(b"<html><body><script>var a = 1</script></body></html>")
    assert read(path) == Failure("no_pages")


def test_a_page_in_a_wrong_declared_encoding_is_read_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "page"
    path.write_bytes(
        '<html><head><meta charset="utf-8"></head><body><p>财政拨款收入</p></body></html>'.encode("gb18030")
    )
    flow = read_html(path)
    assert isinstance(flow, Flow) and flow.blocks == (Paragraph("财政拨款收入"),)


def test_pictures_in_a_document_are_told(tmp_path: Path) -> None:
    from PIL import Image

    picture = tmp_path / "picture.png"
    Image.new("RGB", (600, 400)).save(picture)
    found = reading(word(narrative, lambda d: d.add_picture(str(picture), width=docx.shared.Cm(12)), table), tmp_path)
    assert [(d.code, d.detail) for d in found.doubts] == [("pictures_unread", "1")]


def flow(body: str, tmp_path: Path) -> Flow:
    path = tmp_path / "page"
    path.write_text(f"<html><body>{body}</body></html>", "utf-8")
    found = read_html(path)
    assert isinstance(found, Flow)
    return found


def test_a_page_that_is_one_form_is_read_as_what_stands_in_it(tmp_path: Path) -> None:
    body = (
        '<form method="post" action="./view.aspx"><input type="hidden"'
        ' value="dDw0"><div><p>财政拨款收入</p><select><option>2022</option></select></div></form>'
    )
    assert flow(body, tmp_path).blocks == (Paragraph("财政拨款收入"),)


@pytest.mark.parametrize(
    "body",
    [
        '<p>附表：<span><img src="a.png" width="600" height="400"></span></p>',
        (
            '<table><tr><td>项目</td><td><a href="#"><img src="a.png" width="600"'
            ' height="400"></a>金额</td></tr><tr><td>收入</td><td>1</td></tr></table>'
        ),
    ],
    ids=["within a line", "within a cell"],
)
def test_pictures_in_a_page_are_told_wherever_they_stand(body: str, tmp_path: Path) -> None:
    assert [(d.code, d.detail) for d in flow(body, tmp_path).doubts] == [("pictures_unread", "1")]


@pytest.mark.parametrize(
    ("image", "told"),
    [
        ('<p><img src="a.png"></p>', True),
        ('<p style="text-align:center"><span><img src="a.png" style="max-width:100%"></span></p>', True),
        ('<p>见附图：<img src="a.png" style="width: 640px; height: 480px"></p>', True),
        ('<p><img src="a.png" width="16"></p>', False),
        ('<p><img src="pdf.gif"><a href="a.pdf">附件1</a></p>', False),
        ('<p><img src="line.png" style="width:600px;height:2px"></p>', False),
    ],
)
def test_a_picture_whose_size_is_not_said_is_told_where_it_stands_alone(image: str, told: bool, tmp_path: Path) -> None:
    doubts = flow(f"<p>2023年单位预算情况如下，单位：万元。</p>{image}", tmp_path).doubts
    assert [d.code for d in doubts] == ["pictures_unread"] * told


@pytest.mark.parametrize("declared", ["hex", "idna", "undefined", "iso-8859-1"])
def test_a_declared_coding_that_is_none_of_pages_is_not_believed(declared: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body>财政拨款收入</body></html>'
    assert decoded(page.encode("gb18030")) == decoded(page.encode()) == page
    assert "\ufffd" in decoded(page.encode("gb18030") + b"\xff\xff")


BOX = (
    f"<w:r {nsdecls('w')}><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox><w:txbxContent>"
    "<w:p><w:r><w:t>单位：万元</w:t></w:r></w:p><w:tbl>"
    "<w:tr><w:tc><w:p><w:r><w:t>项目</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>金额</w:t></w:r></w:p></w:tc></w:tr>"
    "<w:tr><w:tc><w:p><w:r><w:t>合计</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>12.00</w:t></w:r></w:p></w:tc></w:tr>"
    "</w:tbl></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)


def test_a_table_in_a_text_box_is_read(tmp_path: Path) -> None:
    found = reading(word(lambda d: d.add_paragraph("收支表")._p.append(parse_xml(BOX))), tmp_path)
    assert texts(found) == [["项目", "金额"], ["合计", "12.00"]] and found.tables[0].unit == "万元"


def test_a_table_in_a_text_box_within_a_cell_is_text_of_the_cell(tmp_path: Path) -> None:
    def boxed(document: Any) -> None:
        made = document.add_table(2, 2)
        for row, values in enumerate([["项目", "说明"], ["合计", "如下"]]):
            for col, value in enumerate(values):
                made.cell(row, col).text = value
        made.cell(1, 1).paragraphs[0]._p.append(parse_xml(BOX))

    path = tmp_path / "kept"
    path.write_bytes(word(boxed))
    found = read_docx(path)
    assert isinstance(found, Flow)
    (area,) = [block for block in found.blocks if isinstance(block, Area)]
    assert area.entries[-1].text == "如下\n单位：万元\n项目 金额\n合计 12.00"
