"""The findings as the command lists them: one row a cause, worst first, with the id to acknowledge it by; then what acknowledgements no longer stand.

What is violated is read from the datasets; the closing table of an ingestion is `pipelines.printing.summary`'s.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from expectations.gates.waivers import read_waivers, review
from fiscal.model.amounts import DIRECTION
from fiscal.model.causes import RANK, by_cause, findings_not_checked
from fiscal.model.contract import Finding
from fiscal.storage.datasets import filing_ids
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot

_SEVERITY = {"error": ("red", "错误 error"), "warning": ("yellow", "警告 warning"), "info": ("dim", "提示 info")}
_OTHER = {"explained": ("dim", "可解释 explained")}


def print_findings(console: Console, root: DataRoot, filing_id: str | None, everything: bool) -> bool:
    """The open findings of one filing or of all as a table; with `everything` each evaluated invariant a row. False where there is no such filing."""
    known = filing_ids(root.store)
    if filing_id is not None and filing_id not in known:
        return False
    groups: list[tuple[str, list[Finding]]] = []
    seen: list[Finding] = []
    for name in known if filing_id is None else [filing_id]:
        rows = FilingFiles(root, name).findings()
        seen += rows
        groups += [(name, group) for group in (([f] for f in rows) if everything else by_cause(f for f in rows if f.verdict == "violated" and f.state == "open"))]
    groups.sort(key=lambda item: (item[1][0].verdict != "violated", RANK[item[1][0].severity], item[0], item[1][0].invariant))
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 1, 1, 0))
    for heading in ("程度\nSeverity", "文件\nFiling", "关系、编号\nInvariant, id", "说明\nWhat"):
        table.add_column(heading, overflow="fold")
    for heading in ("差额\nDifference", "允许\nAllowed", "页\nPage"):
        table.add_column(heading, justify="right")
    for name, group in groups:
        table.add_row(*_cells(name, group))
    unchecked = findings_not_checked(seen)
    console.print(table if groups else "没有未处理的问题 · No open findings")
    if unchecked:
        console.print(f"{unchecked} 项未能核对 / {unchecked} figures, files or tables were not checked", style="yellow")
    console.print(f"{len(groups)} 项 · 共评估 {len(seen):,} 条勾稽关系 / {len(groups)} findings · {len(seen):,} invariants evaluated", style="dim")
    if not everything and (explained := sum(f.verdict == "explained" for f in seen)):
        console.print(f"另有 {explained} 项差异可解释，--all 列出 / {explained} more differences are explained, --all lists them", style="dim")
    for lapse in review(seen, read_waivers(root.store), datetime.now(UTC).date()) if filing_id is None else ():
        console.print(Text(f"确认已失效 An acknowledgement lapsed: {lapse.said}", "yellow"))
    return True


def _cells(name: str, group: list[Finding]) -> list[Text]:
    worst = group[0]
    colour, severity = _SEVERITY[worst.severity] if worst.verdict == "violated" else _OTHER.get(worst.verdict, ("green", worst.verdict))
    what = Text(f"{worst.message_zh}\n{worst.message_en}")
    if len(group) > 1:
        others = "、".join(dict.fromkeys(f.invariant for f in group[1:]))
        what.append(f"\n同因另有 {len(group) - 1} 项 / {len(group) - 1} more of the same cause: {others}", "dim")
    pages = sorted({term.page for finding in group for term in finding.terms if term.page is not None})
    residual, bound = (None, None) if worst.unit == DIRECTION else (worst.residual, worst.bound)
    return [
        Text(severity, colour),
        Text(name),
        Text.assemble(worst.invariant, "\n", (worst.finding_id, "dim")),
        what,
        _number(residual, worst.unit),
        _number(bound, worst.unit),
        Text(", ".join(map(str, pages))),
    ]


def _number(value: Decimal | None, unit: str | None) -> Text:
    return Text("" if value is None else f"{value:f}".rstrip("0").rstrip(".") + (unit or "") if value % 1 else f"{value:.0f}{unit or ''}")
