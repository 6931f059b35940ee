"""What sources brought, taken in: a sensor turns the ledger of discovery into runs, for files that wait and for filings
that a source has taken away or brought back.

Fetching is left to the looks; a tick reads the ledger and nothing else.
"""

import time
from collections.abc import Iterable, Iterator
from itertools import islice

import dagster as dg

from fiscal.discovery.ledger.ledger import Ledger
from fiscal.discovery.ledger.rows import Event, FileRow
from fiscal.discovery.looking.withdrawals import WHY_STILL_SERVED
from fiscal.intake.withdrawals import SOURCE, withdrawal
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot
from pipelines.running.dagster_words import job, sensor
from pipelines.running.discovering import take_in_waiting, waiting
from pipelines.running.ingest import publish_at_rest
from pipelines.running.under_way import FILING, FOUND_JOB, WORK_TAG, on_keeper
from pipelines.running.withdrawing import withdraw
from pipelines.schedules.inbox import may_try

FILES_A_TICK = 50
FILES_A_RUN = 10
FOUND_TAG = "fiscal/found-"
_EVENTS_A_TICK = 50
_TAKE_IN, _FOLLOW = "take_in_found", "follow_source"


class Found(dg.Config):
    """Files by their sha256, as the content store keeps them."""

    sha256s: list[str]


class Taken(dg.Config):
    """A filing that its source has taken away, or has brought back where not `withdrawn`."""

    filing_id: str
    withdrawn: bool
    reason: str


@dg.op(name=_TAKE_IN, description="读入来源带来的文件，并走完全程 · Takes in what sources brought, through every stage")
def take_in_found(context: dg.OpExecutionContext, config: Found) -> None:
    """Fails where a file could not be worked on; a filing that is quarantined or cannot be read is an answer, not a
    failure.
    """
    root = DataRoot.at()
    results = list(take_in_waiting(root, context.instance, within=context.run_id, only=frozenset(config.sha256s)))
    context.add_output_metadata(
        {
            "filings": ", ".join(result.filing.filing_id for result in results if result.filing),
            "worked_on": sum(r.work == "done" for r in results),
        }
    )
    not_done = [f"{result.path.name}: {result.reason}" for result in results if result.work == "not_done"]
    if not_done:
        raise dg.Failure("; ".join(not_done))
    if not waiting(root) and (trouble := publish_at_rest(root, context.instance, context.run_id)):
        context.log.warning(trouble)


@job(
    name=FOUND_JOB,
    executor_def=dg.in_process_executor,
    tags={WORK_TAG: FILING, **on_keeper()},
    description="来源带来的文件：读入并处理 · What sources brought: in and through every stage",
)
def found_files() -> None:
    """One step."""
    take_in_found()


@dg.op(name=_FOLLOW, description="来源撤下或恢复的文件 · A filing that its source has taken away or brought back")
def follow_source(context: dg.OpExecutionContext, config: Taken) -> None:
    """Takes the filing back as its source did. What a person took back stays so."""
    filing = FilingFiles(DataRoot.at(), config.filing_id)
    standing = withdrawal(filing)
    if (standing is not None) == config.withdrawn or (standing is not None and standing.by != SOURCE):
        return
    trouble = withdraw(context.instance, filing, config.withdrawn, config.reason, SOURCE)
    if trouble:
        raise dg.Failure(trouble)


@job(
    executor_def=dg.in_process_executor,
    tags={WORK_TAG: FILING},
    description="跟随来源撤下或恢复文件 · Takes filings back, or gives them back, as their source does",
)
def followed_source() -> None:
    """One step."""
    follow_source()


@sensor(
    jobs=[found_files, followed_source],
    minimum_interval_seconds=5,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=(
        "来源台账：新的、变更的文件读入处理；三次不见者撤回 · What sources brought is taken in, what is gone three"
        " times is taken back"
    ),
)
def found(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """A tick: at most 50 files, and the next events."""
    ledger, now = Ledger(DataRoot.at()), time.time()
    names = list(dict.fromkeys(file.sha256 for file in ledger.waiting() if file.sha256))
    may_be_tried = (
        sha256
        for sha256 in names
        if may_try(context.instance.get_run_records(dg.RunsFilter(tags={_tag(sha256): "1"})), now)
    )
    ready = list(islice(may_be_tried, FILES_A_TICK))
    wanted = [_request(context.instance, ready[n : n + FILES_A_RUN]) for n in range(0, len(ready), FILES_A_RUN)]
    events = ledger.events(int(context.cursor or 0), _EVENTS_A_TICK)
    wanted += _follow(
        events,
        {file.file: file for file in ledger.numbered({event.file for event in events if event.file is not None})},
    )
    cursor = str(events[-1].number) if events else context.cursor
    said = (
        f"{len(names)} 个文件待处理，均在处理中或稍后再试 / {len(names)} files wait, all under way or to be tried later"
    )
    return (
        dg.SensorResult(run_requests=wanted, cursor=cursor)
        if wanted
        else dg.SensorResult(skip_reason=dg.SkipReason(said), cursor=cursor)
    )


def _request(instance: dg.DagsterInstance, names: list[str]) -> dg.RunRequest:
    tried = instance.get_runs_count(dg.RunsFilter(tags={_tag(names[0]): "1"}))
    config = dg.RunConfig(ops={_TAKE_IN: Found(sha256s=names)})
    return dg.RunRequest(
        run_key=f"{names[0]}:{len(names)}:{tried + 1}",
        job_name=FOUND_JOB,
        run_config=config,
        tags={_tag(name): "1" for name in names},
    )


def _tag(sha256: str) -> str:
    return f"{FOUND_TAG}{sha256[:16]}"


def _follow(events: Iterable[Event], files: dict[int, FileRow]) -> Iterator[dg.RunRequest]:
    """Runs for filings whose current version a source has taken away, or brought back. One that is still served at its
    address is only no longer listed.
    """
    for event in events:
        file = files.get(event.file or 0)
        if file is None or file.filing_id is None or not _is_current(file):
            continue
        gone = file.state == "WITHDRAWN"
        if gone and event.state == "WITHDRAWN" and event.reason != WHY_STILL_SERVED:
            yield _taken(
                event,
                Taken(
                    filing_id=file.filing_id,
                    withdrawn=True,
                    reason=f"来源 {file.source_id} 已不再公布（{event.reason}）",
                ),
            )
        elif not gone and event.state != "WITHDRAWN":
            yield _taken(
                event, Taken(filing_id=file.filing_id, withdrawn=False, reason=f"来源 {file.source_id} 重新公布")
            )


def _is_current(file: FileRow) -> bool:
    filing = FilingFiles(DataRoot.at(), file.filing_id or "")
    if not filing.versions() or filing.latest().receipt.sha256 != file.sha256:
        return False
    return file.state == "WITHDRAWN" or withdrawal(filing) is not None


def _taken(event: Event, taken: Taken) -> dg.RunRequest:
    return dg.RunRequest(
        run_key=f"event-{event.number}", job_name="followed_source", run_config=dg.RunConfig(ops={_FOLLOW: taken})
    )
