"""Heads over columns that no rules part: wrapped ones joined, and which columns each of them spans.

Works on the lines over the figures and the columns found under them; finding either is left to `unruled_tables`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

from fiscal.extraction.page.lines import Glyph

_TIGHT = 0.12
"""Share of a line's height that may part two lines of one head."""


class Piece(Protocol):
    """Characters of one printed line that stand together."""

    @property
    def glyphs(self) -> tuple[Glyph, ...]: ...  # noqa: D102
    @property
    def x0(self) -> float: ...  # noqa: D102
    @property
    def top(self) -> float: ...  # noqa: D102
    @property
    def x1(self) -> float: ...  # noqa: D102
    @property
    def bottom(self) -> float: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Head:
    """A head over `cols` columns from `col` on, `levels` levels high from `level` on; points."""

    level: int
    col: int
    levels: int
    cols: int
    top: float
    bottom: float
    glyphs: tuple[Glyph, ...]


@dataclass(slots=True)
class _Block:
    pieces: list[Piece]
    first: int = 0
    last: int = 0

    @property
    def x0(self) -> float:
        return min(p.x0 for p in self.pieces)

    @property
    def x1(self) -> float:
        return max(p.x1 for p in self.pieces)

    @property
    def top(self) -> float:
        return min(p.top for p in self.pieces)

    @property
    def bottom(self) -> float:
        return max(p.bottom for p in self.pieces)


def heads_over(
    pieces: Sequence[Piece],
    columns: Sequence[tuple[float, float]],
    edges: Sequence[float],
    rules: Sequence[tuple[float, float, float]],
) -> list[Head]:
    """The heads, and an empty one over each column that has none; nothing where no piece is given. `rules`: horizontal
    rules as (y, x0, x1).
    """
    if not pieces:
        return []
    blocks = _blocks(pieces, columns, rules)
    blocks.sort(key=lambda b: -b.top)
    over: list[list[_Block]] = [[] for _ in columns]
    for block in blocks:
        block.first, block.last = _span(block, blocks, over, columns, edges, rules)
        for col in range(block.first, block.last + 1):
            over[col].append(block)
    depth = max(len(stacked) for stacked in over)
    stacks = [stacked[::-1] for stacked in over]
    places = _levels(stacks, depth)
    heads = [
        Head(level=0, col=col, levels=depth, cols=1, top=blocks[-1].top, bottom=blocks[0].bottom, glyphs=())
        for col, stacked in enumerate(stacks)
        if not stacked
    ]
    for block in blocks:
        if id(block) in places:
            first, last = places[id(block)]
            glyphs = tuple(g for p in sorted(block.pieces, key=lambda p: (p.top, p.x0)) for g in p.glyphs)
            heads.append(
                Head(
                    level=first,
                    col=block.first,
                    levels=last - first + 1,
                    cols=block.last - block.first + 1,
                    top=block.top,
                    bottom=block.bottom,
                    glyphs=glyphs,
                )
            )
    return sorted(heads, key=lambda h: (h.col, h.level))


def _levels(stacks: Sequence[Sequence[_Block]], depth: int) -> dict[int, tuple[int, int]]:
    """The first and last level of each block by its identity: where fewer stand over each other than elsewhere, each
    reaches as far as its middle shows.
    """
    full = [stack for stack in stacks if len(stack) == depth]
    tops = [min(stack[k].top for stack in full) for k in range(depth)]
    bottoms = [max(stack[k].bottom for stack in full) for k in range(depth)]
    places: dict[int, tuple[int, int]] = {}
    for stack in sorted(filter(None, stacks), key=lambda it: -len(it)):
        known = [places.get(id(block)) for block in stack]
        cuts = min(
            (cut for cut in combinations(range(1, depth), len(stack) - 1) if _fits(cut, known, depth)),
            key=lambda cut: sum(
                abs(b.top + b.bottom - tops[i] - bottoms[j - 1])
                for b, i, j in zip(stack, (0, *cut), (*cut, depth), strict=True)
            ),
            default=None,
        )
        if cuts is not None:
            for block, i, j in zip(stack, (0, *cuts), (*cuts, depth), strict=True):
                places.setdefault(id(block), (i, j - 1))
        for rank, block in enumerate(stack):
            places.setdefault(id(block), (rank, rank))
    return places


