"""The standard Chinese name of what a figure is about: of a class by its code and year, of any other concept by its id.

Ids are made by `fiscal.cleaning` (`docs/concepts.md`); what a filing itself prints as the label is a fact's
`concept_label`."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from fiscal.model.classification import CLASSIFICATIONS, name_in_year, system_of_code

_OWN_NAME = re.compile(r"^(?:name|item):(.+)$", re.DOTALL)
_EQUIPMENT = re.compile(r"^equipment_over_(\d+)k$")
_TO_BUY = "_to_buy"
_OF_YEAR = "of_year"
_SETS_APART = re.compile(r"[/:#]")


@dataclass(frozen=True, slots=True)
class ConceptName:
    """A concept that is no class code, with its name in both languages."""

    class_system: str
    concept: str
    zh: str
    en: str


@cache
def concept_names() -> tuple[ConceptName, ...]:
    """Every concept that has an id of its own, in the order of `docs/concepts.md`."""
    with (Path(__file__).parent / "concepts.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            ConceptName(row["class_system"], row["concept"], row["name"], row["name_en"])
            for row in csv.DictReader(lines)
        )


@cache
def _by_id() -> dict[str, str]:
    return {entry.concept: entry.zh for entry in concept_names()}


@cache
def concept_name(class_system: str, concept: str, year: int | None = None) -> str | None:
    """The name of a concept in a fiscal year, the latest where no year is given; None where this project knows none.

    Crossed classes are both names (办公费（行政运行）); what sets a concept apart (`/of_year`, `/…`, `#…`) is said
    behind it."""
    left, _, crossed = concept.partition("@")
    name = _one(class_system, left, year)
    across = _class(crossed, year) if crossed else None
    if name is None or (crossed and across is None):
        return None
    return f"{name}（{across}）" if across else name


def _one(class_system: str, concept: str, year: int | None) -> str | None:
    if own := _OWN_NAME.match(concept):
        return own[1]
    head, *apart = _SETS_APART.split(concept, maxsplit=1)
    name = _class(head, year) if class_system in CLASSIFICATIONS else _other(head)
    if name is None or not apart:
        return name
    return f"{name}（{'当年资金' if apart[0] == _OF_YEAR else apart[0]}）"


def _class(code: str, year: int | None) -> str | None:
    system = system_of_code(code)
    return name_in_year(system, code, year) if system else None


def _other(concept: str) -> str | None:
    bare = concept.removesuffix(_TO_BUY)
    equipment = _EQUIPMENT.match(bare)
    name = f"单价{(Decimal(equipment[1]) / 10).normalize():f}万元以上设备" if equipment else _by_id().get(bare)
    return f"{name}（拟购置）" if name and bare != concept else name
