"""The upload page in a real browser: two drafts go in, the findings and reports come out, with no error and no request
to another host.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fiscal.storage.root import DataRoot
from pipelines.serving.files import served
from tests.filings import budget
from tests.ui.served import free_port

pytestmark = pytest.mark.ui


def test_drafts_are_checked_on_the_page(page: Page, tmp_path: Path) -> None:
    drafts = [tmp_path / "一.pdf", tmp_path / "二.pdf"]
    for path, content in zip(drafts, (budget(total="160.00"), b""), strict=True):
        path.write_bytes(content)
    troubles: list[str] = []
    port = free_port()
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((f"http://127.0.0.1:{port}/", "data:")) else troubles.append(request.url)
        ),
    )
    with served(DataRoot.at(tmp_path / "data"), port):
        page.goto(f"http://127.0.0.1:{port}/")
        page.get_by_label("选择或拖入文件").set_input_files(drafts)
        expect(page.get_by_role("article")).to_have_count(2)
        expect(page.get_by_role("article").first).to_contain_text("疑误")
        expect(page.get_by_role("article").last).to_contain_text("未能核对：文件为空")
        with page.expect_popup() as opened:
            page.get_by_role("link", name="打开报告").first.click()
        expect(opened.value.get_by_text("草稿核对").first).to_be_visible()
        page.get_by_role("button").click()
        expect(page.get_by_role("article")).to_have_count(0)
    assert troubles == []
