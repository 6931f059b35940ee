"""Hand-made prose for tests: sentences as a reading, and what the narrative stage makes of them."""

from __future__ import annotations

from fiscal.cleaning.discourse.narrative import observe_narrative
from fiscal.model.contract import Clause, Observation
from fiscal.model.identity import Identity
from fiscal.model.reading import Box, Page, Reading, Sentence

PUBLISHER = "江城市水务局"


def identity(doc_kind: str = "budget", year: int = 2024) -> Identity:
    return Identity(PUBLISHER, None, "department", year, doc_kind, None, None)


def reading(*texts: str, headings: tuple[str, ...] = ("部门预算情况说明",), kind: str = "sentence") -> Reading:
    """Sentences one below the other on one page; a text that begins with `# ` is a heading."""
    sentences: list[Sentence] = []
    for number, text in enumerate(texts, 1):
        box = Box(1, 72.0, 100.0 + 20 * number, 520.0, 114.0 + 20 * number)
        told = "heading" if text.startswith("# ") else kind
        sentences.append(Sentence(number, told, text.removeprefix("# "), headings, None, (box,)))
    return Reading(pages=(Page(1, 595.0, 842.0, 0, False, 900),), tables=(), sentences=tuple(sentences))


def observed(
    *texts: str,
    doc_kind: str = "budget",
    year: int = 2024,
    headings: tuple[str, ...] = ("部门预算情况说明",),
    kind: str = "sentence",
    tables: list[Observation] | None = None,
) -> list[Observation]:
    return observe_narrative(
        reading(*texts, headings=headings, kind=kind), identity(doc_kind, year), "f", tables or []
    )[0]


def coverage(*texts: str, doc_kind: str = "budget", year: int = 2024) -> list[Clause]:
    return observe_narrative(reading(*texts), identity(doc_kind, year), "f", [])[1]


def said(observations: list[Observation], printed: str, relation: str | None = None) -> Observation:
    """The first observation with this printed value (and relation)."""
    return next(o for o in observations if o.value_reported == printed and (relation is None or o.relation == relation))


def parts_of(observations: list[Observation], whole: Observation) -> list[Observation]:
    return [o for o in observations if o.part_of == whole.observation_id and o.relation != "share"]
