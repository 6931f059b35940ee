"""What a finding takes for likely wrong, as a reader wants it: one printed figure once, with all places where it is
printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fiscal.model.amounts import parse_amount
from fiscal.model.places import Leaf

_UNIT_BEHIND = re.compile(r"(?<=\d)\s*(?:[%％‰]|[一-鿿]+)$")
"""The unit that is printed behind a figure."""


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
        other = exchanged(one, left)
        if other is None:
            told.append(_told([one]))
            continue
        left.remove(other)
        told.append(_told([one, other]))
    return told


def exchanged(one: Suspected, others: Iterable[Suspected]) -> Suspected | None:
    """The figure that stands in the place of `one`, and `one` in its; None where there is none."""
    return next((other for other in others if _stands_for(one, other) and _stands_for(other, one)), None)


def proposal(printed: str, proposed: str) -> str:
    """A proposed figure with the unit that is printed behind the one whose place it takes; words as they are."""
    behind = _UNIT_BEHIND.search(printed.strip())
    bare = parse_amount(proposed) is not None and _UNIT_BEHIND.search(proposed) is None
    return f"{proposed}{behind.group()}" if behind and bare else proposed


def _told(exchange: Sequence[Suspected]) -> Suspected:
    return Suspected(
        "、".join(one.printed for one in exchange),
        "、".join(proposal(one.printed, one.proposed) for one in exchange),
        exchange[0].reason,
        tuple(sorted({leaf for one in exchange for leaf in one.leaves})),
    )


def _stands_for(one: Suspected, other: Suspected) -> bool:
    return bool(other.proposed) and _digits(one.printed) == _digits(other.proposed)


def _digits(printed: str) -> str:
    return _UNIT_BEHIND.sub("", printed.strip()).replace(",", "").replace("，", "")
