"""Pages of a filing of several files are told with their file, and one printed figure is one suspect, wherever a
finding is told.
"""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from fiscal.model.findings.rows import Finding, Suspect, Term
from fiscal.model.findings.suspected import Suspected, slips
from fiscal.model.places import Leaf, page_no, pages_en, pages_zh
from fiscal.publication.problems import changes
from fiscal.publication.store import Store
from pipelines.alerts.words.phrases import figures_of
from pipelines.printing.telling import lines, record
from tests.observing import observed
from tests.publishing import FILING_ID, data_root
from tests.rows import violated

pytestmark = pytest.mark.unit

ELSEWHERE = observed("7.00", row_label="住房保障支出", table_no=3, part_no=2, page=5)


def term(page: int, part_no: int, value: str = "10.00") -> Term:
    return Term(
        observation_id=f"o-{part_no}-{page}",
        label="合计",
        value_reported=value,
        quote=value,
        weight=Decimal(1),
        table_no=1,
        row=1,
        col=1,
        page=page,
        part_no=part_no,
    )


def broken(*suspects: str) -> Finding:
    return violated(
        lhs=Decimal(10),
        rhs=Decimal(9),
        residual=Decimal(1),
        bound=Decimal(0),
        unit="万元",
        terms=(term(3, 1), term(2, 1), term(4, 2)),
        root_cause="c1",
        message_zh="合计：不等",
        message_en="Total: differs",
        suspects=tuple(
            Suspect(observation_id=i, proposed_value="9.00", reason="多一位 / one digit too many") for i in suspects
        ),
    )


def test_pages_are_named_in_order_beyond_the_first_file_with_its_number() -> None:
    leaves = [Leaf(2, 1), Leaf(1, 3), Leaf(1, 2), Leaf(1, 3)]
    assert pages_zh(leaves) == "第2、3页，文件2第1页"
    assert pages_en(leaves) == "p. 2, 3, page 1 of file 2"
    assert [page_no(leaf) for leaf in leaves[:2]] == ["文件2第1页", "3"]
    assert pages_zh([]) == pages_en([]) == ""


def test_a_terminal_names_the_file_of_a_page() -> None:
    told = [line.plain for line in lines([broken("o-2-4", "o-1-3")], {1: "收支总表"}, {}, 200, "zh")]
    assert "第2、3页，文件2第4页" in told[0]
    assert told[2].strip() == "疑误 10.00 → 9.00 (第3页，文件2第4页)"
    assert "p. 2, 3, page 4 of file 2" in lines([broken()], {}, {}, 200, "en")[0].plain


def test_two_figures_in_each_others_place_are_told_as_one_slip() -> None:
    finding = replace(
        broken("o-1-3", "o-2-4"),
        terms=(term(3, 1, "1,210.00"), term(4, 2, "30.00")),
        suspects=(
            Suspect(observation_id="o-1-3", proposed_value="30.00", reason="数字错列 / wrong column"),
            Suspect(observation_id="o-2-4", proposed_value="1210.00", reason="数字错列 / wrong column"),
        ),
    )
    told = [line.plain for line in lines([finding], {}, {}, 200, "zh")]
    assert told[2].strip() == "疑误 1,210.00、30.00 → 30.00、1210.00 (第3页，文件2第4页)"
    assert [s["printed"] for s in record([finding], {})["suspects"]] == ["1,210.00", "30.00"]
    alike = [Suspected("5.00", "6.00", "", ()), Suspected("7.00", "5.00", "", ()), Suspected("8.00", "", "", ())]
    assert slips(alike) == alike


def test_a_message_names_both_of_two_figures_in_each_others_place() -> None:
    finding = replace(
        broken(),
        terms=(term(3, 1, "1,210.00"), replace(term(3, 1, "30.00"), observation_id="o-2-4", label="印刷费")),
        suspects=(
            Suspect(observation_id="o-1-3", proposed_value="30.00", reason="数字错列 / wrong column"),
            Suspect(observation_id="o-2-4", proposed_value="1210.00", reason="数字错列 / wrong column"),
        ),
    )
    told = figures_of([finding], {})
    assert "最可能有误：第3页表1“合计”1,210.00与第3页表1“印刷费”30.00，两者对调则各式成立" in told


