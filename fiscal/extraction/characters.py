"""The printed characters of a page in bulk: code points and boxes on the displayed page, and which way its text runs.

Spaces that pdfium makes up are left out and doubled glyphs (imitated bold) count once; lines and words are left to `lines`.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from fiscal.extraction import native
from fiscal.extraction.objects import PageTooComplexError
from fiscal.extraction.turn import Turn, turn_of

MAX_CHARS = 300_000
"""Characters of one page past which it is not read."""
_SAMPLE = 24
_BLANKS = frozenset("\t\r\n\x0b\x0c \xa0\u2002\u2003\u2007\u2009\u202f\u3000")
_BREAKS = frozenset("\r\n\x0b\x0c")


@dataclass(frozen=True, slots=True)
class Characters:
    """The characters of one page in the order of its text layer.

    `boxes`: (x0, top, x1, bottom) of shape (n, 4) in points on the displayed page, one font height tall; `index`: each one's number in pdfium's text page.
    """

    text: tuple[str, ...]
    boxes: NDArray[np.float64]
    index: tuple[int, ...]
    text_page: int
    unmapped: int


def read_characters(page: int, text_page: int) -> tuple[Characters, Turn]:
    """The characters of the page with these handles and the turn that sets most of them upright. PageTooComplexError past MAX_CHARS."""
    count = max(native.count_chars(text_page), 0)
    if count > MAX_CHARS:
        raise PageTooComplexError(f"{count} characters")
    turn = turn_of(page, _text_rotation(text_page, count))
    codes = list(map(native.unicode_of, [text_page] * count, range(count)))
    buffer = np.zeros((count, 4), dtype=np.float32)
    start = buffer.ctypes.data
    got = list(map(native.loose_box_of, [text_page] * count, range(count), range(start, start + 16 * count, 16)))
    text: list[str] = []
    index: list[int] = []
    unmapped = 0
    generated = native.is_generated
    for i, code in enumerate(codes):
        char = chr(code) if 0 < code < 0x110000 else "\ufffd"
        if char == "\ufffd" or 0xE000 <= code < 0xF900:
            unmapped += 1
        if char in _BLANKS:
            if char in _BREAKS or generated(text_page, i):
                continue
        elif code < 32 or code == 0xFFFE or 0xD800 <= code < 0xE000:
            continue
        if got[i]:
            text.append(char)
            index.append(i)
    # FS_RECTF is left, top, right, bottom.
    raw = buffer[index].astype(np.float64)
    user = np.stack((np.minimum(raw[:, 0], raw[:, 2]), np.minimum(raw[:, 1], raw[:, 3]), np.maximum(raw[:, 0], raw[:, 2]), np.maximum(raw[:, 1], raw[:, 3])), axis=1)
    return Characters(tuple(text), turn.boxes(user), tuple(index), text_page, unmapped), turn


def _text_rotation(text_page: int, count: int) -> int | None:
    """The clockwise turn that sets the page's text upright: that of most of a sample; None for a page with hardly any text."""
    if count < 8:
        return None
    votes: Counter[int] = Counter()
    step = max(1, count // _SAMPLE)
    for i in range(0, count, step):
        if native.is_generated(text_page, i) or native.unicode_of(text_page, i) <= 32:
            continue
        angle = math.degrees(native.angle_of(text_page, i))
        votes[round((360 - angle) / 90) * 90 % 360] += 1
    if not votes:
        return None
    turn, most = votes.most_common(1)[0]
    return turn if most >= 0.6 * votes.total() else None


def char_rotation(characters: Characters, position: int) -> int:
    """Clockwise turn in user space that sets one character upright: 0, 90, 180 or 270."""
    angle = math.degrees(native.angle_of(characters.text_page, characters.index[position]))
    return round((360 - angle) / 90) * 90 % 360


def invisible_share(characters: Characters) -> float:
    """Share of the characters that are laid over a picture without being drawn, as text recognition leaves them."""
    items = [native.text_object_of(characters.text_page, at) for at in characters.index]
    hidden = sum(1 for item in items if item and native.text_render_mode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
    return hidden / len(items) if items else 0.0


def font_size(characters: Characters, position: int) -> float:
    """Size in points as displayed."""
    at = characters.index[position]
    nominal = native.font_size_of(characters.text_page, at)
    buffer, addresses = native.floats(6)
    if native.char_matrix_of(characters.text_page, at, addresses[0]):
        return nominal * math.hypot(buffer[2], buffer[3])
    return nominal


def is_bold(characters: Characters, position: int) -> bool:
    """Whether the font says so by weight or name, or the glyph is drawn filled and stroked."""
    at = characters.index[position]
    if native.font_weight_of(characters.text_page, at) >= 600:
        return True
    item = native.text_object_of(characters.text_page, at)
    if item and native.text_render_mode(item) == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE:
        return True
    length = native.font_info_of(characters.text_page, at, None, 0, None)
    if not 1 < length < 256:
        return False
    buffer, addresses = native.ints(64)
    native.font_info_of(characters.text_page, at, addresses[0], length, None)
    name = bytes(buffer)[: length - 1].decode("utf-8", "replace").lower()
    return any(word in name for word in ("bold", "black", "heavy", "simhei", "heiti", "黑体"))
