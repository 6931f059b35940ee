"""One filing of a body, drawn as the pages of one PDF or as several files: a narrative with its cover, three tables, a
form of a project.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf
from reportlab.pdfgen.canvas import Canvas

from tests.drawing import pdf, table, texts

BODY = "青山市河湾区水务局"
YEAR = 2024


def cover(canvas: Canvas, body: str = BODY) -> None:
    """The title page."""
    texts(canvas, [[body], [f"{YEAR}年部门预算"]], [150, 500], [640, 600, 560], size=18)


def narrative(canvas: Canvas, body: str = BODY, income: str = "300.00") -> None:
    """Prose of eight sentences; `income` is what it says the body receives."""
    lines = [
        f"{body}{YEAR}年收入总预算{income}万元，支出总预算{income}万元。",
        "我单位认真贯彻落实各项决策部署，统筹推进水资源管理和河湖保护工作。",
        "按照预算管理的有关规定，所有收入和支出均纳入部门预算统一管理。",
        "预算编制坚持量入为出、收支平衡的原则，从严控制一般性支出。",
        "基本支出用于保障机构正常运转和完成日常工作任务而发生的各项开支。",
        "项目支出用于完成特定的工作任务和事业发展目标而发生的各项开支。",
        "各项支出严格执行国库集中支付制度和政府采购制度的有关规定。",
        "我单位将进一步加强预算绩效管理，切实提高财政资金的使用效益。",
    ]
    texts(
        canvas,
        [["第三部分 预算情况说明"], *([line] for line in lines)],
        [40, 560],
        [800 - 20 * at for at in range(len(lines) + 2)],
        size=9,
    )


def summary(canvas: Canvas, body: str = BODY, total: str = "300.00") -> None:
    """收支总表."""
    _sheet(
        canvas,
        "表1 收支总表",
        body,
        [
            ["项目", "预算数", "项目", "预算数"],
            ["一般公共预算拨款收入", total, "农林水支出", total],
            ["收入总计", total, "支出总计", total],
        ],
        (150, 80),
    )


def income(canvas: Canvas, body: str = BODY, total: str = "300.00") -> None:
    """收入总表."""
    _sheet(
        canvas,
        "表2 收入总表",
        body,
        [["项目", "合计", "一般公共预算", "其他收入"], ["合计", total, total, "0.00"], ["水利", total, total, "0.00"]],
        (120, 80),
    )


def expenditure(
    canvas: Canvas, body: str = BODY, basic: str = "120.00", project: str = "180.00", total: str = "300.00"
) -> None:
    """支出总表."""
    rows = [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["", "合计", total, basic, project],
        ["213", "农林水支出", total, basic, project],
    ]
    _sheet(canvas, "表3 支出总表", body, [*rows, ["21303", "水利", total, basic, project]], (80, 110))


def appropriation(canvas: Canvas, body: str = BODY) -> None:
    """财政拨款收支总表."""
    rows = [
        ["项目", "预算数", "项目", "预算数"],
        ["一般公共预算拨款", "300.00", "农林水支出", "300.00"],
        ["收入总计", "300.00", "支出总计", "300.00"],
    ]
    _sheet(canvas, "表4 财政拨款收支总表", body, rows, (150, 80))


def general(canvas: Canvas, body: str = BODY) -> None:
    """一般公共预算支出表."""
    rows = [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["", "合计", "300.00", "120.00", "180.00"],
        ["213", "农林水支出", "300.00", "120.00", "180.00"],
        ["21303", "水利", "300.00", "120.00", "180.00"],
    ]
    _sheet(canvas, "表5 一般公共预算支出表", body, rows, (80, 110))


def _sheet(canvas: Canvas, title: str, body: str, rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
    texts(canvas, [[title], [f"部门名称：{body}"], ["单位：万元"]], [60, 540], [830, 810, 795, 780])
    table(canvas, rows, widths=[widths[at % 2] for at in range(len(rows[0]))])


def whole(body: str = BODY, remark: str = "", more: bool = False) -> bytes:
    """The filing as one file; `remark` changes its bytes only, `more` adds two tables."""

    def titled(canvas: Canvas) -> None:
        cover(canvas, body)
        texts(canvas, [[remark]], [60, 400], [80, 60])

    drawn = [narrative, summary, income, expenditure, *([appropriation, general] if more else [])]
    return pdf(titled, *((lambda canvas, draw=draw: draw(canvas, body)) for draw in drawn))


def pages_of(content: bytes, first: int, last: int) -> bytes:
    """Some pages of a PDF as a file of its own."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        del document.pages[last:]
        del document.pages[: first - 1]
        document.save(out, deterministic_id=True)
    return out.getvalue()


def bound(*contents: bytes, front: str = "青山市河湾区2024年部门预算公开汇编") -> bytes:
    """Several PDFs behind a cover as one."""
    out = io.BytesIO()
    with pikepdf.open(
        io.BytesIO(pdf(lambda canvas: texts(canvas, [[front]], [100, 560], [640, 600], size=16)))
    ) as document:
        for content in contents:
            with pikepdf.open(io.BytesIO(content)) as chapter:
                document.pages.extend(chapter.pages)
        document.save(out, deterministic_id=True)
    return out.getvalue()
