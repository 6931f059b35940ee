"""Words that a drafter left as the template had them are told, one finding a sentence; ordinary sentences are not."""

from __future__ import annotations

import pytest

from fiscal.model.reading import Sentence
from tests.expectations.filing import findings_of, of, reading
from tests.observing import observed

pytestmark = pytest.mark.expectations

RULES = ("I1-placeholder", "I1-alternative", "I1-reason-given", "I1-base-year")


def told(*texts: str) -> list[str]:
    sentences = [Sentence(n, "sentence", text, (), None, ()) for n, text in enumerate(texts, 1)]
    findings = findings_of([observed("1.00")], reading([], sentences))
    return [f.invariant for rule in RULES for f in of(findings, rule) if f.verdict == "violated"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("XX局2022年部门预算收支总体情况", "I1-placeholder"),
        ("公务接待费为××万元。", "I1-placeholder"),
        ("较上年增加（减少）0万元。", "I1-alternative"),
        ("会议费增加2万元，主要原因是。", "I1-reason-given"),
        ("2022年收入预算100万元，比2022年预算增加5万元。", "I1-base-year"),
    ],
)
def test_what_the_template_left_is_told(text: str, rule: str) -> None:
    assert told(text) == [rule]


def test_ordinary_sentences_are_not_told() -> None:
    assert (
        told("2022年收入预算100万元，比2021年预算增加5万元，主要原因是人员增加。", "减少的主要原因是压缩开支。") == []
    )
