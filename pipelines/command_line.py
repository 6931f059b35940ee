"""The `fiscal` command: ingest filings, look at findings, export, open the UI.

The work is done in `pipelines.ingest` and the packages below it; here is only what a person types and sees.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from expectations.gates.waivers import InvalidWaiversError
from fiscal.storage.root import DataRoot, DiskFullError
from pipelines import home

EXIT_PUBLISHED, EXIT_FAULT, EXIT_USAGE, EXIT_QUARANTINED, EXIT_UNREADABLE = 0, 1, 2, 3, 4

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="预算、决算公开文件（PDF）→ 核对后的事实。\n\n"
    "Budget and final-account filings (PDF) → reconciled facts: exact, traced to page and cell, checked against every accounting invariant.",
    epilog="例 Examples:  fiscal ingest raw/  ·  fiscal findings  ·  fiscal export out/  ·  fiscal ui",
)
out = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
err = Console(stderr=True, highlight=False)

DataOption = Annotated[
    str | None,
    typer.Option(
        "--data",
        metavar="DIR|URL",
        help="数据目录或 fsspec 地址；默认 $FISCAL_DATA，否则为代码旁的 data/ · The data root; by default $FISCAL_DATA, else data/ beside the code.",
    ),
]


@app.command(epilog="退出码 Exit status: 0 全部发布 all published · 3 有文件被隔离 some quarantined · 4 有文件无法读取 some could not be read · 2 用法错误 wrong usage")
def ingest(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="PDF 文件或文件夹 · PDFs, or folders that are searched for them.")],
    data: DataOption = None,
) -> None:
    """读入 PDF：提取表格、清洗、核对勾稽关系、发布事实。已处理且未变的文件不再处理。

    Reads PDFs in: extracts tables, cleans, evaluates the invariants, publishes facts. What was worked on before and has not changed is not worked on again.
    """
    root = _settled(data)
    from pipelines import ingest as work
    from pipelines.summary import print_summary, status_of

    try:
        files = work.pdfs(paths)
    except FileNotFoundError as missing:
        raise typer.BadParameter(f"没有这个文件或文件夹 / no such file or folder: {missing}") from missing
    if not files:
        raise typer.BadParameter("其中没有 PDF 文件 / there is no PDF in there")
    results: list[work.Ingested] = []
    with home.opened(root) as instance, _progress() as progress:
        bar = progress.add_task("", total=len(files))
        for result in work.ingest(root, instance, files):
            results.append(result)
            progress.update(bar, advance=1, description=result.path.name)
        trouble = work.publish(instance) if any(r.work == "done" for r in results) else None
    print_summary(out, root, results)
    if trouble:
        err.print(f"[red]快照未能更新 / the snapshot could not be updated:[/] {trouble}")
    raise typer.Exit(max(status_of(results), EXIT_FAULT if trouble else 0))


@app.command()
def findings(
    filing_id: Annotated[str | None, typer.Argument(metavar="[FILING_ID]", help="只看这一份文件 · Only this filing.")] = None,
    data: DataOption = None,
    everything: Annotated[bool, typer.Option("--all", help="也列出成立的与已确认的 · Those that hold and those acknowledged, too.")] = False,
) -> None:
    """列出不成立的勾稽关系，严重者在前。

    Lists the violated invariants, worst first, with both numbers, the difference, the rounding allowed and the page.
    """
    from pipelines.listing import print_findings

    root = DataRoot.at(data)
    if not print_findings(out, root, filing_id, everything):
        err.print(f"[red]没有这份文件 / no such filing:[/] {filing_id}")
        raise typer.Exit(EXIT_USAGE)


@app.command()
def page(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="PDF 文件 · A PDF.")],
    number: Annotated[int, typer.Argument(metavar="N", min=1, help="页码，从 1 起 · The page, from 1.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="PNG", help="输出图片 · The picture to write.")],
    runner_up: Annotated[bool, typer.Option("--runner-up", help="画出次优读法及各自的代价 · The explanation that comes next, with what both cost.")] = False,
) -> None:
    """把读到的结果画在页面上：单元格按可信度着色，标出表序。

    Draws what was read over the page: cells in the colour of their confidence, tables with their numbers.
    """
    from fiscal.intake.sandbox_pool import PAGE_AS_READ, sandbox
    from fiscal.model.reasons import Failure, said

    drawn = sandbox().call(PAGE_AS_READ, file.resolve(), number, runner_up)
    if isinstance(drawn, Failure):
        err.print(f"[red]✗[/] {said(drawn)}")
        raise typer.Exit(EXIT_UNREADABLE)
    output.write_bytes(drawn)
    out.print(f"已画出 Drawn: {output}", markup=False)


@app.command()
def acknowledge(
    finding: Annotated[str, typer.Argument(metavar="FINDING", help="发现编号，见 fiscal findings · The finding's id, as `fiscal findings` shows it.")],
    reason: Annotated[str, typer.Option(help="理由，至少 8 个字符 · Why, at least 8 characters.")],
    by: Annotated[str, typer.Option(help="由谁确认：邮箱或 team:名称 · By whom: an e-mail address or team:name.")],
    expires: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="失效日 · The last day it stands.")],
    data: DataOption = None,
) -> None:
    """确认一项发现及同一原因的其他发现：逐项写入 expectations/waivers.yaml，下次处理时放行其暂扣的事实并标为有争议。数字变化或过期后逐项自动失效。

    Acknowledges a finding, and those of the same cause, in expectations/waivers.yaml, an entry each: the next run releases what they held, marked as disputed. An entry
    lapses when its figures change or the day has passed.
    """
    from pipelines.acknowledging import Unacknowledged, write_waivers

    written = write_waivers(DataRoot.at(data), finding, reason, by, expires)
    if isinstance(written, Unacknowledged):
        raise typer.BadParameter(f"{written.zh} / {written.en}")
    for number, one in enumerate(written):
        out.print(f"{'同一原因 Same cause' if number else '已确认 Acknowledged'}: {one.finding_id} {one.message_zh}\n  {one.message_en}", markup=False)
    out.print(
        f"写入 {len(written)} 项，至 {expires} 有效，下次运行 fiscal ingest 后生效 / {len(written)} written, valid to {expires}, in effect with the next fiscal ingest"
    )


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="输出文件夹 · The folder to write to.")],
    data: DataOption = None,
) -> None:
    """导出全部数据：DuckDB、Excel、CSV、datapackage.json、HTML 报告。

    Exports everything: DuckDB file, Excel workbook, CSV with datapackage.json, HTML reports.
    """
    from fiscal.publication.export import export as write

    exported = write(DataRoot.at(data).location, folder)
    rows = "  ".join(f"{name} {count:,}" for name, count in exported.rows.items())
    out.print(f"已导出到 Exported to [bold]{exported.folder}[/]\n{rows}")


@app.command()
def ui(
    data: DataOption = None,
    port: Annotated[int, typer.Option(help="端口 · Port.")] = 3000,
) -> None:
    """在 127.0.0.1 打开 Dagster 界面，与命令行使用同一数据目录。

    Serves Dagster on 127.0.0.1 over the same data root: runs made by the command are seen there, back-fills, the inbox and the schedule run from there.
    Reports and files that it links to are served on the next port; a link stays as it was when the filing was worked on, so keep to one port.
    """
    from pipelines.serve import AlreadyServedError, serve

    root = _settled(data)
    out.print(f"数据 Data: {root.location}   界面 UI: [bold]http://127.0.0.1:{port}[/]   (Ctrl-C 停止 stops)")
    try:
        raise typer.Exit(serve(root, port))
    except OSError as taken:
        err.print(f"[red]✗[/] 端口 {port} 或 {port + 1} 已被占用，请用 --port 指定另一个。\n  Port {port} or {port + 1} is taken: name another one with --port.")
        raise typer.Exit(EXIT_USAGE) from taken
    except AlreadyServedError:
        err.print("[red]✗[/] 此数据目录已有界面在运行：请使用它，或先停止它。\n  The UI is already running over this data root: use it, or stop it first.")
        raise typer.Exit(EXIT_USAGE) from None


def main() -> None:
    """Entry of the console script: whatever goes wrong is said in both languages, with what to do about it, never as a traceback."""
    try:
        app()
    except DiskFullError as full:
        _complain(
            "disk_full: 磁盘空间不足，已有数据未受影响：请清理后重试。",
            "The disk is full; what was there is untouched: free some space and try again.",
            str(full.filename or ""),
        )
        sys.exit(EXIT_UNREADABLE)
    except InvalidWaiversError as wrong:
        _complain("确认文件无效：请改正 expectations/waivers.yaml。", "The acknowledgements are not valid: correct expectations/waivers.yaml.", str(wrong))
        sys.exit(EXIT_USAGE)
    except PermissionError as denied:
        _complain(
            "没有权限：请检查数据目录的写入权限，或用 --data 指定另一个目录。",
            "No permission: check that the data root can be written, or name another one with --data.",
            str(denied.filename or denied),
        )
        sys.exit(EXIT_FAULT)
    except Exception as error:  # the boundary: the person at the terminal gets a sentence, the log gets the rest
        _complain("程序出错：详情见日志，请反馈。", "An error of the program: the log has the details, please report it.", f"{type(error).__name__} → {_logged()}")
        sys.exit(EXIT_FAULT)


def _complain(zh: str, en: str, detail: object) -> None:
    err.print(f"[red]✗[/] {zh}\n  {en}")
    if detail:
        err.print(f"  {detail}", markup=False)


def _logged() -> str:
    log = DataRoot.at().work / ".logs" / "command.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            traceback.print_exc(file=file)
    except OSError:
        return "stderr"
    return str(log)


def _settled(data: str | None) -> DataRoot:
    try:
        root = DataRoot.at(data)
    except (ValueError, ImportError) as unknown:
        raise typer.BadParameter(f"无法使用此数据地址 / this data root cannot be used: {unknown}") from unknown
    home.settle(root)
    return root


def _progress() -> Progress:
    return Progress(SpinnerColumn(), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False), console=err, transient=True)
