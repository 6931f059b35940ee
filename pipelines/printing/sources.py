"""Sources as the command shows them: how each stands, what a look found, what a list holds and why entries of it are
left.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fiscal.discovery import settings
from fiscal.discovery.details.detail import detail_of
from fiscal.discovery.fetching.answers import NotFetchedError, faults_named
from fiscal.discovery.fetching.fetcher import Fetches
from fiscal.discovery.ledger.ledger import Ledger
from fiscal.discovery.lists.items import Item
from fiscal.discovery.lists.walk import open_entry
from fiscal.discovery.looking.look import Look
from fiscal.discovery.looking.survey import Surveyed
from fiscal.discovery.pages.document import Request
from fiscal.discovery.pages.links import file_kind, without_mark
from fiscal.discovery.reasons import said, sentence
from fiscal.discovery.sources.source import Source
from fiscal.storage.root import DataRoot

_OUTCOMES = {
    "good": ("green", "正常 good"),
    "blocked": ("yellow", "受阻 blocked"),
    "error": ("red", "出错 error"),
    "under_way": ("dim", "查看中 under way"),
}
_STATES = ("NEW", "CHANGED", "RESTATED", "MOVED", "WITHDRAWN")
_SHOWN = 60


def print_sources(console: Console, root: DataRoot, sources: Sequence[Source]) -> None:
    """A row a source: how it stands, since which day, what it has brought; then the reasons."""
    ledger, now = Ledger(root), time.time()
    table = _table(
        "来源\nSource",
        "发布单位\nPublisher",
        "状况\nStands",
        "自\nsince",
        "上次成功\nlast success",
        "上次新文件\nlast news",
        "条目\nitems",
        "文件\nfiles",
        "原因\nWhy",
    )
    why: list[Text] = []
    known, files = ledger.sources(), Counter(file.source_id for file in ledger.files() if file.sha256 is not None)
    for source in sources:
        row = known.get(source.id) or ledger.source(source.id)
        colour, outcome = _OUTCOMES.get(row.outcome or "", ("dim", "未查看 never looked at"))
        if not source.looked_at:
            colour, outcome = "dim", "人工 by hand" if source.by_hand else "停用 disabled"
        silent = row.outcome == "good" and row.news is not None and now - row.news > settings.SILENT_SECONDS
        table.add_row(
            source.id,
            source.publisher or (source.region.name if source.region else ""),
            Text("沉默 silent" if silent else outcome, "yellow" if silent else colour),
            _day(row.since),
            _day(row.succeeded),
            _day(row.news),
            str(row.items or ""),
            str(files[source.id] or ""),
            Text((row.reason or "").partition(":")[0]),
        )
        why += [Text(f"✗ {source.id} → {row.reason}")] if row.reason else []
    console.print(
        table
        if sources
        else "没有来源：fiscal sources new URL 添加一个 · No sources: add one with fiscal sources new URL"
    )
    for line in why:
        console.print(line)


def print_looks(console: Console, looks: Sequence[Look]) -> None:
    """A row a look with its counts, then what was news and what could not be got."""
    table = _table(
        "来源\nSource", "结果\nOutcome", "条目\nitems", "预决算\nwanted", "取回\nfetched", *_STATES, "未取到\nnot got"
    )
    for one in sorted(looks, key=lambda look: look.source_id):
        colour, outcome = _OUTCOMES[one.outcome]
        counts = [sum(file.state == state for file in one.news) for state in _STATES]
        numbers = [one.items, one.wanted, one.fetched, *counts, len(one.troubled)]
        table.add_row(one.source_id, Text(outcome, colour), *(str(n) if n else "–" for n in numbers))
    console.print(table)
    for one in looks:
        if one.reason:
            console.print(Text(f"✗ {one.source_id} → {one.reason}"))
        for file in one.news[:_SHOWN]:
            if file.state != "NEW":
                console.print(Text(f"● {file.state} {file.title}  {file.address}"))
        for file in one.troubled[:_SHOWN]:
            console.print(Text(f"✗ {file.title} → {file.reason}"))


def print_survey(console: Console, source: Source, surveyed: Surveyed) -> None:
    """Every entry of a list, whether it would be fetched, and why not."""
    left = {item.address: reason for item, reason in surveyed.left}
    table = _table("", "日期\nDate", "标题\nTitle", "网址\nAddress")
    for item in [*surveyed.wanted, *(item for item, _ in surveyed.left)][:_SHOWN]:
        reason = left.get(item.address)
        mark = (
            Text("✓ 将取回 would be fetched", "green")
            if reason is None
            else Text(f"– {sentence(reason, 'zh')} {sentence(reason, 'en')}", "dim")
        )
        table.add_row(mark, item.date.isoformat() if item.date else "", Text(item.title), Text(item.address))
    console.print(table)
    whole = (
        ""
        if surveyed.trouble is None
        else (
            "；列表未能读完 / the list could not be read to its end:"
            f" {said(surveyed.trouble.code, surveyed.trouble.detail)}"
        )
    )
    total, fetched = len(surveyed.items), len(surveyed.wanted)
    console.print(
        f"{source.id}：{surveyed.kind}，{total} 条，取回 {fetched} 条 / {total} items, {fetched} would be"
        f" fetched{whole}",
        markup=False,
    )


def print_pages(console: Console, source: Source, items: Sequence[Item], fetcher: Fetches) -> None:
    """The attachments of entries' pages, each page opened."""
    for item in items:
        console.print(Text(f"\n{item.title}", "bold"))
        if file_kind(item.address):
            console.print(Text(f"  {file_kind(item.address)}  {item.address}"))
            continue
        try:
            with faults_named(item.address):
                answer, page = open_entry(source, fetcher, Request(item.address, page=without_mark(item.listing)))
                detail = detail_of(page, source.listing.selectors.attachments) if not answer.is_file else None
        except NotFetchedError as error:
            console.print(Text(f"  ✗ {said(error.code, error.detail)}", "yellow"))
            continue
        if detail is None:
            console.print(Text(f"  {answer.kind or '?'}  {item.address}"))
            continue
        for attachment in detail.attachments:
            console.print(Text(f"  {attachment.kind or '?'}  {attachment.name}  {attachment.address}"))
        if not detail.attachments:
            held = f"页面本身含 {detail.tables} 张表 / the page holds {detail.tables} tables"
            console.print(Text(f"  {held if detail.tables else said('no_attachments')}", "yellow"))


def print_columns(console: Console, columns: Sequence[tuple[str, str]]) -> None:
    """The links of a page that lead to its column of budgets and accounts."""
    if columns:
        console.print("此页没有预决算条目；请改用以下栏目之一 / the page lists no filings; use one of these columns:")
        for title, address in columns[:_SHOWN]:
            console.print(Text(f"  {title}  {address}"))
    else:
        console.print(
            "此页没有预决算条目，也没有通往预决算栏目的链接 / the page lists no filings and no link leads to a column"
            " of them"
        )


def _table(*headings: str) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _day(at: float | None) -> str:
    return datetime.fromtimestamp(at, settings.BEIJING).strftime("%Y-%m-%d") if at else ""
