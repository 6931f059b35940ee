from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest

from fiscal.extraction.checks.conservation import conservation_doubts
from fiscal.extraction.page.characters import Characters
from fiscal.extraction.page.content import GridCell, PageContent
from fiscal.extraction.page.layer import open_layer
from fiscal.extraction.search.page_search import compose
from fiscal.model.reading import Doubt
from tests.drawing import open_page, pdf, table

pytestmark = pytest.mark.unit

ROWS = [["项目", "预算数"], ["商贸事务", "1,896.56"], ["合计", "20.5"]]


@dataclass
class ReadPage:
    """A page as read, in the shape in which its conservation is judged, so that a test can break it."""

    content: PageContent
    characters: Characters
    owners: list[int]
    cells: dict[int, GridCell]

    def doubts(self) -> list[Doubt]:
        return conservation_doubts(1, self.characters, self.owners, self.cells, self.content.grids)

    def number_of(self, text: str) -> int:
        return next(n for n, cell in self.cells.items() if cell.text == text)


@contextmanager
def page(draw) -> Iterator[ReadPage]:
    with open_layer(open_page(pdf(draw))) as layer:
        content = compose(layer, 1)
        cells = dict(enumerate(cell for grid in content.grids for cell in grid.cells))
        middles = [((x0 + x1) / 2, (top + bottom) / 2) for x0, top, x1, bottom in layer.characters.boxes.tolist()]
        owners = [
            next((n for n, c in cells.items() if c.x0 <= x <= c.x1 and c.top <= y <= c.bottom), -1) for x, y in middles
        ]
        yield ReadPage(content, layer.characters, owners, cells)


def test_numbers_that_are_each_whole_in_one_cell_raise_no_doubt() -> None:
    with page(lambda c: table(c, ROWS)) as read:
        assert read.content.doubts == ()
        assert read.doubts() == []


def test_a_cell_that_claims_a_number_that_is_not_printed_is_doubted() -> None:
    with page(lambda c: table(c, ROWS)) as read:
        number = read.number_of("20.5")
        read.cells[number] = replace(read.cells[number], text="205")
        assert [(d.code, d.blocking, d.page) for d in read.doubts()] == [("numbers_not_conserved", True, 1)]


def test_a_cell_that_lacks_a_number_that_is_printed_in_it_is_doubted() -> None:
    with page(lambda c: table(c, ROWS)) as read:
        number = read.number_of("20.5")
        read.cells[number] = replace(read.cells[number], text="")
        assert read.doubts()[0].detail == "20.5: not whole in its cell"


def test_a_number_that_two_cells_share_is_doubted() -> None:
    with page(lambda c: table(c, ROWS)) as read:
        read.owners[read.characters.text.index("1")] = 0
        assert "1,896.56: over several cells" in read.doubts()[0].detail


def test_a_number_that_no_cell_has_is_doubted() -> None:
    with page(lambda c: table(c, ROWS)) as read:
        del read.cells[read.number_of("20.5")]
        assert read.doubts()[0].detail == "20.5: in no cell"


def test_numbers_outside_the_tables_are_no_concern() -> None:
    def draw(c) -> None:
        table(c, ROWS)
        c.drawString(60, 100, "2022年收入为1,234.56万元")

    with page(draw) as read:
        assert read.content.doubts == ()


def test_a_wrapped_number_and_one_printed_twice_are_conserved() -> None:
    def draw(c) -> None:
        table(c, [["", ""]], widths=[48, 100], height=40)
        c.drawString(62, 745, "1,234,56")
        c.drawString(62, 730, "7.89")
        for shift in (0, 0.3):
            c.drawString(112 + shift, 740, "20.5")

    with page(draw) as read:
        assert [cell.text for cell in read.cells.values()] == ["1,234,567.89", "20.5"]
        assert read.content.doubts == ()


def test_a_cell_that_joins_two_numbers_of_one_line_is_doubted() -> None:
    def draw(c) -> None:
        table(c, ROWS)
        c.drawString(155, 725, "12")

    with page(draw) as read:
        number = next(n for n, cell in read.cells.items() if "12" in cell.text)
        read.cells[number] = replace(read.cells[number], text="121,896.56")
        assert read.doubts()[0].detail == "121,896.56: two numbers"


