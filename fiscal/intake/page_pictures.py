"""Pictures and annotated copies of a filing's files, drawn in the sandbox; a page that cannot be drawn is None, never
an error of the report.

A file without pages of its own is shown by the PDF that its reading was laid out on, drawn once for each version of the
reading code."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from fiscal.document.opening.magic import is_pdf
from fiscal.document.page_picture import Crop, Note
from fiscal.intake.kept_readings import reading_version
from fiscal.intake.sandbox_pool import ANNOTATED, AS_PDF, PICTURES, sandbox
from fiscal.model.reasons import Failure
from fiscal.storage import blobs
from fiscal.storage.root import DataRoot, FolderStore
from fiscal.storage.versions import PartFile, Version


def drawer(root: DataRoot, version: Version) -> Callable[[Sequence[Crop]], list[bytes | None]]:
    """A function that draws regions of a version's files as PNG."""

    def draw(crops: Sequence[Crop]) -> list[bytes | None]:
        drawn: dict[Crop, bytes | None] = {}
        for part in version.parts:
            own = [crop for crop in crops if crop.part_no == part.part_no]
            if own:
                drawn |= dict(zip(own, _pictures(root, part, own), strict=True))
        return [drawn.get(crop) for crop in crops]

    return draw


def _pictures(root: DataRoot, part: PartFile, crops: Sequence[Crop]) -> Sequence[bytes | None]:
    with _as_pdf(root, part.piece.sha256) as path:
        drawn = Failure("not_a_pdf") if path is None else sandbox().call(PICTURES, path, list(crops))
    return [None] * len(crops) if isinstance(drawn, Failure) else drawn


def annotated_copy(root: DataRoot, part: PartFile, notes: Sequence[Note]) -> bytes | None:
    """One of a filing's files as a PDF with a note at every box that lies in it; None where there is nothing to note or
    it cannot be written anew.
    """
    own = [note for note in notes if note.box.part_no == part.part_no]
    if not own:
        return None
    with _as_pdf(root, part.piece.sha256) as path:
        copy = Failure("not_a_pdf") if path is None else sandbox().call(ANNOTATED, path, own)
    return None if isinstance(copy, Failure) else copy


@contextmanager
def _as_pdf(root: DataRoot, sha256: str) -> Generator[Path | None]:
    """A local path of the PDF that the file is or is shown by, while the context lasts; None where it cannot be
    drawn.
    """
    with blobs.as_file(root.store, sha256) as path:
        if is_pdf(path):
            yield path
            return
        kept, name = FolderStore(root.work), f".cache/drawn/{reading_version()}/{sha256}.pdf"
        content = kept.read(name)
        if content is None:
            made = sandbox().call(AS_PDF, path)
            if isinstance(made, Failure):
                yield None
                return
            content = made
            kept.write(name, made)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "drawn.pdf"
        copy.write_bytes(content)
        yield copy
