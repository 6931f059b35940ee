"""What a finding takes for likely wrong, as a reader wants it: one printed figure once, with all places where it is
printed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fiscal.model.places import Leaf


@dataclass(frozen=True, slots=True)
class Suspected:
    """A printed figure that is likely wrong: what is printed, what would restore the sums (empty where that is not
    known), why (`中文 / English`), and its pages.
    """

    printed: str
    proposed: str
    reason: str
    leaves: tuple[Leaf, ...]


def figures(suspects: Iterable[tuple[str, str | None, str, Leaf | None]]) -> list[Suspected]:
    """The suspects (what is printed, what is proposed, why, where), the likeliest first, as printed figures."""
    found: dict[tuple[str, str], tuple[str, set[Leaf]]] = {}
    for printed, proposed, reason, leaf in suspects:
        _, leaves = found.setdefault((printed.strip(), proposed or ""), (reason, set()))
        leaves.update([leaf] if leaf is not None else [])
    return [
        Suspected(printed, proposed, reason, tuple(sorted(leaves)))
        for (printed, proposed), (reason, leaves) in found.items()
    ]
