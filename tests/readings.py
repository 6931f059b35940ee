"""Hand-made readings: a table is a list of rows of texts, the prose a list of lines with their page and kind."""

from __future__ import annotations

from collections.abc import Sequence

from fiscal.model.reading import Box, Cell, Page, Reading, Sentence, Table


def table(
    title: str,
    rows: Sequence[Sequence[str]] = (),
    *,
    header_rows: int = 0,
    page: int = 3,
    declarant: str | None = None,
    picture: bool = False,
    year: int | None = None,
) -> Table:
    """A table without spans, its cells 50 by 12 points."""
    cells = [
        Cell(
            page,
            r,
            c,
            1,
            1,
            text,
            0,
            r < header_rows,
            c * 50.0,
            r * 12.0,
            c * 50.0 + 50,
            r * 12.0 + 12,
            "ocr" if picture else "lattice",
            1.0,
        )
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    return Table(1, title, None, None, declarant, year, (), None, header_rows, picture, tuple(cells))


def reading(
    *lines: str | tuple[int, str] | tuple[int, str, str], tables: Sequence[Table] = (), pictures: Sequence[int] = ()
) -> Reading:
    """A reading of these lines (text, or page and text, or page, text and kind; page 1 and `sentence` by default) and
    tables.
    """
    sentences: list[Sentence] = []
    for number, line in enumerate(lines):
        page, text, kind = (1, line, "sentence") if isinstance(line, str) else (*line, "sentence")[:3]
        sentences.append(Sentence(number, kind, text, (), None, (Box(page, 0.0, 0.0, 100.0, 10.0),)))
    last = max([s.boxes[0].page for s in sentences] + [c.page for t in tables for c in t.cells] + [1])
    pages = tuple(Page(n, 595.0, 842.0, 0, n in pictures, 100) for n in range(1, last + 1))
    return Reading(pages, tuple(tables), tuple(sentences))


def sheet(
    title: str,
    *rows: str,
    header_rows: int = 1,
    unit: str | None = "万元",
    number: int = 1,
    declarant: str | None = None,
    continues: int | None = None,
    notes: Sequence[str] = (),
) -> Table:
    """A table drawn as lines of cells parted by `|`: `<` continues the cell to the left, `^` the one above, each
    leading `~` is a step of indent.
    """
    grid = [[text.strip() for text in row.split("|")] for row in rows]
    cells: list[Cell] = []
    for r, row in enumerate(grid):
        for c, text in enumerate(row):
            if text in ("<", "^"):
                continue
            across = next((k for k in range(c + 1, len(row)) if row[k] != "<"), len(row)) - c
            down = next((k for k in range(r + 1, len(grid)) if grid[k][c] != "^"), len(grid)) - r
            plain = text.lstrip("~")
            place = (c * 50.0, r * 12.0, (c + across) * 50.0, (r + down) * 12.0)
            cells.append(
                Cell(1, r, c, down, across, plain, len(text) - len(plain), r < header_rows, *place, "lattice", 1.0)
            )
    return Table(number, title, None, unit, declarant, None, tuple(notes), continues, header_rows, False, tuple(cells))
