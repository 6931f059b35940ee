"""Which reader reads which kind of file: those whose texts are taken as they stand, older ones made a newer one first,
and those that are made a PDF.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from fiscal.extraction.formats.documents.docx import read_docx
from fiscal.extraction.formats.documents.html import read_html
from fiscal.extraction.formats.office import OFFICE_KINDS, converted
from fiscal.extraction.formats.packages import examine
from fiscal.extraction.formats.pictures import KINDS, picture_pdf
from fiscal.extraction.formats.workbooks.workbook import SourceSheet
from fiscal.extraction.formats.workbooks.workbook_areas import area_of
from fiscal.extraction.formats.workbooks.xls import read_xls
from fiscal.extraction.formats.workbooks.xlsx import read_xlsx
from fiscal.extraction.typesetting.flow import Area, Flow
from fiscal.model.reading import Doubt
from fiscal.model.reasons import Failure

_SHOWN = 5


def flow_of(path: Path, kind: str) -> Flow | Failure | None:
    """The flow of a file of a kind (as `fiscal.document.opening.magic` names it), a Failure where it cannot be read;
    None for kinds that are not read as a flow.
    """
    if kind in OFFICE_KINDS:
        return _older_document(path, kind)
    reader = _READERS.get(kind)
    return None if reader is None else reader(path)


def _older_document(path: Path, kind: str) -> Flow | Failure | None:
    """The document with its tables cell by cell: on a page, those without rules are none. None where all that it holds
    beside text are pictures, which its pages show.
    """
    with TemporaryDirectory() as folder:
        made = converted(path, kind, "docx")
        if isinstance(made, Failure):
            return made
        (newer := Path(folder) / "made.docx").write_bytes(made)
        flow = _docx(newer)
    if isinstance(flow, Failure):
        return flow
    tables = any(isinstance(block, Area) for block in flow.blocks)
    return flow if tables or not any(d.code == "pictures_unread" for d in flow.doubts) else None


def _xlsx(path: Path) -> Flow | Failure:
    about = examine(path)
    if isinstance(about, Failure):
        return about
    read = read_xlsx(path)
    if isinstance(read, Failure):
        return read
    sheets, doubts = read
    return _workbook(sheets, (*about, *doubts))


def _xls(path: Path) -> Flow | Failure:
    sheets = read_xls(path)
    return sheets if isinstance(sheets, Failure) else _workbook(sheets, ())


def _docx(path: Path) -> Flow | Failure:
    about = examine(path)
    if isinstance(about, Failure):
        return about
    flow = read_docx(path)
    return flow if isinstance(flow, Failure) else replace(flow, doubts=(*about, *flow.doubts))


def _encrypted(_path: Path) -> Failure:
    return Failure("needs_password")


def _ofd(_path: Path) -> Failure:
    # Packages that draw OFD need PyMuPDF (AGPL); those that do not give its text without rules and pictures.
    return Failure("ofd_unread")


def _workbook(sheets: list[SourceSheet], doubts: tuple[Doubt, ...]) -> Flow | Failure:
    areas = tuple(area for sheet in sheets if sheet.visible and (area := area_of(sheet)) is not None)
    if not areas:
        return Failure("no_pages")
    hidden = list(_hidden(sheets))
    if hidden:
        doubts += (Doubt("hidden_cells", False, detail="、".join(hidden[:_SHOWN])),)
    return Flow(areas, "workbook", doubts)


def _hidden(sheets: list[SourceSheet]) -> Iterator[str]:
    """What has something in it and is not displayed: whole sheets, rows, columns."""
    for sheet in sheets:
        filled = [cell for cell in sheet.cells.values() if cell.text.strip()]
        rows = {c.row for c in filled} & sheet.hidden_rows
        columns = {c.col for c in filled} & sheet.hidden_columns
        if not sheet.visible and filled:
            yield f"工作表 sheet {sheet.name}"
        elif sheet.visible and (rows or columns):
            yield f"{sheet.name}: {len(rows)} 行 rows, {len(columns)} 列 columns"


def pdf_of(path: Path, kind: str) -> bytes | Failure | None:
    """The PDF that a file of a kind is made first, a Failure where that cannot be done; None for kinds of which none is
    made.
    """
    if kind in KINDS:
        return picture_pdf(path)
    return converted(path, kind, "pdf") if kind in OFFICE_KINDS else None


_READERS: dict[str, Callable[[Path], Flow | Failure]] = {
    "xlsx": _xlsx,
    "xls": _xls,
    "docx": _docx,
    "HTML": read_html,
    "encrypted Office": _encrypted,
    "OFD": _ofd,
}
