"""A small budget filing, drawn: a cover, a summary of income and expenditure, and one sentence of prose. Its figures
can be made to clash.
"""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from tests.drawing import pdf, table, texts

PUBLISHER = "青山市河湾区图书管理中心"


def budget(
    publisher: str = PUBLISHER,
    year: int = 2023,
    total: str = "150.00",
    prose: str = "150.00",
    remark: str = "",
    change: str = "",
) -> bytes:
    """Wages 100.00 and services 50.00 (万元); `total` is what the table adds them up to, `prose` what the narrative
    says and `change` how that differs from last year.

    `remark` changes the bytes only.
    """

    def cover(canvas: Canvas) -> None:
        texts(canvas, [[publisher], [f"{year}年单位预算"]], [150, 500], [640, 600, 560], size=18)
        texts(canvas, [[remark]], [60, 400], [80, 60])

    def sheet(canvas: Canvas) -> None:
        texts(canvas, [["表1 收支总表"], [f"单位名称：{publisher}"], ["单位：万元"]], [60, 540], [830, 810, 795, 780])
        rows = [
            ["收入", "", "支出", ""],
            ["项目", f"{year}年预算数", "项目（按功能分类）", f"{year}年预算数"],
            ["一、一般公共预算拨款收入", total, "一、文化旅游体育与传媒支出", "100.00"],
            ["二、事业收入", "0.00", "二、住房保障支出", "50.00"],
            ["本年收入合计", total, "本年支出合计", total],
            ["收入总计", total, "支出总计", total],
        ]
        table(canvas, rows, widths=[150, 80, 160, 80])

    def words(canvas: Canvas) -> None:
        lines = [
            [f"第三部分 {year}年单位预算情况说明"],
            ["一、收支预算总体情况"],
            [f"{publisher}{year}年收入总预算{prose}万元，支出总预算{prose}万元{change}。"],
        ]
        texts(canvas, lines, [60, 560], [800, 780, 760, 740])

    return pdf(cover, sheet, words)
