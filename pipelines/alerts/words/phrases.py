"""The pieces that messages are made of: titles by kind, names of filings, amounts, days, where to look.

What is said of which change is left to `wording` and `digests`. Words that come from a filing are text in every
channel: no link, mention or markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from assets.facts import HELD_WHOLE
from assets.showing import address_elsewhere
from fiscal.discovery.settings import BEIJING
from fiscal.model.amounts import DIRECTION, unit_of_difference
from fiscal.model.contract import Filing, Observation
from fiscal.model.findings.rows import Finding, Term
from fiscal.model.findings.suspected import exchanged, figures, proposal, slips
from fiscal.model.places import Leaf, page_no, page_zh
from fiscal.model.vocabulary import DOC_KINDS, SEVERITIES
from fiscal.publication.inert import without_controls
from pipelines.alerts.ledger import Message
from pipelines.alerts.services.fitting import SEE, USUAL, cut, fitted
from pipelines.alerts.situations import AUTOMATION, DOUBTFUL, INCONSISTENT, SOURCE

KINDS = {INCONSISTENT: "文件有误", DOUBTFUL: "读取存疑", SOURCE: "来源变动", AUTOMATION: "流水线"}
LONGEST_TITLE = 120
_PAGES = 12
_AS_TEXT = str.maketrans("<>@`*_[]#|~\\", "＜＞＠＇＊＿［］＃｜～＼")


def title(kind: str, what: str, name: str, severity: str | None = None) -> str:
    """Of which of the four kinds it is, what happened, how severe it is, and to what it happened."""
    return f"【{'·'.join([KINDS[kind], what, *([SEVERITIES[severity]] if severity else [])])}】{name}"


def kind_of_state(row: Filing, reason: str) -> str:
    """Whose fault it is that a filing is not published: the gate's reasons that rest on its figures are its own, the
    others are of the reading.
    """
    return INCONSISTENT if row.state == "quarantined" and reason.partition(":")[0] in HELD_WHOLE else DOUBTFUL


def name_of(filing_id: str, row: Filing | None) -> str:
    """Publisher, year and kind of a filing; its id where it does not say."""
    if row is None or row.publisher is None:
        return filing_id
    year = f"{row.fiscal_year}年" if row.fiscal_year else ""
    return f"{row.publisher} {year}{DOC_KINDS.get(row.doc_kind or '', '')}".strip()


def figures_of(group: Sequence[Finding], printed: Mapping[str, Observation]) -> list[str]:
    """The lines with both numbers, the difference, the rounding allowed, the pages, and the cell that is likely wrong,
    of the worst finding of a cause.

    `printed`: suspects that are no term of the findings, by id.
    """
    first = group[0]
    unit = first.unit or ""
    lines: list[str] = []
    if first.lhs is not None and first.rhs is not None and first.unit != DIRECTION:
        lines.append(f"报告值 {number(first.lhs)}{unit}，对照值 {number(first.rhs)}{unit}")
    if first.residual is not None and first.unit != DIRECTION:
        apart = unit_of_difference(first.unit, "zh")
        lines.append(f"差额 {number(first.residual)}{apart}，允许舍入 {number(first.bound or Decimal(0))}{apart}")
    if suspected := _likely_wrong(group, printed):
        lines.append(suspected)
    leaves = sorted({Leaf(term.part_no, term.page) for term in first.terms if term.page is not None})
    if leaves:
        lines.append(f"页码 {'、'.join(map(page_no, leaves[:_PAGES]))}{' 等' if len(leaves) > _PAGES else ''}")
    return lines


def _likely_wrong(group: Sequence[Finding], printed: Mapping[str, Observation]) -> str | None:
    """The likeliest wrong figure with its place, or the two that stand in each other's."""
    places: dict[str, Term | Observation] = {
        **printed,
        **{term.observation_id: term for finding in group for term in finding.terms if term.observation_id},
    }
    suspects = [(places[s.observation_id], s) for f in group for s in f.suspects if s.observation_id in places]
    if not suspects:
        return None
    located: dict[tuple[str, str], Term | Observation] = {}
    for at, s in suspects:
        located.setdefault((at.value_reported.strip(), s.proposed_value or ""), at)
    found = figures((at.value_reported, s.proposed_value, s.reason, None) for at, s in suspects)
    first, *others = found
    partner = exchanged(first, others)
    named = "与".join(_named(located[one.printed, one.proposed]) for one in (first, partner) if one is not None)
    proposed = as_text(proposal(first.printed, first.proposed))
    then = "，两者对调则各式成立" if partner else f"，若为 {proposed} 则各式成立" if proposed else ""
    rest = len(slips(found)) - 1
    return f"最可能有误：{named}{then}" + (f"（另有 {rest} 处可能）" if rest else "")


def _named(at: Term | Observation) -> str:
    place = page_zh(Leaf(at.part_no, at.page)) if at.page else ""
    table = f"表{at.table_no}" if at.table_no else "文字说明"
    label = at.label if isinstance(at, Term) else at.row_label or ""
    return f"{place}{table}“{as_text(label)[:40]}”{as_text(at.value_reported)[:40]}"


def message(
    heading: str, text: str, lines: Iterable[str], filing_id: str | None = None, finding_id: str | None = None
) -> Message:
    """A message: `text` may come from a filing, `lines` are ready; the last line leads to the evidence, to all filings
    where none is named.
    """
    place = f"f-{finding_id}" if finding_id else ""
    where = address_elsewhere(f"reports/{filing_id}.html" if filing_id else "reports/index.html", place)
    see = SEE + (where or f"fiscal findings {filing_id or ''}".strip())
    return fitted(Message(cut(as_text(heading), LONGEST_TITLE), "\n".join([as_text(text), *lines, see])), USUAL)


def as_text(text: str) -> str:
    """On one line, without control characters, and with the characters that channels take for links, mentions or markup
    in their full width.
    """
    return " ".join(without_controls(text).split()).translate(_AS_TEXT).replace("://", "：//")


def chinese(sentence: str) -> str:
    """The Chinese words of a reason, `code: 中文 / English`."""
    return re.sub(r"^[a-z_]+: ", "", sentence.partition(" / ")[0])


def number(value: Decimal) -> str:
    """With thousands separators, without zeros at the end."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def day(moment: float) -> str:
    """The day in Beijing of a moment (seconds since the epoch)."""
    return datetime.fromtimestamp(moment, BEIJING).strftime("%Y-%m-%d")
