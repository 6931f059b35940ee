"""What people decide: `fiscal acknowledge`."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.commands.terminal import DataOption, out, settled


def acknowledge(
    finding: Annotated[str, typer.Argument(metavar="FINDING", help="发现编号，见 fiscal findings · The finding's id, as `fiscal findings` shows it.")],
    reason: Annotated[str, typer.Option(help="理由，至少 8 个字符 · Why, at least 8 characters.")],
    by: Annotated[str, typer.Option(help="由谁确认：邮箱或 team:名称 · By whom: an e-mail address or team:name.")],
    expires: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="失效日 · The last day it stands.")],
    data: DataOption = None,
) -> None:
    """确认一项发现及同一原因的其他发现：逐项写入数据目录的 waivers.yaml，下次处理时放行其暂扣的事实并标为有争议。数字变化或过期后逐项自动失效。

    Acknowledges a finding, and those of the same cause, in waivers.yaml of the data root, an entry each: the next run releases what they held, marked as disputed.
    An entry lapses when its figures change or the day has passed.
    """
    from pipelines.decisions.acknowledging import Unacknowledged, write_waivers

    written = write_waivers(settled(data), finding, reason, by, expires)
    if isinstance(written, Unacknowledged):
        raise typer.BadParameter(f"{written.zh} / {written.en}")
    for number, one in enumerate(written):
        out.print(f"{'同一原因 Same cause' if number else '已确认 Acknowledged'}: {one.finding_id} {one.message_zh}\n  {one.message_en}", markup=False)
    out.print(
        f"写入 {len(written)} 项，至 {expires} 有效，下次运行 fiscal ingest 后生效 / {len(written)} written, valid to {expires}, in effect with the next fiscal ingest"
    )
