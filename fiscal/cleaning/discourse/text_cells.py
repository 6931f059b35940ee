"""Indicators stated in the long texts of forms (年度目标, 绩效目标, 完成情况): a sentence in a cell says
`推文不少于240篇` as a row of its own would.

Cells that hold one value are `fiscal.cleaning.all_tables`; amounts of money in such texts are left alone, as the form
states them in cells of their own."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from fiscal import lexicon
from fiscal.cleaning.grammar.clauses import Figure, Plain, figures, plain
from fiscal.cleaning.grammar.pieces import after_noun, pieces_before
from fiscal.cleaning.grammar.stated_indicators import indicator_label, leads_to_noun, noun_after
from fiscal.cleaning.terms.indicators import indicator_key, indicator_value
from fiscal.model.amounts import NATIVE, Interval, kept_precision
from fiscal.model.contract import Observation
from fiscal.model.identity import Identity
from fiscal.model.reading import Cell, Reading, Table

_GOALS = lexicon.pattern("clauses.goals")
_RESULTS = lexicon.pattern("clauses.results")
_NO_STATEMENT = lexicon.pattern("clauses.no_statement")
_FORMS = lexicon.pattern("clauses.forms")
_LONG = 10


def observe_text_cells(
    reading: Reading, identity: Identity, filing_id: str, tables: Iterable[Observation]
) -> list[Observation]:
    """The indicators that long form texts state, with the place of their cell; `tables` say which project a row or form
    is about.
    """
    by_table: dict[int, list[Observation]] = defaultdict(list)
    for o in tables:
        if o.table_no is not None:
            by_table[o.table_no].append(o)
    found: list[Observation] = []
    for table in reading.tables:
        known = by_table.get(table.table_no, [])
        family = known[0].table_family if known else "other"
        if not (
            _FORMS.search(table.title)
            or family.startswith("performance")
            or family == "key_projects"
            or any("目标" in c.text for c in table.cells if c.is_header)
        ):
            continue
        for cell in table.cells:
            measure = _measure(table, cell)
            if measure is not None:
                project = _project(known, cell)
                found += [
                    _observation(table, cell, family, project, measure, identity, filing_id, *said)
                    for said in _statements(cell)
                ]
    return found


def _measure(table: Table, cell: Cell) -> str | None:
    """`kpi_target` or `kpi_actual` by what heads the cell; None for cells that state no indicators."""
    text = cell.text.strip()
    if cell.is_header or len(text) < _LONG or not re.search(r"\d", text) or indicator_value(text) is not None:
        return None
    above = [c for c in table.cells if c.row < cell.row and c.col <= cell.col < c.col + c.colspan and _is_label(c)]
    left = [c for c in table.cells if c.col < cell.col and c.row <= cell.row < c.row + c.rowspan and _is_label(c)]
    nearest = [max(above, key=lambda c: c.row)] if above else []
    nearest += [max(left, key=lambda c: c.col)] if left else []
    heads = [re.sub(r"\s", "", c.text) for c in nearest]
    if any(_NO_STATEMENT.search(h) for h in heads):
        return None
    if any(_RESULTS.search(h) for h in heads):
        return "kpi_actual"
    return "kpi_target" if any(_GOALS.search(h) for h in heads) else None


def _is_label(cell: Cell) -> bool:
    return 0 < len(cell.text) <= 24 and not re.search(r"\d{3}", cell.text)


def _project(known: list[Observation], cell: Cell) -> str | None:
    in_row = {
        o.project for o in known if o.project and o.row is not None and cell.row <= o.row < cell.row + cell.rowspan
    }
    of_form = {o.project for o in known if o.project}
    chosen = in_row if len(in_row) == 1 else of_form
    return next(iter(chosen)) if len(chosen) == 1 else None


def _statements(cell: Cell) -> Iterator[tuple[str, Figure, Plain, int]]:
    text = plain(cell.text)
    position = 0
    for figure in figures(text.text):
        pieces = pieces_before(text.text, position, figure.start)
        position = after_noun(text.text, figure.end, len(text.text))
        if figure.kind in ("money", "bare"):
            continue
        label = indicator_label(pieces[-1].text)
        if leads_to_noun(label):
            label = noun_after(text.text, figure.end) or label
        if len(label) >= 2:
            yield label, figure, text, figure.start - len(pieces[-1].text)


def _observation(
    table: Table,
    cell: Cell,
    family: str,
    project: str | None,
    measure: str,
    identity: Identity,
    filing_id: str,
    label: str,
    figure: Figure,
    text: Plain,
    start: int,
) -> Observation:
    place = f"{filing_id}\x1ftext\x1f{table.table_no}\x1f{cell.row}\x1f{cell.col}\x1f{figure.start}"
    precision = kept_precision(Decimal(1).scaleb(-figure.places))
    interval = Interval.around(figure.value, precision).kept()
    identifier = hashlib.sha256(place.encode()).hexdigest()[:24]
    return Observation(
        observation_id=identifier,
        table_no=table.table_no,
        row=cell.row,
        col=cell.col,
        page=cell.page,
        part_no=cell.part_no,
        x0=cell.x0,
        top=cell.top,
        x1=cell.x1,
        bottom=cell.bottom,
        quote=text.quote(max(0, start), figure.end),
        table_family=family,
        row_label=label,
        row_code=None,
        row_path=(),
        row_level=None,
        class_system="indicator",
        concept="indicator",
        measure=measure,
        source_of_funds=None,
        expenditure_type=None,
        period="current",
        phase="approved" if measure == "kpi_target" else "executed",
        entity=None,
        project=project,
        value_text=f"{figure.sign}{figure.value}{figure.unit}",
        value_reported=text.quote(figure.start, figure.end),
        value_state="zero" if figure.value == 0 else "number",
        unit=figure.unit or None,
        unit_source="table",
        value_yuan=None,
        value_native=figure.value.quantize(NATIVE, ROUND_HALF_UP),
        precision_unit=precision,
        low=interval.low,
        high=interval.high,
        method=cell.method,
        confidence=cell.confidence,
        status="ok",
        status_reason=None,
        row_role="note",
        statement_id=identifier,
        relation="target" if measure == "kpi_target" else "count",
        approximate=figure.approximate,
        indicator=label,
        indicator_key=indicator_key(label),
        fiscal_year=identity.fiscal_year,
    )
