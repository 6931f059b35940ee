import csv
import hashlib
import json
import re
import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from frictionless import Package
from openpyxl.utils import get_column_letter, range_boundaries

from fiscal.model import contract, dictionary
from fiscal.model.reading_rows import ProseRow
from fiscal.model.records import to_arrow
from fiscal.publication import datapackage, delimited
from fiscal.publication.database import build as database
from fiscal.publication.database.views import VIEWS
from fiscal.publication.export import export
from fiscal.publication.reference.tables import reference_tables
from fiscal.publication.store import Store
from fiscal.storage.root import CHECKOUT
from tests.publishing import FILING_ID, HOSTILE, LONG, data_root

pytestmark = pytest.mark.unit

PANDAS = {"integer": "Int64", "boolean": "boolean", "number": "string"}


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    return export(data_root(folder / "root"), folder / "out").folder


def test_the_database_holds_every_dataset_with_comments(exported: Path) -> None:
    with duckdb.connect(str(exported / "fiscal.duckdb"), read_only=True) as db:
        tables = dict(db.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall())
        assert set(contract.DATASETS) <= set(tables) and all(tables.values())
        assert (
            set(VIEWS)
            <= dict(
                db.execute("SELECT view_name, comment FROM duckdb_views() WHERE comment IS NOT NULL").fetchall()
            ).keys()
        )
        columns = db.execute("SELECT table_name, comment FROM duckdb_columns() WHERE NOT internal").fetchall()
        assert {table for table, _ in columns} >= {*contract.DATASETS, *VIEWS} and all(
            comment for _, comment in columns
        )
        assert db.execute("SELECT value_yuan FROM latest ORDER BY concept").fetchall() == [
            (Decimal("40000.00"),),
            (Decimal("50000.00"),),
        ]
        assert db.execute("SELECT finding_id FROM findings_open").fetchall() == [("f1",)]
        assert db.execute("SELECT DISTINCT version FROM history").fetchall() == [(1,)]


def test_the_database_is_written_in_the_format_of_old_clients(exported: Path) -> None:
    with duckdb.connect() as db:
        db.execute(f"ATTACH '{exported / 'fiscal.duckdb'}' AS written (READ_ONLY)")
        ((tags,),) = db.execute("SELECT tags FROM duckdb_databases() WHERE database_name = 'written'").fetchall()
    assert tags["storage_version"].startswith("v1.2.0")


def test_a_reader_keeps_the_old_database_while_a_new_one_is_published(tmp_path: Path) -> None:
    store, target = Store.at(data_root(tmp_path / "root")), tmp_path / "fiscal.duckdb"
    database.build(store, target, reference_tables(store))
    with duckdb.connect(str(target), read_only=True) as reader:
        database.build(store, target, reference_tables(store))
        assert reader.execute("SELECT count(*) FROM facts").fetchone() == (2,)
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_hostile_text_is_inert_in_csv(exported: Path) -> None:
    with (exported / "csv" / "facts.csv").open(encoding="utf-8-sig", newline="") as lines:
        labels = [row["concept_label"] for row in csv.DictReader(lines)]
    assert labels == ["'" + HOSTILE, "社会保障和就业支出"]


def test_a_cell_of_ten_thousand_characters_is_whole_in_csv_and_workbook(exported: Path) -> None:
    with (exported / "csv" / "extracted_tables.csv").open(encoding="utf-8-sig", newline="") as lines:
        assert [row["text"] for row in csv.DictReader(lines)][-1] == LONG
    sources = openpyxl.load_workbook(exported / "fiscal.xlsx")["出处 Sources"]
    assert LONG in {c.value for row in sources.iter_rows() for c in row}


