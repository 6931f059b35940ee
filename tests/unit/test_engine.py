"""Type that a file does not bring along is read and drawn by the engine's own fonts, whatever the machine has
installed.
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.drawing import SONG, open_page, pdf


def test_a_character_that_stands_alone_is_read_without_its_font() -> None:
    page = open_page(pdf(lambda c: (c.drawString(100, 700, "上"), c.drawString(100, 600, "下"))))
    text = page.get_textpage()
    assert [c for c in text.get_text_range() if c.strip()] == ["上", "下"]


def test_characters_have_the_boxes_of_the_own_song_type() -> None:
    text = open_page(pdf(lambda c: c.drawString(100, 700, "一"))).get_textpage()
    assert text.get_charbox(0) == pytest.approx((100.48, 703.98, 109.59, 705.22), abs=0.01)


def test_type_that_is_not_embedded_is_drawn() -> None:
    picture = open_page(pdf(lambda c: (c.setFont(SONG, 40), c.drawString(100, 700, "国")))).render().to_numpy()[..., 0]
    assert 0.1 < np.mean(picture[100:145, 100:140] < 128) < 0.6
