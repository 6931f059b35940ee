"""What a table is about, by its title, and what a column is about where its header says something else: expenditure,
procurement, carry-over, an asset plan.

The words are data in `matters.yaml`. Two figures of one name are one fact only within one matter, which
`fiscal.reconciliation` decides; concepts and funds are left to `concepts` and `wholes`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from fiscal import lexicon
from fiscal.model.amounts import normal

UNKNOWN = "unknown"
_CARRYOVER_NOTE = lexicon.pattern("columns.carryover_note")


@dataclass(frozen=True, slots=True)
class _Words:
    matter: str
    title: re.Pattern[str]
    head: re.Pattern[str] | None


@cache
def _words() -> tuple[_Words, ...]:
    entries: list[dict[str, str]] = yaml.load(
        (Path(__file__).parent / "matters.yaml").read_text("utf-8"), yaml.CSafeLoader
    )
    return tuple(
        _Words(e["matter"], re.compile(e["title"]), re.compile(e["head"]) if "head" in e else None) for e in entries
    )


@cache
def matter_of_title(title: str) -> str:
    """The matter of a table with a title, `unknown` where the title names none."""
    text = _CARRYOVER_NOTE.sub("", normal(title))
    return next((w.matter for w in _words() if w.title.search(text)), UNKNOWN)


def matter_of_heads(texts: Iterable[str]) -> str | None:
    """The matter that the header texts over a column say, the innermost first; None where they leave it to the
    table.
    """
    for text in reversed(list(texts)):
        for words in _words():
            if words.head is not None and words.head.search(normal(text)):
                return words.matter
    return None
