"""How much a scan is turned is told by its rules, or by its lines of text where it has none."""

import pytest
from reportlab.pdfgen.canvas import Canvas

from fiscal.extraction.scans.deskew import evened, ink_of, skew_of
from fiscal.extraction.scans.rendered_page import rendered
from tests.drawing import pdf, table, texts
from tests.picturing import Scanner, scanned

pytestmark = pytest.mark.unit

WORDS = (
    "本单位全年一般公共预算财政拨款支出二百三十万元，主要用于书面材料、三大里程、一一对照、平台建设、王府工程、"
    "土建工作等项目"
)


def prose(canvas: Canvas) -> None:
    texts(
        canvas,
        [[WORDS[shift:] + WORDS[:shift]] for shift in range(30)],
        [60, 560],
        [780 - 18 * row for row in range(31)],
        size=9,
    )


def sheet(canvas: Canvas) -> None:
    table(canvas, [["项目", "预算数"], *[[f"工程{n}", f"{n}.00"] for n in range(8)]], widths=[200, 200])


@pytest.mark.parametrize("drawn", [prose, sheet])
@pytest.mark.parametrize("skew", [-1.2, -0.4, 0.0, 0.4, 2.0])
def test_the_skew_of_a_page_is_told_to_a_tenth_of_a_degree(drawn, skew: float) -> None:
    grey, dpi = rendered(scanned(pdf(drawn), Scanner(skew=skew, noise=6)))
    assert skew_of(ink_of(evened(grey, dpi)), dpi).rows == pytest.approx(-skew, abs=0.11)
