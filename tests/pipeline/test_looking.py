"""Sources by themselves: looked at when they are due, what they bring taken in once, what they take away taken back,
what ails them heard of.
"""

import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import dagster as dg
import pytest

from assets.source_looks import SOURCE_LOOKS, source_looks
from fiscal.discovery import settings
from fiscal.discovery.ledger.ledger import Ledger
from fiscal.discovery.sources.reading import read_sources
from fiscal.publication.publication_state import is_behind
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot
from pipelines.alerts.desk import Desk
from pipelines.alerts.hearing import hear
from pipelines.alerts.sources import PATIENCE_WITH_ERRORS, counted, standing_of, troubled
from pipelines.running.ingest import publish
from pipelines.running.jobs import WAY
from pipelines.schedules.found import FILES_A_RUN, FILES_A_TICK, followed_source, found, found_files
from pipelines.schedules.looking import discover, is_due, sources_when_due
from tests.filings import budget
from tests.portal import HOST, Portal, Reply, detail_page, list_page, serving

pytestmark = pytest.mark.pipeline

FILING = "qingshanshi-hewanqu-tushu-guanli-zhongxin-unit-2023-budget"
TITLE = "青山市河湾区图书管理中心2023年单位预算"
ENTRY = (TITLE, "./t_1.html", "2023-02-12")
OTHERS = [(f"青山市河湾区某某{n}中心2023年单位预算", f"./other_{n}.html", "2023-02-10") for n in range(2)]
BEIJING = timezone(timedelta(hours=8))


@pytest.fixture
def portal(tmp_path: Path, root: DataRoot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "hewan.yaml").write_text(
        f"id: hewan\nlisting: {{url: 'http://{HOST}/ysjs/index.html'}}\npoliteness: {{min_interval_s: 0}}\n", "utf-8"
    )
    monkeypatch.setenv("FISCAL_SOURCES", str(folder))
    with serving() as one:
        monkeypatch.setenv("FISCAL_ROUTES", one.routes)
        one.page("/ysjs/index.html", list_page([ENTRY, *OTHERS]))
        one.page("/ysjs/t_1.html", detail_page(TITLE, f'<a href="/files/1.pdf">{TITLE}.pdf</a>'))
        for n in range(2):
            one.page(f"/ysjs/other_{n}.html", detail_page(OTHERS[n][0], "<p>另行公布</p>"))
        one.file("/files/1.pdf", budget())
        yield one


@pytest.fixture
def kept() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.get() as instance:
        yield instance


def look(instance: dg.DagsterInstance) -> dg.ExecuteInProcessResult:
    return discover.execute_in_process(
        instance=instance, run_config={"ops": {"look_at_sources": {"config": {"sources": ["hewan"]}}}}
    )


def tick(instance: dg.DagsterInstance, cursor: str | None = None) -> dg.SensorResult:
    result = found(dg.build_sensor_context(instance=instance, cursor=cursor))
    assert isinstance(result, dg.SensorResult)
    return result


def run(instance: dg.DagsterInstance, request: dg.RunRequest) -> bool:
    job = {job.name: job for job in (found_files, followed_source)}[request.job_name or ""]
    return job.execute_in_process(
        instance=instance, run_config=request.run_config, tags=dict(request.tags), raise_on_error=False
    ).success


def test_a_source_is_due_daily_in_season_weekly_else_and_at_once_when_it_is_new(portal: Portal) -> None:
    source = read_sources().by_id["hewan"]
    february, june = (datetime(2023, month, 10, 12, tzinfo=BEIJING).timestamp() for month in (2, 6))
    assert is_due(source, None, february)
    assert not is_due(source, february, february + 3600) and is_due(source, february, february + 86_400)
    assert not is_due(source, june, june + 3600) and is_due(source, june, june + 7 * 86_400)
    assert sum(is_due(source, june + day * 86_400, june + (day + 1) * 86_400) for day in range(7)) == 1


def test_the_schedule_asks_for_sources_that_are_due_and_that_no_run_is_at(
    portal: Portal, kept: dg.DagsterInstance
) -> None:
    context = dg.build_schedule_context(instance=kept, scheduled_execution_time=datetime.now(BEIJING))
    (request,) = list(sources_when_due(context))
    assert request.run_config["ops"] == {"look_at_sources": {"config": {"sources": ["hewan"]}}}
    assert kept.get_dynamic_partitions("sources") == ["hewan"]
    under_way = kept.create_run_for_job(discover, run_config=request.run_config, status=dg.DagsterRunStatus.STARTED)
    assert isinstance(sources_when_due(context), dg.SkipReason)
    kept.report_run_failed(under_way)
    assert look(kept).success
    assert isinstance(sources_when_due(context), dg.SkipReason)


