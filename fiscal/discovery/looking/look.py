"""One look at a source: its list, the pages of what is new or due, their files into the content store, and what became
of each into the ledger.

Taking kept bytes in is left to `pipelines`; what a list is, to `survey`.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fiscal.discovery import settings
from fiscal.discovery.details.detail import detail_of
from fiscal.discovery.fetching.answers import NotFetchedError, faults_named
from fiscal.discovery.fetching.fetcher import Fetches
from fiscal.discovery.ledger.ledger import Ledger
from fiscal.discovery.ledger.rows import FileRow, ItemRow, LookRow, Outcome
from fiscal.discovery.lists.items import Item
from fiscal.discovery.looking.files import FileCheck
from fiscal.discovery.looking.survey import Surveyed, survey, why_left
from fiscal.discovery.looking.withdrawals import withdraw
from fiscal.discovery.pages.document import Document
from fiscal.discovery.reasons import said
from fiscal.discovery.sources.source import Source
from fiscal.storage.root import Store


@dataclass(frozen=True, slots=True)
class Look:
    """What a look found. `items`: entries of the list, `wanted` of them by their titles; `fetched`: files asked for;
    `reason`: of an outcome that is not good.

    `news`: files whose state changed, as they stand now; `troubled`: files that could not be looked at.
    """

    source_id: str
    outcome: Outcome
    reason: str | None = None
    items: int = 0
    wanted: int = 0
    fetched: int = 0
    news: tuple[FileRow, ...] = ()
    troubled: tuple[FileRow, ...] = ()


Progress = Callable[[int, int, str], None]
"""Told how many of how many wanted entries are done, and the title of the next."""


def untold(_done: int, _of: int, _title: str) -> None:
    """Nobody is told."""


def look(
    source: Source,
    ledger: Ledger,
    fetcher: Fetches,
    store: Store,
    clock: Callable[[], float] = time.time,
    progress: Progress = untold,
) -> Look:
    """Looks at a source once. Whatever goes wrong is in the outcome and in the ledger; DiskFullError where there is no
    room to keep bytes.

    A source that another process looks at is left to it: `under_way`, and nothing is written.
    """
    with ledger.alone(source.id) as mine:
        if not mine:
            return Look(source.id, "under_way", said("under_way"))
        started = clock()
        try:
            with faults_named(source.id):
                return _look(source, ledger, fetcher, store, clock, progress)
        except NotFetchedError as error:
            return _ended(
                ledger, Look(source.id, _outcome(error), said(error.code, error.detail)), started, clock(), whole=False
            )


def _look(
    source: Source, ledger: Ledger, fetcher: Fetches, store: Store, clock: Callable[[], float], progress: Progress
) -> Look:
    started = clock()
    last = ledger.last_event()
    before = {row.address: row for row in ledger.items(source.id)}
    whole = _is_due_whole(ledger, source, started)
    listed = survey(
        source,
        fetcher,
        None if whole else lambda item: item.address in before or why_left(source, item.title) is not None,
    )
    ledger.seen(source.id, listed.wanted, _sizes(listed), started)
    check = FileCheck(
        source=source,
        ledger=ledger,
        fetcher=fetcher,
        store=store,
        clock=clock,
        listed=frozenset(item.address for item in listed.items),
        first=listed.first,
    )
    rows = {row.address: row for row in ledger.items(source.id)}
    files = _by_page(ledger.files(source.id))
    due = [
        rows[item.address]
        for item in listed.wanted
        if _is_due(rows[item.address], files.get(item.address, ()), started)
        or _is_at_hand(item, listed.first[1], files.get(item.address, ()), source)
    ]
    due += [row for row in _further_down(before, listed, source) if _is_due(row, files.get(row.address, ()), started)]
    fault: NotFetchedError | None = listed.trouble
    for done, row in enumerate(due):
        progress(done, len(due), row.title)
        try:
            check.entry(row)
        except NotFetchedError as error:
            # The host asks to be left alone, or cannot be reached: the rest would only meet the same.
            fault = error
            break
    progress(len(due), len(due), "")
    if fault is None:
        withdraw(ledger, fetcher, source, _missing(before, listed), clock)
    news = {
        event.file
        for event in ledger.events(last, source_id=source.id)
        if event.file is not None and event.state not in {"BLOCKED", "ERROR"}
    }
    after = ledger.files(source.id)
    result = Look(
        source_id=source.id,
        outcome=_outcome(fault),
        reason=said(fault.code, fault.detail) if fault else None,
        items=len(listed.items),
        wanted=len(listed.wanted),
        fetched=check.fetched,
        news=tuple(file for file in after if file.file in news),
        troubled=tuple(file for file in after if file.trouble and (file.checked or 0) >= started),
    )
    return _ended(ledger, result, started, clock(), listed.whole)


def _outcome(fault: NotFetchedError | None) -> Outcome:
    return "good" if fault is None else "blocked" if fault.blocked else "error"


def _is_due_whole(ledger: Ledger, source: Source, now: float) -> bool:
    last = ledger.source(source.id).whole
    return last is None or now - last >= settings.WHOLE_LIST_EVERY


def _by_page(files: Iterable[FileRow]) -> dict[str, list[FileRow]]:
    found: dict[str, list[FileRow]] = {}
    for file in files:
        found.setdefault(file.page, []).append(file)
    return found


def _is_due(row: ItemRow, files: Sequence[FileRow], now: float) -> bool:
    """Whether an entry's page is to be read: new or changed ones, those whose files are not all here, and those whose
    re-validation has come.
    """
    if row.read is None or any(file.sha256 is None or file.trouble or file.state == "WITHDRAWN" for file in files):
        return True
    return (
        row.checks < len(settings.REVALIDATED_AFTER) and now - row.first_seen >= settings.REVALIDATED_AFTER[row.checks]
    )


def _is_at_hand(item: Item, page: Document, files: Sequence[FileRow], source: Source) -> bool:
    """Whether an entry is the list's own page, which every look has, and that holds figures or files that are not
    known. A file that is called as before is known, however its address is signed.
    """
    if item.address != page.address:
        return False
    detail = detail_of(page, source.listing.selectors.attachments)
    known = {file.address for file in files} | {file.name for file in files}
    return any(not known & {one.address, one.name} for one in detail.attachments) or (
        bool(detail.tables) and not detail.attachments
    )


def _further_down(before: dict[str, ItemRow], listed: Surveyed, source: Source) -> list[ItemRow]:
    """Known entries that may well stand on pages of a list which this look left unread: their time comes all the
    same.
    """
    here = {item.listing for item in listed.items} - listed.complete
    listed_now = {item.address for item in listed.items}
    return [
        row
        for row in before.values()
        if row.listing in here
        and row.address not in listed_now
        and not row.missing
        and why_left(source, row.title) is None
    ]


def _missing(before: dict[str, ItemRow], listed: Surveyed) -> list[ItemRow]:
    """Known entries that their list holds no longer, though it was seen to where they stood.

    A list that shows only its newest entries pushes the others out: one that is older than all that are left is missing
    only where the list has become shorter. A list that was not read to its end says where an entry would stand only if
    it is in the order of its dates."""
    here: dict[str, list[Item]] = {}
    for item in listed.items:
        here.setdefault(item.listing, []).append(item)
    oldest = {listing: _oldest(items, listing in listed.complete) for listing, items in here.items()}
    listed_now = {item.address for item in listed.items}
    found: list[ItemRow] = []
    for row in before.values():
        if row.address in listed_now or row.listing not in here:
            continue
        last = oldest[row.listing]
        newer = last is not None and row.date is not None and last < row.date
        shorter = row.listing in listed.complete and len(here[row.listing]) < row.beside
        if newer or shorter:
            found.append(row)
    return found


def _oldest(items: Sequence[Item], complete: bool) -> str | None:
    """The day down to which a list was seen to hold everything, None where it is in no order that would tell: what is
    pinned above its place tells nothing.
    """
    days = [item.date.isoformat() for item in items if item.date is not None]
    in_order = all(later <= day for day, later in pairwise(days))
    return days[-1] if days and (in_order or complete) else None


def _sizes(listed: Surveyed) -> dict[str, int]:
    """How many entries each list that was seen to its end holds, wanted or not."""
    return Counter(item.listing for item in listed.items if item.listing in listed.complete)


def _ended(ledger: Ledger, result: Look, started: float, ended: float, whole: bool) -> Look:
    counts = (result.items, result.wanted, result.fetched, len(result.news), len(result.troubled))
    ledger.end(LookRow(0, result.source_id, started, ended, result.outcome, result.reason, *counts), whole)
    return result
