from decimal import Decimal

import pytest

from fiscal.model.identity import Identity
from fiscal.reconciliation.reconcile import reconcile
from tests.observing import observed

pytestmark = pytest.mark.unit

US = Identity(
    publisher="某市某局",
    publisher_parent=None,
    scope="unit",
    fiscal_year=2022,
    doc_kind="budget",
    region_code=None,
    title=None,
)


def test_a_figure_printed_in_three_places_is_one_fact_with_three_sources() -> None:
    facts, held = reconcile("f", US, [observed("1,953.85", concept="income_total", row=r) for r in (1, 2, 3)], [])
    assert [(f.value_yuan, f.agreement, f.n_sources) for f in facts] == [(Decimal("19538500.00"), "identical", 3)]
    assert not held


def test_equal_precision_with_other_digits_is_disputed_and_most_places_win() -> None:
    facts, _ = reconcile("f", US, [observed(p, concept="212") for p in ("1,896.57", "1,896.56", "1896.56")], [])
    assert facts[0].agreement == "disputed"
    assert (facts[0].value_yuan, facts[0].choice_rule) == (Decimal("18965600.00"), "most_sources")


def test_a_coarser_report_is_rounding_and_the_finest_is_taken() -> None:
    coarse, fine = observed("1,897", concept="212"), observed("1,896.56", concept="212")
    facts, _ = reconcile("f", US, [coarse, fine], [])
    assert (facts[0].agreement, facts[0].value_native, facts[0].choice_rule) == (
        "rounding",
        Decimal("1896.56"),
        "finest_precision",
    )
    assert (facts[0].low, facts[0].high) == (fine.low, fine.high)


def test_a_coarser_report_that_does_not_round_to_the_finer_is_disputed() -> None:
    facts, _ = reconcile("f", US, [observed("1,895", concept="212"), observed("1,896.56", concept="212", row=2)], [])
    assert facts[0].agreement == "disputed"


def test_the_table_is_taken_before_the_prose_where_each_says_something_else() -> None:
    prose = observed("123", concept="212", table_no=None, table_family="narrative")
    facts, _ = reconcile("f", US, [prose, observed("132", concept="212")], [])
    assert (facts[0].value_native, facts[0].choice_rule) == (Decimal(132), "table_before_narrative")


def test_a_held_observation_takes_its_fact_out_of_the_facts() -> None:
    doubted, fine = observed("5", concept="212"), observed("7", concept="213")
    facts, held = reconcile("f", US, [doubted, fine], [], held={doubted.observation_id})
    assert [f.concept for f in facts] == ["213"]
    assert [(f.concept, f.agreement) for f in held] == [("212", "disputed")]


@pytest.mark.parametrize(
    "columns", [{"period": "change"}, {"measure": "change_pct"}, {"concept": None}, {"status": "ambiguous"}]
)
def test_changes_percentages_and_doubts_are_no_facts(columns: dict[str, str]) -> None:
    assert reconcile("f", US, [observed("5", **({"concept": "212"} | columns))], []) == ([], [])


def test_a_blank_is_no_fact_but_a_printed_zero_is() -> None:
    facts, _ = reconcile("f", US, [observed("", concept="212"), observed("0.00", concept="213")], [])
    assert [f.concept for f in facts] == ["213"]


def test_last_years_figure_is_a_fact_of_last_year() -> None:
    facts, _ = reconcile("f", US, [observed("5", concept="212", period="prior"), observed("5", concept="212")], [])
    assert [f.fiscal_year for f in facts] == [2021, 2022]


def test_the_fact_id_does_not_depend_on_the_place() -> None:
    first, _ = reconcile("f", US, [observed("5", concept="212", row=3)], [])
    moved, _ = reconcile("f", US, [observed("5", concept="212", row=9, page=4)], [])
    assert first[0].fact_id == moved[0].fact_id


def test_a_fact_says_in_words_what_it_is_of() -> None:
    (fact,), _ = reconcile(
        "f",
        US,
        [
            observed(
                "5",
                concept="2120104",
                source_of_funds="fiscal",
                phase="approved",
                measure="budget_initial",
                row_label="城管执法(项)",
            )
        ],
        [],
    )
    assert (fact.scope, fact.doc_kind, fact.concept_name, fact.concept_label) == (
        "unit",
        "budget",
        "城管执法",
        "城管执法(项)",
    )
    assert (fact.phase_label, fact.measure_label, fact.source_of_funds_label) == ("预算", "年初预算数", "财政拨款")
