"""The visible characters of a page in bulk: code points and boxes on the displayed page, and which way its text runs.

Leaves out the spaces that pdfium makes up, text clipped away or off the page, and watermarks set askew; lines and words are left to `lines`.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from fiscal.extraction import native
from fiscal.extraction.objects import Box, Marks, PageTooComplexError, box_under
from fiscal.extraction.turn import Turn, turn_of

MAX_CHARS = 300_000
"""Characters of one page past which it is not read."""
_BLANKS = frozenset("\t\r\n\x0b\x0c \xa0\u2002\u2003\u2007\u2009\u202f\u3000")
_BREAKS = frozenset("\r\n\x0b\x0c")
_LEANING = 25.0
"""Degrees by which text may lean and still run along the page: imitated italics do, watermarks lean more."""
_TIGHT = 0.12
"""Share of a character's height: gap up to which two characters are one word."""
_CLIP_SLACK = 1.0
# Radicals that a font's table names instead of the characters that look the same: NFKC knows the Kangxi block, but few of the supplement.
_SUPPLEMENT = dict(
    zip("⺁⺝⺟⺠⺩⺼⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻲⻳", "厂月母民王月虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙亀龟", strict=True)
)
_LOOKALIKES = {c: unicodedata.normalize("NFKC", chr(c)) for c in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFB00))} | {ord(k): v for k, v in _SUPPLEMENT.items()}


@dataclass(frozen=True, slots=True)
class Characters:
    """The visible characters of one page in the order of its text layer; arrays and tuples have one entry for each.

    `boxes`: (x0, top, x1, bottom) of shape (n, 4) in points on the displayed page, one font height tall; `index`: its number in pdfium's text page;
    `turns`: the clockwise turn in degrees that sets it upright on the displayed page; `cut`: clipped away though its word is visible.
    `joined[i]`: characters i and i + 1 belong to one word. `unmapped` counts characters without a known code point.
    """

    text: tuple[str, ...]
    boxes: NDArray[np.float64]
    index: NDArray[np.int64]
    turns: NDArray[np.int64]
    cut: NDArray[np.bool_]
    joined: NDArray[np.bool_]
    text_page: int
    unmapped: int


def read_characters(page: int, text_page: int, marks: Marks) -> tuple[Characters, Turn]:
    """The characters of the page with these handles and the turn that sets most of them upright. PageTooComplexError past MAX_CHARS."""
    count = max(native.count_chars(text_page), 0)
    if count > MAX_CHARS:
        raise PageTooComplexError(f"{count} characters")
    pages = [text_page] * count
    buffer = np.zeros((count, 4), dtype=np.float32)
    start = buffer.ctypes.data
    boxed = list(map(native.loose_box_of, pages, range(count), range(start, start + 16 * count, 16)))
    text: list[str] = []
    index: list[int] = []
    unmapped = 0
    for i, code in enumerate(map(native.unicode_of, pages, range(count))):
        char = _LOOKALIKES.get(code) or (chr(code) if 0 < code < 0x110000 else "\ufffd")
        if char in _BLANKS:
            if char in _BREAKS or native.is_generated(text_page, i):
                continue
        elif code < 32 or code == 0xFFFE or 0xD800 <= code < 0xE000:
            continue
        elif code == 0xFFFD or 0xE000 <= code < 0xF900:
            unmapped += 1
        if boxed[i]:
            text.append(char)
            index.append(i)
    numbers = np.asarray(index, dtype=np.int64)
    # FS_RECTF is left, top, right, bottom.
    raw = buffer[numbers].astype(np.float64)
    user = np.stack((np.minimum(raw[:, 0], raw[:, 2]), np.minimum(raw[:, 1], raw[:, 3]), np.maximum(raw[:, 0], raw[:, 2]), np.maximum(raw[:, 1], raw[:, 3])), axis=1)
    hidden = _place_and_hide(user, index, text_page, marks)
    upright, askew = _turns(text_page, index)
    turn = turn_of(page, _most_common(text, upright, askew))
    boxes = turn.boxes(user)
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    hidden |= ((middle < 0) | (middle > [turn.width, turn.height])).any(axis=1)
    blank = np.fromiter((c.isspace() for c in text), dtype=bool, count=len(text))
    joined = _joined(boxes, blank)
    word = np.concatenate(([0], np.cumsum(~joined))) if text else np.zeros(0, dtype=np.int64)
    seen = np.zeros(len(text) + 1, dtype=bool)
    seen[word[~hidden]] = True
    kept = seen[word] & ~askew
    if not kept.all():
        text = [c for c, k in zip(text, kept.tolist(), strict=True) if k]
        boxes, numbers, upright, hidden, blank = boxes[kept], numbers[kept], upright[kept], hidden[kept], blank[kept]
        joined = _joined(boxes, blank)
    return Characters(tuple(text), boxes, numbers, (upright - turn.rotation) % 360, hidden, joined, text_page, unmapped), turn


