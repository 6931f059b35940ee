"""The visible characters of a page in bulk: code points and boxes on the displayed page, and which way its text runs.

Leaves out the spaces that pdfium makes up, text clipped away or off the page, and what `unseen_characters` finds that
nobody reads; lines and words are left to `lines`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from fiscal.extraction.page.box_heights import set_to_size
from fiscal.extraction.page.character_turns import follow_closely, most_common, turns_of
from fiscal.extraction.page.code_points import (
    BLANK,
    DROPPED,
    FOREIGN,
    KINDS,
    LOOKALIKE,
    LOOKALIKES,
    UNMAPPED,
    UNSEEN,
)
from fiscal.extraction.page.footnote_marks import footnote_marks
from fiscal.extraction.page.lines import Glyph
from fiscal.extraction.page.unseen_characters import covered, invisible, second_prints, shared_glyphs, watermarks
from fiscal.extraction.pdfium import calls as native
from fiscal.extraction.pdfium.boxes import Box, box_under
from fiscal.extraction.pdfium.marks import Marks, PageTooComplexError
from fiscal.extraction.pdfium.page_turn import Turn, turn_of

MAX_CHARS = 300_000
"""Characters of one page past which it is not read."""
_CLIP_SLACK, _CUT_OFF = 1.0, 0.2
"""Points that a character's middle may stand outside its clip and still be seen, and the share of its size that a clip
cuts off at least to tell whose it is.
"""

_UNKNOWN, _LINE_END_HYPHEN = 0xFFFD, 0x02
"""What stands for a character that nobody can tell, and the code by which pdfium marks a hyphen at the end of a
line.
"""


@dataclass(frozen=True, slots=True)
class Characters:
    """The visible characters of one page in the order of its text layer; arrays and tuples have one entry for each.

    `boxes`: (x0, top, x1, bottom) of shape (n, 4) in points on the displayed page, one font height tall; `index`: its
        number in pdfium's text page;
    `turns`: the clockwise turn in degrees that sets it upright on the displayed page; `cut`: clipped away though its
        word is visible.
    `joined[i]`: characters i and i + 1 belong to one word. `unmapped` counts characters of the page without a known
        code point.
    `clips`: what the clip of a character that stands over its clip's side lets through, like `boxes`, without numbers
        for the others; shape (n, 4).
    `unprinted`: the share of the page's characters that are laid over it without being drawn, which are none of these.
    `raised`: how many footnote marks are none of these. `invisible`: those of the text layer that print nothing but
        would turn or part what is printed, none of these.
    `overflowing`: the same characters together with those whose words their clips hide altogether, None where there are
        none.
    """

    text: tuple[str, ...]
    boxes: NDArray[np.float64]
    index: NDArray[np.int64]
    turns: NDArray[np.int64]
    cut: NDArray[np.bool_]
    joined: NDArray[np.bool_]
    text_page: int
    unmapped: int
    clips: NDArray[np.float64]
    unprinted: float = 0.0
    raised: int = 0
    invisible: tuple[str, ...] = ()
    overflowing: Characters | None = None

    def chosen(self, which: NDArray[np.bool_]) -> Characters:
        """Some of the characters."""
        boxes, text = (
            self.boxes[which],
            tuple(char for char, is_one in zip(self.text, which.tolist(), strict=True) if is_one),
        )
        blank = np.fromiter(map(str.isspace, text), dtype=np.bool_, count=len(text))
        arrays = (self.index[which], self.turns[which], self.cut[which], follow_closely(boxes, blank))
        return Characters(
            text,
            boxes,
            *arrays,
            self.text_page,
            self.unmapped,
            self.clips[which],
            self.unprinted,
            self.raised,
            self.invisible,
        )

    def set_apart(self, before: int) -> bool:
        """Whether a character and the next one belong to different text objects."""
        first, second = (native.text_object_of(self.text_page, int(self.index[i])) for i in (before, before + 1))
        return first != second

    def within(self, x0: float, top: float, x1: float, bottom: float) -> list[Glyph]:
        """The characters with their middles inside these sides, not on them, in the order of the text layer."""
        x, y = (self.boxes[:, 0] + self.boxes[:, 2]) / 2, (self.boxes[:, 1] + self.boxes[:, 3]) / 2
        inside = np.flatnonzero((x > x0) & (x < x1) & (y > top) & (y < bottom)).tolist()
        return [Glyph._make((self.text[i], *self.boxes[i].tolist(), i)) for i in inside]

    def upright_boxes(self) -> NDArray[np.float64]:
        """The boxes as they are when each character is turned upright about the origin: `boxes` itself where none is
        turned.
        """
        if not self.turns.any():
            return self.boxes
        x0, top, x1, bottom = self.boxes.T
        places = {90: (-bottom, x0, -top, x1), 180: (-x1, -bottom, -x0, -top), 270: (top, -x1, bottom, -x0)}
        boxes = self.boxes.copy()
        for turn, place in places.items():
            chosen = self.turns == turn
            boxes[chosen] = np.stack(place, axis=1)[chosen]
        return boxes


def read_characters(page: int, text_page: int, marks: Marks) -> tuple[Characters, Turn]:
    """The characters of the page with these handles and the turn that sets most of them upright. PageTooComplexError
    past MAX_CHARS.
    """
    count = max(native.count_chars(text_page), 0)
    if count > MAX_CHARS:
        raise PageTooComplexError(f"{count} characters")
    codes = np.fromiter(map(native.unicode_of, repeat(text_page, count), range(count)), dtype=np.int64, count=count)
    buffer = np.zeros((count, 4), dtype=np.float32)
    start = buffer.ctypes.data
    boxed = np.fromiter(
        map(native.loose_box_of, repeat(text_page, count), range(count), range(start, start + 16 * count, 16)),
        dtype=bool,
        count=count,
    )
    kinds = KINDS[np.minimum(codes, 0xFFFF - 2)]
    blank = kinds == BLANK
    unprintable = tuple(map(chr, codes[kinds == UNSEEN].tolist()))
    kept = boxed & (kinds != DROPPED) & (kinds != UNSEEN) & (codes < 0x110000)
    made_up = np.flatnonzero(blank & kept)
    kept[made_up] = ~np.fromiter(
        map(native.is_generated, repeat(text_page, len(made_up)), made_up.tolist()), dtype=bool, count=len(made_up)
    )
    unknown = (
        np.fromiter(map(native.has_map_error, repeat(text_page, count), range(count)), dtype=np.int64, count=count) == 1
    )
    # The engine reports an error for drawn fonts, too, whose codes are the characters themselves.
    unknown &= (codes < 32) | (codes > 126)
    controls = np.flatnonzero(boxed & (codes < 32) & ~blank & (codes != _LINE_END_HYPHEN))
    unknown[controls] |= ~np.fromiter(
        map(native.is_generated, repeat(text_page, len(controls)), controls.tolist()), dtype=bool, count=len(controls)
    )
    unknown &= boxed & ~blank
    kept |= unknown
    unmapped = int(((kinds == UNMAPPED) | unknown | FOREIGN[np.minimum(codes, 0xFFFF)]).sum())
    codes[unknown | (codes == 0)] = _UNKNOWN
    numbers = np.flatnonzero(kept)
    codes, blank = codes[numbers], blank[numbers]
    # FS_RECTF is left, top, right, bottom; a mirrored box has its sides exchanged.
    raw = buffer[numbers].astype(np.float64)
    user = np.concatenate((np.minimum(raw[:, :2], raw[:, 2:]), np.maximum(raw[:, :2], raw[:, 2:])), axis=1)
    set_to_size(user, numbers, blank, text_page)
    shared = shared_glyphs(raw, numbers, text_page)
    hidden, clips = _place_and_hide(user, numbers, text_page, marks)
    upright, askew = turns_of(text_page, numbers, user, blank)
    turn = turn_of(page, most_common(upright[~askew & ~blank]))
    boxes = turn.boxes(user)
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    off = ((middle < 0) | (middle > [turn.width, turn.height])).any(axis=1)
    joined = follow_closely(boxes, blank)
    unprinted = invisible(boxes, user, numbers, text_page, marks)
    passed = askew | unprinted | covered(user, numbers, text_page, marks)
    passed[~passed] |= watermarks(boxes[~passed], blank[~passed])
    passed[~passed] |= second_prints(codes[~passed], boxes[~passed], shared[~passed])
    text = tuple(map(chr, codes.tolist()))
    if (kinds == LOOKALIKE).any():
        text = tuple(LOOKALIKES.get(c, c) for c in text)
    turns = (upright - turn.rotation) % 360
    raised = np.zeros(len(passed), dtype=bool)
    raised[~passed] = footnote_marks(
        [char for char, out in zip(text, passed.tolist(), strict=True) if not out], boxes[~passed]
    )
    passed |= raised
    whole = Characters(
        text=text,
        boxes=boxes,
        index=numbers,
        turns=turns,
        cut=hidden | off,
        joined=joined,
        text_page=text_page,
        unmapped=unmapped,
        clips=turn.boxes(clips),
        unprinted=float(unprinted.mean()) if len(unprinted) else 0.0,
        raised=int(raised.sum()),
        invisible=unprintable,
    )
    if not (hidden.any() or off.any() or passed.any()):
        return whole, turn
    word = np.concatenate(([0], np.cumsum(~joined)))
    seen, on_page = np.zeros(len(codes) + 1, dtype=bool), np.zeros(len(codes) + 1, dtype=bool)
    seen[word[~(hidden | off | passed)]] = True
    on_page[word[~(off | passed)]] = True
    shown, laid = seen[word] & ~passed, on_page[word] & ~passed
    overflowing = whole.chosen(laid) if (laid & ~shown).any() else None
    return replace(whole.chosen(shown), overflowing=overflowing), turn


def _place_and_hide(
    user: NDArray[np.float64], numbers: NDArray[np.int64], text_page: int, marks: Marks
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Which characters their clips hide, and the clips of those that stand over a side of theirs; moves those that
    pdfium has left in their form's space to the page.
    """
    hidden, clips = np.zeros(len(numbers), dtype=bool), np.full((len(numbers), 4), np.nan)
    if not len(user) or not (marks.text_clips or marks.text_matrices):
        return hidden, clips
    x, y = (user[:, 0] + user[:, 2]) / 2, (user[:, 1] + user[:, 3]) / 2
    inner = (0.5 - _CUT_OFF) * (user[:, 2:] - user[:, :2])
    if not marks.text_matrices:
        sides = np.asarray(list(set(marks.text_clips.values())))
        middle = np.stack((x, y), axis=1)
        if ((middle - inner).min(axis=0) >= sides[:, :2].max(axis=0)).all() and (
            (middle + inner).max(axis=0) <= sides[:, 2:].min(axis=0)
        ).all():
            return hidden, clips
    bounds: dict[int, tuple[Box, Box] | None] = {}
    for i, item in enumerate(map(native.text_object_of, repeat(text_page, len(numbers)), numbers.tolist())):
        if not item:
            continue
        if item in marks.text_matrices:
            if item not in bounds:
                bounds[item] = _bounds_in_form_and_page(item, marks)
            places = bounds[item]
            if places is not None and _distance(places[0], x[i], y[i]) < _distance(places[1], x[i], y[i]) - (
                user[i, 2] - user[i, 0]
            ):
                user[i] = box_under(marks.text_matrices[item], (user[i, 0], user[i, 1], user[i, 2], user[i, 3]))
                x[i], y[i] = (user[i, 0] + user[i, 2]) / 2, (user[i, 1] + user[i, 3]) / 2
        clip = marks.text_clips.get(item)
        if clip is not None and not _holds(clip, x[i], y[i], -inner[i, 0], -inner[i, 1]):
            hidden[i], clips[i] = not _holds(clip, x[i], y[i], _CLIP_SLACK, _CLIP_SLACK), clip
    return hidden, clips


def _bounds_in_form_and_page(item: int, marks: Marks) -> tuple[Box, Box] | None:
    buffer, at = native.floats(4)
    if not native.object_bounds(item, *at):
        return None
    x0, y0, x1, y1 = buffer
    return (x0, y0, x1, y1), box_under(marks.text_matrices[item], (x0, y0, x1, y1))


def _distance(box: Box, x: float, y: float) -> float:
    return max(box[0] - x, x - box[2], 0.0) + max(box[1] - y, y - box[3], 0.0)


def _holds(box: Box, x: float, y: float, beside: float, above: float) -> bool:
    return box[0] - beside <= x <= box[2] + beside and box[1] - above <= y <= box[3] + above
