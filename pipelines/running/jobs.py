"""The assets with their resources, and the two jobs that run them: one filing through every stage, and the publication
of all of them.

When they run is left to the schedules, sensors and the command line; `pipelines.definitions` adds those.
"""

from __future__ import annotations

import dagster as dg

from assets.cross_filing_verdicts import cross_filing_verdicts
from assets.extracted_tables import extracted_tables
from assets.facts import facts
from assets.observations import observations
from assets.per_filing import Workbench
from assets.published import published
from assets.raw_filing import raw_filing
from assets.report import report
from assets.source_looks import source_looks
from assets.stages import STAGES
from assets.verdicts import verdicts
from pipelines.running.dagster_words import asset_job
from pipelines.running.under_way import on_keeper

FILING_JOB = asset_job(
    "one_filing",
    selection=dg.AssetSelection.assets(*(stage.name for stage in STAGES)),
    executor_def=dg.in_process_executor,
    description="一份文件走完全程：PDF → 表格 → 观测 → 结论 → 事实 · One filing through every stage, from PDF to facts",
)
PUBLISH_JOB = asset_job(
    "publish",
    selection=dg.AssetSelection.assets("cross_filing_verdicts", "published"),
    executor_def=dg.in_process_executor,
    tags=on_keeper(),
    description=(
        "文件之间的勾稽，再生成全部数据集的快照与总览 · What relates filings, then the snapshot of all datasets and the"
        " index"
    ),
)

WAY = dg.Definitions(
    assets=[
        source_looks,
        raw_filing,
        extracted_tables,
        observations,
        verdicts,
        facts,
        report,
        cross_filing_verdicts,
        published,
    ],
    jobs=[FILING_JOB, PUBLISH_JOB],
    resources={"workbench": Workbench()},
    executor=dg.in_process_executor,
)
