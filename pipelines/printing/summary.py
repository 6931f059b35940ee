"""What the command shows at the end of an ingestion: a row a filing, the reasons, and where to go from here.

What stands in it is read from the datasets; the findings themselves are listed by `pipelines.printing.listing`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fiscal.model.causes import by_cause, findings_not_checked
from fiscal.model.contract import Finding
from fiscal.storage.root import DataRoot
from pipelines.running.ingest import Ingested

SHOWN = 60
_STATES = {
    "published": ("green", "已发布 published"),
    "quarantined": ("yellow", "已隔离 quarantined"),
    "failed": ("red", "未能读取 failed"),
    "superseded": ("dim", "已被取代 superseded"),
    "withdrawn": ("dim", "已撤回 withdrawn"),
}
_WORST_FIRST = ("failed", "quarantined", "published", "superseded", "withdrawn")


def status_of(results: Sequence[Ingested]) -> int:
    """The exit status: 4 where a file could not be read or worked on, else 3 where one is quarantined, else 0."""
    states = {_state(result) for result in results}
    return 4 if "failed" in states else 3 if "quarantined" in states else 0


def print_summary(console: Console, root: DataRoot, results: Sequence[Ingested]) -> None:
    """The closing table, the reasons, and where to go from here."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("文件 Filing", overflow="fold")
    for heading in ("页\npages", "表\ntables", "观测\nobs.", "事实\nfacts", "暂扣\nheld", "错误\nerrors", "警告\nwarnings", "未核对\nunchecked"):
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
        return [Text(result.filing.filing_id if result.filing else result.path.name), *[Text("–")] * 8, Text(state, colour)]
    found: list[Finding] = result.filing.read("findings")
    worst = Counter(group[0].severity for group in by_cause(f for f in found if f.verdict == "violated" and f.state == "open"))
    unchecked = findings_not_checked(found)
    numbers = [row.pages or 0, len(result.filing.read("tables")), len(result.filing.read("observations")), row.facts_published, row.facts_held]
    return [
        Text(result.filing.filing_id),
        *(Text(f"{n:,}") for n in numbers),
        Text(str(worst["error"]), "red" if worst["error"] else ""),
        Text(str(worst["warning"]), "yellow" if worst["warning"] else ""),
        Text(f"{unchecked:,}", "yellow" if unchecked else ""),
        Text(state, colour),
    ]
