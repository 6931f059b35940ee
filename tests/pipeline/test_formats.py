"""Filings that are no PDF through every stage: facts, places, pictures."""

from pathlib import Path

import dagster as dg
import pytest

from fiscal.document.page_picture import Crop, Mark, Note
from fiscal.intake import sandbox_pool as pool
from fiscal.intake.page_pictures import annotated_copy, drawer
from fiscal.model.reading import Box
from fiscal.storage.root import DataRoot
from pipelines.running.ingest import ingest
from tests.filings import PUBLISHER
from tests.workbooks import word, xlsx

pytestmark = pytest.mark.pipeline


@pytest.fixture(autouse=True)
def every_reader(first_reader_only: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "READER", "fiscal.extraction.reader.read")


@pytest.mark.parametrize(("content", "name"), [(word(), "单位预算.docx"), (xlsx(), "附件.xlsx")])
def test_a_filing_of_another_format_is_published_with_its_facts(content: bytes, name: str, root: DataRoot, instance: dg.DagsterInstance, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    (result,) = ingest(root, instance, [path])
    row = result.row()
    assert result.filing is not None and row is not None
    assert (row.state, row.publisher, row.fiscal_year, row.doc_kind, row.source_file) == ("published", PUBLISHER, 2023, "budget", name)
    assert {"收入总计", "支出总计"} <= {f.concept_label for f in result.filing.read("facts")}
    places = {cell.source_cell for cell in result.filing.read("extracted_tables")}
    assert places == {None} if name.endswith("docx") else "收支总表!B5" in places


def test_the_place_of_a_figure_in_a_workbook_is_drawn(root: DataRoot, instance: dg.DagsterInstance, tmp_path: Path) -> None:
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
