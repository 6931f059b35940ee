"""Working on filings again: `fiscal backfill`."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.commands.concluding import conclude
from pipelines.commands.terminal import DataOption, at_work, err, out, progress, settled
from pipelines.printing.exits import EXIT_USAGE

_LISTED = 60


def backfill(
    publisher: Annotated[
        str | None,
        typer.Option(help="发布单位名称或文件编号的一部分 · A part of the publisher's name or of the filing's id."),
    ] = None,
    year: Annotated[int, typer.Option(help="年度 · The fiscal year.")] = 0,
    kind: Annotated[str | None, typer.Option(help="budget · final · performance")] = None,
    state: Annotated[str | None, typer.Option(help="published · quarantined · failed · withdrawn")] = None,
    finding: Annotated[
        str | None, typer.Option(help="规则、类别或发现编号 · A rule, a family or a finding's id; open ones.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="来源编号 · The id of a source.")] = None,
    again: Annotated[bool, typer.Option("--again", help="未变的也重新处理 · What is up to date, too.")] = False,
    only_list: Annotated[bool, typer.Option("--list", help="只列出需处理的文件 · Only lists what is due.")] = False,
    data: DataOption = None,
) -> None:
    """补跑：处理代码、规则变化后需更新的文件，可按发布单位、年度、类型、状态、发现、来源选择。中断后再次运行即继续。

    Works on filings again whose code or rules have changed since; choose them by publisher, year, kind, state, finding
    or source. Run it again after a break: it goes on."""
    root = settled(data)
    from assets.stages import stale_filings
    from pipelines.running import ingest as work
    from pipelines.running.selecting import Selection, latest_bytes, make_due, select

    meant = select(root, Selection(publisher, year, kind, state, finding, source))
    if not meant:
        err.print("没有符合条件的文件 / no filing is as described", style="yellow")
        raise typer.Exit(EXIT_USAGE)
    if again and not only_list:
        make_due(root, meant)
    due = stale_filings(root, meant)
    out.print(f"符合条件 {len(meant)} 份，需处理 {len(due)} 份 · {len(meant)} filings are meant, {len(due)} are due")
    if only_list:
        for name, stage in list(due.items())[:_LISTED]:
            out.print(f"{name}  自 from {stage.name}", markup=False, soft_wrap=True)
        if len(due) > _LISTED:
            out.print(f"… {len(due) - _LISTED} more")
        return
    results: list[work.Ingested] = []
    files = latest_bytes(root, due)
    with at_work(root) as instance:
        with progress() as shown:
            bar = shown.add_task("", total=len(files))
            for result in work.ingest_kept(root, instance, files):
                results.append(result)
                shown.update(bar, completed=result.number, description=result.filing.filing_id if result.filing else "")
        status = conclude(root, instance, results)
    raise typer.Exit(status)
