"""What the prose says of itself: changes, percentages, parts, shares and rates."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from fiscal.model.contract import Observation
from fiscal.model.findings.rows import Finding
from tests.expectations.filing import findings_of, of, only
from tests.observing import observed

pytestmark = pytest.mark.expectations


def told(printed: str, relation: str = "value", **columns: Any) -> Observation:
    plain: dict[str, Any] = {
        "table_no": None,
        "row": None,
        "col": None,
        "table_family": "narrative",
        "statement_id": "s1",
        "sentence_no": 1,
        "relation": relation,
        "precision": "0.01",
        "row_label": "年初结转和结余",
        "concept": "carryover_in",
        "class_system": "income",
        "measure": "actual",
        "phase": "executed",
    }
    return observed(printed, **(plain | columns))


def percent(printed: str, relation: str = "change", **columns: Any) -> Observation:
    measure = {"change": "change_pct", "share": "share_pct", "rate": "execution_rate"}[relation]
    period = "change" if relation == "change" else "current"
    return told(printed, relation, **({"unit": "%", "precision": None, "measure": measure, "period": period} | columns))


def changed(printed: str, direction: str, **columns: Any) -> Observation:
    word = "增加" if direction == "increase" else "减少"
    return told(
        printed,
        "change",
        measure="change_abs",
        period="change",
        direction=direction,
        quote=f"{word}{printed}万元",
        **columns,
    )


def broken(findings: list[Finding]) -> set[str]:
    return {f.invariant for f in findings if f.verdict == "violated"}


def test_a_percentage_is_the_change_over_the_year_before_within_the_interval_of_the_strings():
    said = [told("17.96"), changed("115.9", "decrease"), percent("86.6%", direction="decrease", quote="下降86.6%")]
    findings = findings_of(said)
    assert only(findings, "N3-percentage").verdict == "exact"
    assert broken(findings) == set()
    wrong = [told("17.96"), changed("115.9", "decrease"), percent("68.6%", direction="decrease")]
    finding = only(findings_of(wrong), "N3-percentage")
    assert finding.verdict == "violated"
    assert abs(finding.residual or 0) > (finding.bound or 0)


def test_a_percentage_from_the_stated_year_before():
    said = [
        told("45.41", measure="budget_initial"),
        told("11.67", period="prior"),
        percent("314.82%", direction="increase", base="prior_final"),
    ]
    assert broken(findings_of(said)) == {"N3-percentage"}
    right = [
        told("45.41", measure="budget_initial"),
        told("11.67", period="prior"),
        percent("289.12%", direction="increase", base="prior_final"),
    ]
    assert broken(findings_of(right)) == set()


def test_of_two_figures_of_the_year_before_the_base_names_the_one_that_is_compared():
    said = [
        told("130.95", measure="budget_initial", phase="approved"),
        told("145.50", measure="budget_initial", phase="approved", period="prior"),
        told("124.27", period="prior"),
    ]
    rise = {"direction": "increase", "quote": "增加5.38%"}
    assert broken(findings_of([*said, percent("5.38%", base="prior_final", **rise)])) == set()
    assert broken(findings_of([*said, percent("5.40%", base="prior_final", **rise)])) == {"N3-percentage"}
    fall = percent("5.38%", direction="decrease", quote="减少5.38%", base="prior_final")
    assert "N3-direction" in broken(findings_of([*said, fall]))
    assert broken(findings_of([*said, percent("10.00%", direction="decrease", base="prior_budget")])) == set()
    assert of(findings_of([*said, percent("5.40%", **rise)]), "N3-percentage") == []


def test_growth_from_nothing_cannot_be_judged():
    said = [
        told("60.13", measure="budget_initial"),
        told("0", period="prior"),
        percent("100.00%", direction="increase", base="prior_final"),
    ]
    assert only(findings_of(said), "N3-percentage").verdict == "not_applicable"


def test_a_missing_percentage_is_insufficient_data():
    said = [told("6.2"), changed("6.2", "increase"), percent("增长", direction="increase", status="ambiguous")]
    assert only(findings_of(said), "N3-percentage").verdict == "insufficient_data"


def test_words_that_point_different_ways_are_told_with_both_words():
    said = [
        told("27", precision="1"),
        changed("4", "increase", precision="1"),
        percent("17%", direction="decrease", quote="下降17%"),
    ]
    findings = findings_of(said)
    finding = only(findings, "N3-direction")
    assert finding.verdict == "violated"
    assert "增加4万元" in finding.message_zh
    assert "下降17%" in finding.message_zh
    assert (finding.lhs, finding.rhs, finding.unit) == (1, -1, "增减方向")
    assert broken(findings) == {"N3-direction"}


def test_a_stated_difference_leads_from_one_year_to_the_other():
    said = [told("45.41"), told("40.00", period="prior"), changed("5.41", "increase")]
    assert only(findings_of(said), "N3-difference").verdict == "exact"
    assert only(findings_of([*said[:2], changed("4.51", "increase")]), "N3-difference").verdict == "violated"
    assert "N3-direction" in broken(findings_of([*said[:2], changed("5.41", "decrease")]))


def parts(total: str, figures: list[str], complete: bool | None, **columns: Any) -> list[Observation]:
    whole = told(total, concept="whole", row_label="财政拨款支出", **columns)
    return [
        whole,
        *(
            told(f, "part", part_of=whole.observation_id, complete=complete, statement_id=f"s{n}", concept=f"c{n}")
            for n, f in enumerate(figures, 2)
        ),
    ]


def test_all_stated_parts_add_up_to_their_whole():
    finding = only(findings_of(parts("253.94", ["15.4", "6.23", "224.61", "7.7"], True)), "N2-parts-add-up")
    assert finding.verdict == "exact"


def test_a_sum_that_only_loose_strings_would_allow_says_so():
    finding = only(findings_of(parts("317.25", ["15.4", "6.22", "287.82", "7.7"], True)), "N2-parts-add-up")
    assert (finding.verdict, finding.tier, finding.residual) == ("violated", "precision_dependent", Decimal("0.11"))
    hard = only(findings_of(parts("147.98", ["39.97", "72.61", "28.15", "6.95"], True)), "N2-parts-add-up")
    assert (hard.verdict, hard.tier) == ("violated", "hard")


def test_parts_in_sentences_of_their_own_may_be_of_another_amount_beside_the_total():
    whole, *listed = parts("15.00", ["7.00", "4.00", "3.00"], True)
    listed = [replace(o, sentence_no=n) for n, o in enumerate(listed, 2)]
    beside = told("14.00", concept="other", row_label="财政拨款收入", statement_id="s9")
    finding = only(findings_of([whole, beside, *listed]), "N2-parts-add-up")
    assert finding.verdict == "explained"
    assert (finding.explained_by or "").startswith("other_whole: ")
    assert only(findings_of([whole, *listed]), "N2-parts-add-up").verdict == "violated"
    same_sentence = [replace(o, sentence_no=1) for o in listed]
    assert only(findings_of([whole, beside, *same_sentence]), "N2-parts-add-up").verdict == "violated"


def test_parts_that_need_not_be_all_are_only_bounded():
    findings = findings_of(parts("100.00", ["15.4", "6.23"], False))
    assert of(findings, "N2-parts-add-up") == []
    assert [f.verdict for f in of(findings, "N2-part-within-whole")] == ["exact", "exact"]
    assert broken(findings_of(parts("10.00", ["15.4"], None))) == {"N2-part-within-whole"}


def appropriations(total: str, general: str, fund: str) -> list[Observation]:
    """财政拨款 and two of its funds, which the prose does not call all."""
    whole = told(total, concept="appropriation", row_label="财政拨款收入", source_of_funds="fiscal")
    funds = (("general_public_budget", general), ("government_fund", fund))
    return [
        whole,
        *(
            told(f, "part", part_of=whole.observation_id, statement_id=f"s{n}", concept=source, source_of_funds=source)
            for n, (source, f) in enumerate(funds, 2)
        ),
    ]


def test_two_funds_are_all_of_an_appropriation_where_the_filing_has_none_of_the_third():
    none = told("0.00", concept="state_capital", source_of_funds="state_capital", statement_id="s9")
    listed = appropriations("70,376.87", "53,598.71", "16,778.16")
    assert only(findings_of([*listed, none]), "N2-parts-add-up").verdict == "exact"
    short = appropriations("70,376.87", "53,598.71", "16,178.16")
    assert only(findings_of([*short, none]), "N2-parts-add-up").verdict == "violated"
    third = told("600.00", concept="state_capital", source_of_funds="state_capital", statement_id="s9", sentence_no=4)
    assert of(findings_of([*short, third]), "N2-parts-add-up") == []


def test_a_share_is_the_part_over_the_whole_within_the_interval():
    whole = told("335.28", concept="income_current")
    part = told("317.34", "part", part_of=whole.observation_id, statement_id="s2", concept="appropriation")
    assert (
        only(findings_of([whole, part, percent("94.7%", "share", statement_id="s2")]), "N4-share").verdict == "rounding"
    )
    assert (
        only(findings_of([whole, part, percent("49.7%", "share", statement_id="s2")]), "N4-share").verdict == "violated"
    )


def test_shares_of_all_parts_add_up_to_a_hundred_within_half_a_place_each():
    whole = told("335.28", concept="income_current")
    shares = []
    for n, (figure, share) in enumerate((("317.34", "94.7%"), ("17.94", "5.4%"), ("0", "0%")), 2):
        shares += [
            told(figure, "part", part_of=whole.observation_id, complete=True, statement_id=f"s{n}", concept=f"c{n}"),
            percent(share, "share", statement_id=f"s{n}", part_of=whole.observation_id),
        ]
    finding = only(findings_of([whole, *shares]), "N4-shares-add-up")
    assert (finding.verdict, finding.lhs) == ("rounding", Decimal("100.1"))


def composed(*shares: str) -> list[Finding]:
    """The shares of one whole, each with its part, in the order in which they stand."""
    whole = told("200.00", concept="expenditure_current")
    said = [whole]
    for n, share in enumerate(shares, 2):
        mine = {"part_of": whole.observation_id, "statement_id": f"s{n}"}
        amount = f"{Decimal(share.rstrip('%')) * 2:.2f}"
        said += [told(amount, "part", complete=True, concept=f"c{n}", **mine), percent(share, "share", **mine)]
    return of(findings_of(said), "N4-shares-add-up")


def test_a_whole_that_is_parted_twice_has_twice_its_hundred():
    assert [(f.verdict, f.lhs) for f in composed("95.57%", "4.43%", "78.40%", "21.60%")] == [("exact", 100)] * 2
    assert [f.lhs for f in composed("100%", "0%", "60%", "40%")] == [100, 100]
    wrong = only(composed("95.57%", "4.43%", "78.40%", "31.60%"), "N4-shares-add-up")
    assert (wrong.verdict, wrong.lhs) == ("violated", Decimal("210.00"))


def test_a_completion_rate_is_the_result_over_its_budget():
    said = [told("3.59", measure="budget_adjusted"), told("2.45"), percent("68.3 %", "rate", base="budget_adjusted")]
    assert only(findings_of(said), "N4-rate").verdict == "rounding"
    assert (
        only(findings_of([*said[:2], percent("86.3%", "rate", base="budget_adjusted")]), "N4-rate").verdict
        == "violated"
    )
    nothing = [told("0", measure="budget_adjusted"), told("0"), percent("0 %", "rate", base="budget_adjusted")]
    assert only(findings_of(nothing), "N4-rate").verdict == "not_applicable"


def test_a_wrong_figure_in_prose_is_located_by_its_percentage_and_its_parts():
    whole, *others = parts("335.28", ["317.43", "17.94"], True)
    share = percent("94.65%", "share", statement_id="s2", part_of=whole.observation_id)
    findings = [f for f in findings_of([whole, *others, share]) if f.verdict == "violated"]
    assert {f.suspects[0].observation_id for f in findings} == {others[0].observation_id}
    assert findings[0].suspects[0].proposed_value == "317.34"


def shares(project: str) -> list[Finding]:
    whole = told("100.00", row_label="支出", concept="expenditure_current")
    listed = {"part_of": whole.observation_id, "complete": True, "concept": "expenditure_current", "sentence_no": 2}
    said = [whole]
    for name, amount, share in (("basic", "60.00", "60.00%"), ("project", "40.00", project)):
        mine = listed | {"statement_id": name, "row_label": name, "expenditure_type": name}
        said += [told(amount, "part", **mine), percent(share, "share", **mine)]
    return findings_of(said)


def test_a_wrong_share_is_named_with_the_right_one_and_is_one_cause_with_the_sum_of_the_shares():
    assert broken(shares("40.00%")) == set()
    found = [f for f in shares("47.13%") if f.verdict == "violated"]
    assert {f.invariant for f in found} == {"N4-share", "N4-shares-add-up"}
    assert len({f.root_cause for f in found}) == 1
    assert {f.suspects[0].proposed_value for f in found} == {"40.00"}


def test_an_increase_cannot_be_more_than_what_it_led_to():
    assert broken(findings_of([told("671.17"), changed("903.62", "increase")])) == {"N3-increase"}
    assert only(findings_of([told("671.17"), changed("103.62", "increase")]), "N3-increase").verdict == "exact"
    assert of(findings_of([told("671.17"), changed("903.62", "decrease")]), "N3-increase") == []


def test_amount_and_percentage_may_be_parted_by_a_page_end():
    said = [told("4.56"), changed("3.33", "decrease"), percent("42.2%", direction="decrease", sentence_no=2)]
    assert only(findings_of(said), "N3-percentage").verdict == "exact"
    said = [told("4.56"), changed("6.33", "decrease"), percent("42.2%", direction="decrease", sentence_no=2)]
    assert broken(findings_of(said)) == {"N3-percentage"}


def listed(
    *figures: tuple[str, str],
    system: str = "asset",
    measure: str = "count",
    complete: bool | None = None,
    total: str = "3",
) -> list[Observation]:
    plain: dict[str, Any] = {"unit": "辆", "precision": "1"} if measure == "count" else {}
    whole = told(
        total,
        "count" if measure == "count" else "value",
        concept="vehicles_total",
        class_system=system,
        measure=measure,
        **plain,
    )
    plain |= {
        "part_of": whole.observation_id,
        "complete": complete,
        "listing": 0,
        "class_system": system,
        "measure": measure,
    }
    return [
        whole,
        *(
            told(printed, "part", statement_id=f"s{i}", concept=concept, **plain)
            for i, (concept, printed) in enumerate(figures, 2)
        ),
    ]


def test_parts_that_cannot_overlap_are_together_within_their_whole():
    fits = listed(("vehicles_general", "1"), ("vehicles_enforcement", "1"))
    assert only(findings_of(fits), "N2-parts-within-whole").verdict == "exact"
    more = listed(("vehicles_general", "2"), ("vehicles_enforcement", "2"))
    assert broken(findings_of(more)) == {"N2-parts-within-whole"}


def test_parts_that_may_overlap_are_judged_one_by_one():
    items = listed(("item:培训", "2.00"), ("item:会议", "2.00"), system="project", measure="actual", total="3.00")
    assert of(findings_of(items), "N2-parts-within-whole") == []
    assert [f.verdict for f in of(findings_of(items), "N2-part-within-whole")] == ["exact", "exact"]


def test_two_listings_of_one_whole_are_summed_each_on_its_own():
    first = listed(("205", "2.00"), ("210", "1.00"), system="functional", measure="actual", complete=True, total="3.00")
    second = [
        told(
            printed,
            "part",
            statement_id=f"t{i}",
            concept="expenditure_current",
            expenditure_type=kind,
            part_of=first[0].observation_id,
            complete=True,
            listing=1,
        )
        for i, (kind, printed) in enumerate((("basic", "1.50"), ("project", "1.60")))
    ]
    found = of(findings_of([*first, *second]), "N2-parts-add-up")
    assert [f.verdict for f in found] == ["exact", "violated"]


def test_the_word_that_the_figures_refute_is_named_with_the_other_one():
    said = [told("27.00"), changed("4.00", "increase"), percent("17%", direction="decrease")]
    finding = only(findings_of(said), "N3-direction")
    (suspect,) = finding.suspects
    assert (suspect.observation_id, suspect.proposed_value) == (said[2].observation_id, "增长17%")
    assert "方向词" in suspect.reason
    said = [told("27.00"), told("31.00", period="prior"), changed("4.00", "increase", base="prior_final")]
    named = {s.proposed_value for f in findings_of(said) if f.verdict == "violated" for s in f.suspects}
    assert "减少4.00万元" in named


def test_two_words_that_the_figures_leave_open_are_both_left():
    said = [told("1000.00"), changed("4.00", "increase"), percent("0.4%", direction="decrease")]
    assert only(findings_of(said), "N3-direction").suspects == ()


def test_a_part_that_is_over_its_whole_is_not_mended_by_a_negative_amount():
    whole = told("100.00", concept="x")
    parts = [
        told(v, "part", concept=f"2{i:02}", class_system="functional", part_of=whole.observation_id, complete=False)
        for i, v in enumerate(("70.00", "60.00"))
    ]
    suspects = [s for f in findings_of([whole, *parts]) if f.verdict == "violated" for s in f.suspects]
    assert suspects
    assert not any((s.proposed_value or "").startswith("-") for s in suspects)


def test_a_word_that_a_table_of_last_year_refutes_is_named_with_the_other_one():
    figures = [
        observed(v, row=1, col=c, concept="t", fiscal_year=y, period=p, precision="0.01")
        for c, v, y, p in ((1, "20.00", 2021, "prior"), (2, "25.00", 2022, "current"))
    ]
    said = {"concept": "t", "class_system": "functional", "measure": "budget_initial", "phase": "approved"}
    change = changed("5.00", "decrease", base="prior_budget", **{k: v for k, v in said.items() if k != "measure"})
    broken_rules = [f for f in findings_of([*figures, told("25.00", **said), change]) if f.verdict == "violated"]
    assert {f.invariant for f in broken_rules} == {"N3-difference", "N3-direction"}
    assert {(f.suspects[0].proposed_value, f.root_cause) for f in broken_rules} == {
        ("增加5.00万元", broken_rules[0].root_cause)
    }


def test_a_rate_of_something_unknown_is_of_the_amounts_in_its_sentence():
    unknown = {"concept": None, "status": "ambiguous", "status_reason": "subject_unknown"}
    amounts = [told("50.00", measure="budget_adjusted", **unknown), told("48.00", **unknown)]

    def verdict(rate: str, **where: int) -> list[str]:
        return [
            f.verdict
            for f in of(
                findings_of([*amounts, percent(rate, "rate", base="budget_adjusted", concept=None, **where)]), "N4-rate"
            )
        ]

    assert verdict("96.0%") == ["exact"]
    assert verdict("69.0%") == ["violated"]
    assert verdict("69.0%", sentence_no=2) == []


def test_kinds_of_staff_are_together_within_all_staff():
    def verdict(*kinds: tuple[str, str]) -> list[str]:
        whole = told("50", unit="人", concept="staff_actual", class_system="staff", measure="count", precision="1")
        parts = [
            told(
                n,
                "count",
                unit="人",
                concept=c,
                class_system="staff",
                measure="count",
                precision="1",
                part_of=whole.observation_id,
                complete=False,
            )
            for c, n in kinds
        ]
        return [f.verdict for f in of(findings_of([whole, *parts]), "N2-parts-within-whole")]

    assert verdict(("staff_in_post", "40"), ("staff_retired", "10")) == ["exact"]
    assert verdict(("staff_in_post", "40"), ("staff_retired", "20")) == ["violated"]
    assert verdict(("staff_retired", "40"), ("staff_retired_pension", "40")) == []
