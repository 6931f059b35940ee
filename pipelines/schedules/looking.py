"""Sources looked at by themselves: each on its cron, several in a run, so that a look costs no process of its own;
hosts are asked one request at a time whoever asks.

What a look is, is said in `fiscal.discovery`; what it brought is taken in by `pipelines.schedules.found`.
"""

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import dagster as dg
from cronsim import CronSim
from pydantic import Field

from assets.showing import as_markdown
from assets.source_looks import NO_NEWS_BY_ITSELF, SOURCE_LOOKS, SOURCES, chosen_of, shown
from fiscal.discovery.ledger.ledger import Ledger
from fiscal.discovery.looking.look import Look
from fiscal.discovery.looking.several import look_at
from fiscal.discovery.settings import BEIJING
from fiscal.discovery.sources.reading import read_sources
from fiscal.discovery.sources.source import Source
from fiscal.storage.root import DataRoot
from pipelines.running.dagster_words import job, schedule
from pipelines.running.under_way import LOOK, UNFINISHED, WORK_TAG, on_keeper

SOURCES_A_RUN = 50
_EVERY_FIVE_MINUTES = "*/5 * * * *"
_OP = "look_at_sources"
_LISTED = 500


class Chosen(dg.Config):
    """Sources by their ids; none for all that are enabled."""

    sources: list[str] = Field(default_factory=list)


@dg.op(
    name=_OP, description="查看所列来源，取回新的与变更的文件 · Looks at the sources and fetches what is new or changed"
)
def look_at_sources(context: dg.OpExecutionContext, config: Chosen) -> None:
    """A source that is blocked or fails is an answer, shown with it; it fails no run."""
    root = DataRoot.at()
    known, ledger = read_sources(), Ledger(root)
    chosen = chosen_of(known, config.sources, context.log)
    _make_partitions(context.instance, chosen)
    looks: list[Look] = []
    for found in look_at(root, chosen):
        looks.append(found)
        tags = {"dagster/data_version": NO_NEWS_BY_ITSELF}
        context.log_event(
            dg.AssetMaterialization(
                SOURCE_LOOKS,
                partition=found.source_id,
                metadata=shown(known.by_id[found.source_id], found, ledger),
                tags=tags,
            )
        )
    rows = [
        (found.source_id, found.outcome, f"{found.wanted}/{found.items}", str(len(found.news)), found.reason or "")
        for found in looks[:_LISTED]
    ]
    table = as_markdown(("来源 Source", "结果 Outcome", "条目 Items", "新 News", "原因 Why"), rows)
    context.add_output_metadata(
        {"sources": len(looks), "news": sum(len(found.news) for found in looks), "looks": dg.MetadataValue.md(table)}
    )


@job(
    executor_def=dg.in_process_executor,
    tags={WORK_TAG: LOOK, **on_keeper()},
    description="发现：查看来源（Launchpad 可指定编号） · Discovery: looks at sources, by their ids in the Launchpad",
)
def discover() -> None:
    """One step."""
    look_at_sources()


@schedule(
    job=discover,
    cron_schedule=_EVERY_FIVE_MINUTES,
    execution_timezone=BEIJING.key,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description=(
        "各来源按自己的时间查看：预算期（1—4 月）、决算期（7—10 月）每日，其余每周，或按其 cron · Each source on its"
        " own time: daily in season,"
        " else weekly, or by its cron"
    ),
)
def sources_when_due(context: dg.ScheduleEvaluationContext) -> list[dg.RunRequest] | dg.SkipReason:
    """A tick: which sources are due. dg.Failure where source files cannot be used and nothing else is to be done."""
    known, rows = read_sources(), Ledger(DataRoot.at()).sources()
    now = time.time()
    busy = _under_way(context.instance)
    left = [
        source
        for source in known.chosen()
        if source.id not in busy and is_due(source, rows[source.id].looked if source.id in rows else None, now)
    ]
    if left:
        _make_partitions(context.instance, left)
        names = [source.id for source in left]
        return [_request(names[n : n + SOURCES_A_RUN], now) for n in range(0, len(names), SOURCES_A_RUN)]
    if known.mistakes:
        raise dg.Failure("来源文件有误 / source files cannot be used: " + "; ".join(map(str, known.mistakes[:10])))
    return dg.SkipReason(
        f"{len(known.chosen())} 个来源，均未到时间，{len(busy)} 个正在查看 / {len(known.chosen())} sources, none is"
        f" due, {len(busy)} under way"
    )


def is_due(source: Source, looked: float | None, now: float) -> bool:
    """Whether one of a source's times has come since it was last looked at (seconds since the epoch); one that never
    was is due.
    """
    if looked is None:
        return True
    since = datetime.fromtimestamp(looked, BEIJING)
    return any(next(CronSim(cron, since)).timestamp() <= now for cron in source.crons())


def _request(names: Sequence[str], now: float) -> dg.RunRequest:
    return dg.RunRequest(
        run_key=f"{names[0]}:{now:.0f}", run_config=dg.RunConfig(ops={_OP: Chosen(sources=list(names))})
    )


def _under_way(instance: dg.DagsterInstance) -> Collection[str]:
    runs = instance.get_runs(dg.RunsFilter(job_name="discover", statuses=list(UNFINISHED)))
    configs = [cast("Mapping[str, Any]", run.run_config) for run in runs]
    return {
        name for config in configs for name in config.get("ops", {}).get(_OP, {}).get("config", {}).get("sources", [])
    }


def _make_partitions(instance: dg.DagsterInstance, sources: Iterable[Source]) -> None:
    name = SOURCES.name or ""
    known = set(instance.get_dynamic_partitions(name))
    if new := [source.id for source in sources if source.id not in known]:
        instance.add_dynamic_partitions(name, new)
