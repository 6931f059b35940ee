"""What a table or a sentence says, so that it is known again in another format: without white space, width of signs,
empty columns and the ways to print nothing.

What it means that two files say the same is left to `repeats` and `complements`."""

from __future__ import annotations

import re

from fiscal import lexicon
from fiscal.document.identity.names import squeeze
from fiscal.model.amounts import parse_amount
from fiscal.model.reading import Cell, Reading, Table

_YEAR = lexicon.pattern("files.year")
_NUMBER = lexicon.pattern("files.number")
_OF_ANY = lexicon.pattern("files.of_any_table")
"""Words of a title that do not tell which table it is."""
_PROJECT = lexicon.pattern("files.project")
_NOTHING = re.compile(r"[-—–―－/\\]*")


def which(table: Table) -> str:
    """A table by its title; by its head where it has none."""
    title = _NUMBER.sub("", _YEAR.sub("", squeeze(table.title)))
    plain = _OF_ANY.sub("", title)
    if plain not in ("", "表"):
        return plain
    return "\x1f".join(squeeze(c.text) for c in table.cells if c.is_header)


def which_form(table: Table) -> str:
    """A form by its title and the project that it is about; two projects' forms are two."""
    at = {(c.row, c.col): c for c in table.cells}
    project = next(
        (
            squeeze(right.text)
            for c in table.cells
            if _PROJECT.match(squeeze(c.text)) and (right := at.get((c.row, c.col + c.colspan)))
        ),
        None,
    )
    return f"{which(table)}\x1f{project or squeeze(''.join(c.text for c in table.cells[:20]))}"


def print_of(table: Table) -> str:
    """Everything in the table but its unit: which one it is, and every label and amount in its row and column."""
    columns = {col: at for at, col in enumerate(sorted({c.col for c in table.cells if squeeze(c.text)}))}
    body = [c for c in table.cells if not (c.is_header and table.header_rows)] or list(table.cells)
    rows: dict[int, list[str]] = {}
    for cell in sorted(body, key=lambda c: (c.row, c.col)):
        if said := _said(cell):
            rows.setdefault(cell.row, []).append(f"{columns[cell.col]}:{said}")
    return "\x1d".join((which(table), *("\x1f".join(row) for row in rows.values())))


def prose_of(reading: Reading) -> frozenset[str]:
    """Every sentence with its figures."""
    return frozenset(squeeze(s.text) for s in reading.sentences if s.kind == "sentence")


def text_of(reading: Reading) -> str:
    """All of the prose, headings and captions in one piece: formats end lines and sentences differently."""
    return "".join(squeeze(s.text) for s in reading.sentences)


def _said(cell: Cell) -> str:
    amount = parse_amount(cell.text)
    if amount is None:
        text = squeeze(cell.text)
        return "" if _NOTHING.fullmatch(text) else text
    # 0301 and 301 are two codes, 1,234.50 and 1234.5 one amount.
    text = squeeze(cell.text)
    coded = text.isdecimal() and text.startswith("0") and len(text) > 1
    return text if coded else format(amount.normalize(), "f") if amount else ""
