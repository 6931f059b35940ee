"""What people decide: `fiscal acknowledge`, `withdraw`, `intake --as`."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.concluding import conclude
from pipelines.commands.terminal import DataOption, at_work, err, out, settled
from pipelines.printing.exits import EXIT_FAULT

_SHORTEST_REASON = 4


def acknowledge(
    finding: Annotated[
        str,
        typer.Argument(
            metavar="FINDING", help="发现编号，见 fiscal findings · The finding's id, as `fiscal findings` shows it."
        ),
    ],
    reason: Annotated[str, typer.Option(help="理由，至少 8 个字符 · Why, at least 8 characters.")],
    by: Annotated[str, typer.Option(help="由谁确认：邮箱或 team:名称 · By whom: an e-mail address or team:name.")],
    expires: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="失效日 · The last day it stands.")],
    data: DataOption = None,
) -> None:
    """确认一项发现及同一原因的其他发现：逐项写入数据目录的
    waivers.yaml，下次处理时放行其暂扣的事实并标为有争议。数字变化或过期后逐项自动失效。

    Acknowledges a finding, and those of the same cause, in waivers.yaml of the data root, an entry each: the next run
    releases what they held, marked as disputed. An entry lapses when its figures change or the day has passed."""
    from pipelines.decisions.acknowledging import Unacknowledged, write_waivers

    written = write_waivers(settled(data), finding, reason, by, expires)
    if isinstance(written, Unacknowledged):
        raise typer.BadParameter(f"{written.zh} / {written.en}")
    for number, one in enumerate(written):
        out.print(
            f"{'同一原因 Same cause' if number else '已确认 Acknowledged'}: {one.finding_id} {one.message_zh}\n "
            f" {one.message_en}",
            markup=False,
        )
    out.print(
        f"写入 {len(written)} 项，至 {expires} 有效，下次运行 fiscal ingest 后生效 / {len(written)} written, valid to"
        f" {expires}, in effect with the next fiscal ingest"
    )


def withdraw(
    filing_id: Annotated[str, typer.Argument(metavar="FILING_ID", help="文件编号 · The filing's id.")],
    reason: Annotated[str, typer.Option(help="理由 · Why.")],
    by: Annotated[
        str, typer.Option(help="由谁决定；默认为当前用户 · Who decides; by default the user who is logged in.")
    ] = "",
    undo: Annotated[bool, typer.Option("--undo", help="取消撤回 · Gives it back.")] = False,
    data: DataOption = None,
) -> None:
    """撤回一份文件：现行数据中不再有其事实，历史保留；--undo 取消撤回。之后收到的新版本不受影响。

    Takes a filing back: its facts leave the current data, its history stays; --undo gives it back. A version that comes
    in later is not taken back by it."""
    from fiscal.storage.filing import FilingFiles
    from pipelines.commands.alerting import tell
    from pipelines.running import withdrawing
    from pipelines.running.ingest import publish

    if len(reason.strip()) < _SHORTEST_REASON:
        raise typer.BadParameter(
            f"--reason: 请说明理由，至少 {_SHORTEST_REASON} 个字符 / say why, in at least {_SHORTEST_REASON} characters"
        )
    root = settled(data)
    with at_work(root) as instance:
        try:
            trouble = withdrawing.withdraw(
                instance,
                FilingFiles(root, filing_id),
                not undo,
                " ".join(reason.split()),
                by.strip() or getpass.getuser(),
            )
        except LookupError as unknown:
            raise typer.BadParameter(f"没有这份文件 / no such filing: {filing_id}") from unknown
        except ValueError as same:
            raise typer.BadParameter(
                "没有撤回，无需取消 / it is not withdrawn" if undo else "已经撤回 / it is withdrawn already"
            ) from same
        trouble = trouble or publish(instance)
        if not trouble:
            out.print(
                f"{'已取消撤回 Given back' if undo else '已撤回 Withdrawn'}: {filing_id}", markup=False, soft_wrap=True
            )
        tell(root, instance)
    if trouble:
        err.print(f"✗ {trouble}", style="red", markup=False)
        raise typer.Exit(EXIT_FAULT)


def intake(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE...", help="文件 · The files.")],
    filing_id: Annotated[
        str,
        typer.Option(
            "--as",
            metavar="FILING_ID",
            help=(
                "归入哪份文件：编号（见 fiscal filings），或全称，如 某市某局2024年部门预算，可以是尚未收到的 ·"
                " The filing that they are part of: its id, as fiscal filings names it, or what it is called, as"
                " 某市某局2024年部门预算, there already or not."
            ),
        ),
    ] = "",
    part: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help=(
                "取代其哪一部分：序号、角色或文件名；new 为新的部分 · The part that they take the place of, by its"
                " number, role or file name; new for one more."
            ),
        ),
    ] = None,
    by: Annotated[
        str, typer.Option(help="由谁决定；默认为当前用户 · Who decides; by default the user who is logged in.")
    ] = "",
    undo: Annotated[
        bool,
        typer.Option(
            "--undo",
            help="取消归属：重新按文件内容判断 · Takes the decision back: the files are again what they say they are.",
        ),
    ] = False,
    data: DataOption = None,
) -> None:
    """将文件归入一份文件，或自成一份：用于程序看不出属于哪份文件（unidentified），或看不出是补充还是更正（unsure_part）的文件。

    Makes files parts of a filing, or a filing of their own, where they do not say whose they are (unidentified), or
    whether they complete or correct it (unsure_part)."""
    from pipelines.decisions import placing
    from pipelines.running.arriving import filings

    if bool(filing_id) == undo:
        raise typer.BadParameter(
            "请用 --as 指明归入哪份文件，或用 --undo 取消 / name the filing with --as, or take a decision back with"
            " --undo"
        )
    root = settled(data)
    with at_work(root) as instance:
        try:
            files = filings(paths, root.work)
            placed = (
                placing.take_back(root, instance, files)
                if undo
                else placing.put(root, instance, files, filing_id, part, by.strip() or getpass.getuser())
            )
            results = list(placed)
        except FileNotFoundError as missing:
            raise typer.BadParameter(f"没有这个文件或文件夹 / no such file or folder: {missing}") from missing
        except placing.UnplacedError as unplaced:
            raise typer.BadParameter(f"{unplaced.zh} / {unplaced.en}") from unplaced
        status = conclude(root, instance, results)
    raise typer.Exit(status)
