"""Composed tables as a PDF: ruled, with caption, unit and page breaks in the manner of a place."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from fiscal.model.reading import Cell, Table
from tests.drawing import SONG


@dataclass(frozen=True)
class Manner:
    """How a place prints: paper, type, what stands over a table, what is repeated overleaf, whether rules are drawn and
    cells shaded.
    """

    landscape: bool = False
    size: float = 9.0
    row: float = 16.0
    repeat_header: bool = True
    repeat_caption: bool = False
    label: str = ""
    declarant: str | None = None
    note: str | None = None
    rules: bool = True
    outer: bool = True
    page_number: str = "{}"
    title_page: bool = False
    year: str = ""
    shaded: bool = False
    together: bool = False


def width(text: str, size: float) -> float:
    return pdfmetrics.stringWidth(text, SONG, size)


def wrapped(text: str, room: float, size: float) -> list[str]:
    lines, line = [], ""
    for sign in text:
        if line and width(line + sign, size) > room:
            lines.append(line)
            line = ""
        line += sign
    return [*lines, line]


class Typesetter:
    """Draws paragraphs and tables one after another."""

    def __init__(self, manner: Manner) -> None:
        self.manner, self.out = manner, io.BytesIO()
        self.page = (842.0, 595.0) if manner.landscape else (595.0, 842.0)
        self.canvas = Canvas(self.out, pagesize=self.page, invariant=True)
        self.number, self.y = 1, self.page[1] - 60

    def turn(self) -> None:
        self.canvas.setFont(SONG, 9)
        self.canvas.drawCentredString(self.page[0] / 2, 28, self.manner.page_number.format(self.number))
        self.canvas.showPage()
        self.number, self.y = self.number + 1, self.page[1] - 60

    def paragraph(self, text: str, size: float = 12, centred: bool = False) -> None:
        for line in wrapped(text if centred else "　　" + text, self.page[0] - 140, size):
            if self.y < 70:
                self.turn()
            self.canvas.setFont(SONG, size)
            if centred:
                self.canvas.drawCentredString(self.page[0] / 2, self.y, line)
            else:
                self.canvas.drawString(70, self.y, line)
            self.y -= size * 1.7

    def caption(self, table: Table, right: float) -> None:
        m = self.manner
        if m.label:
            self.canvas.setFont(SONG, 9)
            self.canvas.drawString(40, self.y, m.label.format(table.table_no))
            self.y -= 18
        self.canvas.setFont(SONG, 14)
        self.canvas.drawCentredString(self.page[0] / 2, self.y, m.year + table.title)
        self.y -= 20
        self.canvas.setFont(SONG, 9)
        if m.declarant:
            self.canvas.drawString(40, self.y, m.declarant)
        if table.unit:
            self.canvas.drawRightString(right, self.y, f"单位：{table.unit}")
        self.y -= 8

    def table(self, table: Table) -> None:
        m = self.manner
        if (not m.together or self.y < 200) and self.y < self.page[1] - 61:
            self.turn()
        room = self.page[0] - 80
        widths = [14.0] * table.cols
        for cell in table.cells:
            if cell.colspan == 1 and cell.row < table.rows:
                text = cell.text if not cell.is_header else cell.text[: max(4, len(cell.text) // 2)]
                widths[cell.col] = max(widths[cell.col], min(width(text, m.size) + 8 + cell.indent * m.size, 170))
        scale = room / sum(widths)
        widths = [w * min(scale, 1.6) for w in widths]
        size = m.size * min(1.0, max(scale, 0.6))
        xs = [40.0]
        for w in widths:
            xs.append(xs[-1] + w)
        heights = [m.row] * table.rows
        for cell in table.cells:
            if cell.rowspan == 1:
                heights[cell.row] = max(
                    heights[cell.row],
                    4
                    + size
                    * 1.2
                    * len(
                        wrapped(cell.text, xs[cell.col + cell.colspan] - xs[cell.col] - 5 - cell.indent * size, size)
                    ),
                )
        self.caption(table, xs[-1])
        head = sum(heights[: table.header_rows])
        start = 0
        while start < table.rows:
            end, height = start, head if start and m.repeat_header else 0.0
            while end < table.rows and height + heights[end] < self.y - 60:
                height += heights[end]
                end += 1
            if end == start:
                end += 1
            if start and m.repeat_header:
                self.part(table, range(table.header_rows), xs, heights, size)
            self.part(table, range(start, end), xs, heights, size)
            start = end
            if start < table.rows:
                self.turn()
                if m.repeat_caption:
                    self.caption(table, xs[-1])
        for note in table.notes:
            self.y -= 14
            self.canvas.setFont(SONG, 9)
            self.canvas.drawString(40, self.y, note)
        self.y -= 40

    def part(self, table: Table, rows: range, xs: Sequence[float], heights: Sequence[float], size: float) -> None:
        ys = {rows.start: self.y}
        for r in rows:
            ys[r + 1] = ys[r] - heights[r]
        for cell in table.cells:
            if cell.row in rows or (cell.row < rows.start < cell.row + cell.rowspan):
                top, bottom = ys[max(cell.row, rows.start)], ys[min(cell.row + cell.rowspan, rows.stop)]
                self.cell(cell, xs[cell.col], xs[cell.col + cell.colspan], top, bottom, size, cell.row in rows)
        self.y = ys[rows.stop]

    def cell(self, cell: Cell, left: float, right: float, top: float, bottom: float, size: float, text: bool) -> None:
        canvas = self.canvas
        canvas.setLineWidth(0.5)
        if self.manner.shaded and cell.is_header:
            canvas.setFillGray(0.85)
            canvas.rect(left, bottom, right - left, top - bottom, stroke=0, fill=1)
            canvas.setFillGray(0)
        if self.manner.rules:
            canvas.rect(left, bottom, right - left, top - bottom)
        if not text:
            return
        lines = wrapped(cell.text, right - left - 5 - cell.indent * size, size)
        canvas.setFont(SONG, size)
        base = (top + bottom) / 2 + size * 1.2 * len(lines) / 2 - size * 0.95
        number = cell.text[:1].isdigit() or cell.text[:1] == "-"
        for line in lines:
            if cell.is_header:
                canvas.drawCentredString((left + right) / 2, base, line)
            elif number and cell.col:
                canvas.drawRightString(right - 3, base, line)
            else:
                canvas.drawString(left + 3 + cell.indent * size, base, line)
            base -= size * 1.2

    def bytes(self) -> bytes:
        self.turn()
        self.canvas.save()
        return self.out.getvalue()


def filing(
    tables: Sequence[Table],
    prose: Sequence[str] = (),
    manner: Manner = Manner(),
    title: str = "清溪县教育局2024年度部门决算",
) -> bytes:
    """A whole filing: title page, tables, narrative."""
    setter = Typesetter(manner)
    setter.paragraph(title, 20, centred=True)
    setter.turn()
    for table in tables:
        setter.table(table)
    if prose:
        setter.turn()
    for text in prose:
        setter.paragraph(text)
    return setter.bytes()
