"""The prose takes over the funds and kind of expenditure under which the tables report what it names, measure by measure."""

from __future__ import annotations

import pytest

from fiscal.model.contract import Observation
from tests.observing import observed as cell
from tests.prose import observed, said

pytestmark = pytest.mark.unit

PATH = "卫生健康支出（类）行政事业单位医疗（款）行政单位医疗（项）"


def result(kind: str | None, value: str = "19.50", concept: str = "2101101", system: str = "functional") -> Observation:
    return cell(
        value, concept=concept, class_system=system, row_code=concept, measure="actual", phase="executed", source_of_funds="general_public_budget",
        expenditure_type=kind, fiscal_year=2023,
    )  # fmt: skip


def test_a_result_behind_its_budget_is_under_the_tables_funds_for_results() -> None:
    tables = [result("total"), result("basic")]
    told = observed(f"1.{PATH}。年初预算为20.00万元，支出决算为19.50万元，完成年初预算的97.5%。", doc_kind="final", year=2023, tables=tables)
    assert (said(told, "19.50").source_of_funds, said(told, "19.50").expenditure_type) == ("total", None)
    told = observed(
        "# 一般公共预算财政拨款支出决算具体情况",
        f"1.{PATH}。年初预算为20.00万元，支出决算为19.50万元，完成年初预算的97.5%。",
        doc_kind="final",
        year=2023,
        tables=tables,
        headings=("一般公共预算财政拨款支出决算具体情况",),
    )
    assert (said(told, "19.50").source_of_funds, said(told, "19.50").expenditure_type) == ("general_public_budget", "total")


def test_an_economic_class_is_of_the_widest_kind_that_the_table_has() -> None:
    tables = [result("basic", "60.00", "301", "economic_department"), result("personnel", "60.00", "301", "economic_department")]
    told = observed(
        "使用一般公共预算财政拨款安排基本支出90.00万元，（1）工资福利支出60.00万元，包括基本工资、奖金；（2）商品和服务支出30.00万元。",
        doc_kind="final",
        year=2023,
        tables=tables,
        headings=("财政拨款基本支出决算情况说明",),
    )
    assert (said(told, "60.00").concept, said(told, "60.00").expenditure_type) == ("301", "basic")
    assert (said(told, "90.00").concept, said(told, "90.00").expenditure_type) == ("expenditure_current", "basic")
