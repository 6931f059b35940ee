"""What a message about one filing, or about what works by itself, says, in Chinese: who, which year and kind, which
rule, both numbers, the difference, where.

When a message is written is decided by `pipelines.alerts.desk`; what is said of many at once stands in
`pipelines.alerts.words.digests`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from expectations.gates.waivers import Waiver
from fiscal.model.contract import Filing, Observation
from fiscal.model.findings.rows import Finding
from fiscal.model.vocabulary import FILING_STATES
from pipelines.alerts.ledger import Message
from pipelines.alerts.situations import AUTOMATION, FILING, SOURCE, Change
from pipelines.alerts.sources import WORDS as SOURCE_WORDS
from pipelines.alerts.words.phrases import (
    LONGEST_TITLE,
    as_text,
    chinese,
    figures_of,
    kind_of_state,
    message,
    name_of,
    title,
)

_FIGURES_LISTED = 5
_WHAT = {"opened": "新问题", "changed": "数字有变", "reopened": "确认已失效，问题仍在"}


def about_finding(change: Change, row: Filing, group: Sequence[Finding], printed: Mapping[str, Observation]) -> Message:
    """A violated invariant that was opened, has changed or is no longer acknowledged, with what shares its cause.
    `printed`: suspects that are no term of it, by id.
    """
    situation, first = change.situation, group[0]
    others = [f"同一原因另有 {len(group) - 1} 条"] if len(group) > 1 else []
    heading = title(situation.kind, _WHAT[change.what], name_of(situation.filing_id, row), first.severity)
    return message(
        heading, first.message_zh, [*figures_of(group, printed), *others], situation.filing_id, first.finding_id
    )


def acknowledged(change: Change, row: Filing, group: Sequence[Finding], waivers: Mapping[str, Waiver]) -> Message:
    """Somebody knows of a violated invariant: it stands, marked, and was not put right. `waivers` by finding."""
    waiver = next((waivers[f.finding_id] for f in group if f.finding_id in waivers), None)
    who = (
        [f"由 {as_text(waiver.by).replace('＠', ' at ')} 确认，有效至 {waiver.expires}，理由：{as_text(waiver.reason)}"]
        if waiver
        else []
    )
    heading = title(
        change.situation.kind, "已确认，未更正", name_of(change.situation.filing_id, row), group[0].severity
    )
    return message(heading, change.situation.subject, who, change.situation.filing_id, group[0].finding_id)


def about_filing(change: Change, row: Filing) -> Message:
    """A filing that was quarantined or could not be read."""
    reason = change.situation.subject
    heading = title(
        kind_of_state(row, reason),
        FILING_STATES.get(row.state, row.state),
        name_of(change.situation.filing_id, row),
        "error",
    )
    return message(
        heading, chinese(reason), [f"文件 {as_text(row.source_file)[:LONGEST_TITLE]}"], change.situation.filing_id
    )


def withdrawn(change: Change, row: Filing | None) -> Message:
    """A filing that was taken back, or is back."""
    back = change.what == "resolved"
    heading = title(
        SOURCE,
        "撤回已取消" if back else "已撤回",
        name_of(change.situation.filing_id, row),
        None if back else "warning",
    )
    return message(
        heading, "恢复为现行文件" if back else chinese(change.situation.subject), [], change.situation.filing_id
    )


def resolved(change: Change, row: Filing | None) -> Message:
    """Something that was the matter and is not any more."""
    situation = change.situation
    kind = situation.kind
    if kind == FILING:
        kind = kind_of_state(row, situation.subject) if row else AUTOMATION
    what = "原状态" if situation.kind == FILING else "原问题"
    return message(
        title(kind, "已解决", name_of(situation.filing_id, row)),
        f"{what}：{chinese(situation.subject)}",
        [],
        situation.filing_id,
    )


def restated(filing_id: str, row: Filing, figures: Sequence[Finding]) -> Message:
    """Another version of a filing took the place of the one before; `figures` are those that it reports otherwise."""
    text = (
        f"第 {row.version} 版取代第 {row.version - 1} 版，状态：{FILING_STATES.get(row.state, row.state)}，事实"
        f" {row.facts_published} 条，暂扣 {row.facts_held} 条"
    )
    shown = [f"· {as_text(f.message_zh)[:LONGEST_TITLE]}" for f in figures[:_FIGURES_LISTED]]
    if len(figures) > _FIGURES_LISTED:
        shown.append(f"· 另有 {len(figures) - _FIGURES_LISTED} 个数字不同")
    heading = title(SOURCE, "更正重发", name_of(filing_id, row), "warning" if figures else "info")
    return message(heading, text, shown or ["各事实数字未变"], filing_id)


def automation(change: Change) -> Message:
    """Something that starts work by itself, the inbox say, stopped doing so, or does so again."""
    again = change.what == "resolved"
    heading = title(
        AUTOMATION, "已恢复" if again else "运行不正常", change.situation.filing_id, None if again else "error"
    )
    return message(heading, change.situation.subject, ["处理：界面 → Automation"])


def source(change: Change) -> Message:
    """A source that is blocked, fails, has fallen silent or is written wrongly, or is well again."""
    situation, well = change.situation, change.what == "resolved"
    heading = title(
        SOURCE,
        "来源已恢复" if well else f"来源{SOURCE_WORDS[situation.state]}",
        situation.filing_id,
        None if well else "warning",
    )
    return message(heading, chinese(situation.subject), ["处理：fiscal sources list"])
