"""Columns that a spreadsheet printed on further sheets stand beside the others; other tables of the same build stay
apart.
"""

from __future__ import annotations

import pytest

from fiscal.extraction.documents.assemble import assemble
from tests.assembling import content, grid, line, rows_of

pytestmark = pytest.mark.unit

HEAD = [["科目名称", "支出", "支出"], ["科目名称", "合计", "基本支出"]]
SPANS = {(0, 0): (2, 1), (0, 1): (1, 2)}
ROWS = [["教育支出", "27", "10"], ["进修及培训", "27", "10"], ["住房保障支出", "8", "8"]]
RIGHT = [["", ""], ["项目支出", "经营支出"], ["17", ""], ["17", ""], ["0", ""]]
RIGHT_SPANS = {(0, 0): (1, 2)}
WHOLE = [
    ["科目名称", "支出", "支出", "支出", "支出"],
    ["科目名称", "合计", "基本支出", "项目支出", "经营支出"],
    *(a + b for a, b in zip(ROWS, RIGHT[2:], strict=True)),
]


def test_further_columns_without_labels_belong_to_the_table_before():
    left = content(1, line("部门支出总表", 50), grid([*HEAD, *ROWS], spans=SPANS))
    right = content(2, line("单位：万元", 80, page=2, x0=470), grid(RIGHT, page=2, spans=RIGHT_SPANS))
    (table,) = assemble([left, right]).tables
    assert rows_of(table) == WHOLE
    assert (table.title, table.unit, table.header_rows, table.continues_table_no) == ("部门支出总表", "万元", 2, None)
    assert {c.page for c in table.cells if c.col > 2 and not c.is_header} == {2}
    (own,) = [c for c in table.cells if c.text == "项目支出"]
    (first,) = [c for c in right.grids[0].cells if c.text == "项目支出"]
    assert (own.page, own.x0, own.top) == (2, first.x0, first.top)


def test_a_single_further_column_is_not_lost():
    (table,) = assemble(
        [
            content(1, line("部门支出总表", 50), grid([["科目名称", "合计"], *(r[:2] for r in ROWS)])),
            content(2, grid([["项目支出"], ["17"], ["17"], ["0"]], page=2)),
        ]
    ).tables
    assert rows_of(table) == [
        ["科目名称", "合计", "项目支出"],
        ["教育支出", "27", "17"],
        ["进修及培训", "27", "17"],
        ["住房保障支出", "8", "0"],
    ]


def test_headers_divided_at_other_heights_meet():
    left = grid([["科目名称", "合计", "基本支出"], *ROWS], height=[40, 20, 20, 20])
    right = grid([["项目支出", "项目支出"], ["本年", "上年"], *RIGHT[2:]], page=2, height=20, spans={(0, 0): (1, 2)})
    (table,) = assemble([content(1, line("部门支出总表", 50), left), content(2, right)]).tables
    assert rows_of(table)[:2] == [
        ["科目名称", "合计", "基本支出", "项目支出", "项目支出"],
        ["科目名称", "合计", "基本支出", "本年", "上年"],
    ]
    assert table.header_rows == 2


def test_a_title_cut_by_the_side_of_the_page_is_whole_again():
    left = content(1, line("2025年预算单位收支预", 50), grid([*HEAD, *ROWS], spans=SPANS))
    right = content(2, line("位收支预算总表", 50, page=2), grid(RIGHT, page=2, spans=RIGHT_SPANS))
    assert [t.title for t in assemble([left, right]).tables] == ["2025年预算单位收支预算总表"]


def test_sheets_printed_downwards_first_meet_their_rows():
    lower = [["卫生健康支出", "5", "5"], ["合计", "40", "23"]]
    pages = [
        content(1, line("部门支出总表", 50), grid([*HEAD, *ROWS], spans=SPANS)),
        content(2, grid(lower, page=2, top=60)),
        content(3, grid(RIGHT, page=3, spans=RIGHT_SPANS)),
        content(4, grid([["0", ""], ["17", ""]], page=4, top=60)),
    ]
    (table,) = assemble(pages).tables
    assert rows_of(table) == [*WHOLE, ["卫生健康支出", "5", "5", "0", ""], ["合计", "40", "23", "17", ""]]


def test_halves_of_one_title_with_labels_of_their_own_are_one_table():
    left = content(
        1,
        line("部门收支总表", 50),
        grid([["收入", "收入"], ["项目", "预算数"], ["财政拨款", "35"], ["收入总计", "35"]], spans={(0, 0): (1, 2)}),
    )
    right = content(
        2,
        line("部门收支总表", 50, page=2),
        grid(
            [["支出", "支出"], ["项目", "预算数"], ["教育支出", "35"], ["支出总计", "35"]],
            page=2,
            spans={(0, 0): (1, 2)},
        ),
    )
    (table,) = assemble([left, right]).tables
    assert rows_of(table)[2:] == [["财政拨款", "35", "教育支出", "35"], ["收入总计", "35", "支出总计", "35"]]


@pytest.mark.parametrize(
    ("title", "rows"),
    [
        ("部门收入总表", [["科目名称", "收入"], ["教育支出", "27"], ["进修及培训", "27"], ["住房保障支出", "8"]]),
        ("部门收入总表", [["收入", "其他"], ["27", ""], ["27", ""], ["8", ""]]),
        ("", [["科目名称", "合计"], *(r[:2] for r in ROWS)]),
        ("", [["项目支出"], ["17"], ["17"]]),
    ],
    ids=["another table", "another title", "the same heads", "other rows"],
)
def test_other_tables_of_the_same_build_stay_apart(title: str, rows: list[list[str]]):
    left = content(1, line("部门支出总表", 50), grid([["科目名称", "合计"], *(r[:2] for r in ROWS)]))
    right = content(2, *([line(title, 50, page=2)] if title else []), grid(rows, page=2))
    tables = assemble([left, right]).tables
    assert rows_of(tables[0])[0] == ["科目名称", "合计"]
