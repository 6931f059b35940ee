"""The words of averages: 人均, 车均, 每批次, 元/人, and what they average.

Which amount is averaged where none is named is left to `fiscal.cleaning.discourse.clause_drafts`.
"""

from __future__ import annotations

from fiscal import lexicon

_AVERAGE = lexicon.pattern("counts.average")
_EACH = lexicon.pattern("counts.each")
_NO_AMOUNT_OF_IT = lexicon.pattern("counts.no_amount_of_it")
_RUNNING = lexicon.pattern("counts.running")
_UNNAMED = lexicon.words("counts.unnamed")


def no_amount_of_it(subject: str) -> bool:
    """Whether what is said of such a subject is an average or a difference, and no amount of the statement before
    it.
    """
    return _NO_AMOUNT_OF_IT.match(subject) is not None


def money_for_each(unit: str) -> tuple[str, str | None] | None:
    """The money and the base (`person`, `vehicle`, `batch`) of a unit like 元/人; None for other units."""
    match = _EACH.fullmatch(unit)
    return (match["money"], match.lastgroup) if match else None


def averaged(subject: str, each: str | None) -> tuple[str, str] | None:
    """What an average is of (empty where it is not named) and its base, `each` being that of its unit; None where it is
    none, or of no known base.
    """
    match = _AVERAGE.match(subject)
    per = (match.lastgroup or each) if match else None
    return (subject[match.end() :], per) if match is not None and per is not None else None


def is_running(name: str, per: str) -> bool:
    """Whether an average per vehicle is of what running the vehicles costs (车均维护费)."""
    return per == "vehicle" and _RUNNING.search(name) is not None


def may_be_of(name: str, label: str) -> bool:
    """Whether what is averaged may be the amount of that label: it is not named, or shares a word with it."""
    return len(name) < 2 or name in _UNNAMED or any(name[i : i + 2] in label for i in range(len(name) - 1))
