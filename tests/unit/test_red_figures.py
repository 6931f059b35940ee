"""Red is the sign of a negative figure where the sums ask for it, and nothing where they do not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from reportlab.lib.colors import black, red

from expectations.observing import observations_of
from fiscal.document.identity.identity import identify
from fiscal.extraction.reader import read
from fiscal.extraction.search.page_search import read_page
from fiscal.model.contract import Observation
from fiscal.model.reading import RED, Alternative, Reading
from tests.drawing import open_page, pdf, table

pytestmark = pytest.mark.unit


def sheet(total: str, reds: tuple[str, ...] = ("125.40",)):
    rows = [
        ["项目", "金额"],
        ["一、财政拨款收入", "1,683.37"],
        ["二、事业收入", "125.40"],
        ["三、其他收入", "60.00"],
        ["本年收入合计", total],
        ["收入总计", total],
    ]

    def draw(c) -> None:
        c.setFontSize(14)
        c.drawString(160, 800, "青山市图书馆2023年单位预算")
        c.setFontSize(10)
        c.drawString(200, 780, "收支总表")
        c.drawString(360, 780, "单位：万元")
        xs, ys = table(c, [[text if text not in reds else "" for text in row] for row in rows], widths=(180, 120))
        c.setFillColor(red)
        for i, row in enumerate(rows):
            if row[1] in reds:
                c.drawString(xs[1] + 4, ys[i + 1] + 6, row[1])
        c.setFillColor(black)

    return pdf(draw)


def observed(folder: Path, content: bytes) -> dict[str, Observation]:
    path = folder / "filing.pdf"
    path.write_bytes(content)
    reading = read(path)
    assert isinstance(reading, Reading)
    found, _ = observations_of(reading, identify(reading), "f")
    return {o.row_label: o for o in found if o.row_label}


def test_a_red_figure_has_its_negative_as_another_reading() -> None:
    content = read_page(open_page(sheet("1,617.97")), 1)
    others = {cell.text: cell.alternatives for grid in content.grids for cell in grid.cells}
    assert others["125.40"] == (Alternative("-125.40", 0.5, RED),)
    assert not any(alternatives for text, alternatives in others.items() if text != "125.40")


def test_red_is_a_sign_where_the_sums_ask_for_it(tmp_path: Path) -> None:
    found = observed(tmp_path, sheet("1,617.97"))
    business = found["二、事业收入"]
    assert (business.value_native, business.value_yuan, business.status, business.quote) == (
        Decimal("-125.40"),
        Decimal(-1_254_000),
        "repaired",
        "125.40",
    )
    assert business.status_reason == "125.40 → -125.40 (red)"
    assert {o.status for label, o in found.items() if label != "二、事业收入"} == {"ok"}


@pytest.mark.parametrize("reds", [("125.40",), ("125.40", "60.00"), ("1,868.77",)])
def test_red_is_no_sign_where_the_sums_hold_without(reds: tuple[str, ...], tmp_path: Path) -> None:
    found = observed(tmp_path, sheet("1,868.77", reds))
    assert {o.status for o in found.values()} == {"ok"}
    assert found["二、事业收入"].value_native == Decimal("125.40")
    assert found["收入总计"].value_native == Decimal("1868.77")
