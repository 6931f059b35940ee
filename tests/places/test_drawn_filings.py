"""Composed filings as PDFs, printed in several manners: every cell is read where it stands, the filing is known by its
cover, and nothing is raised.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from fiscal.document.identity.identity import identify
from fiscal.extraction.reader import read
from fiscal.model.reading import Reading, Table
from tests.places import budget as b
from tests.places import final as f
from tests.places import final_other as other
from tests.places.account import LINES
from tests.places.judging import close, judged_reading, words
from tests.places.typeset import Manner, filing

pytestmark = pytest.mark.expectations

MANNERS = {
    "heads repeated": Manner(row=26),
    "heads not repeated": Manner(row=26, repeat_header=False, label="公开{:02d}表", declarant="部门：清溪县教育局"),
    "captions repeated": Manner(
        row=28,
        repeat_caption=True,
        repeat_header=False,
        label="表{}",
        declarant="单位名称：清溪县教育局",
        page_number="-{}-",
    ),
    "landscape, heads shaded": Manner(
        landscape=True, row=22, label="附件{}", declarant="部门名称：清溪县教育局", page_number="第{}页", shaded=True
    ),
    "small, several on a page": Manner(together=True, row=14, size=8, page_number="第 {} 页 共 30 页"),
}


def final_tables() -> list[Table]:
    tables = [
        f.balances(),
        f.income(code_columns=3),
        f.expenditure(),
        f.appropriation(),
        f.general_budget(code_columns=3),
        f.basic(),
        f.three_public_rows(),
    ]
    return _numbered([*tables, f.fund(code_columns=3), f.capital(), f.assets(), other.rolled_forward()])


def budget_tables() -> list[Table]:
    tables = [
        b.balances(),
        b.income_by_unit(),
        b.by_unit("部门支出总表", layout="three codes"),
        b.appropriation(),
        b.general_with_last_year(),
        b.basic(codes=2),
    ]
    return _numbered(
        [
            *tables,
            b.three_public_by_unit(),
            b.by_unit("政府性基金预算支出表", b.TREASURY, f.FUND, layout="name"),
            b.three_public_with_meetings(),
        ]
    )


def _numbered(tables: Sequence[Table]) -> list[Table]:
    return [replace(table, table_no=number) for number, table in enumerate(tables, 1)]


def texts(table: Table) -> list[tuple[int, int, int, int, str]]:
    return sorted((c.row, c.col, c.rowspan, c.colspan, c.text) for c in table.cells if c.text)


def drawn(folder: Path, tables: Sequence[Table], prose: Sequence[str], manner: Manner, title: str) -> Reading:
    path = folder / "filing.pdf"
    path.write_bytes(filing(tables, prose, manner, title))
    result = read(path)
    assert isinstance(result, Reading)
    assert [t.title for t in result.tables] == [t.title for t in tables]
    for composed, seen in zip(tables, result.tables, strict=True):
        assert texts(seen) == texts(composed), composed.title
    return result


@pytest.mark.parametrize("manner", MANNERS)
def test_a_drawn_final_account_is_read_as_composed(manner: str, tmp_path: Path) -> None:
    result = drawn(tmp_path, final_tables(), words("ministry_final"), MANNERS[manner], "清溪县教育局2024年度部门决算")
    who = identify(result)
    assert (who.publisher, who.fiscal_year, who.doc_kind) == ("清溪县教育局", 2024, "final")
    judged = judged_reading(result, who)
    assert (judged.raised(), judged.held, judged.state) == ([], [], "published")
    assert close(
        judged.amounts("expenditure_current", "total", "basic", phase="executed", year=2024), f.total(LINES, "basic")
    )


@pytest.mark.parametrize("manner", MANNERS)
def test_a_drawn_budget_is_read_as_composed(manner: str, tmp_path: Path) -> None:
    result = drawn(tmp_path, budget_tables(), words("zhejiang_budget"), MANNERS[manner], "清溪县教育局2025年部门预算")
    who = identify(result)
    assert (who.publisher, who.fiscal_year, who.doc_kind) == ("清溪县教育局", 2025, "budget")
    judged = judged_reading(result, who)
    assert (judged.raised(), judged.held, judged.state) == ([], [], "published")
    assert close(
        judged.amounts("expenditure_current", "total", "basic", phase="approved", year=2025), f.total(LINES, "basic")
    )
