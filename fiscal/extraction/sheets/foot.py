"""What stands directly under a table: its notes and its signatures.

Takes rows as long as they are its own; the first row of prose ends them, and what the notes say is left to
`fiscal.cleaning`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fiscal.extraction.page.printed_rows import Measure, Row
from fiscal.extraction.wording import begins_note, is_closed, is_signature, numbering


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands directly under a table: its notes, each with its rows, and the rows of its signature block."""

    notes: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()

    def before(self, other: Foot) -> Foot:
        """This foot and that of a further part of the table."""
        return Foot(self.notes + other.notes, self.rows + other.rows)


def read_foot(below: Sequence[Row], bottom: float, measure: Measure) -> Foot:
    """The notes and signature rows directly under a grid's `bottom`; the first row of prose ends them."""
    notes: list[list[Row]] = []
    taken: list[Row] = []
    for row in below:
        last = taken[-1] if taken else None
        gap = row.top - (last.bottom if last else bottom)
        if gap > 3 * max(row.size, 9.0):
            break
        if begins_note(row.plain) or (not taken and row.plain.startswith(("*", "※"))):
            notes.append([row])
        elif is_signature(row.plain):
            pass
        elif (
            last is not None
            and notes
            and last is notes[-1][-1]
            and _note_goes_on(row, last, gap, notes[-1][0], measure)
        ):
            notes[-1].append(row)
        else:
            break
        taken.append(row)
    texts = ("".join(r.text.strip() for r in rows) for rows in notes)
    return Foot(tuple(texts), tuple(taken))


def _note_goes_on(row: Row, last: Row, gap: float, first: Row, measure: Measure) -> bool:
    if abs(row.size - last.size) > 0.5 or gap > 0.9 * max(row.size, 9.0):
        return False
    number = numbering(row.plain)
    if not is_closed(last.plain):
        return number is None or number[0] >= 4
    if number is not None:
        return number[0] >= 4 and numbering(re.sub(r"^[^:.、]*[:.、]", "", first.plain, count=1)) is not None
    small = first.size <= 0.85 * measure.size or row.x0 <= first.x0 + 0.5 * row.size
    return small and first.size <= 0.9 * measure.size