def test_what_is_published_becomes_facts_without_anybody_and_a_second_look_asks_for_nothing(
    portal: Portal, root: DataRoot, kept: dg.DagsterInstance
) -> None:
    assert look(kept).success
    (record,) = kept.fetch_materializations(
        dg.AssetRecordsFilter(dg.AssetKey(SOURCE_LOOKS), asset_partitions=["hewan"]), limit=5
    ).records
    shown = record.asset_materialization.metadata if record.asset_materialization else {}
    assert (shown["outcome"].value, shown["items"].value, shown["news"].value) == ("good", 3, 1)
    first = tick(kept)
    (request,) = first.run_requests or []
    again = tick(kept, first.cursor)
    assert [r.run_key for r in again.run_requests or []] == [request.run_key]
    assert run(kept, request)
    (row,) = FilingFiles(root, FILING).read("filings")
    assert row.state == "published" and row.source_url == f"http://{HOST}/files/1.pdf"
    assert not is_behind(root), "the last run that takes files in publishes"
    assert not tick(kept, first.cursor).run_requests
    asked = len(portal.asked)
    assert look(kept).success
    assert not tick(kept, first.cursor).run_requests and len(portal.asked) - asked <= 4
    desk = Desk(root, [], time.time)
    while hear(kept, desk.ledger, time.time()):
        pass
    assert desk.ledger.settled(time.time() + 100, 0, 0) == [FILING]


def test_a_run_that_is_not_the_last_leaves_publishing_to_the_others(
    portal: Portal, root: DataRoot, kept: dg.DagsterInstance
) -> None:
    look(kept)
    (request,) = tick(kept).run_requests or []
    kept.create_run_for_job(found_files, run_config=request.run_config, status=dg.DagsterRunStatus.STARTED)
    assert run(kept, request)
    assert FilingFiles(root, FILING).read("filings") and is_behind(root)


def test_a_source_s_page_can_be_asked_for_by_its_partition(portal: Portal, kept: dg.DagsterInstance) -> None:
    kept.add_dynamic_partitions("sources", ["hewan"])
    assert dg.materialize([source_looks], partition_key="hewan", instance=kept, resources=WAY.resources).success
    (record,) = kept.fetch_materializations(
        dg.AssetRecordsFilter(dg.AssetKey(SOURCE_LOOKS), asset_partitions=["hewan"]), limit=5
    ).records
    assert record.asset_materialization and record.asset_materialization.metadata["items"].value == 3


def test_a_partition_of_no_source_is_warned_of(
    portal: Portal, kept: dg.DagsterInstance, capfd: pytest.CaptureFixture[str]
) -> None:
    config = {"ops": {"look_at_sources": {"config": {"sources": ["gone", "hewan"]}}}}
    assert discover.execute_in_process(instance=kept, run_config=config).success
    kept.add_dynamic_partitions("sources", ["gone"])
    assert dg.materialize([source_looks], partition_key="gone", instance=kept, resources=WAY.resources).success
    assert capfd.readouterr().err.count("no such source: gone") == 2
    assert set(Ledger(DataRoot.at()).sources()) == {"hewan"}


