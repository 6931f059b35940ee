"""What a finding takes for likely wrong, as a reader wants it: one printed figure once, with all places where it is
printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


def slips(suspected: Sequence[Suspected]) -> list[Suspected]:
    """The figures as slips: two that stand in each other's place are one, told in both places at once."""
    told: list[Suspected] = []
    left = list(suspected)
    while left:
        one = left.pop(0)
        other = next((o for o in left if _stands_for(one, o) and _stands_for(o, one)), None)
        if other is None:
            told.append(one)
            continue
        left.remove(other)
        leaves = tuple(sorted({*one.leaves, *other.leaves}))
        both, exchanged = (
            f"{first}、{second}" for first, second in ((one.printed, other.printed), (one.proposed, other.proposed))
        )
        told.append(Suspected(both, exchanged, one.reason, leaves))
    return told


def _stands_for(one: Suspected, other: Suspected) -> bool:
    return bool(other.proposed) and _digits(one.printed) == _digits(other.proposed)


def _digits(printed: str) -> str:
    return printed.replace(",", "").replace("，", "").strip()
