"""The canonical concepts that tables and prose speak of: id, class system, funds, kind of expenditure, and the names
that the field prints.

The names are data in `concepts.yaml`, `docs/concepts.md` explains the scheme. Functional and economic classes are
concepts by their code and come from `fiscal.model.classification`; which column or row a name stands in is left to the
callers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from fiscal import lexicon
from fiscal.model.amounts import normal


@dataclass(frozen=True, slots=True)
class Concept:
    """`source` and `kind` are what the name itself says about funds and expenditure type; `side`: `income`,
    `expenditure` or `any`, where the name may stand.
    """

    id: str
    class_system: str
    side: str
    name: re.Pattern[str]
    source: str | None = None
    kind: str | None = None


@cache
def concepts() -> tuple[Concept, ...]:
    """All entries in the order in which names are tried; several may lead to one id."""
    entries: list[dict[str, str]] = yaml.load(
        (Path(__file__).parent / "concepts.yaml").read_text("utf-8"), yaml.CSafeLoader
    )
    return tuple(
        Concept(e["id"], e["system"], e["side"], re.compile(e["name"]), e.get("source"), e.get("kind")) for e in entries
    )


PART_OF_WHOLE: tuple[tuple[str, str], ...] = (
    ("30212", "abroad"),
    ("30217", "reception"),
    ("30231", "vehicle_operation"),
    ("31013", "vehicle_purchase"),
    ("30913", "vehicle_purchase"),
    ("30215", "meeting"),
    ("30216", "training"),
    ("50207", "abroad"),
    ("50206", "reception"),
    ("50208", "vehicle_operation"),
    ("50303", "vehicle_purchase"),
    ("50202", "meeting"),
    ("50203", "training"),
)
"""Economic classes of which the basic expenditure is a part of what the 三公 table reports under a concept."""

_NUMBERING = lexicon.pattern("money.numbering")
_AMOUNT = lexicon.pattern("money.amount")
_TAIL_NOTE = lexicon.pattern("money.tail_note")


@cache
def bare_name(label: str) -> str:
    """A label without numbering, 其中, quotes and unit or scope notes in brackets, NFKC without spaces:
    `一、“三公”经费（万元）` → `三公经费`.
    """
    text = re.sub(r"[“”\"'‘’]", "", normal(label)).strip(":;,。")
    text = _NUMBERING.sub("", text)
    return _TAIL_NOTE.sub("", text).strip(":")


@cache
def concept_named(label: str, side: str) -> Concept | None:
    """The concept of a printed name on one side (`income`, `expenditure`, or `any` for tables that have none); None
    where the name is no concept's.
    """
    name = bare_name(label)
    for wording in dict.fromkeys((name, _AMOUNT.sub("数", name))):
        for concept in concepts():
            if (side == "any" or concept.side in (side, "any")) and concept.name.fullmatch(wording):
                return concept
    return None


def by_id(concept_id: str) -> Concept:
    """The first entry of a concept id. KeyError where it is none of them."""
    for concept in concepts():
        if concept.id == concept_id:
            return concept
    raise KeyError(concept_id)
