"""All tables of a filing as observations: one for every cell that holds or could hold a figure, with what it means and
how exact it is.

What the prose says is left to `narrative`, what must add up to the invariants.
"""

from __future__ import annotations

from collections.abc import Sequence

from fiscal import lexicon
from fiscal.cleaning.forms.forms import is_form, reported_of_form
from fiscal.cleaning.ruled.ruled_tables import RuledTable, coded_names, reported_of, ruled_table
from fiscal.cleaning.tables.current_year import of_this_year
from fiscal.cleaning.tables.distinct_cells import told_apart
from fiscal.cleaning.tables.grid import Grid, grid_of
from fiscal.cleaning.tables.header_paths import header_of
from fiscal.cleaning.tables.reported_values import observations_of
from fiscal.cleaning.tables.table_contexts import in_context
from fiscal.cleaning.terms.class_names import ClassNames
from fiscal.cleaning.terms.units import NO_UNIT, printed_unit, table_units, unit_in_text
from fiscal.model.amounts import YUAN_PER_UNIT
from fiscal.model.contract import Observation
from fiscal.model.identity import Identity
from fiscal.model.reading import Reading, Table

_ADJUSTED = lexicon.pattern("columns.adjusted_in_notes")
_INITIAL = lexicon.pattern("columns.initial_in_notes")
_THREE_PUBLIC = lexicon.pattern("columns.three_public")


def observe_tables(reading: Reading, identity: Identity, filing_id: str) -> list[Observation]:
    """The observations of every table in reading order. Cells that cannot be understood are kept with the columns that
    are known.
    """
    names = ClassNames()
    ruled: dict[int, RuledTable] = {}
    forms: dict[int, Grid] = {}
    for table in reading.tables:
        grid = grid_of(table)
        if is_form(grid):
            forms[table.table_no] = grid
            continue
        ruled[table.table_no] = ruled_table(grid, header_of(grid), identity)
        names.learn(coded_names(ruled[table.table_no]))
    units = table_units(reading.tables, {t.table_no: _own_unit(t) for t in reading.tables})
    observations: list[Observation] = []
    for table in reading.tables:
        no = table.table_no
        reported = (
            told_apart(reported_of_form(forms[no], identity, names))
            if no in forms
            else reported_of(ruled[no], identity, names, _bare_budget(reading, identity, table))
        )
        observations += observations_of(filing_id, table, reported, units.get(no, NO_UNIT))
    return in_context(of_this_year(observations))


def _own_unit(table: Table) -> str | None:
    """What is printed for the table, else the one money unit that its header cells and labels say."""
    printed = printed_unit(table.unit or "")
    if printed is not None:
        return printed
    inside = {u for c in table.cells if (u := unit_in_text(c.text)) in YUAN_PER_UNIT}
    return next(iter(inside)) if len(inside) == 1 else None


def _bare_budget(reading: Reading, identity: Identity, table: Table) -> str:
    """The measure of 预算数 without more words: a final account's 三公 table may mean the initial or the adjusted
    budget, as its notes or the prose say.
    """
    if identity.doc_kind != "final":
        return "budget_initial"
    for texts in (table.notes, [s.text for s in reading.sentences if _THREE_PUBLIC.search(s.text)]):
        said = _said_budget(texts)
        if said is not None:
            return said
    return "budget_adjusted"


def _said_budget(texts: Sequence[str]) -> str | None:
    adjusted = sum(bool(_ADJUSTED.search(t)) for t in texts)
    initial = sum(bool(_INITIAL.search(t)) for t in texts)
    if adjusted == initial:
        return None
    return "budget_adjusted" if adjusted > initial else "budget_initial"
