"""What all values of a form share, and the funds that its labels name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fiscal import lexicon
from fiscal.cleaning.tables.reported_values import Reported
from fiscal.cleaning.terms.class_names import ClassNames
from fiscal.cleaning.terms.concepts import bare_name, concept_named
from fiscal.cleaning.terms.wholes import source_named
from fiscal.model.identity import Identity


@dataclass(frozen=True)
class FormContext:
    """`project`: the project that the form is about, None for a body's form; `entity`: the body that fills it in."""

    family: str
    identity: Identity
    names: ClassNames
    project: str | None
    entity: str | None

    @property
    def about_project(self) -> bool:
        """Whether the form is about one project and not about a body."""
        return self.family != "performance_unit"


@dataclass(frozen=True, slots=True)
class AmountMeaning:
    """What an amount's label says."""

    class_system: str
    concept: str
    source: str | None
    kind: str | None


_WHOLE = lexicon.pattern("fields.money_label")


def meaning_of_amount(label: str, context: FormContext) -> AmountMeaning:
    """The concept, funds and type of an amount: of the form's project, or of the body where the form is a body's."""
    name = bare_name(label)
    source = source_named(name)
    if context.about_project:
        return AmountMeaning("project", "project", source or "total", "project")
    for side in ("expenditure", "income"):
        found = concept_named(name, side)
        if found is not None and found.class_system in ("income", "none"):
            kind = None if found.class_system == "income" else (found.kind or "total")
            return AmountMeaning(found.class_system, found.id, found.source or source or "total", kind)
    if source is not None:
        return AmountMeaning("none", "expenditure_total", source, "total")
    if _WHOLE.fullmatch(name):
        return AmountMeaning("none", "expenditure_total", "total", "total")
    return AmountMeaning("none", f"name:{name}", "total", None)


def with_open_parts(found: Sequence[Reported]) -> list[Reported]:
    """Parts that begin with 其中 and have no remainder (其他资金) among them need not be all: their role becomes
    `of_which`.
    """
    parts: dict[tuple[int | None, int], list[Reported]] = defaultdict(list)
    for reported in found:
        if reported.parent_row is not None:
            parts[reported.panel, reported.parent_row].append(reported)
    loose = {
        place
        for place, rows in parts.items()
        if any((r.row_label or "").startswith("其中") for r in rows) and not any(r.source == "other" for r in rows)
    }
    return [
        replace(r, row_role="of_which") if r.parent_row is not None and (r.panel, r.parent_row) in loose else r
        for r in found
    ]