def _fits(cuts: Sequence[int], known: Sequence[tuple[int, int] | None], depth: int) -> bool:
    """Whether levels cut so leave the blocks that have their place already where they are."""
    return all(
        place is None or place == (i, j - 1) for place, i, j in zip(known, (0, *cuts), (*cuts, depth), strict=True)
    )


def _blocks(
    pieces: Sequence[Piece], columns: Sequence[tuple[float, float]], rules: Sequence[tuple[float, float, float]]
) -> list[_Block]:
    """Pieces that wrap under each other as one, and those that letter spacing has parted over one column."""
    blocks: list[_Block] = []
    for piece in sorted(pieces, key=lambda p: (p.top, p.x0)):
        mine = _near(piece, columns)
        for block in blocks:
            last = block.pieces[-1]
            height = piece.bottom - piece.top
            level = abs(piece.top - last.top) < 0.25 * height
            if level and len(mine) == 1 and mine == _near(last, columns):
                block.pieces.append(piece)
                break
            wraps = (
                piece.x0 < block.x1
                and block.x0 < piece.x1
                and -0.3 * height < piece.top - last.bottom < _TIGHT * height
            )
            ruled = any(
                last.top < y < piece.bottom and left < piece.x1 and piece.x0 < right for y, left, right in rules
            )
            if wraps and not ruled and abs(height - (last.bottom - last.top)) < 0.1 * height:
                block.pieces.append(piece)
                break
        else:
            blocks.append(_Block([piece]))
    return blocks


def _near(piece: Piece, columns: Sequence[tuple[float, float]]) -> list[int]:
    return [k for k, (x0, x1) in enumerate(columns) if x0 < piece.x1 and piece.x0 < x1]


def _span(
    block: _Block,
    blocks: Sequence[_Block],
    over: Sequence[Sequence[_Block]],
    columns: Sequence[tuple[float, float]],
    edges: Sequence[float],
    rules: Sequence[tuple[float, float, float]],
) -> tuple[int, int]:
    """The first and last column under a block: those that a rule under it runs over, else the run of columns with heads
    below whose middle is nearest to its own.
    """
    middle = (block.x0 + block.x1) / 2
    beside = [b for b in blocks if b is not block and b.top < block.bottom and block.top < b.bottom]
    free = [k for k, (x0, x1) in enumerate(columns) if not any(b.x0 < x1 and x0 < b.x1 for b in beside)]
    under = [
        k for k in free if over[k] and all(b.top >= block.bottom - 0.3 * (block.bottom - block.top) for b in over[k])
    ]
    touched = [k for k, (x0, x1) in enumerate(columns) if x0 < block.x1 and block.x0 < x1]
    if not touched:
        touched = [min(range(len(columns)), key=lambda k: abs((columns[k][0] + columns[k][1]) / 2 - middle))]
    best = (touched[0], touched[-1])
    if not any(k in under for k in touched):
        return best
    for y, left, right in rules:
        if block.bottom - 2 <= y <= block.bottom + (block.bottom - block.top) and left - 2 <= middle <= right + 2:
            ruled = [k for k, (x0, x1) in enumerate(columns) if left - 2 <= (x0 + x1) / 2 <= right + 2]
            if ruled and set(ruled) <= set(under) and len(ruled) < len(columns):
                return ruled[0], ruled[-1]
    nearest = abs((edges[best[0]] + edges[best[1] + 1]) / 2 - middle) if _holds_whole(over, *best) else float("inf")
    for first in range(touched[0] + 1):
        for last in range(touched[-1], len(columns)):
            if all(k in under for k in range(first, last + 1)) and _holds_whole(over, first, last):
                away = abs((edges[first] + edges[last + 1]) / 2 - middle)
                if away < nearest - 1 or (away < nearest + 1 and last - first > best[1] - best[0]):
                    best, nearest = (first, last), min(away, nearest)
    return best


def _holds_whole(over: Sequence[Sequence[_Block]], first: int, last: int) -> bool:
    """Whether a run of columns cuts none of the heads under it in two."""
    return all(first <= block.first and block.last <= last for stacked in over[first : last + 1] for block in stacked)
