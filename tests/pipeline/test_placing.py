"""A person decides whose part a file is, where its own reading could not tell, and takes that back."""

import re
from pathlib import Path

import pytest

from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot
from tests.drawing import pdf, texts
from tests.parted import BODY, bound, expenditure, income, pages_of, summary, whole
from tests.pipeline.conftest import Command
from tests.pipeline.test_parts import BODIES, FILING, NAME

pytestmark = pytest.mark.pipeline


@pytest.fixture
def filing(fiscal: Command, tmp_path: Path) -> FilingFiles:
    """The filing of two files: a narrative and its tables."""
    for name, pages in (("说明", (1, 2)), ("报表", (3, 5))):
        (tmp_path / f"{NAME}{name}.pdf").write_bytes(pages_of(whole(), *pages))
        assert fiscal("ingest", tmp_path / f"{NAME}{name}.pdf")[0] == 0
    return FilingFiles(DataRoot.at(tmp_path / "data"), FILING)


def nameless(tmp_path: Path) -> Path:
    """A page that says neither whose it is nor of which year."""
    path = tmp_path / "扫描件.pdf"
    path.write_bytes(
        pdf(
            lambda canvas: texts(
                canvas,
                [["补充说明"], ["本单位无政府性基金预算安排的支出，故该表为空。"]],
                [40, 560],
                [800, 780, 760],
                size=9,
            )
        )
    )
    return path


def files(filing: FilingFiles) -> list[list[str]]:
    return [[part.receipt.source_file for part in version.parts] for version in filing.versions()]


def test_a_file_that_does_not_say_whose_it_is_becomes_the_part_that_a_person_says(
    filing: FilingFiles, fiscal: Command, tmp_path: Path
) -> None:
    path = nameless(tmp_path)
    status, printed = fiscal("ingest", path)
    assert status == 3 and "unidentified" in printed
    facts = filing.read("facts")
    status, printed = fiscal("intake", path, "--as", FILING, "--part", "new")
    assert status == 0 and FILING in printed
    (now,) = files(filing)
    assert sorted(now) == sorted([path.name, f"{NAME}报表.pdf", f"{NAME}说明.pdf"])
    assert [fact.value_yuan for fact in filing.read("facts")] == [fact.value_yuan for fact in facts]
    assert [row.state for row in filing.read("filings")] == ["published"]
    left = next(Path(filing.root.location, "filings").glob("filing_id=unidentified-*"))
    former = FilingFiles(filing.root, left.name.removeprefix("filing_id="))
    assert [row.state for row in former.read("filings")] == ["superseded"] and not former.versions()
    assert "1 unchanged" in fiscal("ingest", path)[1]


