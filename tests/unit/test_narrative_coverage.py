"""Coverage says how many figures of each sentence were understood, and why not."""

import pytest

from fiscal.cleaning.discourse.narrative import observe_narrative
from tests.prose import coverage, observed, reading
from tests.prose import identity as body

pytestmark = pytest.mark.unit


def test_a_sentence_without_figures_has_no_row() -> None:
    assert coverage("本部门2024年继续履行职责。") == []


def test_understood_and_unknown_figures_are_counted() -> None:
    known, half = coverage("公务接待费3万元，比2023年预算减少1万元。", "机关运行经费8万元。第一季度用款计划25万元。")
    assert (known.figures, known.understood, known.reason) == (2, 2, None)
    assert (half.figures, half.understood, half.reason) == (2, 1, "subject_unknown")


def test_a_doubted_figure_is_not_understood() -> None:
    (row,) = coverage("“三公”经费支出5.00万元，比2023年减少0.50万元，下降（增长）9.09%。", doc_kind="final")
    assert (row.figures, row.understood, row.reason) == (3, 2, "template_residue")


def test_ids_are_stable_and_unlike() -> None:
    text = "公务接待费3万元，比2023年预算减少1万元，下降25%。"
    first, second = observed(text, text), observed(text, text)
    assert [o.observation_id for o in first] == [o.observation_id for o in second]
    assert len({o.observation_id for o in first}) == len(first)


def test_the_place_is_the_line_that_the_clause_stands_on() -> None:
    told = reading("公务接待费3万元。")
    sentence = told.sentences[0]
    from dataclasses import replace

    from fiscal.model.reading import Box

    two_lines = replace(
        sentence,
        text="本部门认真贯彻厉行节约的各项要求，公务接待费3万元。",
        boxes=(Box(1, 72, 100, 272, 112), Box(2, 72, 80, 132, 92)),
    )
    (amount,) = observe_narrative(replace(told, sentences=(two_lines,)), body(), "f", [])[0]
    assert (amount.page, amount.top) == (2, 80)
