"""What a file that came in means for the files of its filing that are there: it completes them, re-states some of them,
or neither can be told.

What a file holds is told by `fiscal.intake.sets.holdings`; making versions of it is left to `fiscal.intake.arrival`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fiscal import lexicon
from fiscal.intake.sets.holdings import Holdings
from fiscal.intake.sets.settings import SAME_AMOUNTS, SAME_CONTENT
from fiscal.storage.blobs import Receipt

_ANNEX = lexicon.pattern("files.annex")
_NUMBERED = lexicon.pattern("files.numbered")
_NUMERALS = {numeral: n for n, numeral in enumerate("一二三四五六七八九十", 1)}
_ROLES = ("whole", "narrative", "tables", "forms", "unit", None)


@dataclass(frozen=True, slots=True)
class Meaning:
    """`restates`: positions of the files that the new one takes the place of; `unsure`: it says again what one of them
    says, but not as a correction would.
    """

    restates: tuple[int, ...] = ()
    unsure: bool = False


COMPLETES = Meaning()


def meaning(new: Holdings, known: Sequence[Holdings]) -> Meaning:
    """What a file means beside the known files of its filing. Without either flag it completes them."""
    covered = tuple(at for at, held in enumerate(known) if _contained(held, new))
    if any(not _agree(new, known[at]) for at in covered):
        return Meaning(unsure=True)
    if covered:
        return Meaning(restates=covered)
    return Meaning(unsure=new.nothing or any(_contained(new, held) for held in known))


def _contained(inner: Holdings, outer: Holdings) -> bool:
    """Whether most of everything that one file holds is in the other; what holds nothing is in any."""
    kinds = zip(inner.kinds, outer.kinds, strict=True)
    return all(len(ours & theirs) >= SAME_CONTENT * len(ours) for ours, theirs in kinds if ours)


def _agree(new: Holdings, held: Holdings) -> bool:
    """Whether enough amounts of the one stand in the other for a correction: most of a filing's figures stay as they
    were.
    """
    fewer = min(len(new.amounts), len(held.amounts))
    return len(new.amounts & held.amounts) >= SAME_AMOUNTS * fewer


def order(receipt: Receipt, role: str | None) -> tuple[int, int, str, str]:
    """Where a file is read among those of its filing, whichever came first: by the number of an annex in its name, then
    by role and name.
    """
    annex = _ANNEX.search(receipt.source_file)
    numbered = _NUMBERED.search(receipt.source_file)
    written = annex[1] if annex else next((n for n in numbered.groups() if n), "0") if numbered else "0"
    number = int(written) if written.isdigit() else _NUMERALS[written]
    return number, _ROLES.index(role), receipt.source_file, receipt.sha256
