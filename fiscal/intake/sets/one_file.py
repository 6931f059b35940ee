"""One file of a filing, as it bears on the others: what it holds, in which form, and what it came out of.

What that means for the others is left to `fiscal.intake.sets.complements`."""

from __future__ import annotations

from dataclasses import dataclass

from fiscal.document.opening.magic import kind_of
from fiscal.intake.sets.holdings import Holdings, holdings
from fiscal.model.reading import Reading
from fiscal.model.reasons import Failure
from fiscal.storage import blobs
from fiscal.storage.root import Store
from fiscal.storage.versions import Piece

_PICTURE = "picture"
_FORMS = {
    **dict.fromkeys(("xls", "xlsx"), "workbook"),
    **dict.fromkeys(("doc", "docx", "RTF", "OpenDocument", "Word XML"), "document"),
}


@dataclass(frozen=True, slots=True)
class OneFile:
    """`form`: a PDF, a workbook, a text document, an article of the web, or a picture. `archive`: the sha256 of the
    one that it came in; None for a file of its own.
    """

    holdings: Holdings
    form: str
    archive: str | None


def one_file(store: Store, piece: Piece, reading: Reading | Failure) -> OneFile:
    """What a file is for others of its filing. KeyError where it is not kept."""
    own = blobs.receipt(store, piece.sha256)
    with blobs.as_file(store, piece.sha256) as path:
        kind = kind_of(path)
    pages = reading.pages if isinstance(reading, Reading) else ()
    scanned = bool(pages) and all(page.picture for page in pages)
    return OneFile(holdings(reading), _PICTURE if scanned else _FORMS.get(kind, kind), own and own.member_of)
