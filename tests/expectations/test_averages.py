"""Averages per person, vehicle and batch, from the sentence to the verdict."""

from __future__ import annotations

import pytest

from expectations.evaluation import evaluate
from expectations.filing.case import Case
from fiscal.cleaning.discourse.narrative import observe_narrative
from fiscal.model.findings.rows import Finding
from tests.expectations.filing import of
from tests.prose import identity, reading

pytestmark = pytest.mark.expectations


def findings(*texts: str, doc_kind: str = "final") -> list[Finding]:
    read, who = reading(*texts), identity(doc_kind)
    return evaluate(Case("f", who, read, observe_narrative(read, who, "f", [])[0]))


def verdict(*texts: str, doc_kind: str = "final") -> str:
    (finding,) = of(findings(*texts, doc_kind=doc_kind), "N4-average")
    return finding.verdict


@pytest.mark.parametrize(
    ("average", "expected"),
    [
        ("人均100元", "exact"),
        ("人均接待费100元", "exact"),
        ("人均支出0.01万元", "exact"),
        ("人均130元", "violated"),
        ("每批次800元", "exact"),
        ("每批次900元", "violated"),
        ("人均约95元", "violated"),
    ],
)
def test_a_stated_average_is_the_expenditure_over_its_count(average: str, expected: str) -> None:
    assert verdict(f"公务接待费支出决算为3.20万元，全年国内公务接待40批次，320人次，{average}。") == expected


@pytest.mark.parametrize(
    ("average", "expected"),
    [("1.55", "exact"), ("1.5", "rounding"), ("1.6", "exact"), ("1.7", "violated"), ("15.50", "violated")],
)
def test_a_rounded_or_cut_average_of_vehicles_is_none_the_worse(average: str, expected: str) -> None:
    words = (
        "公务用车运行维护费支出6.20万元，主要用于燃料费、维修费等。"
        f"年末公务用车保有量为4辆，车均运行维护费{average}万元。"
    )
    assert verdict(words) == expected


def test_an_average_whose_count_is_not_stated_cannot_be_checked() -> None:
    assert verdict("公务用车运行维护费支出6.20万元，平均每辆1.55万元。") == "insufficient_data"


def test_the_wrong_average_is_said_with_its_quotient() -> None:
    (finding,) = [
        f
        for f in findings("公务接待费支出决算为3.20万元，全年国内公务接待40批次，320人次，人均130元。")
        if f.verdict == "violated"
    ]
    assert (finding.severity, finding.tier) == ("warning", "soft")
    assert "3.20万元 ÷ 320人次 = 100元" in finding.message_zh
    assert "100" in {s.proposed_value for s in finding.suspects}


def test_an_average_is_no_fact_of_its_own() -> None:
    read, who = reading("公务接待费支出3.20万元，接待320人次，人均100元。"), identity("final")
    told = observe_narrative(read, who, "f", [])[0]
    assert [(o.relation, o.measure, o.base) for o in told if o.value_reported == "100"] == [("average", None, "person")]
