"""Row and column together: the concept, class system, funds and expenditure type of a cell of a ruled table.

The scheme is `docs/concepts.md`. What the column says alone is told by `column_meaning`, where the row stands by
`row_hierarchy`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fiscal import lexicon
from fiscal.cleaning.hierarchy.row_hierarchy import Place, is_body_row
from fiscal.cleaning.tables.column_meaning import BALANCES, ColumnMeaning, TableContext, balances
from fiscal.cleaning.tables.column_measures import period_of_label
from fiscal.cleaning.tables.families import is_income_table
from fiscal.cleaning.tables.panels import Panel
from fiscal.cleaning.tables.rows.body_rows import Row, is_total_name
from fiscal.cleaning.terms.bodies import looks_like_body
from fiscal.cleaning.terms.concepts import bare_name, concept_named
from fiscal.cleaning.terms.counts import counted
from fiscal.cleaning.terms.units import unit_in_brackets
from fiscal.model.classification import FUNCTIONAL, system_of_code

_PROJECT_FAMILIES = frozenset({"project_expenditure_summary", "special_funds_summary", "key_projects"})
_ITEM_FAMILIES = {"procurement": "procurement", "state_assets": "asset"}
_WHOLES_OF_INCOME = frozenset({"income_total", "income_current", "appropriation", "unit_funds"})
_OF_YEAR = lexicon.pattern("columns.of_year")
_SOURCE_OF_BALANCE = lexicon.pattern("sums.carried")


@dataclass(frozen=True, slots=True)
class RowMeaning:
    """What a row is about before its columns are looked at; `concept` is None for rows about a whole body, a total or a
    year.
    """

    class_system: str
    concept: str | None
    source: str | None
    kind: str | None
    project: str | None


@dataclass(frozen=True, slots=True)
class CellMeaning:
    """The meaning columns of an observation."""

    class_system: str
    concept: str | None
    source: str | None
    kind: str | None
    project: str | None


def meaning_of_row(row: Row, place: Place, panel: Panel, context: TableContext, above: RowMeaning | None) -> RowMeaning:
    """The meaning of one row. `above` is that of the row that it is a direct part of, where one is known and is not a
    total.
    """
    if row.is_total or not row.label:
        return _of_total(row, context)
    if row.code is None and period_of_label(row.label, context.identity.fiscal_year) is not None:
        return RowMeaning("none", None, None, None, None)
    if is_body_row(row) and not (row.project or _names_project(row, context)):
        return RowMeaning("none", None, None, None, None)
    if row.project and context.family in _PROJECT_FAMILIES:
        return RowMeaning("project", "project", None, "project", row.project)
    if row.code is not None:
        system = system_of_code(row.code) or panel.system or FUNCTIONAL
        return RowMeaning(system, row.code, None, None, row.project)
    if row.kind == "balance":
        found = concept_named(row.name, context.side)
        return RowMeaning(
            found.class_system if found else "none", found.id if found else f"name:{row.name}", None, None, None
        )
    if above is not None and above.concept in ("carryover_in", "carryover_out"):
        found = concept_named(row.name, "income")
        return RowMeaning(
            above.class_system,
            above.concept if found else f"{above.concept}/{row.name}",
            found.source if found else None,
            None,
            None,
        )
    return _of_item(row, place, panel, context, above)


def with_balances(meaning: RowMeaning, row: Row, above: Sequence[RowMeaning], context: TableContext) -> RowMeaning:
    """The meaning of a total below balances brought into the year or carried out of it: it counts them (收入合计 behind
    二、上年结转), unless it says 本年.
    """
    if (
        row.kind not in ("grand", "total")
        or row.name.startswith("本年")
        or not any(m.concept in BALANCES for m in above)
    ):
        return meaning
    side = {"income_current": "income", "expenditure_current": "expenditure"}.get(
        meaning.concept or "", context.side if meaning.concept is None else None
    )
    if side == "income":
        return replace(meaning, class_system="income", concept="income_total")
    if side == "expenditure" and meaning.kind in (None, "total") and context.kind == "total":
        return replace(meaning, class_system="none", concept="expenditure_total", kind=meaning.kind)
    return meaning


def _names_project(row: Row, context: TableContext) -> bool:
    names_body = (row.entity and row.entity in row.label) or (row.unit_code and looks_like_body(row.label))
    return context.family in _PROJECT_FAMILIES and not names_body


def _of_total(row: Row, context: TableContext) -> RowMeaning:
    found = concept_named(row.name, context.side) if row.name else None
    if found is not None:
        return RowMeaning(found.class_system, found.id, None, found.kind if found.kind != "total" else None, None)
    return RowMeaning("none", None, None, None, None)


def _of_item(row: Row, place: Place, panel: Panel, context: TableContext, above: RowMeaning | None) -> RowMeaning:
    if row.project or (context.family in _PROJECT_FAMILIES and _names_project(row, context)):
        return RowMeaning("project", "project", None, "project", row.project or row.label)
    if context.family == "three_public":
        if row.numbering and is_total_name(row.name) and above is not None and above.concept == "three_public_total":
            return RowMeaning("three_public", "three_public_total", None, None, None)
        standing = (
            counted(row.name, in_units, "", row.label)
            if (in_units := unit_in_brackets(row.label)) is not None
            else None
        )
        if standing is not None:
            return RowMeaning(standing.class_system, standing.concept, None, None, None)
        found = concept_named(row.name, "any")
        if found is not None and (
            found.class_system in ("three_public", "asset", "procurement") or found.id == "agency_operation"
        ):
            return RowMeaning(found.class_system, found.id, None, None, None)
        return (
            RowMeaning("none", None, None, None, None)
            if row.period == row.label
            else RowMeaning("three_public", f"name:{row.name}", None, None, None)
        )
    found = concept_named(row.name, context.side)
    if panel.system or place.code:
        system = (system_of_code(place.code) if place.code else None) or panel.system or FUNCTIONAL
        if place.code is None and found is not None and found.class_system in ("none", "income"):
            return RowMeaning(found.class_system, found.id, None, found.kind, None)
        return RowMeaning(
            system,
            place.code or f"name:{row.name}",
            None,
            above.kind if above and above.kind in ("basic", "project") else None,
            None,
        )
    if (
        found is not None
        and above is not None
        and above.class_system == "income"
        and above.concept not in _WHOLES_OF_INCOME
    ):
        return RowMeaning("income", f"{above.concept}/{row.name}", above.source, None, None)
    if found is not None and found.class_system in ("none", "income", _ITEM_FAMILIES.get(context.family)):
        return RowMeaning(found.class_system, found.id, found.source, found.kind, None)
    if context.side == "expenditure" and not panel.system:
        kind = above.kind if above is not None and above.kind in ("basic", "project") else None
        return RowMeaning("none", f"name:{row.name}", None, kind, None)
    if row.period is not None and row.period == row.label:
        return RowMeaning("none", None, None, None, None)
    system = _ITEM_FAMILIES.get(context.family, "income" if context.side == "income" else "none")
    return RowMeaning(system, f"name:{bare_name(row.label)}", None, None, None)


def meaning_of_cell(row: RowMeaning, column: ColumnMeaning, context: TableContext, totals: bool) -> CellMeaning:
    """The meaning of a cell. `totals`: the row sums others or is about the whole body."""
    source = column.source or row.source or context.source
    kind = column.kind if column.kind is not None else row.kind
    if row.concept is None:
        system, concept, source, kind = _of_whole(column, context, source, kind)
    else:
        system, concept = _crossed(row, column, context)
        if row.class_system == "income" or row.concept in BALANCES:
            kind = None
    if concept is not None and not column.understood and column.words:
        concept = f"{concept}/{column.words[-1].text}"
    if concept == "expenditure_total" and kind not in (None, "total"):
        concept = "expenditure_current"
    if system in ("income", "asset", "staff"):
        kind = None
    elif kind is None and system not in ("three_public", "procurement") and not (totals and concept is None):
        kind = context.kind
    if system in ("asset", "staff"):
        source = None
    if concept in BALANCES:
        kind = None
    return CellMeaning(system, concept, source, kind, row.project)


def _of_whole(
    column: ColumnMeaning, context: TableContext, source: str | None, kind: str | None
) -> tuple[str, str | None, str | None, str | None]:
    """A row about the whole body: the column names the concept, else it is the year's income or expenditure."""
    if column.class_code is not None:
        return column.class_code[0], column.class_code[1], source, kind
    if column.concept is not None:
        concept = column.concept
        own = concept.kind if column.kind is None and concept.kind not in (None, "total") else kind
        if concept.id == "carryover_in":
            return concept.class_system, concept.id, context.source, None
        id_ = (
            "expenditure_current"
            if concept.id == "expenditure_total" and (own or context.kind) != "total"
            else concept.id
        )
        return concept.class_system, id_, source, own
    if context.family == "three_public":
        return "three_public", "three_public_total", source, None
    if context.family == "procurement":
        return "procurement", "procurement_total", source, None
    if context.family == "state_assets":
        return "asset", "assets_total", source, None
    if context.side == "income" or is_income_table(context.family):
        return "income", _income_total(column, context), source, None
    if source == "carryover" and column.words and _SOURCE_OF_BALANCE.search(column.words[-1].text):
        return "none", "expenditure_current", "carryover", kind
    if context.side == "expenditure":
        return (
            "none",
            "expenditure_total"
            if column.says_total and kind in (None, "total") and context.kind == "total"
            else "expenditure_current",
            source,
            kind,
        )
    return "none", None, source, kind


