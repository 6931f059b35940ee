"""The scorers of the benchmarks: what counts as right, as found and as a false alarm, and what breaks a floor."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.corpus import differences, outcome_of, totals
from benchmarks.scoring.alignment import aligned, in_order
from benchmarks.scoring.filings import judged, reading_of
from benchmarks.scoring.findings import score_findings
from benchmarks.scoring.floors import broken, raised
from benchmarks.scoring.tables import Share, score_tables
from fiscal.model.findings.rows import Finding
from fiscal.model.reading import Reading
from tests.filings import budget
from tests.observing import observed
from tests.readings import sheet
from tests.rows import term, violated

pytestmark = pytest.mark.unit

FUNCTIONS = [
    ["科目编码", "科目名称", "合计", "基本支出"],
    ["201", "一般公共服务支出", "30.00", "20.00"],
    ["20101", "人大事务", "30.00", "20.00"],
    ["合计", "合计", "30.00", "20.00"],
]


def truth(*rows: list[str], header_rows: int = 1, unit: str = "万元", **more: Any) -> dict[str, Any]:
    return {
        "filing": "f",
        "tables": [
            {"id": "t01", "title": "支出表", "unit": unit, "header_rows": header_rows, "rows": list(rows), **more}
        ],
    }


def drawn(rows: list[list[str]], number: int = 1) -> Any:
    return sheet("支出表", *("|".join(row) for row in rows), number=number)


def reported(rows: list[list[str]], codes: bool = True) -> list[Any]:
    """Every amount of the rows as it should be observed."""
    return [
        observed(text, row=r, col=c, row_code=row[0] if codes and row[0].isdigit() else None)
        for r, row in enumerate(rows[1:], 1)
        for c, text in enumerate(row)
        if "." in text
    ]


def test_an_alignment_skips_what_only_one_side_has() -> None:
    a = [["甲", "1"], ["乙", "2"], ["丙", "3"]]
    found = aligned(a, [["甲", "", "1"], ["未列", "", "9"], ["丙", "", "3"]])
    assert (found.rows, found.cols, found.equal) == ({0: 0, 2: 2}, {0: 0, 1: 2}, 4)


def test_the_best_pairs_keep_their_order() -> None:
    assert in_order(np.array([[0, 5], [4, 0]])) == {0: 1}
    assert in_order(np.array([[3, 0], [0, 3]])) == {0: 0, 1: 1}


def test_what_is_read_and_observed_as_it_stands_is_all_right() -> None:
    shares = score_tables(truth(*FUNCTIONS), [drawn(FUNCTIONS)], reported(FUNCTIONS)).shares
    assert shares == {"cells": Share(32, 32), "numbers": Share(8, 8), "values": Share(6, 6), "codes": Share(4, 4)}


def test_a_figure_misread_is_no_right_number_value_or_cell() -> None:
    other = [row[:] for row in FUNCTIONS]
    other[1][2] = "80.00"
    shares = score_tables(truth(*FUNCTIONS), [drawn(other)], reported(other)).shares
    assert (shares["cells"].right, shares["numbers"].right, shares["values"].right) == (30, 7, 5)


def test_an_amount_in_the_wrong_unit_is_a_right_number_and_a_wrong_value() -> None:
    observations = [observed("30.00", row=1, col=2, unit="元", row_code="201")]
    score = score_tables(truth(*FUNCTIONS), [drawn(FUNCTIONS)], observations)
    assert (score.shares["numbers"].value, score.shares["values"].right) == (1.0, 0)


def test_a_code_of_the_other_system_is_wrong_though_the_value_is_right() -> None:
    rows = [
        ["部门经济科目编码", "名称", "政府经济科目编码", "名称", "合计"],
        ["30101", "基本工资", "50101", "工资奖金津补贴", "30.00"],
    ]
    for borne, right in (("30101", 1), ("50101", 0)):
        score = score_tables(truth(*rows), [drawn(rows)], [observed("30.00", row=1, col=4, row_code=borne)])
        assert (score.shares["values"].right, score.shares["codes"]) == (1, Share(right, 1))


def test_codes_in_three_columns_are_joined_and_take_over_what_stands_above() -> None:
    rows = [
        ["类", "款", "项", "名称", "合计"],
        ["201", "", "", "服务", "30.00"],
        ["", "11", "", "纪检", "30.00"],
        ["", "", "01", "行政运行", "30.00"],
    ]
    observations = [
        observed("30.00", row=r, col=4, row_code=code) for r, code in ((1, "201"), (2, "20111"), (3, "2011101"))
    ]
    assert score_tables(truth(*rows), [drawn(rows)], observations).shares["codes"] == Share(3, 3)


def test_side_by_side_each_amount_has_the_code_before_it() -> None:
    rows = [
        ["科目编码", "名称", "金额", "科目编码", "名称", "金额"],
        ["301", "工资福利支出", "5.00", "302", "商品和服务支出", "6.00"],
    ]
    observations = [observed("5.00", row=1, col=2, row_code="301"), observed("6.00", row=1, col=5, row_code="301")]
    assert score_tables(truth(*rows), [drawn(rows)], observations).shares["codes"] == Share(1, 2)


def test_counts_and_shares_are_no_money() -> None:
    rows = [["名称", "数量", "占比", "金额"], ["车辆", "3", "100", "30.00"]]
    shares = score_tables(truth(*rows), [drawn(rows)], [observed("30.00", row=1, col=3)]).shares
    assert (shares["numbers"].of, shares["values"]) == (3, Share(1, 1))


def test_a_table_that_is_not_there_costs_its_cells_on_either_side() -> None:
    missing = score_tables(truth(*FUNCTIONS), [], [])
    assert (missing.tables[0].table_no, missing.shares["cells"], missing.shares["numbers"]) == (
        None,
        Share(0, 16),
        Share(0, 8),
    )
    extra = score_tables(truth(*FUNCTIONS), [drawn(FUNCTIONS), sheet("图", "甲|乙", number=2)], [])
    assert extra.shares["cells"] == Share(32, 34)


def told(*printed: str, cause: str | None = None, id_: str = "f1", rule: str = "H1-rows") -> Finding:
    terms = tuple(map(term, printed))
    return violated(finding_id=id_, invariant=rule, family="hierarchy", terms=terms, root_cause=cause)


def expected(*tokens: str, must: bool = True) -> dict[str, Any]:
    return {"findings": [{"id": "E1", "must": must, "what": "", "tokens": list(tokens)}]}


def test_an_expected_finding_is_found_by_all_its_tokens_and_whole_numbers_only() -> None:
    assert score_findings(expected("23.40", "合计"), [told("23.40", "30.00")]).found == 1
    score = score_findings(expected("23.4"), [told("123.4", "23.45")])
    assert (score.found, score.missed, len(score.alarms)) == (0, ("E1: ",), 1)


def test_an_allowed_finding_is_neither_missed_nor_an_alarm() -> None:
    assert score_findings(expected("7", must=False), []).must == 0
    assert score_findings(expected("7", must=False), [told("7")]).alarms == ()


def test_findings_of_one_cause_are_one_alarm_and_those_beside_an_explained_one_none() -> None:
    alarms = score_findings(
        {"findings": []}, [told("1", cause="c", id_="a"), told("2", cause="c", id_="b"), told("3", id_="d")]
    ).alarms
    assert [f.finding_id for f in alarms] == ["a", "d"]
    assert (
        score_findings(expected("5"), [told("5", "6", cause="c", id_="a"), told("6", "7", cause="c", id_="b")]).alarms
        == ()
    )


def test_floors_only_become_stricter(tmp_path: Path) -> None:
    file = tmp_path / "floors.json"
    raised(file, "set", {"filings": 2, "cells": 0.99999, "errors": 1.5})
    raised(file, "set", {"filings": 2, "cells": 0.5, "errors": 3.0, "held": 0.01})
    assert json.loads(file.read_text())["set"] == {"filings": 2, "cells": 0.9999, "errors": 1.5, "held": 0.01}
    assert not broken(file, "set", {"filings": 2, "cells": 0.99995, "errors": 1.5, "held": 0.0})
    assert len(broken(file, "set", {"filings": 2, "cells": 0.9, "errors": 1.6, "held": 0.01})) == 2
    assert len(broken(file, "set", {"filings": 1, "cells": 1.0, "held": 0.0})) == 2
    assert not broken(file, "another", {"filings": 1})


@pytest.mark.ocr
def test_a_drawn_filing_is_read_judged_and_compared(tmp_path: Path) -> None:
    pdf = tmp_path / "甲.pdf"
    pdf.write_bytes(budget(total="160.00"))
    rows = [["本年收入合计", "160.00", "本年支出合计", "160.00"]]
    (tmp_path / "甲.truth.json").write_text(json.dumps(truth(*rows, header_rows=0), ensure_ascii=False))
    (tmp_path / "甲.expected.json").write_text(json.dumps(expected("160.00", "100.00")))
    outcome = outcome_of(pdf, tmp_path / "kept")
    assert outcome["scores"]["numbers"] == [2, 2]
    assert outcome["findings"]["found"] == 1
    assert totals([outcome])["errors"] == sum(outcome["errors"].values()) > 0
    kept = reading_of(pdf, tmp_path / "kept")
    assert isinstance(kept, Reading)
    assert json.loads(json.dumps(outcome)) == json.loads(json.dumps(outcome_of(pdf, tmp_path / "kept")))
    assert judged("f", kept).errors
    assert differences([outcome], [outcome]) == []
    better = outcome | {"errors": {}, "state": "published", "reason": None}
    assert any("甲.pdf" in line and "errors" in line for line in differences([outcome], [better]))
