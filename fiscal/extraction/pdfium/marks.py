"""What a page has that can be ruling lines, areas, pictures or covers of text, as boxes in its own user space.

Collected by `objects`; which marks make up a rule is left to `rules`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from fiscal.extraction.pdfium.boxes import Box, Matrix

Order = tuple[int, ...]
"""A place in the painting order: the number of the object on the page, and of the object within each nested form."""


class PageTooComplexError(Exception):
    """A page has more objects or segments than are ever read; `code` is its reason code."""

    code = "too_complex"


@dataclass(slots=True)
class Marks:
    """Boxes (x0, y0, x1, y1) in user space, cut to their clips.

    `rules` are thin marks, `edges` the sides of areas, `areas` filled rectangles in painting order, each with whether
    it is white, `white` thin white marks, each with the count of areas painted before it, `images` pictures. `outlines`
    counts filled shapes that are no rectangles, such as outlined letters. `text_clips` and `text_matrices` belong to
    text objects by their handle, where they have a clip or stand in a form. `undrawn_texts` are laid over the page
    without being drawn, `white_texts` are filled with white, `red_texts` with red. `covers` are opaque areas that are
    painted after some text, each with its place in the painting order, `text_orders` the places of the texts, given
    where there are such areas."""

    rules: list[Box] = field(default_factory=list[Box])
    edges: list[Box] = field(default_factory=list[Box])
    areas: list[tuple[Box, bool]] = field(default_factory=list[tuple[Box, bool]])
    white: list[tuple[Box, int]] = field(default_factory=list[tuple[Box, int]])
    images: list[Box] = field(default_factory=list[Box])
    outlines: int = 0
    text_clips: dict[int, Box] = field(default_factory=dict[int, Box])
    text_matrices: dict[int, Matrix] = field(default_factory=dict[int, Matrix])
    undrawn_texts: set[int] = field(default_factory=set[int])
    white_texts: set[int] = field(default_factory=set[int])
    red_texts: set[int] = field(default_factory=set[int])
    covers: list[tuple[Box, Order]] = field(default_factory=list[tuple[Box, tuple[int, ...]]])
    text_orders: dict[int, Order] = field(default_factory=dict[int, tuple[int, ...]])
