"""A second reader looks at every ruled grid: agreement is confidence, another reading is kept beside the first, its own
death harms nobody.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from fiscal.extraction.checks import second_reader_tables as second_tables
from fiscal.extraction.checks.second_reader import READER, same_text, second_opinion
from fiscal.extraction.page.content import PageContent
from fiscal.extraction.search.page_search import read_page
from tests.drawing import cjk_font, open_page, pdf, raw_pdf, table

pytestmark = pytest.mark.unit

ROWS = [["科目编码", "科目名称", "决算数"], ["208", "社会保障和就业支出", "1,234.56"], ["210", "卫生健康支出", "0.00"]]


def _read(path: Path, pages: int) -> list[PageContent]:
    data = path.read_bytes()
    return [read_page(open_page(data, number), number) for number in range(1, pages + 1)]


def _with_text(content: PageContent, row: int, col: int, text: str) -> PageContent:
    (grid,) = content.grids
    cells = tuple(replace(c, text=text) if (c.row, c.col) == (row, col) else c for c in grid.cells)
    return replace(content, grids=(replace(grid, cells=cells),))


@pytest.fixture(name="filing")
def _filing(tmp_path: Path) -> Path:
    path = tmp_path / "filing.pdf"
    path.write_bytes(
        pdf(
            lambda canvas: table(canvas, ROWS),
            lambda canvas: table(canvas, [["合计", "", ""], *[["", "", ""]] * 10]),
            lambda canvas: canvas.drawString(60, 700, "说明"),
        )
    )
    return path


def test_readers_that_agree_leave_every_cell_certain(filing: Path) -> None:
    first = _read(filing, 3)
    assert second_opinion(filing, first) == tuple(first)
    assert all(cell.confidence == 1.0 for content in first for grid in content.grids for cell in grid.cells)


def test_a_font_that_claims_to_reach_far_below_the_line_does_not_move_its_text(filing: Path, tmp_path: Path) -> None:
    path = tmp_path / "deep.pdf"
    with pikepdf.open(filing) as document:
        for font in document.objects:
            if isinstance(font, pikepdf.Dictionary) and "/DescendantFonts" in font:
                font.DescendantFonts[0].FontDescriptor.Descent = -2046
        document.save(path)
    first = _read(path, 1)
    assert second_opinion(path, first) == tuple(first)
    (grid,) = first[0].grids
    assert {cell.confidence for cell in grid.cells} == {1.0}


def test_another_reading_is_kept_and_doubted_but_blocks_nothing(filing: Path) -> None:
    first = _read(filing, 3)
    first[0] = _with_text(first[0], 1, 2, "1,234.65")
    seen = second_opinion(filing, first)[0]
    (cell,) = [c for c in seen.grids[0].cells if c.alternatives]
    assert (cell.row, cell.col, cell.text) == (1, 2, "1,234.65")
    assert cell.confidence < 1
    assert [(a.text, a.reader) for a in cell.alternatives] == [("1,234.56", READER)]
    (doubt,) = seen.doubts
    assert (doubt.code, doubt.blocking, doubt.page, doubt.row, doubt.col) == ("readers_disagree", False, 1, 1, 2)


def test_a_blank_statutory_table_is_seconded_too(filing: Path) -> None:
    first = _read(filing, 3)
    first[1] = _with_text(first[1], 0, 0, "总计")
    assert [d.code for d in second_opinion(filing, first)[1].doubts] == ["readers_disagree"]


def test_a_page_that_kills_the_second_reader_leaves_the_others_seconded(
    filing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: Any = second_tables._read

    def deadly(
        path: Path, pages: Mapping[int, Sequence[second_tables.UnruledArea]]
    ) -> Iterator[second_tables.SecondPage]:
        for number in pages:
            if number == 1:
                os.kill(os.getpid(), signal.SIGKILL)
            yield from read(path, {number: pages[number]})

    monkeypatch.setattr(second_tables, "_read", deadly)
    first = [_with_text(content, 0, 0, "改") if content.grids else content for content in _read(filing, 3)]
    seen = second_opinion(filing, first)
    assert seen[0] == first[0]
    assert len(seen[1].doubts) == 1


@pytest.mark.parametrize(
    ("ours", "theirs", "agree"),
    [
        ("政府性基金 预算", "政府性基金预算", True),
        ("一般公共预算财政拨款", "财政拨款一般公共预算", True),
        ("合计", "合合计计", True),
        ("12,345.67", "12,345.76", False),
        ("12 34", "34 12", True),
        ("1,234.00", "12,34.00", False),
        ("0.00", "", False),
    ],
)
def test_only_what_was_read_differently_is_a_disagreement(ours: str, theirs: str, agree: bool) -> None:
    assert same_text(ours, theirs) is agree


def test_text_that_the_second_reader_loses_is_no_other_reading(filing: Path) -> None:
    first = _read(filing, 3)
    first[1] = _with_text(first[1], 2, 1, "12.00")
    seen = second_opinion(filing, first)[1]
    assert seen.doubts == ()
    assert [(c.row, c.col) for c in seen.grids[0].cells if c.confidence < 1] == [(2, 1)]


def test_radicals_that_a_font_names_are_the_characters_they_look_like_to_both_readers(tmp_path: Path) -> None:
    rules = (
        "0.5 w "
        + "".join(f"60 {y} m 260 {y} l S " for y in (700, 670, 640))
        + "".join(f"{x} 640 m {x} 700 l S " for x in (60, 160, 260))
    )
    path = tmp_path / "filing.pdf"
    path.write_bytes(
        raw_pdf(
            f"{rules} BT /C 10 Tf 64 680 Td <00010002> Tj 100 0 Td <00020002> Tj -100 -30 Td <00020001> Tj 100 0 Td"
            " <00010001> Tj ET",
            C=cjk_font({1: "⽬", 2: "⻔"}),
        )
    )
    (seen,) = second_opinion(path, _read(path, 1))
    assert [c.text for c in seen.grids[0].cells] == ["目门", "门门", "门目", "目目"]
    assert seen.doubts == ()
    assert all(c.confidence == 1.0 for c in seen.grids[0].cells)
