"""From a cell and what it means to an observation: exact amount, unit, precision, interval, place and evidence.

What the cell means is found by `ruled_tables` and `forms`; the precision of a table's figures is known only when all of
them are."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from fiscal.cleaning.tables.column_measures import phase_of
from fiscal.cleaning.tables.families import matter_of
from fiscal.cleaning.terms.matters import UNKNOWN
from fiscal.cleaning.terms.units import Unit, finest_places
from fiscal.model.amounts import (
    CENT,
    NATIVE,
    Interval,
    kept_precision,
    normal,
    parse_amount,
    printed_place,
    storable,
    value_state,
)
from fiscal.model.contract import Observation
from fiscal.model.reading import Cell, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A value at a cell with what it means; the names are those of `Observation`. `text` is the value as printed, which
    may be a part of the cell's text.

    `unit` is the unit of this value where header, label or value say one themselves (then `own_unit`), else None for
    the table's; `number` is the amount where it is not `text` itself, and `factor` what makes it one of the unit (`≥120
    万`: 120 and 10,000). `row_support`, `col_support`: how many columns (rows) bear out, contradict and leave open the
    sum that the row (column) is a part of."""

    cell: Cell
    row: int
    col: int
    text: str
    family: str
    measure: str | None = None
    row_label: str | None = None
    row_code: str | None = None
    row_path: tuple[str, ...] = ()
    row_level: int | None = None
    class_system: str = "none"
    concept: str | None = None
    source: str | None = None
    kind: str | None = None
    period: str | None = "current"
    phase: str | None = None
    fiscal_year: int | None = None
    entity: str | None = None
    project: str | None = None
    value_text: str | None = None
    own_unit: bool = False
    unit: str | None = None
    number: Decimal | None = None
    factor: Decimal = Decimal(1)
    panel: int | None = 0
    header_path: tuple[str, ...] = ()
    row_role: str | None = "item"
    col_role: str | None = "item"
    parent_row: int | None = None
    parent_col: int | None = None
    row_support: tuple[int, int, int] | None = None
    col_support: tuple[int, int, int] | None = None
    line_no: str | None = None
    indicator: str | None = None
    indicator_key: str | None = None
    relation: str | None = "value"
    matter: str | None = None
    doubt: tuple[str, str] | None = None

    @property
    def amount(self) -> Decimal | None:
        """The number that the value states, in its unit; None where it states none or one beyond what can be stored."""
        return storable(self.number * self.factor if self.number is not None else parse_amount(self.text))


def observations_of(filing_id: str, table: Table, reported: Sequence[Reported], unit: Unit) -> list[Observation]:
    """The observations of one table, the precision of each unit being the finest place that the table's figures in it
    show.
    """
    reported = _once(reported)
    units = [_unit(r, unit) for r in reported]
    places = finest_places((u.name, r.text) for r, u in zip(reported, units, strict=True) if r.number is None)
    return [_observation(filing_id, table, r, u, places.get(u.name)) for r, u in zip(reported, units, strict=True)]


def _once(reported: Sequence[Reported]) -> list[Reported]:
    """One value a position: where cells overlap, the one that means something."""
    kept: dict[tuple[int, int], Reported] = {}
    for r in reported:
        place = (r.row, r.col)
        if place not in kept or (kept[place].concept is None and r.concept is not None):
            kept[place] = r
    return list(kept.values())


def _unit(reported: Reported, table_unit: Unit) -> Unit:
    return Unit(reported.unit, "table" if reported.unit else None) if reported.own_unit else table_unit


def _observation(filing_id: str, table: Table, r: Reported, unit: Unit, place: Decimal | None) -> Observation:
    value = storable(r.amount, unit.yuan)
    of_row, of_col = r.row_support or (None, None, None), r.col_support or (None, None, None)
    factor = unit.yuan if value is not None else None
    yuan = (value * factor).quantize(CENT, ROUND_HALF_UP) if value is not None and factor is not None else None
    precision: Decimal | None = None
    interval: Interval | None = None
    if value is not None:
        step = (
            min(place, printed_place(r.text))
            if r.number is None and place is not None
            else _own_place(r.number if r.number is not None else value) * r.factor
        )
        precision = kept_precision(step * (factor if factor is not None else 1))
        interval = Interval.around(value * (factor if factor is not None else 1), precision).kept()
    status, reason = _status(r, unit, value)
    cell = r.cell
    return Observation(
        observation_id=_id(filing_id, table.table_no, r.row, r.col),
        table_no=table.table_no,
        row=r.row,
        col=r.col,
        page=cell.page,
        part_no=cell.part_no,
        x0=cell.x0,
        top=cell.top,
        x1=cell.x1,
        bottom=cell.bottom,
        quote=cell.text,
        table_family=r.family,
        row_label=r.row_label,
        row_code=r.row_code,
        row_path=r.row_path,
        row_level=r.row_level,
        class_system=r.class_system,
        concept=r.concept,
        measure=r.measure,
        source_of_funds=r.source,
        expenditure_type=r.kind,
        period=r.period,
        phase=r.phase if r.phase is not None else phase_of(r.measure or ""),
        entity=r.entity,
        project=r.project,
        value_text=r.value_text,
        value_reported=r.text,
        value_state=value_state(r.text) if r.number is None else ("zero" if r.number == 0 else "number"),
        unit=unit.name,
        unit_source=unit.source if unit.name else None,
        value_yuan=yuan,
        value_native=None if value is None else value.quantize(NATIVE, ROUND_HALF_UP),
        precision_unit=precision,
        low=None if interval is None else interval.low,
        high=None if interval is None else interval.high,
        method=cell.method,
        confidence=cell.confidence,
        status=status,
        status_reason=reason,
        panel=r.panel,
        header_path=r.header_path,
        row_role=r.row_role,
        col_role=r.col_role,
        parent_row=r.parent_row,
        parent_col=r.parent_col,
        row_borne=of_row[0],
        row_contradicted=of_row[1],
        row_blank=of_row[2],
        col_borne=of_col[0],
        col_contradicted=of_col[1],
        col_blank=of_col[2],
        line_no=r.line_no,
        indicator=r.indicator,
        indicator_key=r.indicator_key,
        relation=r.relation,
        fiscal_year=r.fiscal_year,
        matter=UNKNOWN
        if r.class_system == "project" and r.project is None
        else r.matter or matter_of(table.title, r.family),
    )


def _status(r: Reported, unit: Unit, value: Decimal | None) -> tuple[str, str | None]:
    if r.doubt is not None:
        return r.doubt
    if value is None:
        return "ok", None
    if unit.source in ("inherited", "inferred"):
        return "inferred", f"unit_{unit.source}"
    if unit.name is None and not r.own_unit:
        return "ambiguous", "no_unit"
    return "ok", None


def _own_place(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(min(0, exponent if isinstance(exponent, int) else 0))


def _id(filing_id: str, table_no: int, row: int, col: int) -> str:
    return hashlib.sha256(f"{filing_id}\x1ftable\x1f{table_no}\x1f{row}\x1f{col}".encode()).hexdigest()[:24]


def printed_text(cell: Cell) -> str:
    """The cell's text without white space at its ends, empty for a cell of spaces only."""
    return cell.text.strip() if normal(cell.text) else ""
