"""Reads the topics of the lexicon, and gives their entries as patterns, words and tables: `pages/<topic>.yaml`, by
which pages are read and filings told, and `meanings/<topic>.yaml`, by which is told what cells and sentences mean.

An entry is a regular expression on text of the form that its topic says at its top (without white space, in half-width
or full-width signs; or as printed), or a list of them of which any may stand: adding a place's word is adding a line.
`{topic.entry}` in one stands for another entry, a list in brackets. Every entry is named `topic.entry`."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from fiscal.model.amounts import OTHER_MONEY, YUAN

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FILES = {path.stem: path for path in sorted(Path(__file__).parent.glob("*/*.yaml"))}
_REFERENCE = re.compile(r"\{([a-z_]+\.[a-z_0-9]+)\}")
_MODEL = {"money.yuan": YUAN, "money.other": OTHER_MONEY}
"""What the model defines: names of units with their worth."""

Entry = str | list[str] | list[list[str | None]] | dict[str, str]
_TOPIC: TypeAdapter[dict[str, Entry]] = TypeAdapter(dict[str, Entry])


class LexiconError(ValueError):
    """A topic is not of the form that this module reads, or an entry is missing, of another form, or no regular
    expression: says which.
    """


@cache
def topic(name: str) -> dict[str, Entry]:
    """All entries of a topic. LexiconError where the file does not hold entries."""
    try:
        return _TOPIC.validate_python(yaml.load(_FILES[name].read_text("utf-8"), Loader=_LOADER))  # noqa: S506  a safe loader, written in C where there is one  # nosec B506
    except (KeyError, yaml.YAMLError, ValidationError) as wrong:
        raise LexiconError(f"{name}.yaml: {wrong}") from wrong


def topics() -> list[str]:
    """The names of all topics, sorted."""
    return sorted(_FILES)


def text(name: str) -> str:
    """The regular expression of an entry as text, to be part of others: a list's ways in brackets."""
    if name in _MODEL:
        return _MODEL[name]
    entry = _entry(name)
    if isinstance(entry, str):
        return _resolved(entry)
    return f"(?:{'|'.join(_strings(name))})"


@cache
def pattern(name: str, flags: int = 0) -> re.Pattern[str]:
    """The compiled regular expression of an entry; of a list any of its ways."""
    entry = _entry(name)
    return _compiled(name, _resolved(entry) if isinstance(entry, str) else "|".join(_strings(name)), flags)


def words(name: str) -> tuple[str, ...]:
    """The words of an entry as they stand, not as expressions."""
    return tuple(_strings(name))


def pairs(name: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """An ordered table of ways to say things: of each line the expression, and the value of a vocabulary that it
    means.
    """
    found: list[tuple[re.Pattern[str], str]] = []
    for way, values in rows(name):
        if len(values) != 1 or values[0] is None:
            raise LexiconError(f"{name}: {way.pattern}: not an expression and one value behind it")
        found.append((way, values[0]))
    return tuple(found)


def rows(name: str) -> tuple[tuple[re.Pattern[str], tuple[str | None, ...]], ...]:
    """An ordered table: of each line the expression, and the values behind it."""
    entry = _entry(name)
    if not isinstance(entry, list):
        raise LexiconError(f"{name}: not a table")
    found: list[tuple[re.Pattern[str], tuple[str | None, ...]]] = []
    for line in entry:
        if isinstance(line, str) or not line or line[0] is None:
            raise LexiconError(f"{name}: not a table")
        found.append((_compiled(name, _resolved(line[0]), 0), tuple(line[1:])))
    return tuple(found)


def mapping(name: str) -> dict[str, str]:
    """What each word of an entry stands for."""
    entry = _entry(name)
    if isinstance(entry, dict):
        return dict(entry)
    raise LexiconError(f"{name}: not a mapping")


def _entry(name: str) -> Entry:
    of, _, key = name.partition(".")
    try:
        return topic(of)[key]
    except KeyError:
        raise LexiconError(f"{name}: no such entry") from None


def _strings(name: str) -> list[str]:
    entry = _entry(name)
    if isinstance(entry, list) and all(isinstance(way, str) for way in entry):
        return [_resolved(str(way)) for way in entry]
    raise LexiconError(f"{name}: not a list of words")


def _resolved(way: str) -> str:
    return _REFERENCE.sub(lambda found: text(found[1]), way)


def _compiled(name: str, expression: str, flags: int) -> re.Pattern[str]:
    try:
        return re.compile(expression, flags)
    except re.error as wrong:
        raise LexiconError(f"{name}: {wrong}") from wrong
