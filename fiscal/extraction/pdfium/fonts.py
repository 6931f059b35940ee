"""Size and weight of the type that a character is set in, as pdfium knows them.

Asks once per font; which characters matter is left to `page_search`.
"""

from __future__ import annotations

import math

import pypdfium2.raw as pdfium

from fiscal import lexicon
from fiscal.extraction.pdfium import calls as native

_BOLD_NAMES = lexicon.words("captions.bold_names")
_LONGEST_NAME = 256
_LEVEL = 0.01
"""Share of a matrix's scale that its slant may have for text to stand upright."""


class Fonts:
    """The fonts of one text page; `index` is a character's number in it. Valid while the page is open."""

    def __init__(self, text_page: int) -> None:
        self._text_page = text_page
        self._matrix, at = native.floats(6)
        self._matrix_at = at[0]
        self._bold: dict[int, bool] = {}

    def size(self, index: int) -> float:
        """Size in points as displayed."""
        nominal = native.font_size_of(self._text_page, index)
        if native.char_matrix_of(self._text_page, index, self._matrix_at):
            return nominal * math.hypot(self._matrix[2], self._matrix[3])
        return nominal

    def upright_size(self, index: int) -> float:
        """Size in points where the character stands upright in user space, else 0."""
        if not native.char_matrix_of(self._text_page, index, self._matrix_at):
            return 0.0
        a, b, c, d, _, _ = self._matrix
        return (
            native.font_size_of(self._text_page, index) * d
            if a > 0 < d and abs(b) < _LEVEL * a and abs(c) < _LEVEL * d
            else 0.0
        )

    def bold(self, index: int) -> bool:
        """Whether the font says so by weight or name, or the glyph is drawn filled and stroked."""
        item = native.text_object_of(self._text_page, index)
        if not item:
            return False
        if native.text_render_mode(item) == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE:
            return True
        font = native.text_font(item) or 0
        known = self._bold.get(font)
        if known is None:
            known = self._bold[font] = native.font_weight_of(self._text_page, index) >= 600 or any(
                word in self._name(index) for word in _BOLD_NAMES
            )
        return known

    def _name(self, index: int) -> str:
        length = native.font_info_of(self._text_page, index, None, 0, None)
        if not 1 < length < _LONGEST_NAME:
            return ""
        buffer, at = native.ints(_LONGEST_NAME // 4)
        native.font_info_of(self._text_page, index, at[0], length, None)
        return bytes(buffer)[: length - 1].decode("utf-8", "replace").lower()
