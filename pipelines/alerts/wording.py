"""What a message says, in Chinese, short enough for every channel: who, which year and kind, which rule, both numbers, the difference, where.

When a message is written is decided by `pipelines.alerts.desk`. Words that come from a filing are text in every channel: no link, mention or markup.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from fiscal.model.amounts import DIRECTION
from fiscal.model.contract import Filing, Finding
from fiscal.model.vocabulary import DOC_KINDS
from fiscal.publication.inert import without_controls
from pipelines.alerts.ledger import FailedRun, Message, Standing
from pipelines.alerts.situations import DOUBTFUL, FILING, Change

LONGEST = 1000
_LONGEST_TITLE = 120
_SHORTEST_TEXT = 40
_LISTED = 12
_FIGURES_LISTED = 5
_WHAT = {"opened": "新问题", "changed": "数字有变", "resolved": "已解决"}
_STATES = {"failed": "未能读取", "quarantined": "已隔离"}
_BEIJING = timezone(timedelta(hours=8))
_AS_TEXT = str.maketrans("<>@`*_[]#|~\\", "＜＞＠＇＊＿［］＃｜～＼")


def name_of(filing_id: str, row: Filing | None) -> str:
    """Publisher, year and kind of a filing; its id where it does not say."""
    if row is None or row.publisher is None:
        return filing_id
    return f"{row.publisher} {f'{row.fiscal_year}年' if row.fiscal_year else ''}{DOC_KINDS.get(row.doc_kind or '', '')}".strip()


def about_finding(change: Change, row: Filing, group: Sequence[Finding]) -> Message:
    """A violated invariant that was opened or has changed, with what shares its cause."""
    first = group[0]
    unit = first.unit or ""
    pages = sorted({term.page for term in first.terms if term.page is not None})
    figures: list[str] = []
    if first.lhs is not None and first.rhs is not None and first.unit != DIRECTION:
        figures.append(f"报告值 {_number(first.lhs)}{unit}，对照值 {_number(first.rhs)}{unit}")
    if first.residual is not None and first.unit != DIRECTION:
        figures.append(f"差额 {_number(first.residual)}{unit}，允许舍入 {_number(first.bound or Decimal(0))}{unit}")
    if pages:
        figures.append(f"页码 {'、'.join(map(str, pages[:_LISTED]))}{' 等' if len(pages) > _LISTED else ''}")
    if len(group) > 1:
        figures.append(f"同一原因另有 {len(group) - 1} 条")
    kind = "读取存疑" if change.situation.kind == DOUBTFUL else "错误"
    return _message(f"【{_WHAT[change.what]}·{kind}】{name_of(change.situation.filing_id, row)}", first.message_zh, figures, change.situation.filing_id)


def about_filing(change: Change, row: Filing) -> Message:
    """A filing that was quarantined or could not be read."""
    title = f"【{_STATES.get(row.state, row.state)}】{name_of(change.situation.filing_id, row)}"
    return _message(title, _chinese(change.situation.subject), [f"文件 {_as_text(row.source_file)[:_LONGEST_TITLE]}"], change.situation.filing_id)


def resolved(change: Change, row: Filing | None) -> Message:
    """Something that was the matter and is not any more."""
    what = "原状态" if change.situation.kind == FILING else "原问题"
    return _message(f"【已解决】{name_of(change.situation.filing_id, row)}", f"{what}：{_chinese(change.situation.subject)}", [], change.situation.filing_id)


def restated(filing_id: str, row: Filing, figures: Sequence[Finding]) -> Message:
    """Another version of a filing took the place of the one before; `figures` are those that it reports otherwise."""
    text = f"第 {row.version} 版取代第 {row.version - 1} 版，状态：{_STATES.get(row.state, '已发布')}，事实 {row.facts_published} 条，暂扣 {row.facts_held} 条"
    shown = [f"· {_as_text(f.message_zh)[:_LONGEST_TITLE]}" for f in figures[:_FIGURES_LISTED]]
    if len(figures) > _FIGURES_LISTED:
        shown.append(f"· 另有 {len(figures) - _FIGURES_LISTED} 个数字不同")
    return _message(f"【更正重发】{name_of(filing_id, row)}", text, shown or ["各事实数字未变"], filing_id)


def digest(rows: Sequence[tuple[str, Filing | None]], told: Sequence[Change]) -> Message:
    """Many filings at once: how many of them are in which state, how many findings, the worst of them by name."""
    states = Counter(row.state for _, row in rows if row)
    by_filing = Counter(change.situation.filing_id for change in told if change.what != "resolved")
    known = dict(rows)
    lines = [
        f"新问题 {sum(c.what == 'opened' for c in told)}，变化 {sum(c.what == 'changed' for c in told)}，已解决 {sum(c.what == 'resolved' for c in told)}",
        *(f"· {_as_text(name_of(filing_id, known.get(filing_id)))[:60]}：{count} 项" for filing_id, count in by_filing.most_common(_LISTED)),
    ]
    if len(by_filing) > _LISTED:
        lines.append(f"· 另有 {len(by_filing) - _LISTED} 份文件")
    text = f"发布 {states['published']}，隔离 {states['quarantined']}，未能读取 {states['failed']}"
    return _message(f"【汇总】{len(rows)} 份文件已处理", text, [*lines, "查看：fiscal findings"], None)


def failed_runs(runs: Sequence[FailedRun]) -> Message:
    """Runs that failed: nobody's filing is at fault, the pipeline is."""
    last = "原有数据未受影响，可在界面中重新运行"
    if len(runs) == 1:
        (run,) = runs
        about = [f"文件 {run.filing_id}"] if run.filing_id else []
        return _message("【运行失败】" + run.job, _as_text(run.why), [*about, f"运行 {run.run_id[:8]}，{last}"], None)
    listed = [f"· {run.run_id[:8]} {run.job} {run.filing_id or ''}：{_as_text(run.why)[:40]}" for run in runs[:_LISTED]]
    if len(runs) > _LISTED:
        listed.append(f"· 另有 {len(runs) - _LISTED} 个")
    return _message(f"【运行失败】{len(runs)} 个运行", last, listed, None)


