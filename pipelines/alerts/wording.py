"""What a message says, in Chinese, short enough for every channel: who, which year and kind, which rule, both numbers, the difference, where.

When a message is written is decided by `pipelines.alerts.desk`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

from fiscal.model.contract import Filing, Finding
from fiscal.model.vocabulary import DOC_KINDS
from fiscal.publication.inert import without_controls
from pipelines.alerts.ledger import Message, Standing
from pipelines.alerts.situations import DOUBTFUL, Change

LONGEST = 1000
_LISTED = 12
_WHAT = {"opened": "新问题", "changed": "数字有变", "resolved": "已解决"}
_STATES = {"failed": "未能读取", "quarantined": "已隔离"}


def name_of(filing_id: str, row: Filing | None) -> str:
    """Publisher, year and kind of a filing; its id where it does not say."""
    if row is None or row.publisher is None:
        return filing_id
    return f"{row.publisher} {row.fiscal_year or ''}年{DOC_KINDS.get(row.doc_kind or '', '')}"


def about_finding(change: Change, row: Filing, group: Sequence[Finding]) -> Message:
    """A violated invariant that was opened or has changed, with what shares its cause."""
    worst = group[0]
    unit = worst.unit or ""
    pages = sorted({term.page for term in worst.terms if term.page is not None})
    kind = "读取存疑" if change.situation.kind == DOUBTFUL else "错误" if worst.severity == "error" else "警告"
    lines = [worst.message_zh]
    if worst.lhs is not None and worst.rhs is not None:
        lines.append(f"报告值 {_number(worst.lhs)}{unit}，对照值 {_number(worst.rhs)}{unit}")
    if worst.residual is not None:
        lines.append(f"差额 {_number(worst.residual)}{unit}，允许舍入 {_number(worst.bound or Decimal(0))}{unit}")
    if pages:
        lines.append(f"页码 {'、'.join(map(str, pages))}")
    if len(group) > 1:
        lines.append(f"同一原因另有 {len(group) - 1} 条")
    return _message(f"【{_WHAT[change.what]}·{kind}】{name_of(change.situation.filing_id, row)}", lines, change.situation.filing_id)


def about_filing(change: Change, row: Filing) -> Message:
    """A filing that was quarantined or could not be read."""
    title = f"【{_STATES.get(row.state, row.state)}】{name_of(change.situation.filing_id, row)}"
    return _message(title, [_chinese(change.situation.subject), f"文件 {row.source_file}"], change.situation.filing_id)


def resolved(change: Change, row: Filing | None) -> Message:
    """Something that was the matter and is not any more."""
    return _message(f"【已解决】{name_of(change.situation.filing_id, row)}", [_chinese(change.situation.subject)], change.situation.filing_id)


def restated(filing_id: str, row: Filing) -> Message:
    """Another version of a filing took the place of the one before."""
    lines = [f"第 {row.version} 版取代第 {row.version - 1} 版，状态：{_STATES.get(row.state, '已发布')}，事实 {row.facts_published} 条，暂扣 {row.facts_held} 条"]
    return _message(f"【更正重发】{name_of(filing_id, row)}", lines, filing_id)


def digest(rows: Sequence[tuple[str, Filing | None]], told: Sequence[Change]) -> Message:
    """Many filings at once: how many of them are in which state, how many findings, the worst of them by name."""
    states = Counter(row.state for _, row in rows if row)
    by_filing = Counter(change.situation.filing_id for change in told if change.what != "resolved")
    known = dict(rows)
    lines = [
        f"发布 {states['published']}，隔离 {states['quarantined']}，未能读取 {states['failed']}",
        f"新问题 {sum(c.what == 'opened' for c in told)}，变化 {sum(c.what == 'changed' for c in told)}，已解决 {sum(c.what == 'resolved' for c in told)}",
        *(f"· {name_of(filing_id, known.get(filing_id))}：{count} 项" for filing_id, count in by_filing.most_common(_LISTED)),
    ]
    if len(by_filing) > _LISTED:
        lines.append(f"· 另有 {len(by_filing) - _LISTED} 份文件")
    return _message(f"【汇总】{len(rows)} 份文件已处理", lines, None)


def failed_run(job: str, filing_id: str | None, run_id: str, why: str) -> Message:
    """A run that failed: nobody's filing is at fault, the pipeline is."""
    lines = [f"任务 {job}", *([f"文件 {filing_id}"] if filing_id else []), why, f"运行 {run_id[:8]}，原有数据未受影响，可在界面中重新运行"]
    return _message("【运行失败】", lines, None)


def standing(rows: Sequence[tuple[str, Filing | None, Standing]], filings: int, waiting: int) -> Message:
    """The daily report: what is still failing or quarantined, and since when."""
    lines = [f"共 {filings} 份文件，{len(rows)} 份未能读取或已隔离" + (f"，{waiting} 条消息待发送" if waiting else "")]
    lines += [f"· {name_of(filing_id, row)}：{_chinese(s.situation.subject)}（自 {_day(s.since)}）" for filing_id, row, s in rows[:_LISTED]]
    if len(rows) > _LISTED:
        lines.append(f"· 另有 {len(rows) - _LISTED} 份")
    return _message("【每日报告】财政公开文件", lines, None)


def _message(title: str, lines: Sequence[str], filing_id: str | None) -> Message:
    tail = f"\n查看：fiscal findings {filing_id}" if filing_id else ""
    title = _plain(title)
    body = "\n".join(plain for line in lines if (plain := _plain(line)))
    room = LONGEST - len(title) - len(tail) - 1
    return Message(title[:200], (body if len(body) <= room else body[: room - 1] + "…") + tail)


def _plain(line: str) -> str:
    """One line of text as every channel shows it: no control character, no line end of its own, nothing that Markdown takes for a link."""
    return " ".join(without_controls(line).split()).replace("](", "] (")


def _chinese(sentence: str) -> str:
    """The Chinese half of a reason: `code: 中文 / English`."""
    return sentence.partition(" / ")[0]


def _number(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _day(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d")
