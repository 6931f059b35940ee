"""Reference tables and the views over them, on small filings written for it."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest

from fiscal.model.contract import Observation
from fiscal.model.identity import Identity
from fiscal.publication.database.build import build
from fiscal.publication.reference.rows import KEYS
from fiscal.publication.reference.tables import headline_rules, reference_tables
from fiscal.publication.store import Store
from fiscal.publication.workbook import book
from fiscal.reconciliation.reconcile import reconcile
from fiscal.storage.datasets import write_rows
from fiscal.storage.root import DataRoot
from tests.observing import observed
from tests.rows import filing_row

pytestmark = pytest.mark.unit

BODY = Identity(
    publisher="某市某局",
    publisher_parent=None,
    scope="department",
    fiscal_year=2022,
    doc_kind="budget",
    region_code="440300",
    title=None,
)
Answer = list[tuple[object, ...]]


def write(
    root: Path,
    filing_id: str,
    identity: Identity,
    figures: list[Observation],
    held: set[str] | None = None,
    disputed: set[str] | None = None,
) -> None:
    store = DataRoot.at(root).store
    facts, stopped = reconcile(filing_id, identity, figures, [], held or set(), disputed or set())
    filing = filing_row(
        scope=identity.scope,
        publisher=identity.publisher,
        region_code=identity.region_code,
        fiscal_year=identity.fiscal_year,
        doc_kind=identity.doc_kind,
        facts_published=len(facts),
        facts_held=len(stopped),
    )
    rows = {"filings": [filing], "facts": facts, "held_facts": stopped, "observations": figures}
    for dataset, kept in rows.items():
        write_rows(store, dataset, filing_id, kept)


def figure(
    value: str, concept: str = "expenditure_total", system: str = "none", funds: str = "total", **columns: object
) -> Observation:
    own = {"measure": "budget_initial", "phase": "approved", "expenditure_type": None}
    return observed(value, concept=concept, class_system=system, source_of_funds=funds, **(own | columns))


def asked(root: Path, query: str) -> Answer:
    target = root / "asked.duckdb"
    store = Store.at(root)
    build(store, target, reference_tables(store))
    with duckdb.connect(str(target), read_only=True) as db:
        return db.execute(query).fetchall()


def test_department_and_unit_of_one_name_are_two_rows(tmp_path: Path) -> None:
    write(tmp_path, "a", BODY, [figure("10")])
    write(tmp_path, "b", replace(BODY, scope="unit"), [figure("4")])
    assert asked(tmp_path, "SELECT scope, expenditure FROM headline ORDER BY 1") == [
        ("department", Decimal("100000.00")),
        ("unit", Decimal("40000.00")),
    ]


def test_a_held_figure_is_there_and_flagged(tmp_path: Path) -> None:
    held, disputed = figure("10"), figure("7", "income_total", "income", row=2)
    write(tmp_path, "a", BODY, [held, disputed], {held.observation_id}, {disputed.observation_id})
    assert asked(tmp_path, "SELECT expenditure, held_items, disputed_items FROM headline") == [
        (Decimal("100000.00"), ["expenditure"], ["income"])
    ]


def test_figures_of_others_projects_and_parts_are_no_headline(tmp_path: Path) -> None:
    others = [
        figure("3", entity="某市某站"),
        figure("4", project="某项目", row=2),
        figure("5", matter="procurement", row=3),
        figure("6", measure="actual", row=4),
    ]
    write(tmp_path, "a", BODY, others)
    assert asked(tmp_path, "FROM headline") == []


def test_the_total_goes_before_the_years_own_and_a_substitute_is_named(tmp_path: Path) -> None:
    write(
        tmp_path,
        "a",
        BODY,
        [figure("10"), figure("9", "expenditure_current", row=2), figure("9", "income_current", "income", row=3)],
    )
    assert asked(tmp_path, "SELECT expenditure, income, substitute_items FROM headline") == [
        (Decimal("100000.00"), Decimal("90000.00"), ["income"])
    ]


def test_the_filing_of_the_year_goes_before_what_the_next_one_prints_of_it(tmp_path: Path) -> None:
    write(tmp_path, "z", BODY, [figure("10")])
    write(tmp_path, "a", replace(BODY, fiscal_year=2023), [figure("11", period="prior"), figure("12", row=2)])
    assert asked(tmp_path, "SELECT fiscal_year, expenditure::INTEGER, filing_ids FROM headline ORDER BY 1") == [
        (2022, 100000, ["z"]),
        (2023, 120000, ["a"]),
    ]


def test_a_change_is_computed_and_stated(tmp_path: Path) -> None:
    said = figure(
        "3",
        measure="change_abs",
        relation="change",
        direction="decrease",
        base="prior_budget",
        period="change",
        table_no=None,
        row=5,
    )
    against_plan = replace(said, observation_id="other", base="budget_adjusted", page=0)
    write(tmp_path, "a", replace(BODY, fiscal_year=2021), [figure("10")])
    write(tmp_path, "b", BODY, [figure("8"), said, against_plan])
    query = (
        "SELECT change_yuan::INTEGER, change_pct, stated_yuan::INTEGER, stated_base, prior_filing_id FROM changes WHERE"
        " fiscal_year = 2022"
    )
    assert asked(tmp_path, query) == [(-20000, Decimal("-20.00"), -30000, "prior_budget", "a")]


def test_a_name_is_of_its_years_and_what_only_filings_print_says_so(tmp_path: Path) -> None:
    codes = (
        "SELECT name, valid_from, valid_to, source FROM codes WHERE class_system = 'functional' AND code IN ('210',"
        " '2010507') ORDER BY code, valid_to"
    )
    assert asked(tmp_path, codes) == [
        ("专项普查活动", None, None, "filings"),
        ("医疗卫生与计划生育支出", None, 2018, "list"),
        ("卫生健康支出", 2019, None, "list"),
    ]


def test_a_publisher_has_its_place(tmp_path: Path) -> None:
    write(tmp_path, "a", BODY, [])
    write(tmp_path, "b", replace(BODY, scope="unit", fiscal_year=2023), [])
    assert asked(tmp_path, "SELECT publisher, place, scopes, filings, first_year, last_year FROM publishers") == [
        ("某市某局", "广东省深圳市", "department unit", 2, 2022, 2023)
    ]


def test_a_headline_figure_and_a_stated_change_name_the_file_that_they_stand_in(tmp_path: Path) -> None:
    change = figure(
        "2.5",
        measure="change_pct",
        unit="%",
        direction="increase",
        base="prior",
        table_no=None,
        row=None,
        col=None,
        part_no=2,
        page=3,
    )
    write(tmp_path, "a", BODY, [figure("10", part_no=2), change])
    assert asked(tmp_path, "SELECT part_no, page FROM headline_items") == [(2, 1)]
    assert asked(tmp_path, "SELECT stated_part_no, stated_page, stated_pct FROM changes") == [(2, 3, Decimal("2.5"))]


def test_the_keys_of_reference_tables_are_keys(tmp_path: Path) -> None:
    for name, table in reference_tables(Store.at(tmp_path)).items():
        keys = list(zip(*(table.column(c).to_pylist() for c in KEYS[name]), strict=True))
        assert len(keys) == len(set(keys))


def test_every_headline_item_has_one_preferred_way() -> None:
    assert {r.item for r in headline_rules()} == {r.item for r in headline_rules() if r.rank == 1 and not r.substitute}


def test_the_overview_of_the_workbook_shows_what_is_held(tmp_path: Path) -> None:
    held = figure("10")
    write(
        tmp_path,
        "a",
        BODY,
        [held, figure("9", "expenditure_current", expenditure_type="basic", row=2)],
        {held.observation_id},
    )
    store = Store.at(tmp_path)
    reference = reference_tables(store)
    build(store, tmp_path / "fiscal.duckdb", reference)
    book.build(store, tmp_path / "fiscal.xlsx", tmp_path / "fiscal.duckdb", reference)
    (row,) = [
        [c.value for c in cells]
        for cells in openpyxl.load_workbook(tmp_path / "fiscal.xlsx")["总览 Overview"].iter_rows(min_row=2)
    ]
    assert row[:7] == ["某市某局", "部门", 2022, "预算", None, 10, 9] and row[-1] == "暂扣：支出"
