"""Filings that their source shows no longer: withdrawn only after several good looks, and never where the same bytes
stand elsewhere at the source.
"""

from __future__ import annotations

from collections.abc import Callable

from fiscal.discovery import settings
from fiscal.discovery.fetching.answers import NotFetchedError
from fiscal.discovery.fetching.fetcher import Fetches
from fiscal.discovery.ledger.ledger import Ledger
from fiscal.discovery.ledger.rows import FileRow, ItemRow
from fiscal.discovery.pages.document import Request
from fiscal.discovery.sources.source import Source

WHY_MISSING = "missing"
WHY_STILL_SERVED = "missing_but_served"
WHY_GONE = "gone"


def withdraw(
    ledger: Ledger, fetcher: Fetches, source: Source, missing: list[ItemRow], clock: Callable[[], float]
) -> None:
    """Counts entries that were missing from a good look; at the last one needed, their files are withdrawn. Whether
    they are still served at their address is noted.
    """
    ledger.missed(missing)
    for row in missing:
        if row.missing + 1 < settings.GOOD_LOOKS:
            continue
        for file in ledger.files(item=row.item):
            if file.state in {None, "WITHDRAWN"} or _stands_elsewhere(ledger, file):
                continue
            ledger.become(
                file, "WITHDRAWN", WHY_STILL_SERVED if _is_served(fetcher, source, file) else WHY_MISSING, clock()
            )


def withdraw_if_gone(ledger: Ledger, file: FileRow, times: int, now: float) -> None:
    """Withdraws a file whose address was gone this many times in a row, once that is often enough."""
    if times >= settings.GOOD_LOOKS and file.state not in {None, "WITHDRAWN"} and not _stands_elsewhere(ledger, file):
        ledger.become(file, "WITHDRAWN", WHY_GONE, now)


def _stands_elsewhere(ledger: Ledger, file: FileRow) -> bool:
    if file.sha256 is None:
        return False
    return any(
        other.file != file.file and other.state not in {None, "WITHDRAWN"}
        for other in ledger.files(file.source_id, sha256=file.sha256)
    )


def _is_served(fetcher: Fetches, source: Source, file: FileRow) -> bool:
    try:
        return fetcher.fetch(source, Request(file.address, page=file.page), head=1024).status in {200, 206}
    except NotFetchedError:
        return False
