"""The order-preserving alignment of two grids of texts that makes most cells equal. What the aligned cells mean is left
to `benchmarks.scoring.tables`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Grid = Sequence[Sequence[str]]
_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Alignment:
    """Rows and columns of the one grid to those of the other, and how many cells are equal."""

    rows: dict[int, int]
    cols: dict[int, int]
    equal: int


def in_order(scores: NDArray[np.int64]) -> dict[int, int]:
    """The pairs (i, j), ascending in both, with the greatest sum of scores; pairs that score nothing are left out."""
    n, m = scores.shape
    best = np.zeros((n + 1, m + 1), dtype=np.int64)
    for i in range(n - 1, -1, -1):
        here = np.maximum(best[i + 1, :m], best[i + 1, 1:] + scores[i])
        best[i, :m] = np.maximum.accumulate(here[::-1])[::-1]
    pairs: dict[int, int] = {}
    i = j = 0
    while i < n and j < m:
        if scores[i, j] > 0 and best[i, j] == best[i + 1, j + 1] + scores[i, j]:
            pairs[i] = j
            i, j = i + 1, j + 1
        elif best[i, j] == best[i + 1, j]:
            i += 1
        else:
            j += 1
    return pairs


def aligned(a: Grid, b: Grid) -> Alignment:
    """Rows by the texts they share, then columns by the equal cells of the paired rows, then rows by the paired
    columns, until it stands.
    """
    if not a or not b:
        return Alignment({}, {}, 0)
    first, second = _numbered(a, b)
    rows = in_order(_shared(a, b))
    cols: dict[int, int] = {}
    for _ in range(_ROUNDS):
        left, right = first[list(rows.keys())], second[list(rows.values())]
        cols = in_order((left[:, :, None] == right[:, None, :]).sum(axis=0))
        left, right = first[:, list(cols.keys())], second[:, list(cols.values())]
        rows = in_order((left[:, None, :] == right[None, :, :]).sum(axis=2))
    equal = sum(a[r][i] == b[s][j] for r, s in rows.items() for i, j in cols.items())
    return Alignment(rows, cols, equal)


def _numbered(a: Grid, b: Grid) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Both grids with a number for each text."""
    numbers: dict[str, int] = {}
    first, second = ([[numbers.setdefault(text, len(numbers)) for text in row] for row in grid] for grid in (a, b))
    return np.array(first), np.array(second)


def _shared(a: Grid, b: Grid) -> NDArray[np.int64]:
    """How many texts each row of one shares with each row of the other, a repeated text as often as both have it."""
    numbers: dict[tuple[str, int], int] = {}
    marked = [[[numbers.setdefault(key, len(numbers)) for key in _occurrences(row)] for row in grid] for grid in (a, b)]
    matrices = [np.zeros((len(grid), len(numbers)), dtype=np.float32) for grid in marked]
    for matrix, grid in zip(matrices, marked, strict=True):
        for i, keys in enumerate(grid):
            matrix[i, keys] = 1
    return np.rint(matrices[0] @ matrices[1].T).astype(np.int64)


def _occurrences(row: Sequence[str]) -> list[tuple[str, int]]:
    """Each text with how often it stood before it in the row."""
    seen: Counter[str] = Counter()
    keys: list[tuple[str, int]] = []
    for text in row:
        keys.append((text, seen[text]))
        seen[text] += 1
    return keys
