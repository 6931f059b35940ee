"""Sentences that were broken by semicolons, pages or wrapped lines are read as one."""

import pytest

from fiscal.cleaning.discourse.narrative import observe_narrative
from fiscal.cleaning.grammar.passages import passages
from fiscal.model.reading import Box, Reading, Sentence
from tests.prose import identity, parts_of, said

pytestmark = pytest.mark.unit


def _told(*sentences: tuple[str, str, tuple[str, ...], int]) -> Reading:
    boxes = [Box(page, 72.0, 100.0 + 20 * n, 500.0, 112.0 + 20 * n) for n, (_, _, _, page) in enumerate(sentences)]
    return Reading(
        (),
        (),
        tuple(Sentence(n, kind, text, path, None, (boxes[n],)) for n, (kind, text, path, _) in enumerate(sentences)),
    )


SECTION = ("支出情况说明",)


def test_parts_behind_a_semicolon_belong_to_the_whole_before_it() -> None:
    told = _told(
        ("sentence", "本年支出合计90.00万元，其中：基本支出60.00万元，占66.67%；", SECTION, 1),
        ("sentence", "项目支出30.00万元，占33.33%。", SECTION, 2),
    )
    observations, clauses = observe_narrative(told, identity("final"), "f", [])
    project = said(observations, "30.00")
    assert parts_of(observations, said(observations, "90.00")) == [said(observations, "60.00"), project]
    assert (project.sentence_no, project.page) == (1, 2)
    assert [(c.sentence_no, c.figures, c.understood) for c in clauses] == [(0, 3, 3), (1, 2, 2)]


def test_a_number_on_the_next_line_belongs_to_the_words_before() -> None:
    told = _told(
        ("sentence", "支持企业规模化发展870.00万元，支持企业协同化发展", SECTION, 1),
        ("sentence", "180.00万元。", SECTION, 1),
    )
    observations, _ = observe_narrative(told, identity(), "f", [])
    assert said(observations, "180.00").row_label == "支持企业协同化发展"


def test_a_line_that_reads_on_is_no_heading() -> None:
    line = "本单位2024年度“三公”经费支出全年预算数为"
    told = _told(
        ("heading", "五、“三公”经费说明", SECTION, 1),
        ("heading", line, (), 1),
        ("sentence", "3.60万元，决算数为2.40万元，其中：", (line,), 1),
        ("sentence", "（一）公务接待费支出全年预算数为1.00万元，决算数为0.40万元。", (line,), 1),
        ("sentence", "（二）公务用车运行维护费支出全年预算数为2.60万元，决算数为2.00万元。", (line,), 1),
    )
    observations, _ = observe_narrative(told, identity("final"), "f", [])
    budget = said(observations, "3.60")
    assert (budget.concept, budget.measure, budget.row_path) == ("three_public_total", "budget_adjusted", SECTION)
    assert [p.value_reported for p in parts_of(observations, budget)] == ["1.00", "2.60"]


def test_a_numbered_sentence_begins_anew() -> None:
    told = _told(
        ("sentence", "（一）教育支出20万元；", SECTION, 1), ("sentence", "（二）卫生健康支出10万元。", SECTION, 1)
    )
    observations, _ = observe_narrative(told, identity(), "f", [])
    assert [o.concept for o in observations] == ["205", "210"]


def test_captions_contents_and_page_marks_say_nothing() -> None:
    told = _told(
        ("contents", "公务接待费3万元", (), 1),
        ("page_mark", "— 16 —", (), 1),
        ("caption", "单位：万元 公务接待费3万元", (), 1),
    )
    assert observe_narrative(told, identity(), "f", []) == ([], [])


def test_a_numbered_list_inside_a_sentence_goes_on() -> None:
    told = _told(
        ("sentence", "2024年收入预算100万元，其中：1.一般公共预算拨款收入90万元；", SECTION, 1),
        ("sentence", "2.政府性基金预算拨款收入6万元；", SECTION, 1),
        ("sentence", "3.其他收入4万元。", SECTION, 1),
    )
    observations, _ = observe_narrative(told, identity(), "f", [])
    parts = parts_of(observations, said(observations, "100"))
    assert [(p.value_reported, p.complete) for p in parts] == [("90", True), ("6", True), ("4", True)]


def test_a_path_that_wraps_before_its_last_bracket_goes_on() -> None:
    line = "6.卫生健康支出（类）行政事业单位医疗（款）行政单位医疗"
    told = _told(
        ("heading", line, SECTION, 1), ("sentence", "（项）20.00万元，主要用于学校运行。", (*SECTION, line), 1)
    )
    observations, _ = observe_narrative(told, identity(), "f", [])
    assert [(o.concept, o.value_reported) for o in observations] == [("2101101", "20.00")]


def test_a_numbered_title_line_does_not_read_on() -> None:
    told = _told(
        ("sentence", "2024年一般公共预算当年拨款100.00万元，比2023年执行数增加3.00万元。", SECTION, 1),
        ("sentence", "2.一般公共预算当年拨款结构情况", SECTION, 1),
        ("sentence", "教育支出80.00万元，占80%；卫生健康支出20.00万元，占20%。", SECTION, 1),
    )
    observations, _ = observe_narrative(told, identity(), "f", [])
    parts = parts_of(observations, said(observations, "100.00"))
    assert [(p.concept, p.value_reported, p.complete) for p in parts] == [
        ("205", "80.00", True),
        ("210", "20.00", True),
    ]
    assert said(observations, "80%").part_of == said(observations, "100.00").observation_id


def test_a_line_without_a_stop_that_has_room_left_ends_where_it_does() -> None:
    def line(number: int, text: str, right: float) -> Sentence:
        return Sentence(
            number, "sentence", text, (), None, (Box(1, 72.0, 100.0 + 20 * number, right, 114.0 + 20 * number),)
        )

    wide = line(0, "本部门由机关本级及下属单位组成，承担全市交通运输行业的管理职责。", 520.0)
    short = [
        line(1, "交通委员会机关（包括办公室等19个内设处室）", 330.0),
        line(2, "公路局（包括养护段等2个单位）", 240.0),
    ]
    assert [len(p.sentences) for p in passages([wide, *short])] == [1, 1, 1]
    wrapped = [line(1, "2024年度财政拨款支出全年预算数为", 518.0), line(2, "3.59万元，决算数为3.21万元。", 240.0)]
    assert [len(p.sentences) for p in passages([wide, *wrapped])] == [1, 2]
