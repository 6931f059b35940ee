import re
from dataclasses import asdict
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fiscal.document.page_picture import Crop
from fiscal.model.contract import Observation
from fiscal.publication import charts, problems, report
from fiscal.publication.evidence import Places, crops_of, notes_of
from fiscal.publication.store import Store
from tests.observing import observed
from tests.publishing import FILING_ID, HOSTILE, data_root

pytestmark = pytest.mark.unit

PNG = b"\x89PNG\r\n\x1a\n"


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store.at(data_root(tmp_path_factory.mktemp("root")))


def drawn(crops: list[Crop]) -> list[bytes | None]:
    return [PNG for _ in crops]


def test_a_report_shows_both_numbers_the_difference_and_the_page(store: Store) -> None:
    html = report.filing_report(store, FILING_ID, drawn)
    text = re.sub(r"<[^>]+>", " ", html)
    assert "合计 10 不等于 4 + 5" in text and "total 10 is not 4 + 5" in text
    assert re.search(
        r"所印 Printed\s+10\s+万元.+计算 Computed\s+9\s+万元\s+由 2 个数字.+差额 Difference\s+1\s+万元\s+允许舍入"
        r" Rounding allows 0\.5",
        text,
        re.DOTALL,
    )
    assert "data:image/png;base64," in html
    assert "1 项错误；发布事实 2 项，暂扣 1 项" in text


def test_hostile_text_is_inert_in_the_report(store: Store) -> None:
    page = Elements()
    html = report.filing_report(store, FILING_ID, drawn)
    page.feed(html)
    assert "script" not in page.tags and "iframe" not in page.tags
    assert not [name for name, _ in page.attributes if name.startswith("on") or name == "style"]
    assert not [
        value
        for name, value in page.attributes
        if name in ("href", "src") and not re.match(r"#|data:image/png|[\w.-]+\.html", value or "")
    ]
    assert HOSTILE.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;") in html
    assert "\x07" not in html


def test_the_policy_allows_no_script_and_only_our_style(store: Store) -> None:
    html = report.filing_report(store, FILING_ID, drawn)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy is not None
    assert "default-src &#39;none&#39;" in policy[1] and "sha256-" in policy[1] and "unsafe" not in policy[1]


def test_a_page_that_cannot_be_drawn_leaves_the_finding_without_a_picture(store: Store) -> None:
    html = report.filing_report(store, FILING_ID, lambda crops: [None for _ in crops])
    assert "<img" not in html and "合计 10 不等于 4 + 5" in html


def test_the_notes_of_the_annotated_copy_have_no_control_characters(store: Store) -> None:
    (finding,) = store.rows("findings", FILING_ID).to_pylist()
    notes = notes_of(
        [finding | {"message_zh": "合计\x1b[31m <script>"}], Places(store.rows("observations", FILING_ID).to_pylist())
    )
    assert {(n.title, n.text) for n in notes} == {("h3-total-row", "合计[31m <script>\ntotal 10 is not 4 + 5")}
    assert sorted(n.tone for n in notes) == ["error", "term", "term"]


def test_a_filing_that_is_not_there_is_a_lookup_error(store: Store) -> None:
    with pytest.raises(LookupError):
        report.filing_report(store, "nobody-unit-2022-budget", drawn)


def violated(store: Store) -> list[dict[str, Any]]:
    return [f for f in store.rows("findings").to_pylist() if f["verdict"] == "violated"]


def test_the_index_lists_every_filing_with_a_filter_for_each_of_its_properties(store: Store) -> None:
    html = report.index(store.rows("filings").to_pylist(), violated(store))
    assert f'href="{FILING_ID}.html"' in html
    assert '<tr class="y2022 p0 budget error">' in html
    for key in ("y2022", "p0", "budget", "error"):
        assert f'option[value="{key}"]:checked) tbody tr:not(.{key})' in html


