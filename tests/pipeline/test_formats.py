"""Filings that are no PDF through every stage: facts, places, pictures."""

import io
import zipfile
from pathlib import Path

import dagster as dg
import pytest

from fiscal.document.page_picture import Crop, Mark, Note
from fiscal.intake import sandbox_pool as pool
from fiscal.intake import unpacked
from fiscal.intake.page_pictures import annotated_copy, drawer
from fiscal.model.reading import Box
from fiscal.model.reasons import Failure
from fiscal.storage.root import DataRoot
from pipelines.printing.summary import status_of
from pipelines.running.arriving import filings
from pipelines.running.ingest import ingest
from pipelines.schedules.inbox import is_finished
from tests.filings import PUBLISHER, budget
from tests.rar import rar
from tests.workbooks import word, xlsx

pytestmark = pytest.mark.pipeline


@pytest.fixture(autouse=True)
def every_reader(first_reader_only: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "READER", "fiscal.extraction.reader.read")


@pytest.mark.parametrize(("content", "name"), [(word(), "单位预算.docx"), (xlsx(), "附件.xlsx")])
def test_a_filing_of_another_format_is_published_with_its_facts(
    content: bytes, name: str, root: DataRoot, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    (result,) = ingest(root, instance, [path])
    row = result.row()
    assert result.filing is not None and row is not None
    assert (row.state, row.publisher, row.fiscal_year, row.doc_kind, row.source_file) == (
        "published",
        PUBLISHER,
        2023,
        "budget",
        name,
    )
    assert {"收入总计", "支出总计"} <= {f.concept_label for f in result.filing.read("facts")}
    places = {cell.source_cell for cell in result.filing.read("extracted_tables")}
    assert places == {None} if name.endswith("docx") else "收支总表!B5" in places


def test_the_place_of_a_figure_in_a_workbook_is_drawn(
    root: DataRoot, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    path = tmp_path / "附件.xlsx"
    path.write_bytes(xlsx())
    (result,) = ingest(root, instance, [path])
    assert result.filing is not None
    cell = next(c for c in result.filing.read("extracted_tables") if c.source_cell == "收支总表!B5")
    box = Box(cell.page, cell.x0, cell.top, cell.x1, cell.bottom)
    (picture,) = drawer(root, result.filing.latest())([Crop(cell.page, (Mark(box, "error"),))])
    assert picture is not None and picture.startswith(b"\x89PNG")
    copy = annotated_copy(root, result.filing.latest().parts[0], [Note(box, "error", "X1", "150.00")])
    assert copy is not None and copy.startswith(b"%PDF-")


def archive(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name, content in files.items():
            packed.writestr(name.replace("_", "."), content)
    return out.getvalue()


def test_an_archive_is_as_many_filings_as_it_holds_and_knows_what_was_left(
    root: DataRoot, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    path = tmp_path / "预算公开.zip"
    inner = archive(乙_pdf=budget("青山市博雅小学"))
    path.write_bytes(archive(甲_pdf=budget(), 内层_zip=inner, 说明_txt="见附件".encode()))
    results = list(ingest(root, instance, [path]))
    rows = [row for result in results if (row := result.row())]
    assert [(row.publisher, row.state) for row in rows] == [(PUBLISHER, "published"), ("青山市博雅小学", "published")]
    assert [result.reason for result in results if result.work == "left"] == [
        "说明.txt: 不可读取的格式 not a format that is read (text)"
    ]
    assert status_of(results) == 0
    outer, member = results[-1].sha256, results[0].filing
    assert outer is not None and member is not None
    assert [part.member_of for part in member.read("parts")] == [outer]
    assert is_finished(root, outer)
    assert [result.work for result in ingest(root, instance, [path])] == ["unchanged", "unchanged", "left"]


def test_an_archive_of_nothing_that_is_read_is_a_filing_that_failed(
    root: DataRoot, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    path = tmp_path / "空.zip"
    path.write_bytes(archive(说明_txt="见附件".encode()))
    results = list(ingest(root, instance, [path]))
    row = results[0].row()
    assert row is not None and row.state == "failed" and (row.state_reason or "").startswith("nothing_to_read")
    assert status_of(results) == 4


def test_folders_are_searched_for_every_kind_that_is_read(tmp_path: Path) -> None:
    for name in ("a.PDF", "b.xlsx", "c.et", "d.zip", "e.exe", "f.JPG", ".g.pdf"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "data" / "reports").mkdir(parents=True)
    (tmp_path / "data" / "reports" / "index.html").write_bytes(b"x")
    names = ["a.PDF", "b.xlsx", "c.et", "d.zip", "f.JPG"]
    assert [path.name for path in filings([tmp_path])] == [*names[:3], "d.zip", "index.html", "f.JPG"]
    assert [path.name for path in filings([tmp_path], tmp_path / "data")] == names
    assert [path.name for path in filings([tmp_path / "data"], tmp_path / "data")] == ["index.html"]


def test_an_archive_that_lacked_a_program_is_unpacked_when_it_comes_in_again(
    root: DataRoot, instance: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, program = tmp_path / "预算公开.rar", tmp_path / "bin" / "unar"
    path.write_bytes(rar({"甲.pdf": budget()}))
    program.parent.mkdir()
    monkeypatch.setenv("PATH", str(program.parent))
    real = pool.sandbox()

    class Machine:
        def call(self, function: str, *arguments: object) -> object:
            return real.call(function, *arguments) if program.exists() else Failure("needs_unrar")

    monkeypatch.setattr(pool, "sandbox", Machine)
    monkeypatch.setattr(unpacked, "sandbox", Machine)
    (lacking,) = ingest(root, instance, [path])
    row = lacking.row()
    assert row is not None and row.state == "failed" and (row.state_reason or "").startswith("needs_unrar")
    assert [result.work for result in ingest(root, instance, [path])] == ["unchanged"]
    program.write_text("")
    program.chmod(0o755)
    (read,) = ingest(root, instance, [path])
    row = read.row()
    assert row is not None and (row.publisher, row.state) == (PUBLISHER, "published")
    assert read.filing is not None and read.filing.filing_id.startswith("qingshanshi")
    assert lacking.filing is not None
    assert [row.state for row in lacking.filing.read("filings")] == ["superseded"]
    assert [result.work for result in ingest(root, instance, [path])] == ["unchanged"]


def test_a_document_that_lacked_a_program_is_read_when_it_comes_in_again(
    root: DataRoot, instance: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, program = tmp_path / "预算.pdf", tmp_path / "bin" / "soffice"
    path.write_bytes(budget())
    program.parent.mkdir()
    monkeypatch.setenv("PATH", str(program.parent))
    real = pool.sandbox()

    class Machine:
        def call(self, function: str, *arguments: object) -> object:
            lacking = function == pool.READER and not program.exists()
            return Failure("needs_libreoffice", "doc") if lacking else real.call(function, *arguments)

    monkeypatch.setattr(pool, "sandbox", Machine)
    assert [result.work for _ in range(2) for result in ingest(root, instance, [path])] == ["done", "unchanged"]
    program.write_text("")
    program.chmod(0o755)
    assert [result.work for result in ingest(root, instance, [path])] == ["unchanged"]
    (program.parent / "libswlo.so").write_bytes(b"")
    (read,) = ingest(root, instance, [path])
    row = read.row()
    assert row is not None and (row.publisher, row.state) == (PUBLISHER, "published")
    assert read.filing is not None and read.filing.filing_id.startswith("qingshanshi")