def _place_and_hide(user: NDArray[np.float64], index: list[int], text_page: int, marks: Marks) -> NDArray[np.bool_]:
    """Which characters their clips hide; moves those that pdfium has left in their form's space to the page."""
    hidden = np.zeros(len(index), dtype=bool)
    x, y = (user[:, 0] + user[:, 2]) / 2, (user[:, 1] + user[:, 3]) / 2
    clips = np.asarray(list(marks.text_clips.values())).reshape(-1, 4)
    unclipped = not len(clips) or (
        len(user) > 0 and x.min() >= clips[:, 0].max() and x.max() <= clips[:, 2].min() and y.min() >= clips[:, 1].max() and y.max() <= clips[:, 3].min()
    )
    if not len(user) or (unclipped and not marks.text_matrices):
        return hidden
    bounds: dict[int, tuple[Box, Box] | None] = {}
    for i, at in enumerate(index):
        item = native.text_object_of(text_page, at)
        if not item:
            continue
        if item in marks.text_matrices:
            if item not in bounds:
                bounds[item] = _bounds_in_form_and_page(item, marks)
            places = bounds[item]
            if places is not None and _distance(places[0], x[i], y[i]) < _distance(places[1], x[i], y[i]) - (user[i, 2] - user[i, 0]):
                user[i] = box_under(marks.text_matrices[item], (user[i, 0], user[i, 1], user[i, 2], user[i, 3]))
                x[i], y[i] = (user[i, 0] + user[i, 2]) / 2, (user[i, 1] + user[i, 3]) / 2
        clip = marks.text_clips.get(item)
        if clip is not None and not _holds(clip, x[i], y[i]):
            hidden[i] = True
    return hidden


def _bounds_in_form_and_page(item: int, marks: Marks) -> tuple[Box, Box] | None:
    buffer, at = native.floats(4)
    if not native.object_bounds(item, *at):
        return None
    x0, y0, x1, y1 = buffer
    return (x0, y0, x1, y1), box_under(marks.text_matrices[item], (x0, y0, x1, y1))


def _distance(box: Box, x: float, y: float) -> float:
    return max(box[0] - x, x - box[2], 0.0) + max(box[1] - y, y - box[3], 0.0)


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] - _CLIP_SLACK <= x <= box[2] + _CLIP_SLACK and box[1] - _CLIP_SLACK <= y <= box[3] + _CLIP_SLACK


def _turns(text_page: int, index: list[int]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """For each character the clockwise turn in user space that sets it upright, and whether it runs along neither side of the page."""
    angles = 360 - np.degrees(np.fromiter(map(native.angle_of, [text_page] * len(index), index), dtype=np.float64, count=len(index)))
    quarter = np.rint(angles / 90) * 90
    return quarter.astype(np.int64) % 360, np.abs(angles - quarter) > _LEANING


def _most_common(text: list[str], upright: NDArray[np.int64], askew: NDArray[np.bool_]) -> int | None:
    """The turn of most characters; None where there are few or they do not agree."""
    votes = Counter(turn for char, turn, lost in zip(text, upright.tolist(), askew.tolist(), strict=True) if not lost and not char.isspace())
    if votes.total() < 8:
        return None
    turn, most = votes.most_common(1)[0]
    return turn if most >= 0.6 * votes.total() else None


def _joined(boxes: NDArray[np.float64], blank: NDArray[np.bool_]) -> NDArray[np.bool_]:
    if len(boxes) < 2:
        return np.zeros(max(len(boxes) - 1, 0), dtype=bool)
    x0, top, x1, bottom = boxes.T
    height = bottom - top
    gap = x0[1:] - x1[:-1]
    apart = np.abs((top[1:] + bottom[1:]) - (top[:-1] + bottom[:-1])) / 2
    return (gap < _TIGHT * height[1:]) & (gap > -0.2 * height[1:]) & (apart < 0.3 * height[1:]) & ~blank[1:] & ~blank[:-1]


def invisible_share(characters: Characters) -> float:
    """Share of the characters that are laid over a picture without being drawn, as text recognition leaves them."""
    items = [native.text_object_of(characters.text_page, at) for at in characters.index.tolist()]
    hidden = sum(1 for item in items if item and native.text_render_mode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
    return hidden / len(items) if items else 0.0


def font_size(characters: Characters, position: int) -> float:
    """Size in points as displayed."""
    at = int(characters.index[position])
    nominal = native.font_size_of(characters.text_page, at)
    buffer, addresses = native.floats(6)
    if native.char_matrix_of(characters.text_page, at, addresses[0]):
        return nominal * float(np.hypot(buffer[2], buffer[3]))
    return nominal


def is_bold(characters: Characters, position: int) -> bool:
    """Whether the font says so by weight or name, or the glyph is drawn filled and stroked."""
    at = int(characters.index[position])
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