def test_the_verdict_is_one_line_in_each_language() -> None:
    filing = {"state": "published", "facts_published": 12, "facts_held": 2, "state_reason": None}
    finding = {"state": "open", "verdict": "violated", "invariant": "H3-total-row", "residual": Decimal(1)}
    found = [
        problems.Problem("f-1", "error", (finding,), (), 0),
        problems.Problem("f-2", "warning", (finding | {"state": "acknowledged"},), (), 0),
    ]
    told = report.verdict_of(filing, found)
    assert (told.tone, told.zh, told.en) == (
        "error",
        "已发布：1 项错误，已知悉 1 项；发布事实 12 项，暂扣 2 项",
        "Published: 1 error, 1 acknowledged; 12 facts published, 2 held",
    )
    clean = report.verdict_of(filing | {"facts_held": 0}, [])
    assert (clean.tone, clean.zh) == ("clean", "已发布：未发现不符；发布事实 12 项")


def test_of_a_filing_with_cells_that_cannot_be_used_nothing_is_said_to_be_right() -> None:
    filing = {"state": "published", "facts_published": 12, "facts_held": 0, "state_reason": None}
    errors = {"state": "acknowledged", "verdict": "violated", "invariant": "I1-numbers", "residual": Decimal(13)}
    told = report.verdict_of(filing, [problems.Problem("f-1", "warning", (errors,), (), 0)])
    assert (told.tone, told.zh) == ("warning", "已发布：13 项未能核对，已知悉 1 项；发布事实 12 项")
    told = report.verdict_of(filing, [problems.Problem("f-1", "warning", (errors | {"state": "open"},), (), 0)])
    assert (told.zh, told.en) == (
        "已发布：1 项警告，13 项未能核对；发布事实 12 项",
        "Published: 1 warning, 13 not checked; 12 facts published",
    )


def test_a_filing_that_a_gate_stopped_says_why_in_both_languages() -> None:
    told = report.verdict_of(
        {"state": "quarantined", "state_reason": "unidentified: 无法判断年度。 / The year cannot be told."}, []
    )
    assert (told.tone, told.zh, told.en) == ("error", "已隔离：无法判断年度。", "Quarantined: The year cannot be told.")


def test_a_figure_of_a_finding_leads_to_its_cell_and_back(store: Store) -> None:
    html = report.filing_report(store, FILING_ID, drawn)
    assert 'href="#c1-3-1"' in html and '<td id="c1-3-1" class="bad "><a href="#f-f1">10</a>' in html
    assert "疑误 Suspect：<b>10</b> → <b>9</b>" in html
    assert "fiscal acknowledge f1 " in html


def test_numbers_that_were_not_understood_are_counted_by_table() -> None:
    observations = [
        asdict(o)
        for o in (
            observed("1", concept="201"),
            observed("2"),
            observed("3", unit=None, concept="201"),
            observed("4", status="ambiguous", table_no=2),
        )
    ]
    told = report.not_understood(observations)
    assert told == (
        [
            {"table_no": 1, "numbers": 3, "no_concept": 1, "no_unit": 1, "in_doubt": 0},
            {"table_no": 2, "numbers": 1, "no_concept": 1, "no_unit": 0, "in_doubt": 1},
        ]
    )


def finding_of(*observations: Observation, rhs: str) -> dict[str, Any]:
    return {
        "terms": [{"observation_id": o.observation_id, "weight": Decimal(1)} for o in observations],
        "rhs": Decimal(rhs),
    }


def test_the_second_number_is_named_where_it_is_printed_and_not_where_it_is_a_sum() -> None:
    table, first, second = observed("3,503,499", unit="元"), observed("350.35"), observed("352.67")
    by_id = {o.observation_id: asdict(o) for o in (table, first, second)}
    same = problems.counterpart(finding_of(table, first, second, rhs="3526700"), by_id)
    assert same is not None and same["observation_id"] == second.observation_id
    total, part, nothing = observed("10"), observed("9"), observed("0")
    by_id = {o.observation_id: asdict(o) for o in (total, part, nothing)}
    assert problems.counterpart(finding_of(total, part, nothing, rhs="9"), by_id) is None


def test_a_suspect_that_is_no_term_is_boxed_too() -> None:
    total, part, beside = observed("10"), observed("4", row=2), observed("6", row=2, col=2)
    finding = finding_of(total, part, rhs="4") | {
        "severity": "error",
        "suspects": [{"observation_id": beside.observation_id}],
    }
    for term, o in zip(finding["terms"], (total, part), strict=True):
        term |= {"table_no": o.table_no, "row": o.row, "col": o.col, "page": o.page, "part_no": o.part_no}
    (crop,) = crops_of(finding, Places([asdict(o) for o in (total, part, beside)]))
    assert sorted(mark.tone for mark in crop.marks) == ["error", "term", "term"]


