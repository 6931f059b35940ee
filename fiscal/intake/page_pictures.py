"""Pictures and annotated copies of kept PDFs, drawn in the sandbox; a page that cannot be drawn is None, never an error of the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fiscal.document.page_picture import Crop, Note
from fiscal.intake.sandbox_pool import ANNOTATED, PICTURES, sandbox
from fiscal.model.reasons import Failure
from fiscal.storage import blobs
from fiscal.storage.root import DataRoot


def drawer(root: DataRoot, sha256: str) -> Callable[[Sequence[Crop]], list[bytes | None]]:
    """A function that draws regions of the kept bytes as PNG."""

    def draw(crops: Sequence[Crop]) -> list[bytes | None]:
        with blobs.as_file(root.store, sha256) as path:
            drawn = sandbox().call(PICTURES, path, list(crops))
        return [None] * len(crops) if isinstance(drawn, Failure) else drawn

    return draw


def annotated_copy(root: DataRoot, sha256: str, notes: Sequence[Note]) -> bytes | None:
    """The kept PDF with a note at every box; None where there is nothing to note or the file cannot be written anew."""
    if not notes:
        return None
    with blobs.as_file(root.store, sha256) as path:
        copy = sandbox().call(ANNOTATED, path, list(notes))
    return None if isinstance(copy, Failure) else copy
