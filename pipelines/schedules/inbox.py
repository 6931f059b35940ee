"""The inbox as Dagster sees it: a sensor that asks for a run for each PDF that was dropped, and the job that takes it
in and works on it.

Which files are whole is told by `fiscal.intake.inbox`; reading happens in the job, because a scan takes longer than a
sensor may."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import islice, takewhile

import dagster as dg

from assets.stages import stale_stages
from fiscal.intake.arrival import assigned, keep, to_read
from fiscal.intake.inbox import Dropped, inside, look
from fiscal.model.reasons import Failure
from fiscal.storage.root import DataRoot, FolderStore
from pipelines.running.dagster_words import job, sensor
from pipelines.running.ingest import ingest, ingest_kept, publish_at_rest
from pipelines.running.orphans import fail_orphans
from pipelines.running.under_way import FILING, INBOX_JOB, UNFINISHED, WORK_TAG, on_keeper

SHA_TAG = "fiscal/sha256"
ATTEMPTS = 3
SECONDS_BETWEEN_ATTEMPTS = 60.0
REQUESTS_A_TICK = 50
_NAMED = 10
_LOOK = ".cache/inbox.json"


class InboxFile(dg.Config):
    """A file of the inbox, by its path in it; `sha256` where it is in the content store already."""

    name: str
    sha256: str = ""


@dg.op(description="读入收件箱中的一个文件，并走完全程 · Takes one file of the inbox in and through every stage")
def take_in_file(context: dg.OpExecutionContext, config: InboxFile) -> None:
    """Fails where the file could not be worked on; a filing that is quarantined or cannot be read is an answer, not a
    failure.
    """
    root = DataRoot.at()
    results = (
        ingest_kept(root, context.instance, [config.sha256], within=context.run_id)
        if config.sha256
        else ingest(root, context.instance, [inside(root.inbox, config.name)], within=context.run_id)
    )
    for result in results:
        row = result.row()
        if result.work == "left":
            context.log.warning(f"{result.path.name}: {result.reason}")
            continue
        if result.work == "not_done" or row is None or result.filing is None:
            raise dg.Failure(result.reason or "not done")
        context.add_output_metadata(
            {
                "filing_id": result.filing.filing_id,
                "work": result.work,
                "state": row.state,
                "reason": row.state_reason or "",
            }
        )
    # Of several machines the keeper publishes.
    if not config.sha256 and (trouble := publish_at_rest(root, context.instance, context.run_id)):
        context.log.warning(trouble)


@job(
    name=INBOX_JOB,
    executor_def=dg.in_process_executor,
    tags={WORK_TAG: FILING},
    description="收件箱：读入一个文件 · The inbox: one file in",
)
def inbox_file() -> None:
    """One file of the inbox."""
    take_in_file()


def is_finished(root: DataRoot, sha256: str) -> bool:
    """Whether these bytes belong to a filing and there is nothing left to do for it."""
    return all(_is_done(root, own) for _, own in to_read(root, sha256).files)


def _is_done(root: DataRoot, sha256: str) -> bool:
    filings = assigned(root, sha256)
    return bool(filings) and not any(
        sha256 in {piece.sha256 for piece in filing.latest().pieces} and stale_stages(filing) for filing in filings
    )


def unfinished(root: DataRoot, files: Mapping[str, Dropped]) -> dict[str, Dropped]:
    """The whole files that there is something to do for, the same bytes once."""
    found: dict[str, Dropped] = {}
    seen: set[str] = set()
    for name, file in files.items():
        if file.sha256 and file.sha256 not in seen:
            seen.add(file.sha256)
            if not is_finished(root, file.sha256):
                found[name] = file
    return found


def requests(instance: dg.DagsterInstance, files: Mapping[str, Dropped], now: float) -> Iterator[dg.RunRequest]:
    """A run for each file that none is under way for and that did not fail too often in a row; `now` in seconds since
    the epoch.
    """
    for name, file in files.items():
        tags = {SHA_TAG: file.sha256 or "", "fiscal/dropped": str(file.modified)}
        runs = instance.get_run_records(dg.RunsFilter(tags=tags))
        if may_try(runs, now):
            key = f"{file.sha256}:{file.modified}:{len(runs) + 1}"
            yield dg.RunRequest(
                run_key=key, run_config=dg.RunConfig(ops={"take_in_file": InboxFile(name=name)}), tags=tags
            )


def for_any_machine(root: DataRoot, request: dg.RunRequest) -> dg.RunRequest:
    """The request as any machine that shares the data root can do it: the file's bytes are in the content store; what
    cannot be put there is left to this machine. Over a local folder it is the request itself.
    """
    if isinstance(root.store, FolderStore):
        return request
    name = request.run_config["ops"]["take_in_file"]["config"]["name"]
    kept = keep(root, inside(root.inbox, name))
    if isinstance(kept, Failure):
        return request.with_replaced_attrs(tags={**request.tags, **on_keeper()})
    config = dg.RunConfig(ops={"take_in_file": InboxFile(name=name, sha256=kept)})
    return request.with_replaced_attrs(run_config=config.to_config_dict())


def may_try(runs: Sequence[dg.RunRecord], now: float) -> bool:
    """The first time at once, later times after a wait that grows, as long as none is under way and the last ones did
    not all fail.
    """
    if any(record.dagster_run.status in UNFINISHED for record in runs):
        return False
    newest_first = sorted(runs, key=lambda record: record.create_timestamp, reverse=True)
    in_vain = list(takewhile(lambda record: record.dagster_run.status is not dg.DagsterRunStatus.SUCCESS, newest_first))
    last = max((record.update_timestamp.timestamp() for record in runs), default=0.0)
    return len(in_vain) < ATTEMPTS and now - last >= SECONDS_BETWEEN_ATTEMPTS * len(runs)


@sensor(
    job=inbox_file,
    minimum_interval_seconds=5,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=(
        "收件箱：放入 PDF 即处理，复制完成后才读取，内容相同者不再处理 · The inbox: a dropped PDF is worked on once it"
        " is whole; the same bytes again do nothing"
    ),
)
def inbox(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """A tick: look, compare with the look before, ask for runs. A folder that cannot be read is a failed tick."""
    root = DataRoot.at()
    fail_orphans(context.instance)
    files = look_again(root)
    left = unfinished(root, files)
    wanted = list(islice(requests(context.instance, left, time.time()), REQUESTS_A_TICK))
    if wanted:
        return dg.SensorResult(run_requests=[for_any_machine(root, request) for request in wanted])
    unreadable = [f"{name}: {file.trouble}" for name, file in files.items() if file.trouble]
    if unreadable:
        raise dg.Failure(
            "收件箱中有文件无法读取，请检查权限 / files of the inbox cannot be read, check their permissions:"
            f" {'; '.join(unreadable[:_NAMED])}"
        )
    waiting = sum(file.sha256 is None for file in files.values())
    return dg.SkipReason(
        f"{root.inbox}: {len(files)} 个文件，{waiting} 个尚在复制，{len(left)} 个正在处理或未能处理 / {len(files)}"
        f" files, {waiting} still being copied, {len(left)} under way or not done"
    )


def look_again(root: DataRoot) -> dict[str, Dropped]:
    """What lies in the inbox, compared with the last look. OSError where it cannot be read; only the inbox of the data
    root itself is made where it is missing.
    """
    if root.inbox.is_relative_to(root.work):
        root.inbox.mkdir(parents=True, exist_ok=True)
    files = look(root.inbox, _last_look(root), time.time())
    _remember(root, files)
    return files


def _last_look(root: DataRoot) -> dict[str, Dropped]:
    content = FolderStore(root.work).read(_LOOK)
    return {name: Dropped(**values) for name, values in json.loads(content or b"{}").items()}


def _remember(root: DataRoot, files: Mapping[str, Dropped]) -> None:
    FolderStore(root.work).write(_LOOK, json.dumps({name: asdict(file) for name, file in files.items()}).encode())
