"""What Dagster tells of the product: runs that ended and the filings that they worked on, and sensors or schedules that
have stopped working.

What is made of it is left to `pipelines.alerts.desk`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import dagster as dg
from dagster._core.scheduler.instigation import InstigatorTick, TickStatus

from assets.stages import STAGES
from pipelines.alerts.ledger import AlertLedger, FailedRun
from pipelines.alerts.situations import AUTOMATION, Situation
from pipelines.running.ingest import WITHIN_TAG

RUNS_AT_ONCE = 200
OVERLAP = 60.0
ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
FAILED_IN_A_ROW = 2
_RUNS = "ended_runs"
_STAGES = frozenset(stage.name for stage in STAGES)
_LONGEST_REASON = 300


def hear(instance: dg.DagsterInstance, ledger: AlertLedger, now: float) -> int:
    """Notes the filings that were worked on, and the runs that failed, in runs that ended since the last time; gives
    how many, 0 where all were heard of.

    The oldest first: newest first with a limit would lose what is beyond it. A run is looked at again while its end may
    still have been written late. `now` is in seconds since the epoch."""
    news = _unheard(instance, ledger)
    for record in news:
        run = record.dagster_run
        events = [
            entry.get_dagster_event()
            for entry in instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION)
        ]
        filings = [
            event.partition for event in events if event.asset_key is not None and event.asset_key.path[-1] in _STAGES
        ]
        failed = (
            _failed(instance, run) if run.status is dg.DagsterRunStatus.FAILURE and WITHIN_TAG not in run.tags else None
        )
        ledger.hear(
            run.run_id, [f for f in filings if f], failed, now, (_RUNS, str(record.update_timestamp.timestamp()))
        )
    return len(news)


def _unheard(instance: dg.DagsterInstance, ledger: AlertLedger) -> list[dg.RunRecord]:
    """Some of the ended runs that were not heard of; none only where there are none, however many ended at once."""
    since = float(ledger.cursor(_RUNS) or 0)
    wanted = dg.RunsFilter(statuses=ENDED, updated_after=datetime.fromtimestamp(max(since - OVERLAP, 0), UTC))
    limit = RUNS_AT_ONCE
    while True:
        records = instance.get_run_records(wanted, limit=limit, order_by="update_timestamp", ascending=True)
        unheard = ledger.unheard([record.dagster_run.run_id for record in records])
        news = [record for record in records if record.dagster_run.run_id in unheard]
        if news or len(records) < limit:
            return news
        limit *= 2


def stopped(instance: dg.DagsterInstance, but: str) -> list[Situation]:
    """The sensors and schedules that are on and whose last ticks all failed; `but` is the one that is asking."""
    found: list[Situation] = []
    for state in instance.all_instigator_state():
        if not state.is_running or state.instigator_name == but:
            continue
        ticks = instance.get_ticks(state.instigator_origin_id, state.selector_id, limit=FAILED_IN_A_ROW + 1)
        done = [tick for tick in ticks if tick.status is not TickStatus.STARTED][:FAILED_IN_A_ROW]
        if len(done) == FAILED_IN_A_ROW and all(tick.status is TickStatus.FAILURE for tick in done):
            found.append(
                Situation(
                    f"automation:{state.instigator_name}", AUTOMATION, state.instigator_name, "failing", _why(done)
                )
            )
    return found


def _why(ticks: Sequence[InstigatorTick]) -> str:
    error = ticks[0].error
    return (error.cause or error).message.strip()[:_LONGEST_REASON] if error else ""


def _failed(instance: dg.DagsterInstance, run: dg.DagsterRun) -> FailedRun:
    why = "运行所在的进程中断 / the process of the run ended"
    for entry in instance.all_logs(run.run_id, of_type=dg.DagsterEventType.STEP_FAILURE)[-1:]:
        data = entry.get_dagster_event().step_failure_data
        error = data.error.cause or data.error if data.error else None
        why = (
            (data.user_failure_data.description if data.user_failure_data else None)
            or (error.message if error else why)
            or why
        )
    assets = "、".join(sorted(key.to_user_string() for key in run.asset_selection or ()))
    return FailedRun(
        run.run_id,
        assets if run.job_name.startswith("__") and assets else run.job_name,
        run.tags.get("dagster/partition"),
        why.strip()[:_LONGEST_REASON],
    )
