"""A back-fill from the UI: the filings that a person means, one after the other in one warm process, as the command
does it; a broken one goes on where it was.

Which filings are meant is told by `pipelines.running.selecting`.
"""

import dagster as dg
from pydantic import Field

from assets.showing import as_markdown
from assets.stages import stale_filings
from fiscal.storage.root import DataRoot
from pipelines.running.dagster_words import job
from pipelines.running.ingest import ingest_kept
from pipelines.running.selecting import Selection, latest_bytes, make_due, select
from pipelines.running.under_way import FILING, WORK_TAG, on_keeper

_TOLD_EVERY = 10
_LISTED = 200


class Backfill(dg.Config):
    """Which filings, and whether what is up to date is done again too. Empty fields mean any."""

    publisher: str = Field(
        default="", description="发布单位名称或文件编号的一部分 · a part of the publisher's name or of the filing's id"
    )
    year: int = Field(default=0, description="年度，0 为不限 · the fiscal year, 0 for any")
    kind: str = Field(default="", description="budget · final · performance")
    state: str = Field(default="", description="published · quarantined · failed · withdrawn")
    finding: str = Field(default="", description="规则、类别或发现编号 · a rule, a family or a finding's id, open")
    source: str = Field(default="", description="来源编号 · the id of a source")
    again: bool = Field(default=False, description="未变的也重新处理 · what is up to date, too")


@dg.op(description="逐份处理所选文件 · Works on each of the filings meant")
def work_on_selection(context: dg.OpExecutionContext, config: Backfill) -> None:
    """Says in the log how far it is. dg.Failure at the end where the pipeline failed on some; what became of the
    filings is no failure.
    """
    root = DataRoot.at()
    meant = select(
        root,
        Selection(
            config.publisher or None,
            config.year,
            config.kind or None,
            config.state or None,
            config.finding or None,
            config.source or None,
        ),
    )
    if config.again:
        make_due(root, meant)
    due = stale_filings(root, meant)
    context.log.info(f"所选 {len(meant)} 份，需处理 {len(due)} 份 / {len(meant)} filings are meant, {len(due)} are due")
    rows: list[tuple[str, str, str]] = []
    for done, result in enumerate(
        ingest_kept(root, context.instance, latest_bytes(root, due), within=context.run_id), 1
    ):
        row = result.row()
        name = result.filing.filing_id if result.filing else result.path.name
        rows.append((name, row.state if row else result.work, result.reason or (row.state_reason if row else "") or ""))
        if done % _TOLD_EVERY == 0 or done == len(due):
            context.log.info(f"{done}/{len(due)} {name}")
    not_done = sum(state == "not_done" for _, state, _ in rows)
    table = as_markdown(("文件 Filing", "状态 State", "原因 Reason"), rows[:_LISTED])
    context.add_output_metadata(
        {"meant": len(meant), "worked_on": len(rows), "not_done": not_done, "filings": dg.MetadataValue.md(table)}
    )
    if not_done:
        raise dg.Failure(
            f"{not_done} 份未能处理，重新运行即从此处继续 / {not_done} could not be worked on; run it again to go on"
            " from here"
        )


@job(
    executor_def=dg.in_process_executor,
    tags={WORK_TAG: FILING, **on_keeper()},
    description=(
        "补跑：按发布单位、年度、类型、状态、发现或来源选择文件，中断后重新运行即继续 · A back-fill: filings by"
        " publisher, year, kind, state, finding or source; run it again after a break and it goes on. Launchpad →"
        " config"
    ),
)
def backfill() -> None:
    """One step."""
    work_on_selection()
