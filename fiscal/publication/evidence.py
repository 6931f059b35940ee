"""The page pictures behind the findings of one filing: which regions are shown, which boxes are drawn in them, what the notes say.

Drawing itself is `fiscal.document.page_picture`'s, called through the renderer that the caller hands in (the sandbox).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from fiscal.document.page_picture import Crop, Mark, Note
from fiscal.model.reading import Box

Renderer = Callable[[Sequence[Crop]], Sequence[bytes | None]]
CROPS_PER_FINDING = 4
CROPS_PER_REPORT = 60


def boxes_of(observations: Sequence[dict[str, Any]]) -> dict[str, Box]:
    """Where each observation stands, by its id."""
    return {o["observation_id"]: Box(o["page"], o["x0"], o["top"], o["x1"], o["bottom"]) for o in observations}


def crops_of(finding: dict[str, Any], places: dict[str, Box]) -> list[Crop]:
    """The regions that show a finding's terms, one a page, the total's and the suspects' first; empty where no term has a place."""
    suspects = {s["observation_id"] for s in finding["suspects"]}
    by_page: dict[int, list[Mark]] = defaultdict(list)
    for term in sorted(finding["terms"], key=lambda t: t["observation_id"] not in suspects):
        place = places.get(term["observation_id"])
        if place is not None:
            tone = finding["severity"] if term["observation_id"] in suspects and finding["severity"] in ("error", "warning") else "term"
            by_page[place.page].append(Mark(place, tone))
    return [Crop(page, tuple(marks)) for page, marks in by_page.items()][:CROPS_PER_FINDING]


def notes_of(findings: Sequence[dict[str, Any]], places: dict[str, Box]) -> list[Note]:
    """A note for the annotated PDF at every cell or clause of the findings given."""
    notes: list[Note] = []
    for finding in findings:
        suspects = {s["observation_id"] for s in finding["suspects"]}
        for term in finding["terms"]:
            place = places.get(term["observation_id"])
            if place is not None:
                tone = finding["severity"] if term["observation_id"] in suspects else "term"
                notes.append(Note(place, tone if tone in ("error", "warning") else "term", finding["invariant"], f"{finding['message_zh']}\n{finding['message_en']}"))
    return notes
