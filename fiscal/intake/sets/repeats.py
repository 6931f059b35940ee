"""What several files of a filing say word for word, as the workbook beside the PDF of its tables does: it is read once.

What differs between two forms of one thing is left in both, so that it is held against each other like all the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from fiscal.intake.sets.fingerprints import print_of, prose_of, text_of
from fiscal.model.reading import Reading, Table


def read_once(readings: Sequence[Reading]) -> list[Reading]:
    """The readings of a filing's files, each without the tables that another has exactly so, and without its prose
    where every sentence of it stands in others. What says more comes first, what was recognised in pictures last.
    """
    fuller = sorted(range(len(readings)), key=lambda at: -len(readings[at].tables) - len(readings[at].sentences))
    tables = _repeated_tables(readings, fuller)
    said, kept = "", list(readings)
    for at in sorted(fuller, key=lambda at: all(page.picture for page in readings[at].pages)):
        own = readings[at]
        prose = prose_of(own)
        silent = all(s in said for s in prose) if prose else bool(own.tables) and len(tables[at]) == len(own.tables)
        kept[at] = _without(own, tables[at], silent)
        said += text_of(own)
    return kept


def _repeated_tables(readings: Sequence[Reading], fuller: Sequence[int]) -> dict[int, set[int]]:
    """The numbers of the tables of each reading that another has exactly so."""
    copies: defaultdict[str, list[tuple[int, Table]]] = defaultdict(list)
    for at in fuller:
        for table in readings[at].tables:
            copies[print_of(table)].append((at, table))
    repeated: dict[int, set[int]] = {at: set() for at in fuller}
    for found in copies.values():
        best, *others = sorted(found, key=lambda copy: copy[1].picture)
        for at, table in others:
            if at != best[0] and table.unit in (None, best[1].unit):
                repeated[at].add(table.table_no)
    return repeated


def _without(reading: Reading, tables: set[int], silent: bool) -> Reading:
    if not tables and not silent:
        return reading
    return replace(
        reading,
        tables=tuple(t for t in reading.tables if t.table_no not in tables),
        sentences=tuple(s for s in reading.sentences if s.table_no not in {*tables, *([None] if silent else [])}),
        doubts=tuple(d for d in reading.doubts if d.table_no not in tables),
    )
