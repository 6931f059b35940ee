import re
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from fiscal.document.page_picture import Crop
from fiscal.publication import charts, report
from fiscal.publication.store import Store
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
    assert re.search(r"10\s+所印 Printed（万元）\s+9\s+对照 Against\s+1\s+差额 Difference\s+0\.5\s+允许舍入", text)
    assert "data:image/png;base64," in html
    assert "1 项错误；发布事实 2 项，暂扣 1 项" in text


def test_hostile_text_is_inert_in_the_report(store: Store) -> None:
    page = Elements()
    html = report.filing_report(store, FILING_ID, drawn)
    page.feed(html)
    assert "script" not in page.tags and "iframe" not in page.tags
    assert not [name for name, _ in page.attributes if name.startswith("on") or name == "style"]
    assert not [value for name, value in page.attributes if name in ("href", "src") and not re.match(r"#|data:image/png|[\w.-]+\.html", value or "")]
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


def test_a_filing_that_is_not_there_is_a_lookup_error(store: Store) -> None:
    with pytest.raises(LookupError):
        report.filing_report(store, "nobody-unit-2022-budget", drawn)


def test_the_index_lists_every_filing_with_a_filter_for_each_of_its_properties(store: Store) -> None:
    html = report.index(store)
    assert f'href="{FILING_ID}.html"' in html
    assert '<tr class="y2022 p0 budget error">' in html
    for key in ("y2022", "p0", "budget", "error"):
        assert f'option[value="{key}"]:checked) tbody tr:not(.{key})' in html


def test_bars_carry_exact_labels() -> None:
    svg = charts.bars([charts.Bar("教育支出", Decimal("19538500.00"), Decimal("100.00")), charts.Bar("无", Decimal(0))], "支出")
    assert "1,953.85 万元" in svg and "0.01 万元" in svg and "无" not in svg
    assert charts.bars([], "支出") == ""
