"""The states of filings in words, and the list of all filings with theirs.

Why a filing has a state is said by the gate; its findings are listed by `pipelines.printing.listing`.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict

from rich.console import Console
from rich.text import Text

from fiscal.model.contract import Filing
from fiscal.model.vocabulary import FILING_STATES
from fiscal.storage.datasets import filing_ids
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot

_COLOURS = {"published": "green", "quarantined": "yellow", "failed": "red"}
STATES = {name: (_COLOURS.get(name, "dim"), term, name) for name, term in FILING_STATES.items()}
"""Of each state its colour, and its names in both languages."""
WORST_FIRST = ("failed", "quarantined", "published", "withdrawn", "superseded")
NOT_PUBLISHED = frozenset(FILING_STATES) - {"published", "superseded"}


def state_of(state: str, lang: str) -> str:
    """A state in a language."""
    _, zh, en = STATES.get(state, ("", state, state))
    return zh if lang == "zh" else en


def reason_in(reason: str | None, lang: str) -> str:
    """A reason of the datasets, `code: 中文 / English`, in a language, its code behind it."""
    code, _, told = (reason or "").partition(": ")
    zh, _, en = told.partition(" / ")
    return f"{(zh if lang == 'zh' else en) or told or code} [{code}]" if reason else ""


def print_filings(console: Console, root: DataRoot, state: str | None, lang: str) -> None:
    """Every filing with its whole id, state and reason, worst first; only those of a state where one is named."""
    rows = _rows(root, state)
    for filing_id, row in rows:
        colour, _, _ = STATES.get(row.state, ("", "", ""))
        told = f"{row.facts_published:,} {'条事实' if lang == 'zh' else 'facts'}" + (
            f" · {'暂扣' if lang == 'zh' else 'held'} {row.facts_held:,}" if row.facts_held else ""
        )
        console.print(Text(filing_id, "bold"), soft_wrap=True)
        body = f"{row.publisher or row.source_file}{f' · v{row.version}' if row.version > 1 else ''}"
        console.print(
            Text.assemble(
                "  ",
                (state_of(row.state, lang), colour),
                f" · {body}",
                f" · {told}" if row.state == "published" else "",
            ),
            soft_wrap=True,
        )
        if row.state_reason:
            console.print(Text(f"  {reason_in(row.state_reason, lang)}", "dim"), soft_wrap=True)
    counts = Counter(row.state for _, row in rows)
    total = " · ".join(f"{state_of(name, lang)} {counts[name]}" for name in WORST_FIRST if counts[name])
    console.print(f"{len(rows)} {'份文件' if lang == 'zh' else 'filings'}{f'：{total}' if total else ''}", style="dim")


def print_filings_as_json(root: DataRoot, state: str | None) -> None:
    """The same as JSON on standard output: the rows of `filings`, the latest version each."""
    print(  # noqa: T201
        json.dumps(
            [{"filing_id": i, **asdict(row)} for i, row in _rows(root, state)],
            ensure_ascii=False,
            indent=1,
            default=str,
        )
    )


def _rows(root: DataRoot, state: str | None) -> list[tuple[str, Filing]]:
    latest = [(i, rows[-1]) for i in filing_ids(root.store) if (rows := FilingFiles(root, i).read("filings"))]
    wanted = [(i, row) for i, row in latest if state is None or row.state == state]
    return sorted(wanted, key=lambda item: (WORST_FIRST.index(item[1].state), item[0]))
