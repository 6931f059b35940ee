"""Looking at what was read and found, and taking it along: `fiscal findings`, `filings`, `page`, `export`, `ui`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fiscal.model.vocabulary import FILING_STATES
from fiscal.storage.root import DataRoot
from pipelines.commands.terminal import DataOption, JsonOption, Lang, LangOption, SeverityOption, err, out, settled
from pipelines.printing.exits import EXIT_UNREADABLE, EXIT_USAGE


def findings(
    filing_id: Annotated[
        str | None, typer.Argument(metavar="[FILING_ID]", help="只看这一份文件 · Only this filing.")
    ] = None,
    data: DataOption = None,
    everything: Annotated[
        bool, typer.Option("--all", help="也列出成立的与已确认的 · Those that hold and those acknowledged, too.")
    ] = False,
    severity: SeverityOption = None,
    lang: LangOption = Lang.ZH,
    as_json: JsonOption = False,
) -> None:
    """列出不成立的勾稽关系，严重者在前；未发布的文件说明原因。

    Lists the violated invariants, worst first, with both numbers, the difference, the rounding allowed and the page; of
    a filing that is not published, why."""
    from pipelines.printing.listing import Asked, print_as_json, print_findings

    root = DataRoot.at(data)
    asked = Asked(filing_id, severity or (), everything, lang)
    if not (print_as_json(root, asked) if as_json else print_findings(out, root, asked)):
        err.print(f"[red]没有这份文件 / no such filing:[/] {filing_id}")
        raise typer.Exit(EXIT_USAGE)


def filings(
    data: DataOption = None,
    state: Annotated[
        str | None, typer.Option(help=f"只列出此状态 · Only of this state: {', '.join(FILING_STATES)}.")
    ] = None,
    lang: LangOption = Lang.ZH,
    as_json: JsonOption = False,
) -> None:
    """列出全部文件及其状态和原因。

    Lists every filing with its state and the reason for it.
    """
    from pipelines.printing.states import print_filings, print_filings_as_json

    if state is not None and state not in FILING_STATES:
        raise typer.BadParameter(f"没有这种状态 / no such state: {state} ({', '.join(FILING_STATES)})")
    root = DataRoot.at(data)
    if as_json:
        print_filings_as_json(root, state)
    else:
        print_filings(out, root, state, lang)


def page(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="PDF 文件 · A PDF.")],
    number: Annotated[int, typer.Argument(metavar="N", min=1, help="页码，从 1 起 · The page, from 1.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="PNG", help="输出图片 · The picture to write.")],
    runner_up: Annotated[
        bool,
        typer.Option(
            "--runner-up", help="画出次优读法及各自的代价 · The explanation that comes next, with what both cost."
        ),
    ] = False,
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


def ui(
    data: DataOption = None,
    port: Annotated[int, typer.Option(help="端口 · Port.")] = 3000,
    host: Annotated[
        str,
        typer.Option(
            help=(
                "地址；本机以外须设 FISCAL_UI_TOKEN 与 FISCAL_UI_HOSTS · Address; beyond this machine both have to be"
                " set."
            )
        ),
    ] = "127.0.0.1",
) -> None:
    """在 127.0.0.1 打开 Dagster 界面，与命令行使用同一数据目录。

    Serves Dagster on 127.0.0.1 over the same data root: runs made by the command are seen there, back-fills, the inbox
    and the schedule run from there. Reports, files that it links to and the page on which drafts are checked are served
    on the next port; a link stays as it was when the filing was worked on, so keep to one port."""
    from pipelines.serving.guard import UnguardedError, demand_token, name_for
    from pipelines.serving.serve import AlreadyServedError, serve

    try:
        demand_token(host)
    except UnguardedError as unguarded:
        raise typer.BadParameter(
            "本机以外的地址须设 FISCAL_UI_TOKEN（令牌）与 FISCAL_UI_HOSTS（主机名） / beyond this machine both have to"
            " be set: a token and names of the host"
        ) from unguarded
    root, name = settled(data), name_for(host)
    out.print(
        f"数据 Data        {root.location}\n界面 UI          [bold]http://{name}:{port}[/]   (Ctrl-C 停止 stops)\n"
        f"报告 Reports     http://{name}:{port + 1}\n核对草稿 Drafts  http://{name}:{port + 1}/check/",
        soft_wrap=True,
    )
    try:
        raise typer.Exit(serve(root, port, host))
    except OSError as taken:
        err.print(
            f"[red]✗[/] 端口 {port} 或 {port + 1} 已被占用，请用 --port 指定另一个。\n  Port {port} or {port + 1} is"
            " taken: name another one with --port."
        )
        raise typer.Exit(EXIT_USAGE) from taken
    except AlreadyServedError:
        err.print(
            "[red]✗[/] 此数据目录已有界面在运行：请使用它，或先停止它。\n  The UI is already running over this data"
            " root: use it, or stop it first."
        )
        raise typer.Exit(EXIT_USAGE) from None
