"""What a printed line costs and how surely it is read: lines of wide characters are looked at narrowed, figures never
are.
"""

from __future__ import annotations

import numpy as np
import pytest
from reportlab.pdfgen.canvas import Canvas

from fiscal.document.engine import open_document
from fiscal.extraction.images.raster import Grey
from fiscal.extraction.ocr import recognition
from fiscal.extraction.ocr.recognition import read_lines
from tests.drawing import SONG, pdf

pytestmark = [pytest.mark.unit, pytest.mark.ocr]

SENTENCE = "本部门负责全市商务和粮食储备工作的规划指导监督"
MIXED = "本年支出1,234.56万元，比上年增加"
FIGURE = "1,001,110,000.11"


def _crop(text: str) -> Grey:
    """A printed line at 216 dpi with a little paper around it."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(SONG, 10)
        canvas.drawString(40, 700, text)

    page = np.asarray(open_document(pdf(draw))[0].render(scale=3).to_pil().convert("L"))
    rows, cols = np.nonzero((page < 128).any(axis=1))[0], np.nonzero((page < 128).any(axis=0))[0]
    return np.ascontiguousarray(page[rows[0] - 5 : rows[-1] + 6, cols[0] - 5 : cols[-1] + 6])


@pytest.fixture
def widths(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The widths of the pictures that the recogniser is shown."""
    shown: list[int] = []
    run = vars(recognition)["_run"]

    def seen(task: str, batch: np.ndarray) -> np.ndarray:
        shown.extend([batch.shape[-1]] * len(batch))
        return run(task, batch)

    monkeypatch.setattr(recognition, "_run", seen)
    return shown


def test_a_line_of_wide_characters_is_read_at_less_than_half_its_width(widths: list[int]) -> None:
    crop = _crop(SENTENCE)
    (reading,) = read_lines([crop])
    (whole,) = read_lines([crop], thrifty=False)
    assert reading.text == whole.text == SENTENCE
    assert reading.score > 0.9
    narrowed, full = widths
    assert narrowed < full / 2


@pytest.mark.parametrize("text", [MIXED, FIGURE, FIGURE[:5]])
def test_figures_are_read_at_their_whole_width(text: str) -> None:
    crop = _crop(text)
    assert read_lines([crop]) == read_lines([crop], thrifty=False)
    assert read_lines([crop])[0].text.replace("，", ",") == text.replace("，", ",")


def test_figures_alone_are_looked_at_once(widths: list[int]) -> None:
    read_lines([_crop(FIGURE)])
    assert len(widths) == 1


def test_whether_a_bracket_is_wide_says_nothing_about_how_surely_it_was_read() -> None:
    readings = read_lines(
        [_crop(text) for text in ("(一)一般公共预算支出", "（二）外交支出", "项目(按功能分类)", "实施期限：")],
        thrifty=False,
    )
    assert min(reading.score for reading in readings) > 0.9
