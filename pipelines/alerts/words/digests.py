"""What is said of many at once: a digest of filings with the worst findings, the daily report that also says that all
is well, runs that failed.

When they are written is decided by `pipelines.alerts.desk`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fiscal.model.contract import Filing
from fiscal.model.findings.rows import Finding
from pipelines.alerts.ledger import FailedRun, Message, Standing
from pipelines.alerts.situations import AUTOMATION, DOUBTFUL, FILING, INCONSISTENT, SOURCE, Change
from pipelines.alerts.words.phrases import KINDS, as_text, chinese, day, message, name_of, number, title

WORST = 10
_LISTED = 12
_TROUBLES_LISTED = 5
_TOLD = {
    "opened": "新问题",
    "changed": "数字有变",
    "reopened": "确认失效",
    "acknowledged": "已确认",
    "resolved": "已解决",
}


@dataclass(frozen=True, slots=True)
class Told:
    """An error of a filing as a digest ranks and names it."""

    filing_id: str
    row: Filing | None
    kind: str
    group: Sequence[Finding]

    def rank(self) -> tuple[bool, object, str]:
        """The publisher's slips before doubts of the reading, the larger difference in yuan first."""
        first = self.group[0]
        return (
            self.kind == DOUBTFUL,
            -abs(first.residual) if first.residual is not None and first.unit == "元" else 0,
            self.filing_id,
        )


def digest(
    rows: Sequence[tuple[str, Filing | None]], told: Sequence[Change], errors: Iterable[Told], restated: int
) -> Message:
    """Many filings at once: how many of them are in which state, how many findings of which kind, the worst ten by
    name.
    """
    states = Counter(row.state for _, row in rows if row)
    whats, kinds = (
        Counter(c.what for c in told),
        Counter(c.situation.kind for c in told if c.what in ("opened", "changed", "reopened")),
    )
    counts = [f"发布 {states['published']}", f"隔离 {states['quarantined']}", f"未能读取 {states['failed']}"]
    counts += [f"更正重发 {restated}"] * bool(restated) + [f"撤回 {states['withdrawn']}"] * bool(states["withdrawn"])
    lines = [
        "，".join(
            f"{words} {whats[what]}"
            for what, words in _TOLD.items()
            if whats[what] or what in ("opened", "changed", "resolved")
        ),
        "，".join(f"{KINDS[kind]} {kinds[kind]}" for kind in (INCONSISTENT, DOUBTFUL))
        + (f"，未发布 {kinds[FILING]}" if kinds[FILING] else ""),
    ]
    worst = sorted(errors, key=Told.rank)
    if worst:
        lines.append(f"最严重的 {min(len(worst), WORST)} 项：" if len(worst) > 1 else "最严重的：")
    lines += [f"{place}. {_in_a_line(one)}" for place, one in enumerate(worst[:WORST], 1)]
    return message(f"【汇总】{len(rows)} 份文件已处理", "，".join(counts), lines)


def _in_a_line(told: Told) -> str:
    first = told.group[0]
    difference = f"差{number(abs(first.residual))}元 " if first.residual is not None and first.unit == "元" else ""
    doubt = "（读取存疑）" if told.kind == DOUBTFUL else ""
    return f"{as_text(name_of(told.filing_id, told.row))[:40]}{doubt}：{difference}{as_text(first.message_zh)}"


def failed_runs(runs: Sequence[FailedRun]) -> Message:
    """Runs that failed: nobody's filing is at fault, the pipeline is."""
    last = "原有数据未受影响，可在界面中重新运行"
    if len(runs) == 1:
        (run,) = runs
        about = [f"文件 {run.filing_id}"] if run.filing_id else []
        return message(
            title(AUTOMATION, "运行失败", run.job, "error"), run.why, [*about, f"运行 {run.run_id[:8]}，{last}"]
        )
    listed = [f"· {run.run_id[:8]} {run.job} {run.filing_id or ''}：{as_text(run.why)[:40]}" for run in runs[:_LISTED]]
    if len(runs) > _LISTED:
        listed.append(f"· 另有 {len(runs) - _LISTED} 个")
    return message(title(AUTOMATION, "运行失败", f"{len(runs)} 个运行", "error"), last, listed)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many filings there are, came in within the last day, are said by somebody to be known, and how many messages
    wait.
    """

    filings: int
    new: int
    acknowledged: int
    waiting: int


def standing(
    rows: Sequence[tuple[str, Filing | None, Standing]],
    errors: Sequence[Standing],
    counts: Counts,
    troubles: Sequence[str] = (),
    sources: str = "",
) -> Message:
    """The daily report, also where nothing is the matter: what is still failing, quarantined or wrong, and since when,
    and what could not be done today (`troubles`).
    """
    text = f"共 {counts.filings} 份文件，一日内新收 {counts.new} 份，{len(rows)} 份未能读取或已隔离" + (
        f"，{counts.waiting} 条消息待发送" if counts.waiting else ""
    )
    lines = [
        f"· {as_text(name_of(filing_id, row))[:60]}：{as_text(chinese(s.situation.subject))[:60]}（自 {day(s.since)}）"
        for filing_id, row, s in rows[:_LISTED]
    ]
    if len(rows) > _LISTED:
        lines.append(f"· 另有 {len(rows) - _LISTED} 份")
    if errors:
        lines.append(
            f"未解决的错误 {len(errors)} 项，涉及 {len({s.situation.filing_id for s in errors})} 份文件，最早自"
            f" {day(min(s.since for s in errors))}"
        )
        kinds = Counter(s.situation.kind for s in errors)
        lines.append("，".join(f"{KINDS[kind]} {kinds[kind]} 项" for kind in (INCONSISTENT, DOUBTFUL) if kinds[kind]))
    if sources:
        lines.append(sources)
    if counts.acknowledged:
        lines.append(f"已确认、未更正的错误 {counts.acknowledged} 项")
    lines += [f"今日未完成：{as_text(chinese(trouble))[:80]}" for trouble in troubles[:_TROUBLES_LISTED]]
    if not rows and not errors and not troubles:
        lines.append("没有未解决的问题")
    return message("【每日报告】财政公开文件", text, lines)


def sources(changes: Sequence[Change]) -> Message:
    """Many sources that stand otherwise than they did."""
    listed = [
        f"· {change.situation.filing_id}："
        + ("已恢复" if change.what == "resolved" else as_text(chinese(change.situation.subject))[:40])
        for change in changes[:_LISTED]
    ]
    if len(changes) > _LISTED:
        listed.append(f"· 另有 {len(changes) - _LISTED} 个")
    return message(
        title(SOURCE, "来源状况有变", f"{len(changes)} 个来源", "warning"), "处理：fiscal sources list", listed
    )