def automation(change: Change) -> Message:
    """Something that starts work by itself, the inbox say, stopped doing so, or does so again."""
    state = "已恢复" if change.what == "resolved" else "运行不正常"
    return _message(f"【自动任务】{change.situation.filing_id} {state}", change.situation.subject, ["查看：界面 → Automation"], None)


def standing(rows: Sequence[tuple[str, Filing | None, Standing]], errors: Sequence[Standing], filings: int, waiting: int, troubles: Sequence[str] = ()) -> Message:
    """The daily report: what is still failing, quarantined or wrong, and since when, and what could not be done today (`troubles`)."""
    text = f"共 {filings} 份文件，{len(rows)} 份未能读取或已隔离" + (f"，{waiting} 条消息待发送" if waiting else "")
    lines = [f"· {_as_text(name_of(filing_id, row))[:60]}：{_as_text(_chinese(s.situation.subject))[:60]}（自 {day(s.since)}）" for filing_id, row, s in rows[:_LISTED]]
    if len(rows) > _LISTED:
        lines.append(f"· 另有 {len(rows) - _LISTED} 份")
    if errors:
        lines.append(f"未解决的错误 {len(errors)} 项，涉及 {len({s.situation.filing_id for s in errors})} 份文件，最早自 {day(min(s.since for s in errors))}")
    lines += [f"今日未完成：{_as_text(_chinese(trouble))[:80]}" for trouble in troubles[:_FIGURES_LISTED]]
    return _message("【每日报告】财政公开文件", text, [*lines, "查看：fiscal findings"], None)


def day(moment: float) -> str:
    """The day in Beijing of a moment (seconds since the epoch)."""
    return datetime.fromtimestamp(moment, _BEIJING).strftime("%Y-%m-%d")


def _message(title: str, text: str, lines: Sequence[str], filing_id: str | None) -> Message:
    """`lines` are kept whole as far as they go, `text` before them is cut to the room that they leave."""
    title = _cut(_as_text(title), _LONGEST_TITLE)
    tail = "\n".join([*lines, *([f"查看：fiscal findings {filing_id}"] if filing_id else [])])
    room = LONGEST - len(title) - 2
    body = _cut(_as_text(text), max(room - len(tail) - 1, _SHORTEST_TEXT))
    return Message(title, _cut(f"{body}\n{tail}" if tail else body, room))


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _as_text(text: str) -> str:
    """On one line, without control characters, and with the characters that channels take for links, mentions or markup in their full width."""
    return " ".join(without_controls(text).split()).translate(_AS_TEXT).replace("://", "：//")


def _chinese(sentence: str) -> str:
    """The Chinese words of a reason, `code: 中文 / English`."""
    return re.sub(r"^[a-z_]+: ", "", sentence.partition(" / ")[0])


def _number(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
