"""Hostile text from a filing is text in everything a person opens in a browser: nothing runs, nothing is fetched,
nothing pushes the page out of shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request

from expectations.evaluation import evaluate
from expectations.filing.case import Case
from expectations.judge.data_docs import build_data_docs
from expectations.judge.suites import Bench
from fiscal.document.page_picture import Crop
from fiscal.publication.report import filing_report, index
from fiscal.publication.store import Store
from tests.expectations.filing import IDENTITY, column, reading, table
from tests.publishing import FILING_ID, HOSTILE, LONG, data_root

pytestmark = pytest.mark.ui

# The smallest picture there is, so that the page has one to show.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)
LAPTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


class Watched:
    """A page, and what it tried: dialogs that it opened, and requests that it sent to anything but files."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.dialogs: list[str] = []
        self.requests: list[str] = []
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        page.on("requestfinished", self._note)
        page.on("requestfailed", self._note)

    def _note(self, request: Request) -> None:
        """What the page's own policy stops was never sent."""
        if not request.url.startswith(("file:", "data:")) and request.failure != "csp":
            self.requests.append(f"{request.url} {request.failure}")


@pytest.fixture
def watched(page: Page) -> Iterator[Watched]:
    page.context.set_offline(True)
    watched = Watched(page)
    yield watched
    assert watched.dialogs == []


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = data_root(tmp_path_factory.mktemp("root"))
    store, folder = Store.at(root), root / "reports"

    def drawn(crops: list[Crop]) -> list[bytes | None]:
        return [PNG for _ in crops]

    (folder / f"{FILING_ID}.html").write_text(filing_report(store, FILING_ID, drawn), "utf-8")
    findings = [f for f in store.rows("findings").to_pylist() if f["verdict"] == "violated"]
    (folder / "index.html").write_text(index(store.rows("filings").to_pylist(), findings), "utf-8")
    return folder


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_a_report_shows_hostile_text_as_it_is_printed(watched: Watched, reports: Path, size: dict[str, int]) -> None:
    page = watched.page
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto((reports / f"{FILING_ID}.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    shown = page.locator("body").inner_text()
    assert HOSTILE in shown and LONG[:1_000] in shown and "\x07" not in shown
    assert (
        page.evaluate("document.scripts.length + document.querySelectorAll('iframe, object, embed, form').length") == 0
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert watched.requests == []


def test_a_script_in_a_report_would_not_run(watched: Watched, reports: Path) -> None:
    """The policy is a second wall: even a script that got into the page does nothing."""
    page = watched.page
    html = (reports / f"{FILING_ID}.html").read_text("utf-8")
    broken = reports / "broken.html"
    broken.write_text(
        html.replace(
            "<main>",
            "<main><script>document.title='run'</script><img src=http://x.invalid/ onerror=\"document.title='run'\">",
        ),
        "utf-8",
    )
    page.goto(broken.as_uri())
    page.wait_for_timeout(300)
    assert page.title() != "run" and watched.requests == []


def test_a_finding_leads_to_its_cell_in_the_folded_table(watched: Watched, reports: Path) -> None:
    page = watched.page
    page.goto((reports / f"{FILING_ID}.html").as_uri())
    assert not page.locator("#c1-3-1").is_visible()
    page.locator(".sums a").first.click()
    assert page.locator("#c1-3-1").is_visible() and page.locator("#c1-3-1").inner_text() == "10"


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_the_index_filters_without_a_script(watched: Watched, reports: Path, size: dict[str, int]) -> None:
    page = watched.page
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto((reports / "index.html").as_uri())
    row = page.locator("tbody tr")
    for name, showing, hiding in (("severity", "error", "clean"), ("kind", "budget", "final")):
        page.select_option(f"#{name}", hiding)
        assert not row.is_visible()
        page.select_option(f"#{name}", showing)
        assert row.is_visible()
    assert page.evaluate("document.scripts.length") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_data_docs_show_hostile_text_as_text(watched: Watched, tmp_path: Path) -> None:
    label = f"{HOSTILE}<img src=x onerror=alert(2)>{LONG}"
    figures = column(
        {"合计": "42.00", "b": "20.00", label: "12.00", "d": "1.00"}, {label: "合计", "b": "合计", "d": label}
    )
    bench = Bench()
    findings = evaluate(Case(f"f{HOSTILE}", IDENTITY, reading([table(1)]), figures), judge=bench.judge)
    assert any(HOSTILE in f.terms[0].label for f in findings if f.verdict == "violated")
    page = watched.page
    pages = sorted(build_data_docs(bench.judged.results, tmp_path).parent.rglob("*.html"))
    assert len(pages) > 1
    for path in pages:
        page.goto(path.as_uri(), wait_until="domcontentloaded")
        page.wait_for_timeout(200)
        assert (
            page.evaluate(
                "[...document.querySelectorAll('[onerror], script')].filter(e => e.outerHTML.includes('alert(')).length"
            )
            == 0
        )
