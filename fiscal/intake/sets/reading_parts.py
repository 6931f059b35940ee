"""Readings of several files as the reading of one filing, and the reading of one of its files again.

Which files make a filing, and in which order, is left to intake.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fiscal.intake.sets.repeats import read_once
from fiscal.model.reading import Cell, Doubt, Reading, Sentence, Table


def joined(readings: Sequence[Reading]) -> Reading:
    """One reading over all files in their order: tables and sentences numbered through, every place marked with the
    number of its file. What several of them say word for word is in it once.
    """
    if len(readings) == 1:
        return readings[0]
    readings = read_once(readings)
    tables: list[Table] = []
    sentences: list[Sentence] = []
    doubts: list[Doubt] = []
    for no, reading in enumerate(readings, 1):
        before, said = len(tables), len(sentences)
        number = {t.table_no: before + at for at, t in enumerate(reading.tables, 1)}
        tables += [
            replace(
                t,
                table_no=number[t.table_no],
                continues_table_no=number.get(t.continues_table_no or 0),
                cells=tuple(_cell(c, no) for c in t.cells),
            )
            for t in reading.tables
        ]
        sentences += [
            replace(
                s,
                sentence_no=said + at,
                table_no=number.get(s.table_no or 0),
                boxes=tuple(replace(b, part_no=no) for b in s.boxes),
            )
            for at, s in enumerate(reading.sentences)
        ]
        doubts += [replace(d, part_no=no, table_no=number.get(d.table_no or 0)) for d in reading.doubts]
    return Reading(
        pages=tuple(replace(page, part_no=no) for no, reading in enumerate(readings, 1) for page in reading.pages),
        tables=tuple(tables),
        sentences=tuple(sentences),
        doubts=tuple(doubts),
        repairs=tuple(dict.fromkeys(repair for reading in readings for repair in reading.repairs)),
    )


def cut(reading: Reading, part_no: int) -> Reading:
    """What stands in one file of the filing, places and numbers as they are in the whole; all of it where there is but
    one.
    """
    if all(page.part_no == part_no for page in reading.pages):
        return reading
    return Reading(
        pages=tuple(p for p in reading.pages if p.part_no == part_no),
        tables=tuple(t for t in reading.tables if t.cells and t.cells[0].part_no == part_no),
        sentences=tuple(s for s in reading.sentences if s.boxes and s.boxes[0].part_no == part_no),
        doubts=tuple(d for d in reading.doubts if d.part_no == part_no),
        repairs=reading.repairs,
    )


def _cell(cell: Cell, part_no: int) -> Cell:
    return replace(cell, part_no=part_no)
