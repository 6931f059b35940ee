"""Counts of staff, vehicles and receptions have concepts; other counted or rated things are indicators, targets or
results.
"""

from decimal import Decimal

import pytest

from fiscal.model.reading import Cell, Reading, Table
from tests.prose import identity, observed, said

pytestmark = pytest.mark.unit


def test_vehicles_and_their_kinds_are_counts_of_assets() -> None:
    counts = observed(
        "截至2024年12月31日，江城市水务局部门（单位）共有车辆2辆，其中：主要领导干部用车0辆、其他用车2辆。",
        doc_kind="final",
    )
    assert [(o.concept, o.value_native) for o in counts] == [
        ("vehicles_total", 2),
        ("vehicles_leaders", 0),
        ("vehicles_other", 2),
    ]
    assert {o.measure for o in counts} == {"count"}


def test_what_is_to_be_bought_is_not_what_is_held() -> None:
    counts = observed("单价50万元以上通用设备1台（套）。2024年计划新增单价50万元以上通用设备0台（套）。")
    assert [o.concept for o in counts] == ["equipment_over_500k", "equipment_over_500k_to_buy"]


def test_foreign_guests_are_told_from_all_guests() -> None:
    counts = observed("全年国内公务接待4批，累计接待30人次，其中外事接待1批，累计接待6人次。", doc_kind="final")
    assert [o.concept for o in counts] == [
        "reception_batches",
        "reception_persons",
        "foreign_reception_batches",
        "foreign_reception_persons",
    ]


def test_groups_that_come_to_visit_are_no_missions_abroad() -> None:
    counts = observed(
        "1、因公出国（境）费支出决算为0万元，全年安排因公出国（境）团组0个，累计0人次。",
        "2、公务接待费支出决算为0.95万元，全年共接待来访团组12个、来宾96人次。",
        doc_kind="final",
    )
    assert [o.value_reported for o in counts if (o.concept or "").startswith("overseas")] == ["0", "0"]


def test_staff_is_counted_by_kind() -> None:
    counts = observed("行政编制数12人，实有在编人数11人；退休3人。")
    assert [(o.class_system, o.concept) for o in counts] == [
        ("staff", "staff_authorised:行政"),
        ("staff", "staff_in_post"),
        ("staff", "staff_retired_pension"),
    ]


def test_results_and_targets_of_one_indicator_share_a_key() -> None:
    result = observed(
        "项目执行总体情况：共受理各类案件16357件；案卷处理及时率90.68%。",
        doc_kind="final",
        headings=("三、综合评价情况",),
    )
    target = observed("项目绩效目标：受理各类案卷数量30000件。", doc_kind="final", headings=("（三）项目绩效目标",))
    assert [(o.measure, o.relation) for o in result] == [("kpi_actual", "count"), ("kpi_actual", "value")]
    assert target[0].measure == "kpi_target"
    assert result[0].indicator_key == target[0].indicator_key


def test_a_completion_rate_is_of_the_indicator_before_it() -> None:
    count, rate = observed("1.数量指标：受理各类案卷数量30812件，完成率超过100%。", doc_kind="final")
    assert (rate.relation, rate.indicator_key, rate.value_text) == ("rate", count.indicator_key, ">100%")


def test_a_score_is_a_score() -> None:
    scores = observed(
        "评价结果为产出指标45分、效益指标25分，综合评价为96分。", doc_kind="final", headings=("绩效评价结论",)
    )
    assert [(o.measure, o.indicator, o.value_native) for o in scores] == [
        ("score", "产出指标", 45),
        ("score", "效益指标", 25),
        ("score", "综合评价", 96),
    ]


def test_a_figure_shared_by_several_names_is_each_ones() -> None:
    shared = observed("社会效益指标：服务覆盖率、简报公示率均为100%。", doc_kind="final")
    assert [o.indicator for o in shared] == ["服务覆盖率", "简报公示率"]


def test_what_is_counted_may_stand_behind_the_number() -> None:
    (offices,) = observed("本单位设立4个内设机构。", doc_kind="final")
    assert offices.concept == "internal_offices"


