"""A list belongs to the whole that the arithmetic bears out, where its wording leaves that open."""

import pytest

from tests.prose import observed, parts_of, said

pytestmark = pytest.mark.unit


def test_a_colon_behind_an_amount_lists_its_parts() -> None:
    amounts = observed(
        "江城市政府采购预算总额100万元：政府采购货物预算60万元、政府采购工程预算10万元、政府采购服务预算30万元。"
    )
    assert [p.value_reported for p in parts_of(amounts, said(amounts, "100"))] == ["60", "10", "30"]


def test_of_which_behind_the_last_part_is_of_the_whole_when_it_is_more_than_that_part() -> None:
    amounts = observed(
        "政府采购预算总额100万元：政府采购货物预算60万元、政府采购工程预算10万元、政府采购服务预算30万元；"
        "其中一般公共预算拨款政府采购90万元：政府采购货物预算50万元、政府采购工程预算10万元、政府采购服务预算30万元。"
    )
    assert [p.value_reported for p in parts_of(amounts, said(amounts, "30"))] == []
    assert all(o.part_of != said(amounts, "30").observation_id for o in amounts)
    assert {o.value_reported: o.source_of_funds for o in amounts if o.concept == "procurement_goods"} == {
        "60": "total",
        "50": "general_public_budget",
    }


def test_the_whole_told_once_more_is_no_part_of_itself() -> None:
    amounts = observed(
        "本部门一般公共预算支出100万元，其中：",
        "（1）工资福利支出（301）70万元。",
        "（2）商品和服务支出（302）30万元。",
        "（3）一般公共预算支出100万元。",
    )
    assert [p.value_reported for p in parts_of(amounts, said(amounts, "100"))] == ["70", "30"]


def test_a_class_in_a_list_that_names_the_class_above_is_a_part_of_that_one() -> None:
    amounts = observed(
        "本部门一般公共预算支出100万元，其中：",
        "（1）进修及培训（20508）20万元。",
        "（2）培训支出（2050803）20万元。",
        "（3）行政运行（2010301）80万元。",
    )
    assert [p.value_reported for p in parts_of(amounts, said(amounts, "100"))] == ["20", "80"]


def test_a_numbered_list_that_lacks_as_much_as_an_entry_is_not_all() -> None:
    amounts = observed(
        "项目支出预算100万元。其中：",
        "1.事业单位经营支出9万元。",
        "2.上缴上级支出0万元。",
        "3.对附属单位补助支出0万元。",
    )
    assert {p.complete for p in amounts if p.part_of} == {None}


def test_a_numbered_list_that_lacks_less_than_an_entry_is_all() -> None:
    amounts = observed(
        "项目支出预算100.11万元。其中：",
        "1.事业单位经营支出90万元。",
        "2.上缴上级支出4万元。",
        "3.对附属单位补助支出6万元。",
    )
    assert {p.complete for p in amounts if p.part_of} == {True}


def test_numbered_entries_go_on_behind_a_percentage() -> None:
    amounts = observed(
        "本部门当年一般公共预算支出160万元，其中：",
        "1.行政运行（2010301）100万元，较上年增加9万元，增长11.12%，主要原因是人员增加；",
        "2.一般行政管理事务（2010302）40万元，较上年减少1.5万元，下降11.21%，主要原因是压减；",
        "3.事业运行（2010350）20万元，较上年减少2万元，下降10.90%，主要原因是压减。",
    )
    assert [p.value_reported for p in parts_of(amounts, said(amounts, "160"))] == ["100", "40", "20"]


def test_projects_covered_in_several_scopes_are_no_single_figure() -> None:
    amounts = observed(
        "本单位整体支出纳入绩效目标管理，涉及财政性资金200万元；本单位共8个项目纳入绩效目标管理，涉及财政性资金合计150万元。"
    )
    assert {o.concept for o in amounts if o.value_reported in ("200", "150")} == {None}


def test_entries_behind_one_that_is_the_whole_are_of_that_one() -> None:
    amounts = observed(
        "（一）项目支出100万元，具体包括：",
        "考试管理100万元，主要包括：岗位考试项目60万元，用于考务；",
        "专技考试项目30万元，用于考务；",
        "专家评审项目10万元，用于评审。",
    )
    whole = next(o for o in amounts if o.row_label == "项目支出")
    inner = next(o for o in amounts if o.row_label == "考试管理")
    assert [p.value_reported for p in parts_of(amounts, whole)] == ["100"]
    assert {p.value_reported for p in parts_of(amounts, inner)} >= {"30", "10"}


def test_a_class_under_a_kind_of_expenditure_is_that_kind_of_the_class() -> None:
    amounts = observed(
        "从人员经费、公用经费来看，其中：",
        "（1）人员经费：①行政运行（2013301）80万元，较上年增加9万元；",
        "（2）公用经费：①行政运行（2013301）20万元，较上年减少5万元。",
    )
    assert [(said(amounts, v).concept, said(amounts, v).expenditure_type) for v in ("80", "20")] == [
        ("2013301", "personnel"),
        ("2013301", "public"),
    ]


def test_a_kind_of_expenditure_told_of_a_class_is_of_that_class() -> None:
    amounts = observed(
        "本部门一般公共预算支出100万元，其中：",
        "（1）民政管理事务（20802）70万元，较上年减少2万元。",
        "具体为：人员经费50万元，较上年无变化；公用经费20万元，较上年减少2万元。",
        "（2）社会福利（20810）30万元，较上年无变化。",
    )
    assert [(said(amounts, v).concept, said(amounts, v).expenditure_type) for v in ("50", "20")] == [
        ("20802", "personnel"),
        ("20802", "public"),
    ]
    assert [p.value_reported for p in parts_of(amounts, said(amounts, "100"))] == ["70", "30"]


@pytest.mark.parametrize(("rest", "concept"), [("70.00", "302"), ("60.00", "expenditure_current")])
def test_a_kind_behind_a_list_of_kinds_of_a_class_is_of_it_where_it_is_what_the_list_leaves(
    rest: str, concept: str
) -> None:
    amounts = observed(
        "本部门一般公共预算支出300.00万元，其中：工资福利支出（301）200.00万元，全部为人员经费。",
        "商品和服务支出（302）100.00万元，其中：公用经费30.00万元，较上年减少5.00万元，属于正常变化。",
        f"专项业务经费{rest}万元，较上年减少9.00万元，主要原因是项目减少。",
    )
    told = said(amounts, rest)
    assert (told.concept, told.expenditure_type, said(amounts, "9.00").concept) == (concept, "project", concept)
    assert (told in parts_of(amounts, said(amounts, "100.00"))) is (concept == "302")


def test_details_of_the_side_that_was_told_last_are_of_it_and_not_of_the_bodys_total() -> None:
    amounts = observed(
        "# 支出决算情况说明",
        "本年支出合计500.00万元。",
        "# 政府性基金预算财政拨款收入支出决算情况说明",
        "政府性基金预算财政拨款收入80.00万元，支出80.00万元，支出具体情况如下：",
        "1、旅游发展基金支出30.00万元。",
        "2、城乡社区支出50.00万元。",
        doc_kind="final",
    )
    assert parts_of(amounts, said(amounts, "500.00")) == []
    spent = [o for o in amounts if o.value_reported == "80.00"][-1]
    assert [p.value_reported for p in parts_of(amounts, spent)] == ["30.00", "50.00"]
