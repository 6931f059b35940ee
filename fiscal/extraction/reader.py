"""One file as a reading: a PDF's every page by the reader that suits it, a second opinion on the ruled ones, put
together into tables and prose.

Meant to run in a limited child process; opening and mending PDFs is left to `fiscal.document.opening`, files of other
kinds to `fiscal.extraction.formats`, what the tables mean to `fiscal.cleaning`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2 as pdfium

from fiscal.document.archives.contents import ARCHIVES
from fiscal.document.archives.settings import PAST_LIMITS
from fiscal.document.archives.unpacking import Unpacked, unpack
from fiscal.document.engine import open_document
from fiscal.document.identity.chapters import chapters
from fiscal.document.opening.attached import EMBEDDED, READ_APART
from fiscal.document.opening.magic import kind_of
from fiscal.document.opening.opening import prepare
from fiscal.document.sandbox.sandbox_child import announce
from fiscal.extraction.checks.second_reader import second_opinion
from fiscal.extraction.documents.assemble import assemble
from fiscal.extraction.formats.kinds import flow_of, pdf_of
from fiscal.extraction.formats.laid_out import placed
from fiscal.extraction.page.content import Grid, PageContent, TextLine
from fiscal.extraction.page.layer import Content, open_layer, where_content_is
from fiscal.extraction.pdfium.marks import PageTooComplexError
from fiscal.extraction.scans.straightened_boxes import place_back
from fiscal.extraction.search.page_search import compose
from fiscal.extraction.typesetting.flow import Flow
from fiscal.extraction.typesetting.layout import lay_out
from fiscal.model.reading import Doubt, Page, Reading
from fiscal.model.reasons import Failure

_SHOWN = 5
_STAMPED = 0.5
"""Share of the characters in a picture's table up to which the text layer has only something that was printed over it,
not the table.
"""


def read(path: Path) -> Reading | Failure:
    """Everything in the file at `path`, a PDF opened and mended first; a Failure with its reason code where it cannot
    be opened or is past the limits.
    """
    kind = kind_of(path)
    flow = flow_of(path, kind)
    if flow is not None:
        return flow if isinstance(flow, Failure) else _read_flow(flow)
    with TemporaryDirectory() as workdir:
        if kind in ARCHIVES:
            return _empty(unpack(path, Path(workdir)))
        made = pdf_of(path, kind)
        if isinstance(made, Failure):
            return made
        if made is not None:
            path = Path(workdir) / "made.pdf"
            path.write_bytes(made)
        prepared = prepare(path, Path(workdir))
        if isinstance(prepared, Failure):
            return prepared
        reading = read_prepared(prepared.path)
    if isinstance(reading, Failure):
        return reading
    return opened_as(reading, _attached(path, prepared.doubts), prepared.repairs)


def _read_flow(flow: Flow) -> Reading:
    """The reading of a file without pages, of the pages that it is laid out on."""
    pages = lay_out(flow)
    announce(len(pages), 0)
    contents = [page.content for page in pages]
    return opened_as(placed(put_together(contents, contents), pages), flow.doubts, ())


def _empty(found: Unpacked | Failure | None) -> Failure:
    """Why an archive is no filing by itself: what in it can be read comes in as files of its own, unless it lies too
    deep for that.
    """
    if isinstance(found, Failure):
        return found
    if found and found.members:
        return Failure("archive_too_large", PAST_LIMITS)
    return Failure("nothing_to_read", "; ".join(found.left[:_SHOWN]) if found else "")


def _attached(path: Path, doubts: tuple[Doubt, ...]) -> tuple[Doubt, ...]:
    """The doubts of opening a PDF, in which attached files that come in as files of their own are said to be read."""
    if not any(doubt.detail.startswith(EMBEDDED) for doubt in doubts):
        return doubts
    with TemporaryDirectory() as folder:
        found = unpack(path, Path(folder))
    taken = {member.name for member in found.members} if isinstance(found, Unpacked) else set[str]()
    return tuple(
        replace(d, detail=f"{READ_APART}: {name}") if (name := d.detail.removeprefix(f"{EMBEDDED}: ")) in taken else d
        for d in doubts
    )


def opened_as(reading: Reading, doubts: Sequence[Doubt], repairs: tuple[str, ...]) -> Reading:
    """The reading with what was doubted and done on opening the file; a doubt about a page goes to the chapter that the
    page is of.
    """
    chapters = tuple(
        opened_as(c, [d for d in doubts if d.page in {p.page for p in c.pages}], repairs) for c in reading.chapters
    )
    elsewhere = {page.page for c in chapters for page in c.pages}
    own = tuple(d for d in doubts if d.page not in elsewhere)
    return replace(reading, doubts=own + reading.doubts, repairs=repairs + reading.repairs, chapters=chapters)


def read_prepared(path: Path) -> Reading | Failure:
    """Everything in a PDF that `fiscal.document.opening` has made readable; `too_complex` where a page is past the
    limits.
    """
    with open_document(path) as document:
        try:
            contents = read_pages(document)
        except PageTooComplexError as error:
            return Failure(error.code, str(error))
    return put_together(second_opinion(path, contents), contents)


def put_together(seen: Sequence[PageContent], contents: Sequence[PageContent]) -> Reading:
    """The reading of the pages; of a compilation each chapter by itself, as if it were a file of its own. `contents`
    are the pages before the second opinion.
    """
    whole = place_back(assemble(seen), contents)
    ranges = chapters(whole)
    if not ranges:
        return whole
    found = [
        place_back(assemble([c for c in seen if first <= c.page.page <= last]), contents) for first, last in ranges
    ]
    outside = [c for c in seen if not any(first <= c.page.page <= last for first, last in ranges)]
    rest = place_back(assemble(outside), contents)
    return replace(
        rest, doubts=(Doubt("compilation", False, detail=str(len(found))), *rest.doubts), chapters=tuple(found)
    )


def read_pages(document: pdfium.PdfDocument) -> tuple[PageContent, ...]:
    """Each page by the first reader, and by the picture reader where its content is in pictures."""
    contents: list[PageContent] = []
    pictured: list[tuple[int, Content]] = []
    for index in range(len(document)):
        try:
            page = document[index]
        except pdfium.PdfiumError:
            contents.append(_unreadable(index + 1))
            continue
        with open_layer(page) as layer:
            where = where_content_is(layer)
            contents.append(compose(layer, index + 1))
        page.close()
        if where is not Content.TEXT:
            pictured.append((index, where))
    announce(len(contents), len(pictured))
    if pictured:
        from fiscal.extraction.scans.picture_page import read_picture  # its recognition models take a second to import

        for index, where in pictured:
            page = document[index]
            seen = read_picture(page, index + 1)
            contents[index] = seen if where is Content.PICTURE else with_picture(contents[index], seen)
            page.close()
    return tuple(contents)


def _unreadable(number: int) -> PageContent:
    page = Page(page=number, width=0.0, height=0.0, rotation=0, picture=False, chars=0)
    return PageContent(page, (), (), (Doubt("page_unreadable", True, page=number),))


def with_picture(printed: PageContent, seen: PageContent) -> PageContent:
    """A page's text layer completed by what only its pictures show; nothing is taken from where the text layer has a
    table or a line of its own.

    Single lines of the text layer over a table of the picture, a number stamped on or a page number, are part of what
    the picture shows."""
    grids = [
        grid
        for grid in seen.grids
        if not _overlaps(grid, printed.grids) and _printed_share(grid, printed.lines) <= _STAMPED
    ]
    kept = [line for line in printed.lines if not any(_holds(grid, line) for grid in grids)]
    lines = [line for line in seen.lines if not _overlaps(line, printed.lines) and not _overlaps(line, printed.grids)]
    if not lines and not grids:
        return printed
    return replace(
        printed,
        page=replace(printed.page, picture=bool(grids), image_sha256=seen.page.image_sha256),
        grids=tuple(sorted((*printed.grids, *grids), key=_place)),
        lines=tuple(sorted((*kept, *lines), key=_place)),
        doubts=printed.doubts + seen.doubts,
    )


def _printed_share(grid: Grid, lines: Sequence[TextLine]) -> float:
    """How many of the characters in a picture's table the text layer has too, as a share."""
    shown = sum(len(cell.text.replace(" ", "")) for cell in grid.cells)
    return sum(len(line.text.replace(" ", "")) for line in lines if _holds(grid, line)) / max(1, shown)


def _holds(outer: Grid | TextLine, inner: Grid | TextLine) -> bool:
    """Whether the middle of one lies within the other."""
    x, y = (inner.x0 + inner.x1) / 2, (inner.top + inner.bottom) / 2
    return outer.x0 <= x <= outer.x1 and outer.top <= y <= outer.bottom


def _place(item: Grid | TextLine) -> tuple[float, float]:
    return (item.top, item.x0)


def _overlaps(item: Grid | TextLine, others: Sequence[Grid] | Sequence[TextLine]) -> bool:
    """Whether the middle of one of the others lies within the item, or the item's within one of them."""
    return any(_holds(other, item) or _holds(item, other) for other in others)
