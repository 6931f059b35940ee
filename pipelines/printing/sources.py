"""Sources as the command shows them: how each stands, what a look found, what a list holds and why entries of it are
left.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
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
_SHOWN = 60


def print_sources(console: Console, root: DataRoot, sources: Sequence[Source]) -> None:
    """Every source by its whole id: how it stands, since which day, what it has brought, and why it brings nothing."""
    ledger, now = Ledger(root), time.time()
    known, files = ledger.sources(), Counter(file.source_id for file in ledger.files() if file.sha256 is not None)
    for source in sources:
        row = known.get(source.id) or ledger.source(source.id)
        colour, outcome = _OUTCOMES.get(row.outcome or "", ("dim", "未查看 never looked at"))
        if not source.looked_at:
            colour, outcome = "dim", "人工 by hand" if source.by_hand else "停用 disabled"
        silent = row.outcome == "good" and row.news is not None and now - row.news > settings.SILENT_SECONDS
        told = {
            source.publisher or (source.region.name if source.region else ""): True,
            f"自 since {_day(row.since)}": row.since,
            f"上次成功 last success {_day(row.succeeded)}": row.succeeded,
            f"上次新文件 last news {_day(row.news)}": row.news,
            f"条目 items {row.items}": row.items,
            f"文件 files {files[source.id]}": files[source.id],
        }
        standing = ("沉默 silent", "yellow") if silent else (outcome, colour)
        _entry(console, source.id, standing, [words for words, there in told.items() if words and there])
        if row.reason:
            console.print(Text(f"  ✗ {row.reason}"), soft_wrap=True)
    if not sources:
        console.print("没有来源：fiscal sources new URL 添加一个 · No sources: add one with fiscal sources new URL")


def print_looks(console: Console, looks: Sequence[Look]) -> None:
    """Every look by its source's whole id, with its counts, what was news and what could not be got."""
    for one in sorted(looks, key=lambda look: look.source_id):
        colour, outcome = _OUTCOMES[one.outcome]
        counts = {
            "条目 items": one.items,
            "预决算 wanted": one.wanted,
            "取回 fetched": one.fetched,
            **Counter(file.state for file in one.news),
            "未取到 not got": len(one.troubled),
        }
        _entry(console, one.source_id, (outcome, colour), [f"{words} {n}" for words, n in counts.items() if n])
        told = [f"✗ {one.reason}"] if one.reason else []
        told += [f"● {f.state} {f.title}  {f.address}" for f in one.news[:_SHOWN] if f.state != "NEW"]
        told += [f"✗ {file.title} → {file.reason}" for file in one.troubled[:_SHOWN]]
        for line in told:
            console.print(Text(f"  {line}"), soft_wrap=True)


def print_survey(console: Console, source: Source, surveyed: Surveyed) -> None:
    """Every entry of a list, whether it would be fetched, and why not."""
    left = {item.address: reason for item, reason in surveyed.left}
    for item in [*surveyed.wanted, *(item for item, _ in surveyed.left)][:_SHOWN]:
        reason = left.get(item.address)
        mark = (
            Text("✓ 将取回 would be fetched", "green")
            if reason is None
            else Text(f"– {sentence(reason, 'zh')} {sentence(reason, 'en')}", "dim")
        )
        date = f"{item.date.isoformat()}  " if item.date else ""
        console.print(Text.assemble(f"{date}{item.title}  ", mark), soft_wrap=True)
        console.print(Text(f"  {item.address}"), soft_wrap=True)
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


def _entry(console: Console, source_id: str, standing: tuple[str, str], told: Sequence[str]) -> None:
    """A source's id by itself, so that it can be copied, and what is told of it in the line below."""
    console.print(Text(source_id, "bold"), soft_wrap=True)
    console.print(Text.assemble("  ", standing, *(f" · {words}" for words in told)), soft_wrap=True)


def _day(at: float | None) -> str:
    return datetime.fromtimestamp(at, settings.BEIJING).strftime("%Y-%m-%d") if at else ""
