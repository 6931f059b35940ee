"""Whether messages arrive: `fiscal alerts test`, and what an ingestion says of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import typer

from fiscal.storage.root import DataRoot
from pipelines.commands.terminal import err, out
from pipelines.printing.exits import EXIT_FAULT, EXIT_USAGE

if TYPE_CHECKING:
    from dagster import DagsterInstance

alerts = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="告警通道 · The channels that messages go to.",
    epilog="FISCAL_ALERT_URLS=… FISCAL_BASE_URL=… fiscal alerts test",
)


@alerts.callback()
def _gathered() -> None:
    """告警通道 · The channels that messages go to."""


@alerts.command()
def test() -> None:
    """向每个通道发送一条测试消息，并说明是否送达。

    Sends a test message to every channel of FISCAL_ALERT_URLS and says whether each took it; exit status 1 where one
    did not, 2 where none is set."""
    from assets.showing import BASE_URL, base_url
    from pipelines.alerts.channels import VARIABLE, channels
    from pipelines.alerts.words.phrases import message

    found = channels()
    if not found:
        err.print(f"[red]✗[/] 未设置通道：请在环境变量 {VARIABLE} 中写入 apprise 地址，以空格分隔。")
        err.print(f"  No channel is set: name apprise addresses in {VARIABLE}, separated by blanks.")
        raise typer.Exit(EXIT_USAGE)
    if base_url() is None:
        wrong = os.environ.get(BASE_URL, "")
        text = (
            "不是 http(s) 地址 is no http(s) address"
            if wrong
            else "未设置，消息中不含证据链接 is not set: messages have no link to the evidence"
        )
        err.print(f"[yellow]![/] {BASE_URL} {text}")
    taken = True
    for channel in found:
        if channel.send(message("【测试】财政公开文件", "这是一条测试消息，收到即表示通道可用", [])):
            out.print(f"[green]✓[/] {channel.name} 已送达 took it")
        else:
            taken = False
            err.print(f"[red]✗[/] {channel.name} 未送达 did not take it:", end=" ")
            err.print(channel.why, markup=False)
    raise typer.Exit(0 if taken else EXIT_FAULT)


def say_nobody() -> None:
    """Says that nothing is sent and why."""
    from pipelines.alerts.channels import VARIABLE

    out.print(
        f"告警 Alerts    未发送：未设置通道（{VARIABLE}） · nothing is sent: no channel is set ({VARIABLE})",
        style="dim",
        soft_wrap=True,
    )


def tell(root: DataRoot, instance: DagsterInstance) -> None:
    """Sends what an ingestion has to tell, or says that nothing is sent and why."""
    from pipelines.alerts.once import tell_once

    told = tell_once(root, instance)
    if told.by == "nobody":
        say_nobody()
    elif told.by == "ui":
        out.print("告警 Alerts    由正在运行的界面发送 · the running UI sends them", style="dim", soft_wrap=True)
    else:
        out.print(f"告警 Alerts    {told.messages} 条新消息 · {told.messages} new messages", soft_wrap=True)
    for name, refusal in told.refusing.items():
        err.print(
            f"[red]✗[/] {name}: {refusal.waiting} 条未送达，将再试 · {refusal.waiting} messages were not taken, they"
            " will be tried again:",
            end=" ",
            soft_wrap=True,
        )
        err.print(refusal.why, markup=False, soft_wrap=True)