def _form(goal: str) -> Reading:
    def cell(row: int, col: int, text: str, header: bool = False) -> Cell:
        return Cell(
            1, row, col, 1, 1, text, 0, header, 50.0 * col, 20.0 * row, 50.0 * col + 50, 20.0 * row + 20, "lattice", 1.0
        )

    cells = (
        cell(0, 0, "项目名称"),
        cell(0, 1, "河道保洁"),
        cell(1, 0, "年度绩效目标"),
        cell(1, 1, goal),
        cell(2, 0, "测算依据"),
        cell(2, 1, "租用船只12艘，每艘每月运行24天"),
    )
    return Reading(
        pages=(),
        tables=(Table(1, "项目支出绩效目标表", None, "万元", None, None, (), None, 0, False, cells),),
        sentences=(),
    )


def test_a_goal_text_in_a_form_states_indicators_with_their_cell() -> None:
    from fiscal.cleaning.discourse.narrative import observe_narrative

    stated, clauses = observe_narrative(
        _form("全年保洁河道>240平方公里，系统维护7个模块、推文不少于 240 篇，公众号粉丝量≥130万。"), identity(), "f", []
    )
    assert [(o.indicator, o.value_text) for o in stated] == [
        ("全年保洁河道", ">240平方公里"),
        ("系统维护", "7个"),
        ("推文", "≥240篇"),
        ("公众号粉丝量", "≥130万"),
    ]
    assert {(o.table_no, o.row, o.col, o.measure) for o in stated} == {(1, 1, 1, "kpi_target")}
    assert clauses == []


def test_an_area_beside_its_earlier_size_is_a_prior_and_a_present_one() -> None:
    counts = observed("管理范围由原来建成区60平方公里增加到136平方公里。", doc_kind="final")
    assert [(o.value_native, o.period) for o in counts] == [(Decimal(60), "prior"), (Decimal(136), "current")]
    assert said(counts, "136平方公里").indicator == "建成区"


def test_the_official_vehicles_kept_are_among_all_vehicles() -> None:
    counts = observed("年末公务用车保有2辆。", "截至2024年12月31日，本单位共有车辆3辆。", doc_kind="final")
    kept, everything = counts
    assert (kept.concept, everything.concept) == ("vehicles_kept", "vehicles_total")
    assert (kept.part_of, kept.complete) == (everything.observation_id, False)


def test_what_a_list_of_vehicles_to_be_bought_holds_is_to_be_bought() -> None:
    counts = observed("2024年部门预算安排购置车辆1辆，其中：机要通信用车0辆、其他用车1辆。")
    assert [o.concept for o in counts] == ["vehicles_bought", "vehicles_communication_to_buy", "vehicles_other_to_buy"]


def test_staff_of_several_bodies_under_one_name_has_no_concept() -> None:
    counts = observed("局机关编制20人，实有人数18人。", "下属监测所编制9人，实有人数9人。")
    assert {o.concept for o in counts if o.row_label == "实有人数"} == {None}


def test_equipment_behind_vehicles_to_be_bought_is_to_be_bought() -> None:
    counts = observed(
        "截至2023年10月，江城市水务局共有车辆17辆；单价100万元以上设备26台（套）。2024年计划购置车辆2辆、30.00万元，主要是更新；单价100万元以上设备1台（套）、120.00万元。"
    )
    held = [(o.concept, o.value_native) for o in counts if o.measure == "count"]
    assert ("equipment_over_1m", 26) in held
    assert ("equipment_over_1m_to_buy", 1) in held


def test_vehicles_at_the_years_beginning_are_not_those_held_now() -> None:
    counts = observed("2023年年初本部门共有公务用车9辆。", "截至2023年10月，江城市水务局共有车辆5辆。")
    assert [(o.concept, o.value_native) for o in counts if o.concept == "vehicles_total"] == [("vehicles_total", 5)]
    assert "vehicles_kept" not in {o.concept for o in counts}
