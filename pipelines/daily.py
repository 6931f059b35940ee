"""The daily round: what lies in the inbox unfinished is taken in, everything is published, and what is still failing or quarantined is reported.

The inbox's sensor and the alerts do the same things as they happen; the round makes sure that nothing stayed behind.
"""

import time
from datetime import UTC, datetime

import dagster as dg

from fiscal.discovery.inbox import inside, look
from fiscal.storage.root import DataRoot
from pipelines.alerts.channels import channels
from pipelines.alerts.desk import Desk
from pipelines.inbox import is_finished
from pipelines.ingest import ingest, publish

_SETTLING = 2.0


@dg.op(description="重新扫描收件箱，处理未完成的文件 · Looks through the inbox again and works on what is not finished", out=dg.Out(dg.Nothing))
def rescan(context: dg.OpExecutionContext) -> None:
    """Takes in whatever is whole and not finished. dg.Failure names the files that could not be worked on."""
    root = DataRoot.at()
    root.inbox.mkdir(parents=True, exist_ok=True)
    first = look(root.inbox, {})
    time.sleep(_SETTLING if first else 0)
    whole = {name: file for name, file in look(root.inbox, first).items() if file.sha256}
    left = [inside(root.inbox, name) for name, file in whole.items() if not is_finished(root, file.sha256 or "")]
    results = list(ingest(root, context.instance, left, within=context.run_id))
    context.add_output_metadata({"files": len(first), "worked_on": sum(r.work == "done" for r in results)})
    not_done = [f"{r.path.name}: {r.reason}" for r in results if r.work == "not_done"]
    if not_done:
        raise dg.Failure("; ".join(not_done))


@dg.op(description="生成全部数据集的快照 · The snapshot of all datasets", ins={"after": dg.In(dg.Nothing)}, out=dg.Out(dg.Nothing))
def publish_all(context: dg.OpExecutionContext) -> None:
    """Materialises `published`."""
    trouble = publish(context.instance, within=context.run_id)
    if trouble:
        raise dg.Failure(trouble)


@dg.op(
    description="仍未能读取或被隔离的文件，以及自何时起 · What is still failing or quarantined, and since when", ins={"after": dg.In(dg.Nothing)}, out=dg.Out(dg.Nothing)
)
def report_standing(context: dg.OpExecutionContext) -> None:
    """Sends the daily message and shows the same as a table."""
    desk = Desk(DataRoot.at(), channels(), time.time)
    desk.look_at_all()
    rows = desk.report()
    table = ["| 文件 | 状态 | 自 | 原因 |", "|---|---|---|---|"]
    for filing_id, row, since in rows:
        reason = (row.state_reason if row else "") or ""
        table.append(f"| {filing_id} | {row.state if row else ''} | {datetime.fromtimestamp(since, UTC):%Y-%m-%d} | {reason.replace('|', '¦')} |")
    context.add_output_metadata({"still_standing": len(rows), "table": dg.MetadataValue.md("\n".join(table))})


@dg.job(executor_def=dg.in_process_executor, description="每日：重新扫描、发布、报告 · Daily: re-scan, publish, report")
def daily() -> None:
    """One step after the other."""
    report_standing(publish_all(rescan()))


daily_round = dg.ScheduleDefinition(
    name="daily_round",
    job=daily,
    cron_schedule="30 6 * * *",
    execution_timezone="Asia/Shanghai",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="每天 06:30（北京时间） · Every day at 06:30 Beijing time",
)
