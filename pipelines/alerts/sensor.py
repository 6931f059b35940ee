"""The alerts as Dagster sees them: one sensor whose ticks show what was sent, and fail where a channel does not take its messages."""

import time

import dagster as dg

from fiscal.storage.root import DataRoot
from pipelines.alerts.channels import VARIABLE, channels
from pipelines.alerts.desk import Desk


@dg.sensor(
    minimum_interval_seconds=10,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="告警：勾稽关系、文件状态与运行的变化，各发一次；通道失败时此处显示为失败并重试 · Alerts: changes of findings, filings and runs, each sent once;"
    " a channel that fails is shown here as a failed tick and tried again",
)
def alerts(_context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """A tick: hear, tell, send. It asks for no run. dg.Failure where a channel refused, after everything else was done."""
    root = DataRoot.at()
    desk = Desk(root, channels(), time.time)
    desk.hear(_context.instance)
    told = desk.tell()
    refusing = desk.send()
    if refusing:
        waiting = "，".join(f"{name}（{count} 条待发 / waiting）" for name, count in refusing.items())
        raise dg.Failure(f"告警通道发送失败，将自动重试 / a channel did not take its messages, they will be tried again: {waiting}")
    if not desk.channels:
        return dg.SkipReason(f"{told} 条新消息；未设置通道（环境变量 {VARIABLE}） / {told} new messages; no channel is set ({VARIABLE})")
    return dg.SkipReason(f"{told} 条新消息，{len(desk.channels)} 个通道 / {told} new messages, {len(desk.channels)} channels")
