"""A sum of lines of a table, as the search finds it; how sums are found is left to `sum_search`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sum:
    """`whole` is the sum of `parts`, in the order in which they stand away from it; `crossed` where they stand at a
    regular distance, each beside other lines; `repeated` where the whole only repeats, behind it, another whole of
    these parts."""

    whole: int
    parts: tuple[int, ...]
    bits: float
    borne: int
    contradicted: int
    direction: int
    crossed: bool = False
    repeated: bool = False
