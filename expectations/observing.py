"""What a filing reports, among the ways to read it: red may be the sign of negative figures, and a picture's cells may
say something else than was recognised.

Pure. The ways are observed by `fiscal.cleaning` and judged alike; cells that recognition has read are mended one by one
in `expectations.repair`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from expectations.catalogue.rules import catalogue
from expectations.claims.instance import directly
from expectations.evaluation import instances_of
from expectations.filing.case import Case, Ledger
from expectations.repair import repair
from fiscal.cleaning.observe import observe
from fiscal.model.contract import Clause, Observation
from fiscal.model.identity import Identity
from fiscal.model.reading import RED, Cell, Reading


def observations_of(reading: Reading, identity: Identity, filing_id: str) -> tuple[list[Observation], list[Clause]]:
    """All observations of a filing, and the coverage of its prose. Figures printed in red are negative where fewer
    identities are broken then.

    Observations that are not as printed are `repaired`; their quote is what is printed.
    """
    found, clauses = observe(reading, identity, filing_id)
    printed: dict[tuple[int | None, int | None, int | None], str] = {
        (t.table_no, c.row, c.col): c.text for t in reading.tables for c in t.cells if _negative(c) is not None
    }
    if printed:
        others, other_clauses = observe(_with_negatives(reading), identity, filing_id)
        if _broken(reading, identity, filing_id, others) < _broken(reading, identity, filing_id, found):
            found, clauses = [_signed(o, printed.get((o.table_no, o.row, o.col))) for o in others], other_clauses
    return repair(Case(filing_id, identity, reading, found)), clauses


def _negative(cell: Cell) -> str | None:
    """What a figure printed in red is as a negative one; None for any other."""
    return next((a.text for a in cell.alternatives if a.reader == RED), None)


def _with_negatives(reading: Reading) -> Reading:
    return replace(reading, tables=tuple(replace(t, cells=tuple(map(_with_negative, t.cells))) for t in reading.tables))


def _with_negative(cell: Cell) -> Cell:
    negative = _negative(cell)
    return cell if negative is None else replace(cell, text=negative)


def _broken(reading: Reading, identity: Identity, filing_id: str, observations: Sequence[Observation]) -> int:
    return sum(
        i.violated
        for i in directly(instances_of(Ledger(Case(filing_id, identity, reading, observations)), catalogue()))
    )


def _signed(o: Observation, printed: str | None) -> Observation:
    return (
        o
        if printed is None
        else replace(o, status="repaired", status_reason=f"{printed} → {o.value_reported} ({RED})", quote=printed)
    )
