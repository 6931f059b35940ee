"""A draft looked through before it is published: nothing is kept or published, the worst first, a status for scripts,
what changed since an earlier draft.
"""

import json
import os
import tempfile
from pathlib import Path

import pytest

from fiscal.storage.root import DataRoot
from pipelines.checking.drafts import changed_since, checked
from pipelines.commands import terminal
from pipelines.printing.drafts import status_of
from tests.filings import PUBLISHER, budget

pytestmark = pytest.mark.pipeline


@pytest.fixture
def draft(tmp_path: Path):
    """Writes a drawn draft and gives its path."""

    def write(name: str, **figures: str) -> Path:
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(budget(**figures))
        return path

    return write


def test_a_clean_draft_is_status_0_and_nothing_is_kept_or_published(
    fiscal, draft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    status, printed = fiscal("check", draft("a"))
    assert status == 0
    assert PUBLISHER in printed and "2023" in printed and "错误" not in printed
    assert not (tmp_path / "data").exists()
    assert not list(temporary.glob("fiscal-check-*"))
    assert os.environ["FISCAL_DATA"] == str(tmp_path / "data")


def test_what_is_wrong_is_told_worst_first_in_at_most_four_lines_with_page_and_both_numbers(
    fiscal, draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal.out, "width", 80)
    status, printed = fiscal("check", draft("a", total="160.00"))
    assert status == 1
    head, *entries = [entry.splitlines() for entry in printed.replace("1/1 a.pdf", "").strip().split("\n\n")]
    assert PUBLISHER in head[1]
    assert entries and all(len(entry) <= 4 for entry in entries)
    assert any("160万元" in line and "150万元" in line for line in entries[0]) and "第2" in entries[0][0]
    order = [
        next(n for n, word in enumerate(("错误", "警告", "提示")) if entry[0].startswith(word)) for entry in entries
    ]
    assert order == sorted(order)
    _, english = fiscal("check", draft("a", total="160.00"), "--lang", "en")
    assert "printed 160" in english and "错误" not in english


def test_a_file_that_cannot_be_read_is_status_3_with_its_reason(fiscal, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"")
    status, printed = fiscal("check", tmp_path / "a.pdf")
    assert status == 3
    assert "文件为空" in printed and "empty_file" in printed
    assert fiscal("check", tmp_path / "absent.pdf")[0] == 2


def test_programs_get_records_and_people_a_report(fiscal, draft, tmp_path: Path) -> None:
    status, printed = fiscal("check", draft("a", total="160.00"), "--json", "--html", tmp_path / "out" / "report.html")
    (told,) = json.loads(printed[: printed.rindex("]") + 1])
    assert (status, told["file"], told["publisher"]) == (1, "a.pdf", PUBLISHER)
    assert told["errors"] == sum(f["severity"] == "error" for f in told["findings"]) > 0
    assert {"160.0000", "150.0000"} <= {told["findings"][0]["lhs"], told["findings"][0]["rhs"]}
    report = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "草稿核对" in report and "已发布" not in report.partition("<h2")[0] and "index.html" not in report
    (annotated,) = (tmp_path / "out").glob("*.annotated.pdf")
    assert annotated.name in report


def test_only_findings_of_a_severity_are_listed_and_all_count(fiscal, draft) -> None:
    path = draft("a", total="160.00", change="，主要原因是")
    status, printed = fiscal("check", path, "--severity", "warning")
    head, *entries = printed.strip().split("\n\n")
    assert status == 1 and "错误" in head
    assert entries and all(entry.startswith("警告") for entry in entries)
    _, printed = fiscal("check", path, "--severity", "error", "--json")
    (told,) = json.loads(printed[: printed.rindex("]") + 1])
    assert {f["severity"] for f in told["findings"]} == {"error"} and told["warnings"]


def test_what_changed_since_an_earlier_draft_is_told(draft) -> None:
    earlier, later = draft("earlier", total="160.00", prose="160.00"), draft("later", prose="151.00")
    with checked([earlier]) as (before,), checked([later]) as (now,):
        changed = changed_since(before, now)
        assert changed is not None
        assert changed.gone and changed.opened
        assert {f.invariant for f in changed.opened} == {"N1-prose-and-tables"}
        assert changed.figures
        assert changed_since(now, now) is not None and changed_since(now, now).opened == ()
    with checked([draft("other", publisher="青山市河湾区教育局")]) as (other,), checked([later]) as (now,):
        assert changed_since(other, now) is None


def test_warnings_count_where_they_are_asked_to(draft) -> None:
    with checked([draft("a", change="，主要原因是")]) as drafts:
        assert drafts[0].count("warning") and not drafts[0].count("error")
        assert status_of(drafts, strict=False) == 0 and status_of(drafts, strict=True) == 1


def test_a_check_leaves_the_data_root_alone(draft, root: DataRoot) -> None:
    before = sorted(root.work.rglob("*"))
    with checked([draft("a", total="160.00")]):
        assert sorted(root.work.rglob("*")) == before
