"""What a file that came in means for the files of its filing that are there: it completes them, re-states some of them,
or neither can be told.

What a file holds is told by `fiscal.intake.sets.holdings`; making versions of it is left to `fiscal.intake.arrival`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fiscal import lexicon
from fiscal.document.opening.magic import PDF
from fiscal.intake.sets.holdings import Holdings
from fiscal.intake.sets.one_file import OneFile
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


def meaning(new: OneFile, known: Sequence[OneFile]) -> Meaning:
    """What a file means beside the known files of its filing. Without either flag it completes them.

    A correction comes in the form of what it corrects, and as a file of its own: what one archive holds, or what is
    there in another form, is held against each other whichever came first. What one file has of the other word for
    word, no more and no less, is the same."""
    rivals = {at: file.holdings for at, file in enumerate(known) if _may_correct(new, file)}
    rivals = {at: held for at, held in rivals.items() if not _is_excerpt(new.holdings, held)}
    covered = {at for at, held in rivals.items() if _contained(held, new.holdings)}
    if any(not _agree(new.holdings, rivals[at]) or _is_lost(rivals[at], new.holdings) for at in covered):
        return Meaning(unsure=True)
    if covered:
        forms = {
            at
            for at, file in enumerate(known)
            if file.form != new.form and any(_says_no_more(file.holdings, rivals[one]) for one in covered)
        }
        return Meaning(restates=tuple(sorted(covered | forms)))
    if new.holdings.nothing and known:
        return Meaning(unsure=True)
    return Meaning(unsure=any(_contained(new.holdings, held) for held in rivals.values()))


def _may_correct(new: OneFile, known: OneFile) -> bool:
    return new.form == known.form and (new.archive is None or new.archive != known.archive)


def _is_excerpt(one: Holdings, other: Holdings) -> bool:
    """Whether one of the two is a part of the other as it stands, and so much less that it is no new edition of it."""
    editions = _contained(one, other) and _contained(other, one)
    return not editions and (one.verbatim <= other.verbatim or other.verbatim <= one.verbatim)


def _says_no_more(form: Holdings, of: Holdings) -> bool:
    """Whether a file in another form holds nothing, by name, that the file does not."""
    kinds = zip(form.kinds, of.kinds, strict=True)
    return not form.nothing and all(ours <= theirs for ours, theirs in kinds) and _agree(form, of)


def _is_lost(held: Holdings, new: Holdings) -> bool:
    """Whether something of what is held is not in the file that would take its place: a table by its title or, under
    another, by its amounts; most of the prose, however short.
    """
    renamed = [new.amounts_of[name] for name in new.amounts_of.keys() - held.amounts_of.keys()]
    gone = [own for name, own in held.amounts_of.items() if name not in new.amounts_of]
    tables = any(not any(len(own & other) >= SAME_AMOUNTS * len(own) for other in renamed) for own in gone)
    return tables or len(held.sentences & new.sentences) < SAME_CONTENT * len(held.sentences)


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


def order(receipt: Receipt, file: OneFile) -> tuple[int, int, bool, str, str]:
    """Where a file is read among those of its filing, whichever came first: by the number of an annex in its name, then
    by role, a PDF before other forms, and by name.
    """
    annex = _ANNEX.search(receipt.source_file)
    numbered = _NUMBERED.search(receipt.source_file)
    written = annex[1] if annex else next((n for n in numbered.groups() if n), "0") if numbered else "0"
    number = int(written) if written.isdigit() else _NUMERALS[written]
    return number, _ROLES.index(file.holdings.role), file.form != PDF, receipt.source_file, receipt.sha256
