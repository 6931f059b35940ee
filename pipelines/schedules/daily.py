"""The daily round: what lies in the inbox unfinished is taken in, everything is published, and what is still failing or
quarantined is reported.

The inbox's sensor and the alerts do the same things as they happen; the round makes sure that nothing stayed behind. It
reports whatever went wrong before, then fails."""

import time

import dagster as dg

from assets.showing import as_markdown
from fiscal.discovery.settings import BEIJING
from fiscal.intake.inbox import inside
from fiscal.storage.root import DataRoot
from pipelines.alerts.channels import channels
from pipelines.alerts.desk import Desk, Standings
from pipelines.alerts.words.phrases import day
from pipelines.running.dagster_words import job
from pipelines.running.ingest import ingest, publish
from pipelines.running.under_way import on_keeper
from pipelines.schedules.inbox import look_again, unfinished

_SETTLING = 6.0
_LISTED = 500


@dg.op(description="重新扫描收件箱，处理未完成的文件 · Looks through the inbox again and works on what is not finished")
def rescan(context: dg.OpExecutionContext) -> list[str]:
    """Takes in whatever is whole and not finished; gives what could not be done."""
    root = DataRoot.at()
    try:
        files = look_again(root)
        time.sleep(_SETTLING if any(file.sha256 is None for file in files.values()) else 0)
        files = look_again(root)
    except OSError as error:
        return [f"收件箱无法读取 / the inbox cannot be read: {error.strerror or type(error).__name__}"]
    left = [inside(root.inbox, name) for name in unfinished(root, files)]
    results = list(ingest(root, context.instance, left, within=context.run_id))
    context.add_output_metadata({"files": len(files), "worked_on": sum(r.work == "done" for r in results)})
    unreadable = [f"{name}: {file.trouble}" for name, file in files.items() if file.trouble]
    return unreadable + [f"{r.path.name}: {r.reason}" for r in results if r.work == "not_done"]


@dg.op(description="生成全部数据集的快照 · The snapshot of all datasets")
def publish_all(context: dg.OpExecutionContext, troubles: list[str]) -> list[str]:
    """Materialises `published`; gives what could not be done so far."""
    trouble = publish(context.instance, within=context.run_id)
    return [*troubles, trouble] if trouble else troubles


@dg.op(
    description=(
        "仍未能读取或被隔离的文件、未解决的错误，以及自何时起 · What is still failing, quarantined or wrong, and since"
        " when"
    ),
    out=dg.Out(dg.Nothing),
)
def report_standing(context: dg.OpExecutionContext, troubles: list[str]) -> None:
    """Sends the daily message and shows the same as a table. dg.Failure, after that, names what could not be done."""
    desk = Desk(DataRoot.at(), channels(), time.time)
    desk.look_at_all()
    standings = desk.report(troubles)
    context.add_output_metadata(
        {
            "still_standing": len(standings.filings),
            "open_errors": len(standings.errors),
            "filings": dg.MetadataValue.md(_filings(standings)),
            "errors": dg.MetadataValue.md(_errors(standings)),
        }
    )
    if troubles:
        raise dg.Failure("; ".join(troubles))


@job(
    executor_def=dg.in_process_executor,
    tags=on_keeper(),
    resource_defs={"io_manager": dg.mem_io_manager},
    description="每日：重新扫描、发布、报告 · Daily: re-scan, publish, report",
)
def daily() -> None:
    """One step after the other."""
    report_standing(publish_all(rescan()))


daily_round = dg.ScheduleDefinition(
    name="daily_round",
    job=daily,
    cron_schedule="30 6 * * *",
    execution_timezone=BEIJING.key,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description=(
        "每天 06:30（北京时间）重新扫描收件箱、发布、报告仍未解决的问题 · Every day at 06:30 Beijing time: re-scan,"
        " publish, report what is still not right"
    ),
)


def _filings(standings: Standings) -> str:
    rows = [
        (row.state if row else "", filing_id, (row.state_reason if row else "") or "", day(s.since))
        for filing_id, row, s in standings.filings[:_LISTED]
    ]
    return as_markdown(("状态 State", "文件 Filing", "原因 Reason", "自 Since"), rows)


def _errors(standings: Standings) -> str:
    rows = [(s.situation.filing_id, s.situation.subject, day(s.since)) for s in standings.errors[:_LISTED]]
    return as_markdown(("文件 Filing", "错误 Error", "自 Since"), rows)
