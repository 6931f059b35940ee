"""Published filings as workbook and text document, and as an article of the web: the facts and findings are those of
the PDF.
"""

from collections import Counter
from pathlib import Path

import dagster as dg
import pytest

from fiscal.document.identity.identity import identify
from fiscal.extraction.reader import read
from fiscal.intake import sandbox_pool as pool
from fiscal.intake.sets.reading_parts import joined
from fiscal.model.contract import Fact
from fiscal.model.findings.rows import Finding
from fiscal.model.reading import Reading
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import CHECKOUT
from pipelines.running.ingest import ingest
from tests import rewriting
from tests.pipeline.test_parts import opened
from tests.places.judging import judged_reading

pytestmark = [pytest.mark.pipeline, pytest.mark.slow]

RAW = CHECKOUT / "raw"


@pytest.fixture(autouse=True)
def every_reader(first_reader_only: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "READER", "fiscal.extraction.reader.read")


def was_read(path: Path) -> Reading:
    found = read(path)
    assert isinstance(found, Reading)
    return found


def again(content: bytes, tmp_path: Path) -> Reading:
    (tmp_path / "again").write_bytes(content)
    return was_read(tmp_path / "again")


def cells(found: Reading) -> list[list[tuple[object, ...]]]:
    return [
        sorted((c.row, c.col, c.rowspan, c.colspan, c.text, c.indent) for c in table.cells) for table in found.tables
    ]


def facts(found: list[Fact]) -> Counter[tuple[object, ...]]:
    return Counter(
        (
            f.concept,
            f.fiscal_year,
            f.phase,
            f.measure,
            f.source_of_funds,
            f.expenditure_type,
            f.project,
            f.value_native,
            f.unit,
        )
        for f in found
    )


def told(found: list[Finding]) -> Counter[tuple[object, ...]]:
    return Counter((f.invariant, f.severity, f.lhs, f.rhs) for f in found if f.verdict == "violated")


@pytest.mark.parametrize(
    "name", ["futian-2022-projects", "jingdezhen-2022-final", "shenzhen-2022-budget", "zhuzhou-2022-budget"]
)
def test_a_published_filing_says_the_same_in_every_format(name: str, tmp_path: Path) -> None:
    own = was_read(RAW / f"{name}.pdf")
    expected = judged_reading(own, identify(own))
    tables, prose = again(rewriting.workbook(own), tmp_path), again(rewriting.narrative(own), tmp_path)
    assert [[cell[:5] for cell in table] for table in cells(tables)] == [
        [cell[:5] for cell in table] for table in cells(own)
    ]
    for found in (joined([prose, tables]), joined([tables, prose]), again(rewriting.article(own), tmp_path)):
        judged = judged_reading(found, identify(found))
        assert identify(found).publisher == identify(own).publisher
        assert facts([*judged.facts, *judged.held]) == facts([*expected.facts, *expected.held])
        assert told(judged.findings) == told(expected.findings)


def test_a_workbook_and_a_document_are_one_filing_whichever_comes_first(
    tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    own = was_read(RAW / "zhuzhou-2022-budget.pdf")
    expected = judged_reading(own, identify(own))
    files = {
        "株洲市城管指挥中心2022年部门预算报表.xlsx": rewriting.workbook(own),
        "株洲市城管指挥中心2022年部门预算说明.docx": rewriting.narrative(own),
    }
    seen: list[FilingFiles] = []
    for at, names in enumerate((list(files), list(files)[::-1])):
        root = opened(tmp_path / str(at))
        for name in names:
            (tmp_path / name).write_bytes(files[name])
            list(ingest(root, instance, [tmp_path / name]))
        seen += [
            found
            for path in sorted(Path(root.location, "filings").iterdir())
            if (found := FilingFiles(root, path.name.removeprefix("filing_id="))).versions()
        ]
    assert len(seen) == 2
    for filing in seen:
        assert sorted(part.receipt.source_file for part in filing.latest().parts) == sorted(files)
        assert facts([*filing.read("facts"), *filing.read("held_facts")]) == facts([*expected.facts, *expected.held])
        assert told(filing.read("findings")) == told(expected.findings)
    assert seen[0].read("facts") == seen[1].read("facts")
