"""What a drafter gets wrong in putting a filing together is told: tables absent, twice or out of order, chapters, years
and names of others; what is in order is not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fiscal.model.contract import Observation
from fiscal.model.findings.rows import Finding
from fiscal.model.reading import Box, Cell, Sentence, Table
from tests.expectations.filing import IDENTITY, findings_of, of, reading, table
from tests.observing import observed

pytestmark = pytest.mark.expectations

BODY = replace(IDENTITY, publisher="青山市民政局", publisher_parent="青山市人民政府", units=("青山市救助管理站",))
ALL = (
    "收支总表",
    "收入总表",
    "支出总表",
    "财政拨款收支总表",
    "一般公共预算支出表",
    "一般公共预算基本支出表",
    "一般公共预算“三公”经费支出表",
    "政府性基金预算支出表",
)


def printed(number: int, title: str, page: int = 1, **columns: object) -> Table:
    cell = Cell(page, 0, 0, 1, 1, "项目", 0, True, 0, 0, 1, 1, "ruled", 1.0)
    return table(number, title, cells=(cell,), **columns)


def said(*lines: tuple[str, str]) -> list[Sentence]:
    return [Sentence(n, kind, text, (), None, (Box(n, 0, 0, 1, 1),)) for n, (kind, text) in enumerate(lines, 1)]


def told(tables: list[Table], sentences: list[Sentence], rule: str) -> list[str]:
    findings: list[Finding] = findings_of([observed("1.00")], reading(tables, sentences), BODY)
    return [f.message_zh for f in of(findings, rule) if f.verdict == "violated"]


def test_a_table_that_has_to_be_published_is_missed_unless_there_is_said_to_be_nothing_in_it() -> None:
    tables = [printed(n, title) for n, title in enumerate(ALL, 1)]
    assert told(tables, [], "I1-required-tables") == []
    (missed,) = told(tables[:-1], [], "I1-required-tables")
    assert "政府性基金预算支出表" in missed and "收入总表" not in missed
    assert told(tables[:-1], said(("sentence", "本部门没有政府性基金预算拨款安排的支出。")), "I1-required-tables") == []
    apart = "本部门没有国有资本经营预算，政府性基金预算支出12万元。"
    assert told(tables[:-1], said(("sentence", apart)), "I1-required-tables") != []
    (missed,) = told(
        [t for t in tables if t.title != "收入总表"], said(("sentence", "本部门没有收入。")), "I1-required-tables"
    )
    assert "收入总表" in missed


def test_a_file_with_few_of_the_tables_is_a_part_of_a_filing() -> None:
    assert told([printed(n, title) for n, title in enumerate(ALL[:4], 1)], [], "I1-required-tables") == []


def test_chapters_of_the_contents_are_looked_for_by_number_by_title_and_by_what_stands_under_them() -> None:
    contents = [
        ("contents", "第一部分 部门概况"),
        ("contents", "一、主要职责"),
        ("contents", "第二部分 预算表"),
        ("contents", "第三部分 名词解释 9"),
    ]
    assert (
        told(
            [],
            said(*contents, ("heading", "第一部分 概况"), ("heading", "第二部分 表格"), ("heading", "第三部分")),
            "I1-chapters",
        )
        == []
    )
    assert (
        told(
            [],
            said(*contents, ("heading", "一、主要职责"), ("heading", "第二部分"), ("heading", "名词解释")),
            "I1-chapters",
        )
        == []
    )
    (missed,) = told([], said(*contents, ("heading", "第一部分 概况"), ("heading", "第三部分 名词解释")), "I1-chapters")
    assert "第二部分预算表" in missed


def test_a_number_that_the_chapters_leave_out_is_told() -> None:
    numbered = [("heading", f"第{n}部分 某事") for n in "一二四"]
    (missed,) = told([], said(*numbered), "I1-chapters")
    assert "第三部分" in missed
    assert told([], said(*numbered[:2]), "I1-chapters") == []


def test_a_table_that_stands_twice_is_told_with_its_pages() -> None:
    (again,) = told(
        [printed(1, "收入总表", 3), printed(2, "支出总表", 4), printed(3, "收入总表", 5)], [], "I1-table-once"
    )
    assert "《收入总表》" in again and "第3页、第5页" in again


def test_a_table_of_another_body_a_continuation_and_a_form_may_have_the_same_title() -> None:
    units = [printed(1, "收入总表", declarant="青山市民政局"), printed(2, "收入总表", declarant="青山市救助管理站")]
    continued = [printed(1, "支出总表"), printed(2, "支出总表", continues_table_no=1)]
    assert told(units, [], "I1-table-once") == told(continued, [], "I1-table-once") == []
    assert told([printed(1, "项目支出绩效目标表"), printed(2, "项目支出绩效目标表")], [], "I1-table-once") == []


def test_tables_stand_in_the_order_of_the_contents() -> None:
    contents = said(("contents", "一、收支总表"), ("contents", "二、收入总表"), ("contents", "三、支出总表"))
    assert (
        told(
            [printed(n, title) for n, title in enumerate(("收支总表", "收入总表", "支出总表"), 1)],
            contents,
            "I1-table-order",
        )
        == []
    )
    (late,) = told(
        [printed(1, "收支总表", 4), printed(2, "支出总表", 5), printed(3, "收入总表", 6)], contents, "I1-table-order"
    )
    assert "《收入总表》（第6页）" in late and "《支出总表》" in late


def test_years_that_are_not_the_filings_are_told() -> None:
    assert len(told([printed(1, "2021年部门预算收支总表", 7)], [], "I1-years")) == 1
    (stray,) = told([], said(("sentence", "2019年部门预算收入100万元。")), "I1-years")
    assert "2019年部门预算" in stray and "2022" in stray


def test_years_that_are_meant_are_not() -> None:
    tables = [
        printed(1, "2022年部门预算收支总表"),
        printed(2, "2021年与2022年部门预算对比表"),
        printed(3, "2020年项目预算绩效自评表"),
        printed(4, "2021年“三公”经费表"),
    ]
    sentences = said(
        ("sentence", "2022年部门预算100万元，比2021年部门预算增加5万元。"),
        ("sentence", "根据2018年印发的规定。"),
        ("sentence", "2020年部门预算执行情况良好。"),
    )
    assert told(tables, sentences, "I1-years") == []


def compared(base: str | None, *, percent: str = "79.53%", before: str = "5.57") -> list[Observation]:
    """A figure of 2022 and one of 2021, and a percentage against the year that is named."""
    plain: dict[str, Any] = {
        "table_no": None,
        "row": None,
        "col": None,
        "table_family": "narrative",
        "statement_id": "s",
        "sentence_no": 1,
        "relation": "value",
        "fiscal_year": 2022,
    }
    rise = {"relation": "change", "measure": "change_pct", "period": "change", "direction": "increase", "unit": "%"}
    return [
        observed("10.00", **plain),
        observed(before, **(plain | {"period": "prior", "fiscal_year": 2021})),
        observed(percent, **(plain | rise | {"base": base, "precision": None, "quote": f"比2020年增加{percent}"})),
    ]


def test_a_percentage_from_the_year_before_that_names_an_earlier_one_is_told() -> None:
    def years(observations: list[Observation]) -> list[str]:
        found = of(findings_of(observations, identity=BODY), "I1-years")
        return [f.message_zh for f in found if f.verdict == "violated"]

    (stray,) = years(compared("earlier"))
    assert "比2020年增加79.53%" in stray and "5.57" in stray and "2021" in stray
    assert years(compared("prior_final")) == []
    assert years(compared("earlier", percent="75.93%")) == []
    assert years(compared("earlier", percent="100%", before="5.00")) == []


def test_another_body_in_a_title_is_told_and_the_publishers_own_are_not() -> None:
    (stray,) = told([], said(("heading", "青山市财政局2022年部门预算情况说明")), "I1-bodies")
    assert "青山市财政局" in stray and "青山市民政局" in stray
    (stray,) = told([printed(1, "收支总表", declarant="河湾区教育局")], [], "I1-bodies")
    assert "河湾区教育局" in stray
    own = said(
        ("heading", "青山市民政局2022年部门预算情况说明"),
        ("heading", "市民政局2022年部门预算"),
        ("heading", "青山市救助管理站2022年单位预算"),
    )
    assert (
        told([printed(1, "收支总表", declarant="民政局"), printed(2, "收入总表", declarant="万元")], own, "I1-bodies")
        == []
    )
    assert told([], said(("sentence", "会同青山市财政局编制2022年预算。")), "I1-bodies") == []


def test_punctuation_that_stands_twice_is_told() -> None:
    (twice,) = told(
        [], said(("sentence", "主要用于日常支出。。"), ("sentence", "包括：“三公”经费，其他。")), "I1-punctuation"
    )
    assert "日常支出。。" in twice
