"""Filings worked on again: which are meant, what is due after a change, going on after a break; from the command and as
a job of the UI.
"""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from assets.published import UP_TO_DATE, up_to_date
from assets.stages import VERDICTS, stale_filings
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot
from pipelines.running.ingest import ingest_kept
from pipelines.running.selecting import Selection, latest_bytes, make_due, select
from pipelines.schedules.backfill import backfill
from pipelines.schedules.staleness import staleness
from tests.filings import budget
from tests.pipeline.conftest import Ingest

pytestmark = pytest.mark.pipeline


@pytest.fixture
def names(take: Ingest) -> list[str]:
    """A filing in order, one that contradicts itself, one that cannot be read."""
    found = take(a=budget(), b=budget(publisher="青山市河湾区档案馆", total="160.00"), c=b"nothing")
    return [result.filing.filing_id for result in found if result.filing]


def test_filings_are_meant_by_what_they_have_in_common(names: list[str], root: DataRoot) -> None:
    good, wrong, unread = names
    assert select(root, Selection()) == sorted(names)
    assert select(root, Selection(publisher="档案馆")) == [wrong]
    assert select(root, Selection(publisher="tushu-guanli")) == [good]
    assert select(root, Selection(year=2023, kind="budget")) == sorted([good, wrong])
    assert select(root, Selection(state="failed")) == [unread]
    rule = next(
        f.invariant for f in FilingFiles(root, wrong).findings() if f.verdict == "violated" and f.severity == "error"
    )
    assert select(root, Selection(finding=rule)) == [wrong]
    assert select(root, Selection(year=2022)) == select(root, Selection(source="unknown-source")) == []


def test_what_is_due_is_done_once_and_a_break_is_gone_on_from(
    names: list[str], root: DataRoot, instance: dg.DagsterInstance
) -> None:
    assert stale_filings(root, names) == {}
    make_due(root, names)
    assert {stage.name for stage in stale_filings(root, names).values()} == {"raw_filing"} and len(
        stale_filings(root, names)
    ) == 3
    broken: Iterator[object] = ingest_kept(root, instance, latest_bytes(root, names))
    next(broken)
    del broken
    assert len(stale_filings(root, names)) == 2
    left = list(ingest_kept(root, instance, latest_bytes(root, stale_filings(root, names))))
    assert [result.work for result in left] == ["done", "done"]
    assert stale_filings(root, names) == {}


def test_a_change_of_rules_is_seen_in_the_ui_until_a_back_fill_was_run(
    names: list[str], root: DataRoot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with dg.DagsterInstance.get() as instance:
        first = staleness(dg.build_sensor_context(instance=instance))
        assert isinstance(first, dg.SensorResult) and first.cursor and first.cursor.endswith(" 0")
        assert isinstance(staleness(dg.build_sensor_context(instance=instance, cursor=first.cursor)), dg.SkipReason)
        filing = FilingFiles(root, names[0])
        filing.finish(VERDICTS.name, filing.stages()["facts"])
        seen = staleness(dg.build_sensor_context(instance=instance, cursor="before 0"))
        assert isinstance(seen, dg.SensorResult)
        (evaluation,) = seen.asset_events
        assert isinstance(evaluation, dg.AssetCheckEvaluation)
        assert (evaluation.check_name, evaluation.passed) == (UP_TO_DATE, False)
        assert "1 份需补跑" in (evaluation.description or "")
        outcome = backfill.execute_in_process(
            instance=instance, run_config={"ops": {"work_on_selection": {"config": {"publisher": "tushu"}}}}
        )
        assert outcome.success
        assert up_to_date(root).passed


def test_the_command_lists_and_works_and_says_where_nothing_is_meant(fiscal, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(budget())
    fiscal("ingest", tmp_path / "a.pdf")
    assert fiscal("backfill", "--year", "1999")[0] == 2
    (tmp_path / "data" / "fiscal.duckdb").unlink()
    assert fiscal("backfill")[0] == 0
    assert (tmp_path / "data" / "fiscal.duckdb").is_file()
    status, printed = fiscal("backfill", "--list")
    assert status == 0 and "1 filings are meant, 0 are due" in printed
    status, printed = fiscal("backfill", "--again", "--kind", "budget")
    assert status == 0 and "1 filings are meant, 1 are due" in printed and "已发布 published" in printed