def test_a_decision_stands_when_the_files_are_read_anew(
    filing: FilingFiles, fiscal: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = nameless(tmp_path)
    fiscal("intake", path, "--as", FILING, "--part", "new")
    before = files(filing)
    monkeypatch.setattr("fiscal.intake.kept_readings.reading_version", lambda: "later")
    fiscal("ingest", path)
    assert files(filing) == before and len(before[0]) == 3


def test_what_says_the_same_otherwise_takes_the_place_that_a_person_names(
    filing: FilingFiles, fiscal: Command, tmp_path: Path
) -> None:
    path = tmp_path / f"{NAME}附表.pdf"
    path.write_bytes(
        pdf(
            lambda c: summary(c, total="777.00"),
            lambda c: income(c, total="777.00"),
            lambda c: expenditure(c, BODY, "333.00", "444.00", "777.00"),
        )
    )
    status, printed = fiscal("ingest", path)
    beside = FilingFiles(filing.root, re.findall(rf"{FILING}-[0-9a-f]{{8}}", printed)[0])
    assert beside.beside == FILING
    before = [row.state for row in beside.read("filings")]
    status, printed = fiscal("intake", path, "--as", FILING)
    assert status == 2 and "--part" in printed and "tables" in printed
    status, printed = fiscal("intake", path, "--as", FILING, "--part", "tables", "--by", "team:data")
    assert status == 0
    assert len(files(filing)) == 2 and path.name in files(filing)[1] and f"{NAME}报表.pdf" not in files(filing)[1]
    assert [row.state for row in filing.read("filings")] == ["superseded", "published"]
    assert not beside.versions()
    status, printed = fiscal("intake", path, "--undo")
    (now,) = files(filing)
    assert f"{NAME}报表.pdf" in now
    assert files(beside) == [[path.name]]
    assert [row.state for row in beside.read("filings")] == before
    assert fiscal("intake", path, "--undo")[0] == 2


def test_what_cannot_be_placed_says_why_and_changes_nothing(
    filing: FilingFiles, fiscal: Command, tmp_path: Path
) -> None:
    path, before = nameless(tmp_path), files(filing)
    own = tmp_path / f"{NAME}报表.pdf"
    for file, arguments, told in (
        (path, (), "--as"),
        (path, ("--as", FILING, "--undo"), "--as"),
        (path, ("--as", "no-such-filing"), "no such filing"),
        (path, ("--as", FILING, "--part", "forms"), "--part"),
        (own, ("--as", FILING), "a part of it already"),
    ):
        status, printed = fiscal("intake", file, *arguments)
        assert status == 2 and told in " ".join(printed.replace("│", " ").split())
    for name, content, told in (("汇编.pdf", bound(*map(whole, BODIES)), "compilation"), ("空.pdf", b"", "empty")):
        (tmp_path / name).write_bytes(content)
        status, printed = fiscal("intake", tmp_path / name, "--as", FILING, "--part", "new")
        assert status == 2 and told in printed
    assert files(filing) == before


def tables_alone(tmp_path: Path) -> Path:
    """Tables that say neither whose they are nor of which year."""
    path = tmp_path / "附表.pdf"
    path.write_bytes(pdf(lambda c: summary(c, ""), lambda c: income(c, ""), lambda c: expenditure(c, "")))
    return path


def test_a_lone_file_becomes_the_filing_that_a_person_names_and_is_nobodys_again(
    fiscal: Command, tmp_path: Path
) -> None:
    path, root = tables_alone(tmp_path), DataRoot.at(tmp_path / "data")
    status, printed = fiscal("ingest", path)
    assert status == 3 and "fiscal intake" in printed
    nobody = re.findall(r"unidentified-[0-9a-f]{16}", printed)[0]
    status, printed = fiscal("intake", path, "--as", f"{BODY}2024年部门预算")
    assert status == 0 and FILING in printed
    filing = FilingFiles(root, FILING)
    (row,) = filing.read("filings")
    assert (row.publisher, row.scope, row.fiscal_year, row.doc_kind) == (BODY, "department", 2024, "budget")
    assert (row.state, row.region_code) == ("published", None)
    facts = filing.read("facts")
    assert facts and {(fact.publisher, fact.fiscal_year) for fact in facts} == {(BODY, 2024)}
    assert [row.state for row in FilingFiles(root, nobody).read("filings")] == ["superseded"]
    assert "1 unchanged" in fiscal("ingest", path)[1]

    narrative = tmp_path / f"{NAME}说明.pdf"
    narrative.write_bytes(pages_of(whole(), 1, 2))
    assert fiscal("ingest", narrative)[0] == 0
    assert sorted(files(filing)[0]) == sorted([narrative.name, path.name])
    status, printed = fiscal("intake", path, "--undo")
    assert status == 3 and nobody in printed
    assert files(filing) == [[narrative.name]]


def test_a_lone_file_is_given_an_id_whose_body_is_known_from_elsewhere(fiscal: Command, tmp_path: Path) -> None:
    path, root = tables_alone(tmp_path), DataRoot.at(tmp_path / "data")
    final = FILING.replace("budget", "final")
    status, printed = fiscal("intake", path, "--as", final)
    told = " ".join(printed.replace("│", " ").split())
    assert status == 2 and "no body is spelt like this" in told and not FilingFiles(root, final).versions()
    (tmp_path / f"{NAME}.pdf").write_bytes(whole())
    assert fiscal("ingest", tmp_path / f"{NAME}.pdf")[0] == 0
    assert fiscal("intake", path, "--as", final)[0] == 0
    filing = FilingFiles(root, final)
    assert [(row.publisher, row.doc_kind, row.state) for row in filing.read("filings")] == [
        (BODY, "final", "published")
    ]
    assert fiscal("intake", path, "--undo")[0] == 3
    assert not filing.versions() and filing.body is None
    assert [row.state for row in filing.read("filings")] == ["superseded"]


@pytest.mark.parametrize(
    "named, told",
    [
        ("qingshan-2024", "no such filing"),
        ("青山市河湾区水务局部门预算", "does not say year"),
        ("2024年部门预算", "does not say body"),
        ("unidentified-0123456789abcdef", "no body's filing"),
    ],
)
def test_what_is_no_filing_is_not_decided_and_says_how_one_is_named(
    fiscal: Command, tmp_path: Path, named: str, told: str
) -> None:
    status, printed = fiscal("intake", tables_alone(tmp_path), "--as", named)
    printed = " ".join(printed.replace("│", " ").split())
    assert status == 2 and told in printed and "--as" in printed