def _income_total(column: ColumnMeaning, context: TableContext) -> str:
    """Income of the year, unless the column says 总计 or sums balances too."""
    if any(_OF_YEAR.fullmatch(w.text) for w in column.words):
        return "income_current"
    return (
        "income_total"
        if column.says_total or (column.total and context.with_balances and column.source is None)
        else "income_current"
    )


def _crossed(row: RowMeaning, column: ColumnMeaning, context: TableContext) -> tuple[str, str | None]:
    """The row's concept, crossed with the column's where the column is not just funds or a type of the same
    expenditure.
    """
    assert row.concept is not None
    if row.class_system == FUNCTIONAL:
        if column.class_code is not None:
            return column.class_code[0], f"{column.class_code[1]}@{row.concept}"
        crossing = column.concept
        if is_income_table(context.family):
            left = (
                crossing.id
                if crossing is not None and crossing.id in ("carryover_in", "surplus_used")
                else _income_total(column, context)
            )
            return "income", f"{left}@{row.concept}"
        if crossing is not None and balances(crossing) and crossing.id != "expenditure_current":
            return crossing.class_system, f"{crossing.id}@{row.concept}"
        if crossing is not None and crossing.id in (
            "operating_expenditure",
            "remitted_to_superior",
            "subsidy_to_affiliates",
        ):
            return "none", f"{crossing.id}@{row.concept}"
        return row.class_system, row.concept
    if row.class_system == "project" and column.class_code is not None:
        return column.class_code[0], column.class_code[1]
    return row.class_system, row.concept
