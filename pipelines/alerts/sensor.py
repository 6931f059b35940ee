"""The alerts as Dagster sees them: one sensor whose ticks show what was sent, and fail as long as a channel does not
take its messages.
"""

import time
from collections.abc import Mapping
from datetime import datetime

import dagster as dg
from filelock import Timeout

from fiscal.storage.root import DataRoot
from pipelines.alerts.channels import VARIABLE, channels
from pipelines.alerts.desk import UNTIL_ALL_ARE_IN, USUAL, Desk, Refusal
from pipelines.alerts.hearing import hear, stopped
from pipelines.alerts.once import ticking
from pipelines.running.dagster_words import sensor
from pipelines.running.under_way import is_under_way


@sensor(
    minimum_interval_seconds=10,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=(
        "告警：勾稽关系、文件状态与运行的变化，各发一次；通道失败时此处显示为失败并重试 · Alerts: changes of findings,"
        " filings and runs, each sent once;"
        " as long as a channel fails its ticks are shown here as failed, and it is tried again"
    ),
)
def alerts(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """A tick: hear, tell, send. It asks for no run. dg.Failure where a channel refuses, after everything else was
    done.
    """
    root = DataRoot.at()
    try:
        # A tick that Dagster gave up waiting for goes on in its thread: what it is sending is not to be sent by the
        # next one too.
        with ticking(root).acquire(timeout=0):
            return _tick(root, context)
    except Timeout:
        return dg.SkipReason("上一次检查仍在进行 / the tick before is still at work")


def _tick(root: DataRoot, context: dg.SensorEvaluationContext) -> dg.SkipReason:
    desk = Desk(root, channels(), time.time)
    patience = UNTIL_ALL_ARE_IN if is_under_way(root, context.instance) else USUAL
    hear(context.instance, desk.ledger, time.time())
    told = (
        desk.tell(patience)
        + desk.tell_sources()
        + desk.tell_automation(stopped(context.instance, but=context.sensor_name))
    )
    refusing = desk.send()
    if refusing:
        raise dg.Failure(
            "告警通道发送失败，将自动重试 / a channel does not take its messages, they will be tried again:"
            f" {_said(refusing)}"
        )
    if not desk.channels:
        return dg.SkipReason(
            f"{told} 条新消息；未设置通道（环境变量 {VARIABLE}） / {told} new messages; no channel is set ({VARIABLE})"
        )
    return dg.SkipReason(
        f"{told} 条新消息，{len(desk.channels)} 个通道 / {told} new messages, {len(desk.channels)} channels"
    )


def _said(refusing: Mapping[str, Refusal]) -> str:
    return "，".join(
        f"{name}（{r.why or '?'}；{r.waiting} 条待发 waiting，{datetime.fromtimestamp(r.again).astimezone():%H:%M:%S}"
        " 再试 next try）"
        for name, r in refusing.items()
    )