@pytest.mark.parametrize(
    ("printed", "proposed", "told"),
    [
        ("147.68 万", "147.98", "147.98 万"),
        ("100分", "98", "98分"),
        ("17%", "增长17%", "增长17%"),
        ("减少5.00万元", "6.00", "6.00万元"),
        ("20.74①", "20.47", "20.47"),
        ("15.4", "15.51", "15.51"),
    ],
)
def test_a_suspect_has_its_unit_on_both_sides(printed: str, proposed: str, told: str) -> None:
    (slip,) = slips([Suspected(printed, proposed, "", ())])
    assert (slip.printed, slip.proposed) == (printed, told)


def test_a_narrow_terminal_shows_all_numbers_with_their_unit_once() -> None:
    amounts = {"lhs": Decimal("1317.25"), "rhs": Decimal("1317.14"), "residual": Decimal("0.11")}
    finding = replace(broken(), **amounts, bound=Decimal("0.025"))
    wide, narrow = (lines([finding], {}, {}, width, "en")[1].plain.strip() for width in (100, 80))
    assert wide == "printed 1,317.25万元, against 1,317.14万元, difference 0.11万元, rounding 0.025万元"
    assert narrow == "printed 1,317.25, against 1,317.14, difference 0.11, rounding 0.025 (万元)"


def test_percentages_differ_by_percentage_points() -> None:
    finding = replace(broken(), lhs=Decimal("99.35"), rhs=Decimal(100), residual=Decimal("-0.65"), unit="%")
    zh, en = (lines([finding], {}, {}, 200, lang)[1].plain.strip() for lang in ("zh", "en"))
    assert zh == "所印 99.35%，对照 100%，差额 -0.65个百分点，允许舍入 0个百分点"
    assert en == "printed 99.35%, against 100%, difference -0.65 percentage points, rounding 0 percentage points"
    assert "差额 -0.65个百分点，允许舍入 0个百分点" in figures_of([finding], {})


def test_a_record_for_programs_has_the_file_beside_each_page() -> None:
    told = record([broken("o-2-4", "o-1-3")], {})
    assert told["pages"] == [2, 3, 4]
    assert told["places"] == [{"part_no": 1, "page": 2}, {"part_no": 1, "page": 3}, {"part_no": 2, "page": 4}]
    (suspect,) = told["suspects"]
    assert (suspect["printed"], suspect["proposed"], suspect["places"]) == (
        "10.00",
        "9.00",
        [{"part_no": 1, "page": 3}, {"part_no": 2, "page": 4}],
    )


def test_a_message_names_the_file_and_a_suspect_that_is_no_term() -> None:
    told = figures_of([broken(ELSEWHERE.observation_id, "o-1-3")], {ELSEWHERE.observation_id: ELSEWHERE})
    assert "页码 2、3、文件2第4页" in told
    assert "最可能有误：文件2第5页表3“住房保障支出”7.00，若为 9.00 则各式成立（另有 1 处可能）" in told


def test_a_report_shows_one_printed_figure_once_with_its_places(tmp_path: Path) -> None:
    observations = {
        o["observation_id"]: o
        for o in Store.at(data_root(tmp_path / "root", files=2)).rows("observations", FILING_ID).to_pylist()
    }
    finding = {
        "suspects": [
            {"observation_id": i, "proposed_value": "9", "reason": "多一位 / one digit"}
            for i in [*observations][:1] * 2
        ]
    }
    (change,) = changes(finding, observations)
    assert (change["where"], change["to"], change["zh"], change["en"]) == ("文件2第1页", "9", "多一位", "one digit")
