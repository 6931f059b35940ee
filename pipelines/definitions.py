"""Everything Dagster knows of the product, in one place: the way of a filing, and what starts it and speaks of it."""

from __future__ import annotations

import dagster as dg

from pipelines.alerts.sensor import alerts
from pipelines.running import jobs
from pipelines.running.under_way import on_keeper
from pipelines.schedules.backfill import backfill
from pipelines.schedules.daily import daily, daily_round
from pipelines.schedules.found import followed_source, found, found_files
from pipelines.schedules.inbox import inbox, inbox_file
from pipelines.schedules.looking import discover, sources_when_due
from pipelines.schedules.staleness import staleness

publish_when_facts_change = dg.AutomationConditionSensorDefinition(
    "publish_when_facts_change",
    target=dg.AssetSelection.assets("cross_filing_verdicts", "published"),
    minimum_interval_seconds=60,
    run_tags=on_keeper(),
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=(
        "有文件的事实更新后，一分钟内核对文件之间的关系并重建快照 · Within a minute of a change: what relates filings,"
        " then the snapshot"
    ),
)

defs = dg.Definitions.merge(
    jobs.WAY,
    dg.Definitions(
        jobs=[inbox_file, daily, backfill, discover, found_files, followed_source],
        schedules=[daily_round, sources_when_due],
        sensors=[inbox, alerts, publish_when_facts_change, staleness, found],
    ),
)
