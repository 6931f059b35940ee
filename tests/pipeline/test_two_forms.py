"""One publication in two formats: what both say is read once, what they say otherwise is told, and nothing is lost
whichever comes first.
"""

import io
import zipfile
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import dagster as dg
import pytest

from fiscal.extraction.reader import read
from fiscal.intake import sandbox_pool as pool
from fiscal.model.reading import Reading
from fiscal.storage.filing import FilingFiles
from tests import rewriting
from tests.drawing import pdf, texts
from tests.parted import BODY, cover, expenditure, general, income, narrative, summary
from tests.pipeline.test_parts import FILING, NAME, into

pytestmark = [pytest.mark.pipeline, pytest.mark.usefixtures("root")]
SENTENCE = f"{BODY}2024年收入总预算300.00万元，支出总预算300.00万元。"
DATASETS = ("facts", "held_facts", "findings", "parts", "filings")


@pytest.fixture(autouse=True)
def every_reader(first_reader_only: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "READER", "fiscal.extraction.reader.read")


def paper(total: str = "300.00", prose: bool = True) -> bytes:
    """The filing as a PDF: its tables behind a cover and a single sentence."""

    def front(canvas) -> None:
        cover(canvas)
        texts(canvas, [[SENTENCE if prose else ""]], [40, 560], [400, 380], size=9)

    return pdf(
        front,
        lambda c: summary(c, BODY, total),
        lambda c: income(c, BODY, total),
        lambda c: expenditure(c, BODY, "120.00", "180.00", total),
    )


def rewritten(content: bytes, tmp_path: Path, form: str) -> bytes:
    """A PDF's tables as a workbook, or all of it as an article."""
    (tmp_path / "own.pdf").write_bytes(content)
    found = read(tmp_path / "own.pdf")
    assert isinstance(found, Reading)
    return {"xlsx": rewriting.workbook, "html": rewriting.article}[form](found)


def archive(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return out.getvalue()


def said(filing: FilingFiles) -> list[bytes | None]:
    return [filing.content(dataset) for dataset in ("facts", "held_facts", "findings")]


def stand(filing: FilingFiles) -> tuple[list[str], list[str], list[str | None]]:
    files = [part.receipt.source_file for part in filing.latest().parts]
    return files, [row.state for row in filing.read("filings")], [row.role for row in filing.read("parts")]


def ways(
    tmp_path: Path, instance: dg.DagsterInstance, files: dict[str, bytes], archived: bool = False
) -> list[FilingFiles]:
    """The filing as its files came in every order, one after the other or `archived` in one file."""
    found: list[FilingFiles] = []
    for at, order in enumerate(permutations(files.items())):
        (tmp_path / str(at)).mkdir()
        came = [("预算公开.zip", archive(dict(order)))] if archived else list(order)
        found.append(into(tmp_path / str(at), instance, came))
    return found


@pytest.mark.parametrize(("form", "archived"), [("xlsx", False), ("xlsx", True), ("html", False)])
def test_what_both_forms_say_is_read_once(
    form: str, archived: bool, tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    files = {f"{NAME}.pdf": paper(), f"{NAME}.{form}": rewritten(paper(), tmp_path, form)}
    (tmp_path / "alone").mkdir()
    alone = into(tmp_path / "alone", instance, [(f"{NAME}.pdf", paper())])
    assert {fact.value_yuan for fact in alone.read("facts")} >= {Decimal(3_000_000)}
    for filing in ways(tmp_path, instance, files, archived):
        assert stand(filing)[:2] == ([f"{NAME}.pdf", f"{NAME}.{form}"], ["published"])
        assert {row.role for row in filing.read("parts")} == {"tables"}
        assert said(filing) == said(alone)
        assert any(SENTENCE in sentence.text for sentence in filing.read("prose"))


def test_what_the_two_forms_say_otherwise_is_told(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    files = {f"{NAME}.pdf": paper(), f"{NAME}.xlsx": rewritten(paper("301.00"), tmp_path, "xlsx")}
    first, *others = ways(tmp_path, instance, files, archived=True)
    assert {source.part_no for fact in first.read("facts") for source in fact.sources} == {1, 2}
    told = {(f.lhs, f.rhs) for f in first.read("findings") if f.verdict == "violated" and f.severity == "error"}
    assert any({Decimal("300.00"), Decimal("301.00")} == set(pair) for pair in told)
    for filing in others:
        assert stand(filing) == stand(first) and said(filing) == said(first)


def test_what_one_form_has_beside_the_other_stays(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    full = rewritten(paper(), tmp_path, "xlsx")
    part = pdf(cover, narrative, summary, income)
    (tmp_path / "alone").mkdir()
    alone = into(tmp_path / "alone", instance, [(f"{NAME}.pdf", pdf(cover, narrative, summary, income, expenditure))])
    for filing in ways(tmp_path, instance, {f"{NAME}.pdf": part, f"{NAME}.xlsx": full}):
        assert stand(filing) == ([f"{NAME}.pdf", f"{NAME}.xlsx"], ["published"], ["whole", "tables"])
        assert {(f.concept, f.measure, f.value_yuan) for f in filing.read("facts")} == {
            (f.concept, f.measure, f.value_yuan) for f in alone.read("facts")
        }


def test_a_correction_takes_the_place_of_both_forms(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    first = pdf(cover, summary, income, expenditure, general)
    files = [(f"{NAME}.pdf", first), (f"{NAME}.xlsx", rewritten(first, tmp_path, "xlsx"))]
    corrected = pdf(cover, summary, income, lambda c: expenditure(c, BODY, "130.00", "170.00"), general)
    filing = into(tmp_path, instance, [*files, (f"{NAME}更正.pdf", corrected)])
    assert [[part.receipt.source_file for part in version.parts] for version in filing.versions()] == [
        [f"{NAME}.pdf", f"{NAME}.xlsx"],
        [f"{NAME}更正.pdf"],
    ]


def test_a_new_edition_that_leaves_a_table_out_is_asked_about(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    fewer = pdf(cover, summary, lambda c: income(c, BODY, "301.00"))
    filing = into(tmp_path, instance, [(f"{NAME}.pdf", paper(prose=False)), (f"{NAME}新.pdf", fewer)])
    assert [part.receipt.source_file for part in filing.latest().parts] == [f"{NAME}.pdf"]
    (beside,) = filing.neighbours()
    assert [doubt.code for doubt in beside.read("doubts")].count("unsure_part") == 1
    assert filing.filing_id == FILING
