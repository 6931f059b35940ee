"""Files in, filings out, in one warm process: reading runs ahead in the sandbox while each filing goes through its
stages as a Dagster run of its own partition.

What is shown of it is left to the command line; the inbox goes the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import dagster as dg

from assets.per_filing import FILINGS
from assets.showing import called
from assets.stages import STAGES, Stage, stale_stages
from fiscal.intake.arrival import assign, handed_over, take_in, take_in_kept, to_read
from fiscal.intake.register import retire
from fiscal.intake.sandbox_pool import PARALLEL_READERS
from fiscal.intake.sets.own_files import chapters
from fiscal.model.reasons import Failure, said
from fiscal.publication.publication_state import is_behind
from fiscal.storage import blobs
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot, DiskFullError
from pipelines.running.arriving import Ingested
from pipelines.running.engines import held_open
from pipelines.running.in_process import run_here
from pipelines.running.jobs import FILING_JOB, PUBLISH_JOB
from pipelines.running.under_way import is_last, marked

_Arrival = tuple[Path, Callable[[], str | Failure], str | None]
"""What a file is called, how it is taken in, and its sha256 where that is known before."""

WITHIN_TAG, FILING_TAG = "fiscal/within", "fiscal/filing"


def ingest(
    root: DataRoot, instance: dg.DagsterInstance, files: Iterable[Path], within: str = "", until: Stage = STAGES[-1]
) -> Iterator[Ingested]:
    """Takes the files in and works on what changed, a result for every filing that a file is or is part of, in the
    order given. DiskFullError where there is no room.

    `within` is the id of the run that this is a part of, where it is one; `until` the last stage that is run.
    """
    yield from _each(root, instance, [(path, partial(take_in, root, path), None) for path in files], within, until)


def ingest_kept(
    root: DataRoot, instance: dg.DagsterInstance, sha256s: Iterable[str], within: str = ""
) -> Iterator[Ingested]:
    """The same for bytes that the content store holds already, as those that came from a source are; `path` of a result
    is the name that their source gave them.
    """
    kept = [
        (Path(receipt.source_file), sha256)
        for sha256 in sha256s
        if (receipt := blobs.receipt(root.store, sha256)) is not None
    ]
    yield from _each(
        root,
        instance,
        [(path, partial(take_in_kept, root, sha256), sha256) for path, sha256 in kept],
        within,
        STAGES[-1],
    )


def _each(
    root: DataRoot, instance: dg.DagsterInstance, arrivals: Sequence[_Arrival], within: str, until: Stage
) -> Iterator[Ingested]:
    with marked(root), held_open(root.dagster_home), ThreadPoolExecutor(PARALLEL_READERS) as readers:
        coming: list[tuple[Path, Future[str | Failure], str | None]] = [
            (path, readers.submit(arrive), sha256) for path, arrive, sha256 in arrivals
        ]
        try:
            for number, (path, future, known) in enumerate(coming, 1):
                came_as = future.result() if known is None and future.exception() is None else known
                for result in _finish(root, instance, path, future, within, until):
                    yield replace(result, came_as=came_as if isinstance(came_as, str) else None, number=number)
        except dg.DagsterExecutionInterruptedError as stopped:
            raise KeyboardInterrupt from stopped
        finally:
            readers.shutdown(wait=False, cancel_futures=True)


def publish(instance: dg.DagsterInstance, within: str = "") -> str | None:
    """Builds what people open from all datasets; the reason where that failed."""
    return _failure(run_here(instance, PUBLISH_JOB.name, tags=_tags(within)))


def publish_at_rest(root: DataRoot, instance: dg.DagsterInstance, within: str) -> str | None:
    """Publishes what a run brought where that run is the last one that takes files in: nobody has to wait for the next
    look at what changed. The reason where that failed.
    """
    return publish(instance, within) if is_last(instance, within) and is_behind(root) else None


def work_on(
    instance: dg.DagsterInstance, filing: FilingFiles, within: str = "", until: Stage = STAGES[-1]
) -> str | None:
    """Runs the filing's stale stages up to one as one Dagster run of its partition; the reason where the run failed.
    The filing is locked meanwhile.

    A chapter of a compilation that stands beside it is current or not by what became of it, and follows.
    """
    trouble = _run_stages(instance, filing, within, until)
    for chapter in () if trouble else chapters(filing):
        trouble = trouble or _run_stages(instance, chapter, within, until)
    return trouble


def _run_stages(instance: dg.DagsterInstance, filing: FilingFiles, within: str, until: Stage) -> str | None:
    with filing.lock():
        wanted = STAGES[: STAGES.index(until) + 1]
        stages = [stage for stage in stale_stages(filing) if stage in wanted]
        if not stages:
            return None
        instance.add_dynamic_partitions(FILINGS.name or "", [filing.filing_id])
        named = called(filing)
        result = run_here(
            instance,
            FILING_JOB.name,
            partition_key=filing.filing_id,
            asset_selection=[dg.AssetKey(stage.name) for stage in stages],
            tags=_tags(within) | {FILING_TAG: named},
        )
        # whose filing it is stands in its rows once they are written
        if (now := called(filing)) != named:
            instance.add_run_tags(result.run_id, {FILING_TAG: now})
        return _failure(result)


def _finish(
    root: DataRoot, instance: dg.DagsterInstance, path: Path, future: Future[str | Failure], within: str, until: Stage
) -> Iterator[Ingested]:
    """What became of a file, and of each that it holds; of an archive only of those."""
    try:
        sha256 = future.result()
    except DiskFullError:
        raise
    except PermissionError:
        yield Ingested(path, "not_done", None, reason="permission: 没有读取权限 / no permission to read the file")
        return
    except OSError as error:
        yield Ingested(
            path,
            "not_done",
            None,
            reason=f"unreadable: 无法读取 / the file cannot be read: {error.strerror or type(error).__name__}",
        )
        return
    if isinstance(sha256, Failure):
        yield Ingested(path, "not_done", None, reason=said(sha256))
        return
    found = to_read(root, sha256, str(path))
    for name, own in found.files:
        yield from _worked_on(root, instance, Path(name), own, within, until)
    for told in found.left:
        yield Ingested(path, "left", None, sha256, reason=told)


def _worked_on(
    root: DataRoot, instance: dg.DagsterInstance, path: Path, sha256: str, within: str, until: Stage
) -> Iterator[Ingested]:
    # Only now: a version that another file brings must not pass over one that has not been worked on.
    received = assign(root, sha256)
    for taken_for, now in received.taken_for:
        _hand_over(instance, taken_for, now, within)
    for other in {now.filing_id: now for _, now in received.taken_for if now not in received.filings}.values():
        work_on(instance, other, within, until)
    handed_over(root, received)
    for filing in received.filings:
        if not stale_stages(filing):
            yield Ingested(path, "unchanged", filing, sha256)
            continue
        reason = work_on(instance, filing, within, until)
        yield Ingested(path, "not_done" if reason else "done", filing, sha256, reason)


def _hand_over(instance: dg.DagsterInstance, taken_for: FilingFiles, now: FilingFiles, within: str) -> None:
    with taken_for.lock():
        if taken_for.versions():
            work_on(instance, taken_for, within)
        else:
            retire(taken_for, now.filing_id)


def _tags(within: str) -> dict[str, str]:
    return {WITHIN_TAG: within} if within else {}


def _failure(result: dg.ExecuteInProcessResult) -> str | None:
    if result.success:
        return None
    for event in result.all_events:
        if event.is_step_failure:
            data = event.step_failure_data
            told = data.user_failure_data
            return (told.description if told else None) or (data.error.message.strip() if data.error else "run failed")
    return "run failed"