def test_a_number_whose_thousands_a_thin_space_parts_is_one() -> None:
    def draw(c) -> None:
        table(c, ROWS)
        c.drawString(100, 725, "750")
        c.drawString(119, 725, "000")

    with page(draw) as read:
        number = next(n for n, cell in read.cells.items() if "750" in cell.text)
        read.cells[number] = replace(read.cells[number], text="750000")
        assert read.doubts() == []


def test_a_number_set_with_the_same_space_between_all_its_digits_is_one() -> None:
    def draw(c) -> None:
        table(c, [["", "金额"], ["商贸事务", "1.5"]])
        for i, char in enumerate("2022年"):
            c.drawString(70 + 11 * i, 747, char)

    with page(draw) as read:
        assert next(cell.text for cell in read.cells.values()) == "2022年"
        assert read.doubts() == []


def test_digits_at_unlike_distances_are_several_numbers() -> None:
    def draw(c) -> None:
        table(c, [["", "金额"], ["商贸事务", "1.5"]])
        for x in (70, 80, 96):
            c.drawString(x, 747, "2")

    with page(draw) as read:
        number = next(iter(read.cells))
        read.cells[number] = replace(read.cells[number], text="222")
        assert read.doubts()[0].detail == "222: two numbers"


def test_cells_that_hold_whole_columns_of_numbers_are_doubted() -> None:
    with page(lambda c: table(c, ROWS)) as read:
        grid = read.content.grids[0]
        stacked = tuple(replace(cell, lines=("1.5", "2.5", "3.5")) for cell in grid.cells)
        read.content = replace(read.content, grids=(replace(grid, cells=stacked),))
        assert read.doubts()[0].detail == "1.5 2.5 3.5: several numbers in one cell"


@pytest.mark.parametrize(
    ("lines", "doubted"),
    [
        (("1,381", "164", "251"), True),
        (("1", "2", "3", "4"), True),
        (("95%", "90%", "98.5%"), False),
        (("12", "7", "30"), False),
        (("20", "21", "年度"), False),
    ],
)
def test_a_cell_that_is_a_column_of_money_or_counts_on_is_doubted(lines: tuple[str, ...], doubted: bool) -> None:
    with page(lambda c: table(c, ROWS)) as read:
        grid = read.content.grids[0]
        read.content = replace(
            read.content, grids=(replace(grid, cells=(replace(grid.cells[0], lines=lines), *grid.cells[1:])),)
        )
        assert [d.detail for d in read.doubts()] == (
            [f"{' '.join(lines)}: several numbers in one cell"] if doubted else []
        )


@pytest.mark.parametrize(
    "under", [{65: "人员经费", 160: "12.50", 250: "8.00"}, {65: "合计", 160: "20.50"}], ids=["side by side", "a total"]
)
def test_a_row_of_figures_right_under_a_table_is_doubted(under: dict[float, str]) -> None:
    def draw(c) -> None:
        _, ys = table(c, [["项目", "预算数", "决算数"], ["商贸事务", "20.50", "18.00"]])
        for x, text in under.items():
            c.drawString(x, ys[-1] - 12, text)

    with page(draw) as read:
        assert [(d.code, d.blocking) for d in read.content.doubts] == [("numbers_not_conserved", True)]
        assert read.content.doubts[0].detail.endswith(": under the table")


@pytest.mark.parametrize(
    "text",
    [
        "注：本表金额为 12.50 万元，其中 8.00 万元为上年结转。",
        "填表人：张三　联系电话：87654321",
        "2022年3月1日",
        "合计占全部支出的一半。",
    ],
)
def test_a_note_right_under_a_table_is_no_row_of_it(text: str) -> None:
    def draw(c) -> None:
        _, ys = table(c, ROWS)
        c.drawString(65, ys[-1] - 12, text)

    with page(draw) as read:
        assert read.content.doubts == ()
