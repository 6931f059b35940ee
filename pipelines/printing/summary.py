"""What the command shows at the end of an ingestion: a row a filing, the reasons, and where to go from here.

What stands in it is read from the datasets; the findings themselves are listed by `pipelines.printing.listing`.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from fiscal.model.contract import Filing
from fiscal.model.findings.causes import findings_not_checked
from fiscal.model.findings.rows import Finding
from fiscal.storage.datasets import pattern_of
from fiscal.storage.root import CHECKOUT, DataRoot
from pipelines.checking.evidence import open_causes
from pipelines.printing.exits import EXIT_PUBLISHED, EXIT_QUARANTINED, EXIT_UNREADABLE
from pipelines.printing.states import STATES, WORST_FIRST
from pipelines.running.arriving import Ingested

SHOWN = 60
_WIDTHS = (6, 8, 8, 8, 6, 8, 10, 11)
"""Columns of a terminal that each number has, its heading in English the widest of it."""
_HEADS = (
    ("页", "表", "观测", "事实", "暂扣", "错误", "警告", "未核对"),
    ("pages", "tables", "obs.", "facts", "held", "errors", "warnings", "unchecked"),
)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one file, its filing's row and state read once."""

    result: Ingested
    row: Filing | None
    state: str

    @property
    def reason(self) -> str | None:
        """Why it is not published, None where it is."""
        return (
            self.result.reason or (self.row.state_reason if self.row else None)
            if self.state in ("failed", "quarantined")
            else None
        )


def status_of(results: Sequence[Ingested]) -> int:
    """The exit status: 4 where a file could not be read or worked on, else 3 where one is quarantined, else 0."""
    return _status(_outcomes(results))


def print_summary(console: Console, root: DataRoot, results: Sequence[Ingested]) -> int:
    """The closing table, the id of a filing over its numbers, the reasons, and where to go from here. Gives the exit
    status.
    """
    for heads, gate in zip(_HEADS, ("关卡", "gate"), strict=True):
        console.print(_row([Text(head, "bold") for head in heads], Text(gate, "bold")), soft_wrap=True)
    outcomes, left = _outcomes(results), [result for result in results if result.work == "left"]
    ranked = sorted(outcomes, key=lambda one: WORST_FIRST.index(one.state))
    for one in ranked[:SHOWN]:
        console.print(Text(one.result.filing.filing_id if one.result.filing else one.result.path.name), soft_wrap=True)
        console.print(_row(_numbers(one), Text(" ".join(STATES[one.state][1:]), STATES[one.state][0])), soft_wrap=True)
    if len(ranked) > SHOWN:
        console.print(
            f"… 另有 {len(ranked) - SHOWN} 份 / {len(ranked) - SHOWN} more:"
            f" {dict(Counter(one.state for one in ranked[SHOWN:]))}"
        )
    for one in ranked[:SHOWN]:
        if one.reason:
            console.print(Text(f"✗ {one.result.path.name} → {one.reason}"), soft_wrap=True)
    for result in left[:SHOWN]:
        console.print(Text(f"– {result.path.name} → 未读取 not read: {result.reason}"), soft_wrap=True)
    unchanged = sum(one.result.work == "unchanged" for one in outcomes)
    if unchanged:
        console.print(f"{unchanged} 份未变，未重新处理 · {unchanged} unchanged, not worked on again")
    data = "" if root.location == DataRoot.at(CHECKOUT / "data").location else f" --data {shlex.quote(root.location)}"
    console.print(
        f'\n数据 Data      {root.location}\n事实 Facts     duckdb -c "from'
        f" read_parquet('{root.location}/{pattern_of('facts')}', hive_partitioning = true)\"\n        或 or "
        f" {root.work / 'fiscal.duckdb'}\n问题 Findings  .venv/bin/fiscal findings{data}\n导出 Export   "
        f" .venv/bin/fiscal export DIR{data}\n界面 UI        {f'.venv/bin/fiscal ui{data}' if data else 'make ui'}",
        soft_wrap=True,
    )
    return _status(outcomes)


def _outcomes(results: Sequence[Ingested]) -> list[_Outcome]:
    """Of everything that was to be read."""
    read = [(result, result.row()) for result in results if result.work != "left"]
    return [
        _Outcome(result, row, "failed" if row is None or result.work == "not_done" else row.state)
        for result, row in read
    ]


def _status(outcomes: Sequence[_Outcome]) -> int:
    states = {one.state for one in outcomes}
    return EXIT_UNREADABLE if "failed" in states else EXIT_QUARANTINED if "quarantined" in states else EXIT_PUBLISHED


def _numbers(one: _Outcome) -> list[Text]:
    row, filing = one.row, one.result.filing
    if row is None or filing is None or row.state == "superseded":
        return [Text("–")] * len(_WIDTHS)
    found: list[Finding] = filing.read("findings")
    worst = Counter(group[0].severity for group in open_causes(found))
    unchecked = findings_not_checked(found)
    numbers = [
        row.pages or 0,
        filing.count("tables"),
        filing.count("observations"),
        row.facts_published,
        row.facts_held,
    ]
    return [
        *(Text(f"{n:,}") for n in numbers),
        Text(str(worst["error"]), "red" if worst["error"] else ""),
        Text(str(worst["warning"]), "yellow" if worst["warning"] else ""),
        Text(f"{unchecked:,}", "yellow" if unchecked else ""),
    ]


def _row(cells: Sequence[Text], last: Text) -> Text:
    """Cells aligned to the right in their columns, then one that is not."""
    padded = [
        Text.assemble(" " * max(width - cell.cell_len, 0), cell) for width, cell in zip(_WIDTHS, cells, strict=True)
    ]
    return Text.assemble(*padded, "  ", last)
