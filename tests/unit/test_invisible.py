"""Characters that print nothing are shown by their numbers wherever a text is shown."""

import pytest

from assets.showing import as_text
from fiscal.model.invisible import INVISIBLE, shown
from fiscal.publication.inert import cell_text, without_controls

pytestmark = pytest.mark.unit


def test_a_name_that_would_be_shown_backwards_is_shown_as_it_is() -> None:
    assert shown("预算\u202efdp.exe") == "预算[U+202E]fdp.exe"
    assert without_controls("a\x00\u200bb") == "a[U+200B]b"
    assert cell_text("\u2066x") == "[U+2066]x"
    assert "\u202e" not in as_text("x\u202ey")


def test_none_of_them_is_left() -> None:
    assert not set(shown(f"1{INVISIBLE}2")) & set(INVISIBLE)
    assert shown("合计 1,234.56") == "合计 1,234.56"