def test_pictures_stop_at_what_a_report_may_weigh(store: Store) -> None:
    html = report.filing_report(store, FILING_ID, lambda crops: [b"x" * 5_000_000 for _ in crops])
    assert "<img" not in html and "另有 1 幅截图未收入" in html
    assert len(html) < 1_000_000


def amount_of(concept: str, value: str, year: int = 2022, **columns: Any) -> dict[str, Any]:
    return {
        "class_system": "functional",
        "concept": concept,
        "concept_label": f"一、第{concept}类",
        "value_yuan": Decimal(value),
        "fiscal_year": year,
        "phase": "approved",
        "source_of_funds": "total",
        "expenditure_type": "total",
        "project": None,
    } | columns


BUDGET = {"fiscal_year": 2022, "doc_kind": "budget"}


def test_charts_show_classes_beside_the_year_before_and_no_section_or_project() -> None:
    facts = [
        amount_of("201", "20000"),
        amount_of("208", "10000"),
        amount_of("20102", "5"),
        amount_of("201", "7", project="某项目"),
        amount_of("205", "3", phase="executed"),
    ]
    (chart,) = charts.of_filing(facts, [amount_of("201", "15000", 2021), amount_of("201", "9", 2020)], BUDGET)
    assert re.findall(r">([^<>]+)</text>", chart.svg) == ["第201类", "2 万元", "1.5 万元", "第208类", "1 万元"]
    assert "2021" in chart.about


def test_a_filings_own_word_on_the_year_before_goes_before_the_earlier_filings() -> None:
    (chart,) = charts.of_filing(
        [amount_of("201", "20000"), amount_of("201", "16000", 2021)], [amount_of("201", "15000", 2021)], BUDGET
    )
    assert "1.6 万元" in chart.svg and "1.5 万元" not in chart.svg


def test_the_filing_of_the_year_before_has_the_same_name_with_its_year() -> None:
    assert report.year_before("mou-2022-ju-unit-2022-budget", 2022) == "mou-2022-ju-unit-2021-budget"
    assert report.year_before("unidentified-0123", None) == "unidentified-0123"


def test_income_is_drawn_by_source_without_wholes_whose_parts_are_there() -> None:
    income = {"class_system": "income"}
    facts = [
        amount_of("income_total", "50000", **income),
        amount_of("appropriation", "40000", source_of_funds="fiscal", **income),
        amount_of("general_budget_appropriation", "40000", source_of_funds="general_public_budget", **income),
        amount_of("general_budget_appropriation", "1", source_of_funds="basic", **income),
        amount_of("carryover_in", "10000", **income),
    ]
    (chart,) = charts.of_filing(facts, [], BUDGET)
    assert re.findall(r">([^<>]+ 万元)</text>", chart.svg) == ["4 万元", "1 万元"]


def test_bars_carry_exact_labels() -> None:
    svg = charts.bars(
        [charts.Bar("教育支出", Decimal("19538500.00"), Decimal("100.00")), charts.Bar("无", Decimal(0))], "支出"
    )
    assert "1,953.85 万元" in svg and "0.01 万元" in svg and "无" not in svg
    assert charts.bars([], "支出") == ""


def in_unit(folder: Path, unit: str | None) -> str:
    """The report of the filing where all its findings have this unit."""
    root = data_root(folder)
    part = root / "findings" / f"filing_id={FILING_ID}" / "part.parquet"
    table = pq.read_table(part, partitioning=None)
    pq.write_table(
        table.set_column(table.schema.get_field_index("unit"), "unit", pa.array([unit] * table.num_rows, pa.string())),
        part,
    )
    return report.filing_report(Store.at(root), FILING_ID, lambda crops: [None for _ in crops])


def test_words_of_a_change_are_not_shown_as_numbers(tmp_path: Path) -> None:
    assert "所印 Printed" not in in_unit(tmp_path, "增减方向")


def test_figures_without_a_unit_are_shown_as_two_numbers_too(tmp_path: Path) -> None:
    page = in_unit(tmp_path, None)
    assert "<b>10 <i></i></b>" in page and "<b>9 <i></i></b>" in page and "<b>1 <i></i></b>" in page
