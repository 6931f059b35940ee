"""What the command shows: the closing table of an ingestion, and the findings, worst first.

What stands in them is read from the datasets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fiscal.model.contract import Finding
from fiscal.storage.datasets import filing_ids, read_rows
from fiscal.storage.root import DataRoot
from pipelines.ingest import Ingested

SHOWN = 60
_STATES = {
    "published": ("green", "已发布 published"),
    "quarantined": ("yellow", "已隔离 quarantined"),
    "failed": ("red", "未能读取 failed"),
    "superseded": ("dim", "已被取代 superseded"),
    "withdrawn": ("dim", "已撤回 withdrawn"),
}
_SEVERITY = {"error": (0, "red", "错误 error"), "warning": (1, "yellow", "警告 warning"), "info": (2, "dim", "提示 info")}
_WORST_FIRST = ("failed", "quarantined", "published", "superseded", "withdrawn")


def status_of(results: Sequence[Ingested]) -> int:
    """The exit status: 4 where a file could not be read or worked on, else 3 where one is quarantined, else 0."""
    states = {_state(result) for result in results}
    return 4 if "failed" in states else 3 if "quarantined" in states else 0


def print_summary(console: Console, root: DataRoot, results: Sequence[Ingested]) -> None:
    """The closing table, the reasons, and where to go from here."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("文件 Filing", overflow="fold")
    for heading in ("页\npages", "表\ntables", "观测\nobs.", "事实\nfacts", "暂扣\nheld", "错误\nerrors", "警告\nwarnings"):
        table.add_column(heading, justify="right")
    table.add_column("关卡 Gate")
    ranked = sorted(results, key=lambda r: _WORST_FIRST.index(_state(r)))
    for result in ranked[:SHOWN]:
        table.add_row(*_cells(result))
    console.print(table)
    if len(ranked) > SHOWN:
        console.print(f"… 另有 {len(ranked) - SHOWN} 份 / {len(ranked) - SHOWN} more: {dict(Counter(_state(r) for r in ranked[SHOWN:]))}")
    for result in ranked[:SHOWN]:
        row = result.row()
        reason = result.reason or (row.state_reason if row else None)
        if reason and _state(result) in ("failed", "quarantined"):
            console.print(Text(f"✗ {result.path.name} → {reason}"))
    unchanged = sum(result.work == "unchanged" for result in results)
    if unchanged:
        console.print(f"{unchanged} 份未变，未重新处理 · {unchanged} unchanged, not worked on again")
    console.print(
        f"\n数据 Data      {root.location}\n"
        f"事实 Facts     duckdb -c \"from read_parquet('{root.location}/facts/**/*.parquet', hive_partitioning = true)\"   或 or   {root.work / 'fiscal.duckdb'}\n"
        "问题 Findings  .venv/bin/fiscal findings      导出 Export  .venv/bin/fiscal export DIR      界面 UI  make ui",
        soft_wrap=True,
    )


def _state(result: Ingested) -> str:
    row = result.row()
    return "failed" if row is None or result.work == "not_done" else row.state


def _cells(result: Ingested) -> list[Text]:
    row = result.row()
    colour, state = _STATES[_state(result)]
    if row is None or result.filing is None or row.state == "superseded":
        return [Text(result.filing.filing_id if result.filing else result.path.name), *[Text("–")] * 7, Text(state, colour)]
    found: list[Finding] = result.filing.read("findings")
    worst = Counter(f.severity for f in found if f.verdict == "violated" and f.state == "open")
    numbers = [row.pages or 0, len(result.filing.read("tables")), len(result.filing.read("observations")), row.facts_published, row.facts_held]
    return [
        Text(result.filing.filing_id),
        *(Text(f"{n:,}") for n in numbers),
        Text(str(worst["error"]), "red" if worst["error"] else ""),
        Text(str(worst["warning"]), "yellow" if worst["warning"] else ""),
        Text(state, colour),
    ]


def print_findings(console: Console, root: DataRoot, filing_id: str | None, everything: bool) -> bool:
    """The findings of one filing or of all as a table, worst first; False where there is no such filing."""
    known = filing_ids(root.store)
    if filing_id is not None and filing_id not in known:
        return False
    wanted = known if filing_id is None else [filing_id]
    rows: list[tuple[str, Finding]] = [(name, f) for name in wanted for f in read_rows(root.store, "findings", name)]
    chosen = [(name, f) for name, f in rows if everything or (f.verdict == "violated" and f.state == "open")]
    chosen.sort(key=lambda item: (item[1].verdict != "violated", _SEVERITY[item[1].severity][0], item[0], item[1].invariant))
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("程度\nSeverity", "文件\nFiling", "关系\nInvariant", "说明\nWhat"):
        table.add_column(heading, overflow="fold")
    for heading in ("差额\nDifference", "允许\nAllowed", "页\nPage"):
        table.add_column(heading, justify="right")
    for name, f in chosen:
        pages = sorted({term.page for term in f.terms if term.page is not None})
        _, colour, severity = _SEVERITY[f.severity] if f.verdict == "violated" else (0, "green", f.verdict)
        what = Text(f"{f.message_zh}\n{f.message_en}")
        table.add_row(Text(severity, colour), Text(name), Text(f.invariant), what, _number(f.residual), _number(f.bound), Text(", ".join(map(str, pages))))
    console.print(table if chosen else "没有未处理的问题 · No open findings")
    console.print(f"{len(chosen)} / {len(rows)}", style="dim")
    return True


def _number(value: object) -> Text:
    return Text("" if value is None else f"{value:f}".rstrip("0").rstrip("."))
