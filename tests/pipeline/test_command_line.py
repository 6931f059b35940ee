"""The command: exit status, sentences in both languages, never a traceback."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assets import observations
from fiscal.model.findings.causes import by_cause
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot
from tests.filings import PUBLISHER, budget

pytestmark = pytest.mark.pipeline


def test_an_ingestion_ends_with_a_table_and_where_to_go_from_here(fiscal, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(budget())
    status, printed = fiscal("ingest", tmp_path)
    assert status == 0
    assert "qingshanshi-hewanqu-tushu-guanli-zhongxin-unit-2023-budget" in printed
    assert str(tmp_path / "data") in printed
    assert "read_parquet" in printed
    assert all(
        f"fiscal {command}--data {tmp_path / 'data'}" in printed for command in ("findings ", "export DIR ", "ui ")
    )
    assert (tmp_path / "data" / "fiscal.duckdb").is_file()
    status, printed = fiscal("ingest", tmp_path)
    assert status == 0
    assert "1 unchanged" in printed


def test_ctrl_c_within_a_stage_leaves_one_line_and_the_next_run_goes_on(
    fiscal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.pdf").write_bytes(budget(year=2023 if name == "a" else 2022))
    with monkeypatch.context() as pressed:
        pressed.setattr(observations, "observations_of", lambda *_: signal.raise_signal(signal.SIGINT))
        status, printed = fiscal("ingest", tmp_path)
    assert status == 130
    told = [line for line in printed.splitlines() if line and not re.match(r"\d/2 ", line)]
    assert told == ["已中断，再次运行即接着做 / Interrupted: run it again to go on"]
    status, printed = fiscal("ingest", tmp_path)
    assert status == 0 and printed.count("已发布 published") == 2


def test_a_file_that_cannot_be_read_gives_its_reason_in_both_languages(fiscal, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"")
    status, printed = fiscal("ingest", tmp_path / "a.pdf")
    assert status == 4
    assert "empty_file: 文件为空" in printed and "The file is empty" in printed


def test_wrong_usage_is_status_2_and_says_what_is_wrong(fiscal, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    for arguments in (
        ("ingest",),
        ("ingest", tmp_path / "absent"),
        ("ingest", tmp_path / "nothing"),
        ("ingest", tmp_path, "--data", "nosuch://x"),
        ("frobnicate",),
    ):
        status, printed = fiscal(*arguments)
        assert status == 2, printed
        assert "Traceback" not in printed and printed.strip()


def test_an_error_of_the_program_is_a_sentence_and_a_log(
    fiscal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.pdf").write_bytes(budget())

    def broken(*_: object) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr("pipelines.running.ingest.take_in", broken)
    status, printed = fiscal("ingest", tmp_path / "a.pdf")
    assert status == 1
    assert "程序出错" in printed and "Traceback" not in printed
    assert "unforeseen" in (tmp_path / "data" / ".logs" / "command.log").read_text("utf-8")


def test_findings_are_listed_worst_first_with_both_numbers(fiscal, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(budget(total="160.00"))
    fiscal("ingest", tmp_path / "a.pdf")
    status, printed = fiscal("findings")
    assert status == 0
    assert "160.00" in printed and "错误" in printed
    rows = FilingFiles(
        DataRoot.at(tmp_path / "data"), "qingshanshi-hewanqu-tushu-guanli-zhongxin-unit-2023-budget"
    ).read("findings")
    assert all(group[0].finding_id in printed for group in by_cause(row for row in rows if row.verdict == "violated"))
    assert fiscal("findings", "no-such-filing-unit-2023-budget")[0] == 2


def test_findings_are_filtered_by_severity_told_in_english_and_as_json(fiscal, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(budget(total="160.00"))
    fiscal("ingest", tmp_path / "a.pdf")
    assert "没有未处理的问题" in fiscal("findings", "--severity", "warning")[1]
    assert "against 150" in fiscal("findings", "--severity", "error", "--severity", "warning", "--lang", "en")[1]
    (told,) = json.loads(fiscal("findings", "--json")[1])
    assert told["state"] == "published" and {f["severity"] for f in told["findings"]} == {"error"}
    (row,) = json.loads(fiscal("filings", "--json")[1])
    assert row["filing_id"] == told["filing_id"] and row["publisher"] == PUBLISHER


def test_a_filing_that_is_not_published_says_so_and_why(fiscal, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"")
    (tmp_path / "b.pdf").write_bytes(budget())
    fiscal("ingest", tmp_path)
    status, printed = fiscal("filings")
    assert status == 0
    assert (
        "未能读取" in printed
        and "文件为空" in printed
        and "已发布" in printed
        and printed.index("未能读取") < printed.index("已发布")
    )
    failed = next(line for line in printed.splitlines() if line.startswith("unidentified-"))
    assert failed not in fiscal("filings", "--state", "published")[1]
    assert fiscal("filings", "--state", "lost")[0] == 2
    status, printed = fiscal("findings", failed)
    assert status == 0
    assert "未能读取：文件为空" in printed and "没有未处理的问题" not in printed


def test_an_interruption_leaves_one_line(fiscal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.pdf").write_bytes(budget())

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipelines.running.ingest.assign", interrupted)
    status, printed = fiscal("ingest", tmp_path / "a.pdf")
    assert status == 130
    assert len(printed.strip().splitlines()) == 1 and "Interrupted" in printed


def test_help_teaches(fiscal) -> None:
    status, printed = fiscal("--help")
    assert status == 0
    assert "ingest" in printed and "findings" in printed and "export" in printed and "预算" in printed


def test_an_unchanged_ingestion_loads_nothing_of_what_works_on_filings(fiscal, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(budget())
    assert fiscal("ingest", tmp_path)[0] == 0
    script = (
        "import sys; from pipelines.command_line import main\n"
        "try: main()\n"
        "except SystemExit as ended: print(ended.code, sorted({'dagster', 'duckdb'} & sys.modules.keys()))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, "ingest", str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert "1 unchanged" in ended.stdout and ended.stdout.splitlines()[-1] == "0 []", ended.stderr


@pytest.mark.parametrize("left", ["mark", "behind", "channel"])
def test_what_a_killed_command_left_is_made_good_where_no_file_changed(
    fiscal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: str
) -> None:
    (tmp_path / "a.pdf").write_bytes(budget())
    fiscal("ingest", tmp_path)
    mark = tmp_path / "data" / ".locks" / "commands" / "4194305"
    if left == "mark":
        mark.touch()
    elif left == "behind":
        (tmp_path / "data" / "fiscal.duckdb").unlink()
    else:
        monkeypatch.setenv("FISCAL_ALERT_URLS", "json://127.0.0.1:9")
    told = list[str]()
    monkeypatch.setattr("pipelines.running.orphans.fail_orphans", lambda _: told.append("ended"))
    assert fiscal("ingest", tmp_path)[0] == 0
    assert told == ["ended"] and not mark.exists()
    assert (tmp_path / "data" / "fiscal.duckdb").exists() and not list(mark.parent.iterdir())