def test_a_run_that_failed_is_asked_for_again_only_after_a_while(
    portal: Portal, kept: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(kept)
    (request,) = tick(kept).run_requests or []
    kept.create_run_for_job(
        found_files, run_config=request.run_config, tags=dict(request.tags), status=dg.DagsterRunStatus.FAILURE
    )
    assert not tick(kept).run_requests
    monkeypatch.setattr("pipelines.schedules.inbox.SECONDS_BETWEEN_ATTEMPTS", 0.0)
    (again,) = tick(kept).run_requests or []
    assert again.run_key != request.run_key


def test_a_tick_asks_for_fifty_files_at_most(
    root: DataRoot, kept: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Many(Ledger):
        def waiting(self, source_ids=()):
            return [type("Row", (), {"sha256": f"{n:064x}"[::-1]}) for n in range(FILES_A_TICK + 20)]

    monkeypatch.setattr("pipelines.schedules.found.Ledger", Many)
    looked_up: list[dg.RunsFilter] = []
    monkeypatch.setattr(dg.DagsterInstance, "get_run_records", lambda _, filters: looked_up.append(filters) or [])
    requests = tick(kept).run_requests or []
    assert len(looked_up) == FILES_A_TICK
    assert len(requests) == FILES_A_TICK // FILES_A_RUN
    assert (
        len({sha256 for r in requests for sha256 in r.run_config["ops"]["take_in_found"]["config"]["sha256s"]})
        == FILES_A_TICK
    )


def test_a_title_that_names_another_year_than_the_filing_prints_is_a_finding(
    portal: Portal, root: DataRoot, kept: dg.DagsterInstance
) -> None:
    portal.page("/ysjs/index.html", list_page([(TITLE.replace("2023", "2024"), "./t_1.html", "2024-02-12"), *OTHERS]))
    portal.page("/ysjs/t_1.html", detail_page(TITLE.replace("2023", "2024"), '<a href="/files/1.pdf">附件.pdf</a>'))
    look(kept)
    for request in tick(kept).run_requests or []:
        run(kept, request)
    assert publish(kept) is None
    (finding,) = [
        f for f in FilingFiles(root, FILING).findings() if f.invariant == "I1-source-title" and f.verdict == "violated"
    ]
    assert "“2024”，文件印为“2023”" in finding.message_zh
    assert FilingFiles(root, FILING).read("filings")[-1].state == "published"


def test_a_filing_that_is_gone_three_times_is_taken_back_and_comes_back(
    portal: Portal, root: DataRoot, kept: dg.DagsterInstance
) -> None:
    look(kept)
    first = tick(kept)
    assert all(run(kept, request) for request in first.run_requests or [])
    portal.page("/ysjs/index.html", list_page(OTHERS))
    portal.put("/files/1.pdf", Reply(status=404))
    portal.put("/ysjs/t_1.html", Reply(status=404))
    cursor = first.cursor
    for n in range(settings.GOOD_LOOKS):
        look(kept)
        gone = tick(kept, cursor)
        cursor = gone.cursor
        assert len(gone.run_requests or []) == (n == settings.GOOD_LOOKS - 1)
    assert all(run(kept, request) for request in gone.run_requests or [])
    (row,) = FilingFiles(root, FILING).read("filings")
    assert row.state == "withdrawn" and "hewan" in (row.state_reason or "")
    portal.page("/ysjs/index.html", list_page([ENTRY, *OTHERS]))
    portal.page("/ysjs/t_1.html", detail_page(TITLE, f'<a href="/files/1.pdf">{TITLE}.pdf</a>'))
    portal.file("/files/1.pdf", budget())
    look(kept)
    back = tick(kept, cursor)
    assert all(run(kept, request) for request in back.run_requests or [])
    (row,) = FilingFiles(root, FILING).read("filings")
    assert row.state == "published" and row.facts_published


def test_what_a_person_took_back_its_source_does_not_give_back(
    portal: Portal, root: DataRoot, kept: dg.DagsterInstance
) -> None:
    from pipelines.running.withdrawing import withdraw

    look(kept)
    for request in tick(kept).run_requests or []:
        run(kept, request)
    withdraw(kept, FilingFiles(root, FILING), True, "公布单位来函", "somebody")
    config = {"ops": {"follow_source": {"config": {"filing_id": FILING, "withdrawn": False, "reason": "back"}}}}
    assert followed_source.execute_in_process(instance=kept, run_config=config).success
    assert FilingFiles(root, FILING).read("filings")[-1].state == "withdrawn"


def test_a_source_that_is_blocked_is_heard_of_and_changes_no_filing(
    portal: Portal, root: DataRoot, kept: dg.DagsterInstance
) -> None:
    look(kept)
    for request in tick(kept).run_requests or []:
        run(kept, request)
    portal.put("/ysjs/index.html", Reply(status=412, content=b"<script>challenge()</script>"))
    assert look(kept).success
    (situation,) = troubled(root, time.time())
    assert (situation.filing_id, situation.state) == ("hewan", "blocked")
    desk = Desk(root, [], time.time)
    assert (desk.tell_sources(), desk.tell_sources()) == (1, 0)
    assert re.fullmatch("来源：受阻 1", counted(root, time.time()))
    assert FilingFiles(root, FILING).read("filings")[-1].state == "published"
    portal.page("/ysjs/index.html", list_page([ENTRY, *OTHERS]))
    look(kept)
    assert desk.tell_sources() == 1 and troubled(root, time.time()) == []


def test_a_source_may_fail_for_a_night_and_be_silent_for_a_year(
    portal: Portal, root: DataRoot, kept: dg.DagsterInstance
) -> None:
    look(kept)
    row, now = Ledger(root).source("hewan"), time.time()
    assert standing_of(row, now) == "good"
    assert standing_of(row, now + settings.SILENT_SECONDS + 60) == "silent"
    portal.put("/ysjs/index.html", Reply(status=500))
    look(kept)
    row = Ledger(root).source("hewan")
    assert standing_of(row, now + 60) == "good"
    assert standing_of(row, now + PATIENCE_WITH_ERRORS + 60) == "error"