def in_csv(root: Path, text: str) -> str:
    """A sentence as the CSV of its dataset holds it."""
    part = root / "prose" / "filing_id=x"
    part.mkdir(parents=True)
    sentence = ProseRow(sentence_no=1, kind="sentence", text=text, heading_path=(), table_no=None, boxes=())
    pq.write_table(to_arrow([sentence], ProseRow), part / "part.parquet")
    delimited.write_csv(Store.at(root), root / "csv", {})
    with (root / "csv" / "prose.csv").open(encoding="utf-8-sig", newline="") as lines:
        (row,) = csv.DictReader(lines)
    return row["text"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_text_starts_a_formula_in_csv(tmp_path: Path, start: str) -> None:
    text = in_csv(tmp_path, f"{start}1+cmd|'/C calc'!A0\x1b[31m")
    assert text.startswith("'") and "\x1b" not in text


@pytest.mark.parametrize("number", ["-516,000.00", "+3", "-0.65%"])
def test_a_printed_number_keeps_its_sign_in_csv(tmp_path: Path, number: str) -> None:
    assert in_csv(tmp_path, number) == number


def test_hostile_text_is_inert_in_the_workbook(exported: Path) -> None:
    book = openpyxl.load_workbook(exported / "fiscal.xlsx")
    facts = book["事实 Facts"]
    label = next(c for row in facts.iter_rows(min_row=2) for c in row if c.value == HOSTILE)
    assert label.data_type == "s" and label.hyperlink is None
    assert {
        c.data_type
        for sheet in book
        for row in sheet.iter_rows()
        for c in row
        if c.value is not None and "HYPERLINK" in str(c.value)
    } == {"s"}


def test_sums_are_live_in_the_workbook_and_agree_with_ours(exported: Path) -> None:
    sheet = openpyxl.load_workbook(exported / "fiscal.xlsx")["勾稽 Reconciliation"]
    formulas = [c.value for row in sheet.iter_rows(min_row=2) for c in row if c.data_type == "f"]
    assert formulas == ["=ROUND(SUM(F3:F4),6)", "=ROUND(F2-H2,6)", '=IF(ABS(I2)<=J2,"相符","不符")']
    computed = openpyxl.load_workbook(exported / "fiscal.xlsx", data_only=True)["勾稽 Reconciliation"]
    assert [computed[c].value for c in ("F2", "H2", "I2", "J2", "L2", "M2")] == [10, 9, 1, 0.5, "不符", "不符"]


def test_a_row_of_the_workbook_leads_to_its_place_in_the_report(exported: Path) -> None:
    book = openpyxl.load_workbook(exported / "fiscal.xlsx")
    links = {title: book[title]["A2"].hyperlink for title in ("发现 Findings", "勾稽 Reconciliation", "文件 Filings")}
    assert {
        (link.target.replace("\\", "/"), link.location) for title, link in links.items() if title != "文件 Filings"
    } == {(f"reports/{FILING_ID}.html", "f-f1")}
    assert links["文件 Filings"].location == "findings"
    assert (
        book["事实 Facts"]["A2"].hyperlink.location.startswith("x-")
        and book["出处 Sources"]["A2"].hyperlink.location == "c1-1-1"
    )
    assert all(
        book[title].freeze_panes and book[title].auto_filter.ref
        for title in ("事实 Facts", "发现 Findings", "出处 Sources")
    )


def test_frictionless_accepts_the_data_package(exported: Path) -> None:
    report = Package(str(exported / "csv" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "note"])
    described = json.loads((exported / "csv" / "datapackage.json").read_text("utf-8"))
    facts = next(r for r in described["resources"] if r["name"] == "facts")
    assert {f["columnType"] for f in facts["schema"]["fields"] if "columnType" in f} == set(
        datapackage.FISCAL_TYPES.values()
    )
    assert facts["schema"]["primaryKey"] == ["filing_id", "fact_id"]
    content = (exported / "csv" / "facts.csv").read_bytes()
    assert (
        facts["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        and facts["bytes"] == len(content)
        and facts["rows"] == 2
    )
    assert {f["name"]: f.get("constraints", {}).get("enum") for f in facts["schema"]["fields"]}["phase"] == [
        "approved",
        "adjusted",
        "executed",
    ]
    assert (
        described["licenses"][0]["path"] == "LICENSE-DATA.md"
        and (exported / "csv" / "LICENSE-DATA.md").is_file()
        and described["version"]
    )


def test_pages_of_several_files_have_keys_and_name_their_file(tmp_path: Path) -> None:
    folder = export(data_root(tmp_path / "root", files=2), tmp_path / "out").folder
    described = folder / "csv" / "datapackage.json"
    report = Package(str(described)).validate()
    assert report.valid, report.flatten(["title", "note"])
    keys = {r["name"]: r["schema"].get("primaryKey") for r in json.loads(described.read_text("utf-8"))["resources"]}
    assert keys["pages"] == ["filing_id", "part_no", "page"] and keys["parts"] == ["filing_id", "version", "part_no"]
    book = openpyxl.load_workbook(folder / "fiscal.xlsx")
    heads, *rows = [[c.value for c in row] for row in book["出处 Sources"].iter_rows()]
    at = next(n for n, head in enumerate(heads) if head.endswith("\npart_no"))
    assert {row[at] for row in rows} == {2}
    assert [book["勾稽 Reconciliation"][f"D{n}"].value for n in (2, 3, 4)] == ["文件2第1页"] * 3


def test_csv_with_the_types_of_the_package_survives_pandas(exported: Path) -> None:
    described = json.loads((exported / "csv" / "datapackage.json").read_text("utf-8"))
    for name in ("facts", "filings", "codes", "extracted_tables"):
        fields = next(r for r in described["resources"] if r["name"] == name)["schema"]["fields"]
        types = {f["name"]: PANDAS.get(f["type"], "string") for f in fields}
        frame = pd.read_csv(
            exported / "csv" / f"{name}.csv", dtype=types, encoding="utf-8-sig", keep_default_na=False, na_values=[""]
        )
        store = Store.at(exported.parent / "root")
        assert list(frame.columns) == [f["name"] for f in fields] and len(frame) > 0
        if name == "facts":
            assert [Decimal(v) for v in frame["value_yuan"]] == store.dataset("facts").to_table().column(
                "value_yuan"
            ).to_pylist()
            assert frame["concept"].tolist() == ["201", "208"] and frame["fiscal_year"].dtype == "Int64"


def test_a_broken_value_is_seen_by_the_description(exported: Path, tmp_path: Path) -> None:
    shutil.copytree(exported / "csv", tmp_path / "csv")
    facts = tmp_path / "csv" / "facts.csv"
    facts.write_text(
        facts.read_text("utf-8-sig").replace("identical", "nearly").replace("single", "nearly"), "utf-8-sig"
    )
    assert not Package(str(tmp_path / "csv" / "datapackage.json")).validate().valid


def test_the_reports_are_exported_with_an_index(exported: Path) -> None:
    assert (exported / "reports" / f"{FILING_ID}.html").read_text("utf-8") == "<!doctype html>"
    index = (exported / "reports" / "index.html").read_text("utf-8")
    assert f'href="{FILING_ID}.html"' in index
    for place in re.findall(r'href="(\.\./[^"]+)"', index):
        assert (exported / "reports" / place).is_file()
    assert 'href="../fiscal.xlsx"' in index


def test_a_root_without_a_dataset_has_no_rows_of_it(tmp_path: Path) -> None:
    store = Store.at(tmp_path)
    assert store.dataset("facts").count_rows() == 0
    assert store.rows("facts", FILING_ID).num_rows == 0


def test_every_output_says_how_the_data_may_be_used(exported: Path) -> None:
    words = dictionary.notice("data")
    with duckdb.connect(str(exported / "fiscal.duckdb"), read_only=True) as db:
        assert (words.zh,) in db.execute("SELECT statement FROM about").fetchall()
    said = {c.value for row in openpyxl.load_workbook(exported / "fiscal.xlsx")["说明 About"].iter_rows() for c in row}
    assert {words.zh, words.en} <= said
    assert words.both in (exported / "csv" / "datapackage.json").read_text("utf-8")
    assert words.zh in (exported / "reports" / "index.html").read_text("utf-8")
    repository = (CHECKOUT / "LICENSE-DATA.md").read_text("utf-8")
    assert (
        words.zh in repository
        and words.en in repository
        and words.en in (exported / "LICENSE-DATA.md").read_text("utf-8")
    )


def test_the_workbook_speaks_chinese_and_lists_its_values(exported: Path) -> None:
    book = openpyxl.load_workbook(exported / "fiscal.xlsx")
    facts, lists = book["事实 Facts"], book["词表 Vocabulary"]
    heads = [str(c.value).splitlines()[-1] for c in facts[1]]
    assert {facts.cell(2, heads.index("phase") + 1).value, facts.cell(2, heads.index("agreement") + 1).value} == {
        "预算",
        "仅一处",
    }
    letter = facts.cell(1, heads.index("phase") + 1).column_letter
    (validation,) = [v for v in facts.data_validations.dataValidation if str(v.sqref).startswith(f"{letter}2")]
    first, last = (int(n) for n in re.findall(r"\$C\$(\d+)", validation.formula1))
    assert [lists.cell(row, 3).value for row in range(first, last + 1)] == ["预算", "调整预算", "决算"]


def test_a_printed_page_is_as_wide_as_what_is_read_on_paper(exported: Path) -> None:
    book = openpyxl.load_workbook(exported / "fiscal.xlsx")
    facts = book["事实 Facts"]
    assert (
        facts.print_title_rows == "$1:$1"
        and facts.page_setup.orientation == "landscape"
        and facts.sheet_properties.pageSetUpPr.fitToPage
    )
    printed = range_boundaries(facts.print_area.split("!")[-1])[2]
    assert (
        printed < facts.max_column
        and sum(facts.column_dimensions[get_column_letter(c)].width for c in range(1, printed + 1)) < 205
    )
