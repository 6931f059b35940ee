"""The page pictures behind the findings of one filing: which regions are shown, which boxes are drawn in them, what the
notes say.

Drawing itself is `fiscal.document.page_picture`'s, called through the renderer that the caller hands in (the sandbox).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from fiscal.document.page_picture import Crop, Mark, Note
from fiscal.model.amounts import parse_amount
from fiscal.model.reading import Box
from fiscal.publication.inert import without_controls

Renderer = Callable[[Sequence[Crop]], Sequence[bytes | None]]
CROPS_PER_FINDING = 4
CROPS_PER_REPORT = 60
BYTES_PER_REPORT = 4_000_000
LABELS_PER_ROW = 2
WIDEST_HEADER = 3
SUSPECTS_SHOWN = 3
_Row = dict[str, Any]


class Places:
    """Where each observation of a filing stands, and what has to be in view to read it there: the labels of its row and
    the headers of its column.
    """

    def __init__(self, observations: Sequence[_Row], cells: Sequence[_Row] = ()) -> None:
        self._observations = {o["observation_id"]: o for o in observations}
        self._labels: dict[tuple[int, int], list[_Row]] = defaultdict(list)
        self._headers: dict[tuple[int, int], list[_Row]] = defaultdict(list)
        for cell in cells:
            if cell["text"].strip() and parse_amount(cell["text"]) is None:
                for row in range(cell["row"], cell["row"] + cell["rowspan"]):
                    self._labels[cell["table_no"], row].append(cell)
            if cell["is_header"] and cell["colspan"] <= WIDEST_HEADER:
                for col in range(cell["col"], cell["col"] + cell["colspan"]):
                    self._headers[cell["table_no"], col].append(cell)

    def box(self, term: _Row) -> Box | None:
        """The box of a term of a finding; None where it has no place."""
        observation = self._observations.get(term["observation_id"])
        return None if observation is None else _box(observation)

    def concerned(self, finding: _Row) -> list[_Row]:
        """What a finding points at: its suspects first, also those that are no term of it (a figure in the wrong
        column), then its terms.
        """
        suspects = [s["observation_id"] for s in finding["suspects"]]
        own = {t["observation_id"] for t in finding["terms"]}
        named = [self._observations[i] for i in suspects[:SUSPECTS_SHOWN] if i not in own and i in self._observations]
        return [*named, *sorted(finding["terms"], key=lambda t: t["observation_id"] not in suspects)]

    def beside(self, term: _Row) -> list[Box]:
        """The nearest label left of a table's cell, with one beside it, and the headers next above it, as far as they
        stand on its page; none for the prose.
        """
        place, row, col = self.box(term), term["row"], term["col"]
        if place is None or term["table_no"] is None or row is None or col is None:
            return []
        left = sorted(
            (c for c in self._labels[term["table_no"], row] if c["col"] + c["colspan"] <= col), key=lambda c: -c["col"]
        )
        labels = left[:1]
        for label in left[1:LABELS_PER_ROW]:
            if label["col"] + label["colspan"] == labels[-1]["col"]:
                labels.append(label)
        above = sorted(
            (c for c in self._headers[term["table_no"], col] if c["row"] + c["rowspan"] <= row), key=lambda c: -c["row"]
        )
        headers = above[:1]
        for header in above[1:]:
            if header["row"] + header["rowspan"] < headers[-1]["row"]:
                break
            headers.append(header)
        return [_box(c) for c in (*labels, *headers) if on_page(c) == (place.part_no, place.page)]


def on_page(row: _Row) -> tuple[int, int]:
    """The file and the page on which something stands."""
    return row["part_no"], row["page"]


def _box(row: _Row) -> Box:
    return Box(row["page"], row["x0"], row["top"], row["x1"], row["bottom"], row["part_no"])


def crops_of(finding: _Row, places: Places) -> list[Crop]:
    """The regions that show a finding's terms, one a page, those with terms before those with suspects only; empty
    where no term has a place.
    """
    suspects = {s["observation_id"] for s in finding["suspects"]}
    marks: dict[tuple[int, int], list[Mark]] = defaultdict(list)
    beside: dict[tuple[int, int], dict[Box, None]] = defaultdict(dict)
    for term in places.concerned(finding):
        place = places.box(term)
        if place is not None:
            marks[place.part_no, place.page].append(Mark(place, _tone(finding, term, suspects)))
            beside[place.part_no, place.page] |= dict.fromkeys(places.beside(term))
    # A suspect is drawn last: neighbouring cells share their edges.
    with_terms = {on_page(t) for t in finding["terms"]}
    places_shown = sorted(marks, key=lambda at: at not in with_terms)[:CROPS_PER_FINDING]
    return [Crop(at[1], tuple(reversed(marks[at])), tuple(beside[at]), part_no=at[0]) for at in places_shown]


def notes_of(findings: Sequence[_Row], places: Places) -> list[Note]:
    """A note for the annotated PDF at every cell or clause of the findings given, free of control characters."""
    notes: list[Note] = []
    for finding in findings:
        suspects = {s["observation_id"] for s in finding["suspects"]}
        said = without_controls(f"{finding['message_zh']}\n{finding['message_en']}")
        for term in places.concerned(finding):
            place = places.box(term)
            if place is not None:
                notes.append(Note(place, _tone(finding, term, suspects), finding["invariant"], said))
    return notes


def _tone(finding: _Row, term: _Row, suspects: set[str]) -> str:
    return (
        finding["severity"]
        if term["observation_id"] in suspects and finding["severity"] in ("error", "warning")
        else "term"
    )
