"""The `fiscal` command: its sub-commands gathered, and what is said where one of them goes wrong.

What each does and shows is said in `pipelines.commands`; the work is done below that.
"""

from __future__ import annotations

import sys
import traceback

import typer

from fiscal.storage.locks import LockLostError
from fiscal.storage.root import DataRoot, is_full_disk
from pipelines.commands import alerting, backfilling, checking, deciding, discovering, ingesting, looking
from pipelines.commands.terminal import err, flowing
from pipelines.printing.exits import EXIT_FAULT, EXIT_UNREADABLE, EXIT_USAGE, INTERRUPTED
from pipelines.running.home import HomeUnreachableError

_INGEST_STATUS = (
    "退出码 Exit status: 0 全部发布 all published · 3 有文件被隔离 some quarantined · 4 有文件无法读取 some could not"
    " be read · 2 用法错误 wrong usage"
)
_DISCOVER_STATUS = (
    "退出码 Exit status: 与 ingest 相同；5 有来源或文件未能取到 · as of ingest; 5 a source or a file of it could not"
    " be got"
)
_CHECK_STATUS = (
    "退出码 Exit status: 0 无错误 clean · 1 有错误 errors (--strict: 或警告 or warnings) · 3 有文件无法核对 some could"
    " not be checked · 2 用法错误 wrong usage"
)

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help=(
        "预算、决算公开文件（PDF）→ 核对后的事实。\n\nBudget and final-account filings (PDF) → reconciled facts: exact,"
        " traced to page and cell, checked against every accounting invariant."
    ),
    epilog=(
        "例 Examples:  fiscal check draft.pdf  ·  fiscal ingest raw/  ·  fiscal findings  ·  fiscal export out/  · "
        " fiscal ui"
    ),
)
app.command(epilog=_INGEST_STATUS)(ingesting.ingest)
app.command(epilog=_DISCOVER_STATUS)(discovering.discover)
app.add_typer(discovering.sources, name="sources")
app.command(epilog=_CHECK_STATUS)(checking.check)
app.command()(looking.findings)
app.command()(looking.filings)
app.command()(looking.page)
app.command()(deciding.acknowledge)
app.command()(deciding.withdraw)
app.command(epilog=_INGEST_STATUS)(deciding.intake)
app.command()(backfilling.backfill)
app.command()(looking.export)
app.command()(looking.ui)
app.add_typer(alerting.alerts, name="alerts")
for group in (app, discovering.sources, alerting.alerts):
    for command in group.registered_commands:
        command.help = flowing(command.callback)


def main() -> None:
    """Entry of the console script: whatever goes wrong is said in both languages, with what to do about it, never as a
    traceback.
    """
    try:
        app()
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            err.print("已中断，再次运行即接着做 / Interrupted: run it again to go on")
        raise
    except PermissionError as denied:
        _complain(
            "没有权限：请检查数据目录的写入权限，或用 --data 指定另一个目录。",
            "No permission: check that the data root can be written, or name another one with --data.",
            str(denied.filename or denied),
        )
        sys.exit(EXIT_FAULT)
    except (HomeUnreachableError, LockLostError) as unreachable:
        _complain(
            "运行记录暂时无法打开（被占用、只读或无法连接），数据未受影响：请稍后重试，或检查数据目录中的 .dagster。",
            "The record of runs cannot be opened now (locked, read-only or out of reach); no data is touched: try"
            " again, or look at .dagster in the data root.",
            str(unreachable),
        )
        sys.exit(EXIT_FAULT)
    except Exception as error:  # the boundary: the person at the terminal gets a sentence, the log gets the rest
        if is_full_disk(error):
            _complain(
                "disk_full: 磁盘空间不足，已有数据未受影响：请清理后重试。",
                "The disk is full; what was there is untouched: free some space and try again.",
                str(getattr(error, "filename", None) or ""),
            )
            sys.exit(EXIT_UNREADABLE)
        if _is_of_waivers(error):
            _complain(
                "确认文件无效：请改正数据目录中的 waivers.yaml。",
                "The acknowledgements are not valid: correct waivers.yaml in the data root.",
                str(error),
            )
            sys.exit(EXIT_USAGE)
        _complain(
            "程序出错：详情见日志，请反馈。",
            "An error of the program: the log has the details, please report it.",
            f"{type(error).__name__} → {_logged()}",
        )
        sys.exit(EXIT_FAULT)


def _is_of_waivers(error: Exception) -> bool:
    # Only here: what judges filings is not loaded to print a command's help.
    from expectations.gates.waivers import InvalidWaiversError

    return isinstance(error, InvalidWaiversError)


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
