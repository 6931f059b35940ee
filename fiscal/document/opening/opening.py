"""From a path to a PDF that can be read: no other kind of file, no password, damage repaired, no heavier than a reader
can bear.

It touches hostile bytes, so it runs in a child of `fiscal.document.sandbox`; reading the pages is left to
`fiscal.extraction`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import pikepdf
import pypdfium2

from fiscal.document.engine import open_document
from fiscal.document.opening import magic, weight
from fiscal.document.opening.hidden_layers import take_out_hidden
from fiscal.document.opening.stored_whole import promised_pages, stored_doubts
from fiscal.document.opening.typed_in import lay_down
from fiscal.document.sandbox.limits import LARGEST_FILE
from fiscal.document.sandbox.sandbox_child import announce
from fiscal.model.reading import Doubt
from fiscal.model.reasons import Failure

MAX_BYTES = LARGEST_FILE
MAX_PAGES = 2000
PASSWORDS = "FISCAL_PDF_PASSWORDS"
_TAIL = 1 << 16


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that readers can open. `path`: the file itself or a repaired copy of it. `repairs`: what had to be done:
    `trimmed` (bytes before the header), `headless`, `repaired` (damaged structure), `typed_in` (filled fields and free
    text made part of the pages), `hidden_layers` (what layers that are off hold taken out), `owner_password`,
    `user_password`. `pictures`: numbers of the pages that seem to have no text layer."""

    path: Path
    repairs: tuple[str, ...]
    pages: int
    pictures: tuple[int, ...]
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file in the first engine, and what opening it took."""

    pdf: pikepdf.Pdf
    source: Path
    repairs: tuple[str, ...]


def prepare(path: Path, workdir: Path, passwords: Sequence[str] | None = None) -> Prepared | Failure:
    """Makes the file readable; copies go to `workdir`, the file itself stays as it is. Inside the sandbox the time for
    its pages is announced.

    `passwords` are tried on a file that needs one (by default the lines of the environment variable
    FISCAL_PDF_PASSWORDS). Failures: `empty_file`, `not_a_pdf`, `too_large`, `needs_password`, `damaged`, `no_pages`,
    `too_many_pages`, `too_complex`."""
    trimmed = _trim(path, workdir)
    if isinstance(trimmed, Failure):
        return trimmed
    source, repairs = trimmed
    words = os.environ.get(PASSWORDS, "").splitlines() if passwords is None else passwords
    outcome = _settle(_by_qpdf(source, repairs, words), workdir / "repaired.pdf")
    if _is_poor(outcome, source):
        other = _settle(_by_pdfium(source, repairs, words, workdir / "rewritten.pdf"), workdir / "repaired_again.pdf")
        outcome = outcome if isinstance(other, Failure) else _with_what_was_lost(other, outcome)
    if isinstance(outcome, Prepared):
        announce(outcome.pages, len(outcome.pictures))
    return outcome


def _is_poor(outcome: Prepared | Failure, source: Path) -> bool:
    """Whether repair failed or lost text that pdfium finds in the damaged file."""
    if isinstance(outcome, Failure):
        return outcome.code == "damaged"
    return "repaired" in outcome.repairs and _characters(source) > _characters(outcome.path)


def _with_what_was_lost(rebuilt: Prepared, outcome: Prepared | Failure) -> Prepared:
    """The rebuilt file with what the damaged one was doubted for: a copy is whole, whatever did not come into it. What
    could not be looked at is blocking.
    """
    lost = (Doubt("file_damaged", True),) if isinstance(outcome, Failure) else outcome.doubts
    return replace(rebuilt, doubts=tuple(dict.fromkeys([*rebuilt.doubts, *lost])))


def _trim(path: Path, workdir: Path) -> tuple[Path, tuple[str, ...]] | Failure:
    """The file, or its part from the header on, where something stands before it."""
    size = path.stat().st_size
    if size == 0:
        return Failure("empty_file")
    if size > MAX_BYTES:
        return Failure("too_large", f"{size >> 20} MB > {MAX_BYTES >> 20} MB")
    with path.open("rb") as file:
        head = file.read(magic.LOOKED_AT)
        at = magic.header_at(head)
        if at == 0:
            return path, ()
        if at is None:
            file.seek(max(size - _TAIL, 0))
            if b"startxref" in file.read(_TAIL) and b" obj" in head:
                return path, ("headless",)
            return Failure("not_a_pdf", magic.looks_like(path, head))
        copy = workdir / "trimmed.pdf"
        file.seek(at)
        with copy.open("wb") as out:
            shutil.copyfileobj(file, out, 1 << 20)
    return copy, ("trimmed",)


def _by_qpdf(source: Path, repairs: tuple[str, ...], passwords: Sequence[str]) -> _Opened | Failure:
    for password in ("", *passwords):
        try:
            pdf = pikepdf.open(source, password=password)
        except pikepdf.PasswordError:
            continue
        except pikepdf.PdfError as error:
            return _damaged(error)
        if not pdf.is_encrypted:
            return _Opened(pdf, source, repairs)
        return _Opened(pdf, source, (*repairs, "user_password" if password else "owner_password"))
    return Failure("needs_password")


def _by_pdfium(source: Path, repairs: tuple[str, ...], passwords: Sequence[str], copy: Path) -> _Opened | Failure:
    """What the first engine cannot mend, pdfium may; its copy then serves both."""
    for password in (None, *passwords):
        try:
            with open_document(source, password) as document, pypdfium2.PdfDocument.new() as rebuilt:
                if len(document) > MAX_PAGES:
                    return Failure("too_many_pages", f"{len(document)} > {MAX_PAGES}")
                new: Any = rebuilt
                new.import_pages(document)
                new.save(copy)
            return _Opened(pikepdf.open(copy), copy, (*repairs, *(("user_password",) if password else ()), "repaired"))
        except (pypdfium2.PdfiumError, pikepdf.PdfError):
            continue
    return Failure("damaged")


def _warnings_of(pdf: pikepdf.Pdf) -> list[str]:
    """What the first engine had to put up with since it was last asked."""
    return [str(line) for line in cast(Any, pdf).get_warnings()]


def _settle(opened: _Opened | Failure, copy: Path) -> Prepared | Failure:
    """Counts and weighs what was opened; a file that is not sound as it stands is written anew to `copy`."""
    if isinstance(opened, Failure):
        return opened
    with opened.pdf as pdf:
        promised = promised_pages(pdf)
        found = _examine(pdf)
        if isinstance(found, Failure):
            return found
        pages, load = found
        warned = _warnings_of(pdf)
        try:
            damages = stored_doubts(pdf, opened.source, promised, warned)
            typed, unlayered = lay_down(pdf), take_out_hidden(pdf)
        except pikepdf.PdfError as error:
            return _damaged(error)
        before = _count(opened.source)
        repairs = opened.repairs
        if "repaired" not in repairs and (
            warned or _warnings_of(pdf) or (before is None and not {"owner_password", "user_password"} & set(repairs))
        ):
            repairs += ("repaired",)
        if typed.laid:
            repairs += ("typed_in",)
            found = _examine(pdf)
            if isinstance(found, Failure):
                return found
        if unlayered:
            repairs += ("hidden_layers",)
        path = opened.source
        if repairs:
            path = copy
            try:
                pdf.save(copy)
            except (pikepdf.PdfError, ValueError) as error:
                return _damaged(error)
    after = _count(path)
    if after is None:
        return Failure("damaged")
    doubts = [*damages, *(Doubt("active_content", False, detail=name) for name in load.active)]
    if "repaired" in repairs:
        doubts.append(Doubt("repaired", False))
    doubts += [Doubt("typed_in_unread", True, page=number) for number in typed.unread]
    other = next((count for count in (before, after) if count not in (None, pages)), None)
    if other is not None:
        doubts.append(Doubt("page_counts_disagree", False, detail=f"{pages} / {other}"))
    return Prepared(path, repairs, pages, load.pictures, tuple(doubts))


def _examine(pdf: pikepdf.Pdf) -> tuple[int, weight.Weight] | Failure:
    try:
        pages = len(pdf.pages)
        if pages == 0:
            return Failure("no_pages")
        if pages > MAX_PAGES:
            return Failure("too_many_pages", f"{pages} > {MAX_PAGES}")
        load = weight.weigh(pdf)
    except pikepdf.PdfError as error:
        return _damaged(error)
    return load if isinstance(load, Failure) else (pages, load)


def _count(path: Path) -> int | None:
    """Pages as pdfium counts them; None where it cannot open the file."""
    try:
        with open_document(path) as document:
            return len(document)
    except pypdfium2.PdfiumError:
        return None


def _characters(path: Path) -> int:
    """Characters of all pages as pdfium reads them, 0 where it cannot."""
    total = 0
    with suppress(pypdfium2.PdfiumError), open_document(path) as document:
        for page in document:
            total += page.get_textpage().count_chars()
    return total


def _damaged(error: Exception) -> Failure:
    """The engine's reason without the file's path, which it puts before it."""
    lines = str(error).splitlines()
    return Failure("damaged", lines[0].rpartition(": ")[2][:120] if lines else "")
