"""Indicators agree over forms and prose, scores add up, rates and cost indicators follow from what was spent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from fiscal.model.contract import Observation
from fiscal.model.findings.rows import Finding
from fiscal.model.reading import Box, Sentence
from tests.expectations.filing import IDENTITY, findings_of, of, only, reading
from tests.observing import observed

pytestmark = pytest.mark.expectations


def indicator(printed: str, measure: str = "kpi_target", key: str = "编辑简报", **columns: Any) -> Observation:
    plain: dict[str, Any] = {
        "unit": None,
        "concept": "indicator",
        "class_system": "indicator",
        "indicator": key,
        "indicator_key": key,
        "value_text": printed,
        "project": "运维",
    }
    return observed(printed, measure=measure, **(plain | columns))


def prose(printed: str, measure: str = "kpi_target", key: str = "编辑简报", **columns: Any) -> Observation:
    plain: dict[str, Any] = {
        "table_no": None,
        "row": None,
        "col": None,
        "table_family": "narrative",
        "sentence_no": 7,
        "relation": "target",
        "project": None,
    }
    return indicator(printed, measure, key, **(plain | columns))


def violated(findings: list[Finding]) -> list[Finding]:
    return [f for f in findings if f.verdict == "violated"]


def scored(*rows: tuple[str, str, str | None]) -> list[Finding]:
    """A form whose rows are (funds or indicator, full score, score), the total last."""
    found: list[Observation] = []
    for number, (named, full, reached) in enumerate(rows):
        kind = {"总分": "score_total", "指标": "indicator"}.get(named, "project")
        system = "project" if kind == "project" else "indicator"
        place: dict[str, Any] = {
            "unit": "分",
            "project": "运维",
            "row": number,
            "row_label": named if named == "合计" else f"{named}{number}",
            "concept": kind,
            "class_system": system,
        }
        funds = {"年度资金总额": "total", "其中财政拨款": "fiscal"}.get(named)
        found.append(observed(full, measure="score_full", col=1, source_of_funds=funds, **place))
        if reached is not None:
            found.append(observed(reached, measure="score", col=2, source_of_funds=funds, **place))
    return [f for f in findings_of(found) if f.invariant == "P2-scores-add-up"]


def test_the_score_of_the_money_told_again_beside_its_funds_counts_once():
    found = scored(
        ("年度资金总额", "10", "10"), ("其中财政拨款", "10", "10"), ("指标", "90", "90"), ("总分", "100", "100")
    )
    assert [f.verdict for f in found] == ["exact", "exact"]


def test_a_total_may_stand_over_the_indicators_alone():
    found = scored(("年度资金总额", "10", "10"), ("指标", "50", "50"), ("指标", "40", "40"), ("总分", "90", "90"))
    assert [f.verdict for f in found] == ["exact", "exact"]


def test_a_full_score_that_is_not_printed_leaves_open_whether_they_add_up():
    found = scored(("年度资金总额", "", "10"), ("指标", "50", "50"), ("指标", "40", "40"), ("总分", "100", "100"))
    assert [f.verdict for f in found] == ["insufficient_data", "exact"]


def test_a_target_that_two_places_state_differently_is_told_with_both_values():
    (finding,) = violated(findings_of([indicator("6", table_no=1), indicator("4期", table_no=2)]))
    assert (finding.invariant, finding.severity) == ("P4-targets-agree", "warning")
    assert "6" in finding.message_zh
    assert "4期" in finding.message_zh
    assert "编辑简报" in finding.message_zh


def test_results_in_prose_and_form_are_compared_apart_from_targets():
    findings = findings_of(
        [
            indicator("12000"),
            indicator("13580", "kpi_actual", col=2),
            prose("16357件", "kpi_actual"),
            prose("30812件", "kpi_actual", sentence_no=9),
        ]
    )
    (finding,) = violated(findings)
    assert finding.invariant == "P4-results-agree"
    assert {t.value_reported for t in finding.terms} == {"13580", "16357件", "30812件"}


def test_signs_and_myriads_do_not_make_a_difference():
    findings = findings_of([indicator("≥130万", table_no=1), prose("1300000"), prose("130 万个", sentence_no=8)])
    assert [f.verdict for f in of(findings, "P4-targets-agree")] == ["exact"]
    assert violated(findings_of([indicator("≥130万", table_no=1), prose("120万")])) != []


def test_projects_have_their_own_targets():
    assert violated(findings_of([indicator("5次", project="甲"), indicator("8次", project="乙", table_no=2)])) == []


def test_forms_of_unnamed_projects_that_disagree_are_of_different_projects():
    forms = [
        indicator("≥90%", project=None, table_family="performance_project"),
        indicator("≥98%", project=None, table_family="performance_project", table_no=2),
    ]
    assert violated(findings_of(forms)) == []
    whole = indicator("≥95%", project=None, table_family="performance_unit", table_no=3)
    assert violated(findings_of([*forms, whole])) == []
    (finding,) = violated(findings_of([forms[0], whole]))
    assert finding.invariant == "P4-targets-agree"


@pytest.mark.parametrize(
    ("key", "told"),
    [("服务对象满意度", 0), ("群众满意率", 0), ("按计划完成及时率", 0), ("编辑简报满意度", 1), ("贷款回收率", 1)],
)
def test_what_every_project_asks_of_its_own_people_is_not_the_whole_bodys(key: str, told: int):
    project = indicator("≥90%", key=key, unit="%", table_family="performance_project")
    whole = indicator("≥95%", key=key, unit="%", project=None, table_family="performance_unit", table_no=2)
    assert len(violated(findings_of([project, whole]))) == told
    assert (
        len(
            violated(
                findings_of(
                    [project, indicator("≥95%", key=key, unit="%", table_family="performance_project", table_no=3)]
                )
            )
        )
        == 1
    )


def test_what_only_sentences_state_is_compared_too():
    (finding,) = violated(
        findings_of([prose("90.68%", "kpi_actual", unit="%"), prose("99.35%", "kpi_actual", unit="%", sentence_no=8)])
    )
    assert finding.invariant == "P4-results-agree"


def test_a_body_that_adds_up_several_projects_is_not_compared_with_one():
    assert (
        violated(
            findings_of(
                [
                    indicator("5次", project="甲"),
                    indicator("8次", project="乙", table_no=2),
                    indicator("13次", project=None, table_no=3),
                ]
            )
        )
        == []
    )


def test_amounts_of_money_are_not_compared_between_project_and_body():
    amounts = [
        indicator("1200", unit="万元", key="项目成本"),
        indicator("1953.85", unit="万元", key="项目成本", table_no=2, project=None),
    ]
    assert of(findings_of(amounts), "P4-targets-agree") == []


def test_a_percentage_and_a_count_of_one_name_are_not_comparable():
    assert [
        f.verdict
        for f in of(findings_of([indicator("100%", unit="%"), indicator("1", table_no=2)]), "P4-targets-agree")
    ] == ["not_applicable"]


def test_satisfaction_with_a_whole_body_in_its_self_evaluation_is_not_that_with_a_project():
    family = "performance_self_evaluation"
    whole = indicator("≥80%", key="群众满意率", unit="%", project=None, table_family=family)
    project = indicator("≥90%", key="群众满意率", unit="%", table_family=family, table_no=2)
    assert violated(findings_of([whole, project])) == []


def test_a_longer_name_of_the_same_indicator_is_found():
    findings = findings_of(
        [
            indicator("90%", key="工作态度满意度", unit="%"),
            indicator("95%", key="客户工作态度满意度", unit="%", table_no=2),
        ]
    )
    assert len(violated(findings)) == 1


def form(scores: list[str], total: str, measure: str = "score") -> list[Observation]:
    family = "performance_self_evaluation"
    shared: dict[str, Any] = {"unit": "分", "measure": measure, "col": 8, "table_family": family, "phase": None}
    rows = [observed(s, concept="indicator", indicator_key=f"k{r}", row=r, **shared) for r, s in enumerate(scores, 3)]
    return [*rows, observed(total, concept="score_total", row=90, row_role="total", **shared)]


def test_scores_add_up_without_any_rounding():
    assert only(findings_of(form(["10", "45", "23", "20"], "98")), "P2-scores-add-up").verdict == "exact"
    finding = only(findings_of(form(["10", "45", "23", "20"], "99")), "P2-scores-add-up")
    assert (finding.verdict, finding.bound) == ("violated", Decimal(0))


def test_full_scores_are_a_hundred():
    assert only(findings_of(form(["60", "40"], "100", "score_full")), "P2-full-score").verdict == "exact"
    assert only(findings_of(form(["60", "30"], "90", "score_full")), "P2-full-score").verdict == "violated"


@pytest.mark.parametrize(("execution", "verdict"), [("10", "exact"), ("5", "violated")])
def test_a_total_over_the_indicators_alone_is_a_hundred_with_the_execution_beside_them(execution: str, verdict: str):
    shared: dict[str, Any] = {
        "unit": "分",
        "measure": "score_full",
        "col": 1,
        "table_family": "performance_self_evaluation",
        "phase": None,
    }
    found = [
        observed(
            execution,
            row=1,
            concept=None,
            class_system="project",
            source_of_funds="total",
            row_label="年度资金总额",
            **shared,
        ),
        observed("60", row=2, concept="indicator", class_system="indicator", indicator_key="k", **shared),
        observed("30", row=3, concept="indicator", class_system="indicator", indicator_key="l", **shared),
        observed("90", row=9, concept="score_total", row_role="total", **shared),
    ]
    assert only(findings_of(found), "P2-full-score").verdict == verdict


def test_a_score_over_its_full_score_is_found():
    both = [*form(["5"], "5", "score_full"), *form(["6"], "6")]
    assert {f.invariant for f in violated(findings_of(both))} >= {"P2-within-full-score"}


def test_the_score_of_the_prose_is_the_forms():
    place: dict[str, Any] = {"table_no": None, "row": None, "col": None, "table_family": "narrative"}
    told = observed("100", unit="分", measure="score", concept="score_total", relation="value", phase=None, **place)
    (finding,) = violated(findings_of([*form(["50", "48"], "98"), told]))
    assert finding.family == "N1"
    assert "100分" in finding.message_zh
    assert "98分" in finding.message_zh


def funds(rate: str, spent: str = "147.98") -> list[Observation]:
    shared: dict[str, Any] = {
        "table_family": "performance_self_evaluation",
        "row": 3,
        "concept": "project",
        "class_system": "project",
        "project": "运维",
        "precision": "0.01",
    }
    return [
        observed("148", measure="budget_adjusted", phase="adjusted", col=4, **shared),
        observed(spent, measure="actual", phase="executed", col=5, **shared),
        observed(rate, measure="execution_rate", unit="%", phase=None, col=7, **(shared | {"precision": None})),
    ]


def test_an_execution_rate_is_judged_in_the_interval_of_its_string():
    assert only(findings_of(funds("99.98%")), "P3-execution-rate").verdict == "rounding"
    assert only(findings_of(funds("98.99%")), "P3-execution-rate").verdict == "violated"


def test_a_cost_indicator_of_the_whole_budget_is_what_was_spent():
    cost: dict[str, Any] = {"row": 19, "key": "成本控制", "unit": "万元", "precision": "0.01"}
    told = [*funds("99.98%"), indicator("148", col=4, **cost), indicator("147.68", "kpi_actual", col=5, **cost)]
    (finding,) = violated(findings_of(told))
    assert finding.invariant == "P3-cost-indicator"
    of_a_part = [*funds("99.98%"), indicator("50", col=4, **cost), indicator("48.00", "kpi_actual", col=5, **cost)]
    assert violated(findings_of(of_a_part)) == []


def test_the_years_amount_is_within_the_plan():
    about = {"concept": "project", "class_system": "project", "project": "培训费"}
    shared: dict[str, Any] = {"table_family": "performance_declaration", "precision": "0.01", **about}
    figures = [
        observed("12.54", measure="midterm_total", row=5, col=2, **shared),
        observed("4.18", row=5, col=4, **shared),
    ]
    assert only(findings_of(figures), "P1-midterm").verdict == "exact"
    over = [figures[0], observed("41.80", row=5, col=4, **shared)]
    assert only(findings_of(over), "P1-midterm").verdict == "violated"


def covered(amount: str = "30.00", count: str = "2") -> list[Observation]:
    told: dict[str, Any] = {
        "table_no": None,
        "row": None,
        "col": None,
        "table_family": "narrative",
        "class_system": "project",
        "sentence_no": 7,
        "expenditure_type": "project",
    }
    projects = observed(count, unit="个", concept="projects_with_targets", measure="count", relation="count", **told)
    return [projects, observed(amount, concept="project_funds_covered", relation="value", statement_id="s", **told)]


def project_form(table_no: int, project: str, amount: str) -> Observation:
    return observed(
        amount,
        table_no=table_no,
        table_family="performance_project",
        class_system="project",
        concept="project",
        project=project,
        expenditure_type="project",
    )


def test_funds_that_projects_cover_are_the_sum_of_their_forms_where_all_have_one():
    forms = [project_form(1, "教师培训", "10.00"), project_form(2, "校舍维修", "20.00")]
    assert only(findings_of([*forms, *covered()]), "P1-covered-by-forms").verdict == "exact"
    finding = only(findings_of([*forms, *covered("31.00")]), "P1-covered-by-forms")
    assert (finding.verdict, finding.severity, finding.tier) == ("violated", "warning", "soft")
    assert of(findings_of([*forms, *covered("31.00", "3")]), "P1-covered-by-forms") == []


PROJECTS = "项目均编报绩效目标，涉及资金30万元。"


def within(observations: list[Observation], words: str = PROJECTS) -> list[Finding]:
    sentences = [Sentence(7, "sentence", words, (), None, (Box(1, 0, 0, 1, 1),))]
    return of(findings_of(observations, reading(sentences=sentences)), "P1-covered-by-expenditure")


def test_funds_that_projects_cover_are_within_project_expenditure():
    total = observed(
        "40.00", table_no=1, class_system="none", concept="expenditure_current", expenditure_type="project"
    )
    assert [f.verdict for f in within([total, *covered()])] == ["exact"]
    (finding,) = within([total, *covered("41.00")])
    assert (finding.verdict, finding.severity) == ("violated", "info")
    assert within(covered("41.00")) == []
    assert within([total, *covered("41.00")], "本部门绩效目标管理全覆盖，涉及资金41万元。") == []


def test_tables_that_name_the_body_they_are_of_hold_its_project_expenditure_and_those_of_a_unit_do_not():
    kind: dict[str, Any] = {"class_system": "none", "concept": "expenditure_current", "expenditure_type": "project"}
    total = observed("40.00", table_no=1, entity=IDENTITY.publisher, **kind)
    unit = observed("90.00", table_no=2, entity="青山市救助站", **kind)
    assert [f.verdict for f in within([total, unit, *covered("41.00")])] == ["violated"]
    assert within([unit, *covered("41.00")]) == []


def test_a_subtotal_of_scores_is_not_added_to_what_it_adds_up():
    found = scored(
        ("一", "5.80", "5.80"),
        ("二", "4.20", "4.20"),
        ("合计", "10", "10"),
        ("指标", "90", "90"),
        ("总分", "100", "100"),
    )
    assert [f.verdict for f in found] == ["exact", "exact"]


def test_goals_in_words_are_held_against_the_indicators_of_their_own_form():
    goals = indicator("不低于80%", quote="群众满意度不低于80%", key="群众满意度", row=3, col=1)
    matrix = indicator(
        "90",
        unit="%",
        key="群众满意度",
        row=9,
        col=3,
        header_path=("指标值",),
        row_path=("群众满意度",),
        value_text="≥90%",
    )
    assert [f.severity for f in of(findings_of([goals, matrix]), "P4-targets-agree")] == ["warning"]


def test_words_that_are_said_of_anything_are_no_indicators():
    assert (
        of(
            findings_of([prose("20", key="部门", sentence_no=1), prose("38", key="部门", sentence_no=2)]),
            "P4-targets-agree",
        )
        == []
    )
