"""A source's list as it stands, judged by its canaries, each item wanted or left for a reason. Nothing is fetched but
the list, and nothing is stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from fiscal.discovery.fetching.answers import Answer, NotFetchedError
from fiscal.discovery.fetching.fetcher import Fetches
from fiscal.discovery.lists.items import Item
from fiscal.discovery.lists.walk import walk
from fiscal.discovery.pages.document import Document
from fiscal.discovery.sources.source import Source


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What a list holds. `left`: the items that are not wanted, each with the code of the reason; `complete`: the
    addresses of the lists that were seen to their ends, `whole` where all were that the source asks for.

    `first`: the first page and as what it came; `trouble`: the first of the later pages that could not be had."""

    kind: str
    items: tuple[Item, ...]
    left: tuple[tuple[Item, str], ...]
    complete: frozenset[str]
    first: tuple[Answer, Document]
    whole: bool
    trouble: NotFetchedError | None = None

    @property
    def wanted(self) -> tuple[Item, ...]:
        """The items that are filings by their titles."""
        left = {item.address for item, _ in self.left}
        return tuple(item for item in self.items if item.address not in left)


def survey(source: Source, fetcher: Fetches, knows: Callable[[Item], bool] | None = None) -> Surveyed:
    """Reads a source's list. NotFetchedError where it cannot be had, or is not what a good look shows: that says
    nothing about its filings.

    Where too few items are there because a later page could not be had, that is what is said. `knows`: where given, a
    list is left at the first further page that brings nothing unknown; then its items are too few for no canary."""
    walked = walk(source, fetcher, knows)
    page, answer = walked.first, walked.answer
    if page is None or answer is None or walked.shape is None:
        raise NotFetchedError("no_items", source.listing.url, blocked=True)
    missing = [text for text in source.canaries.must_contain if text not in page.text]
    if missing:
        raise NotFetchedError("text_missing", "、".join(missing), blocked=True)
    items = tuple(walked.items)
    trouble = walked.troubles[0] if walked.troubles else None
    if not items and source.canaries.min_items > 0:
        raise trouble or NotFetchedError("no_items", source.listing.url, blocked=True)
    if len(items) < source.canaries.min_items and not walked.left_early:
        raise trouble or NotFetchedError("too_few_items", f"{len(items)} < {source.canaries.min_items}", blocked=True)
    left = tuple((item, reason) for item in items if (reason := why_left(source, item.title)))
    return Surveyed(
        kind=walked.shape.kind,
        items=items,
        left=left,
        complete=walked.complete,
        first=(answer, page),
        whole=trouble is None and not walked.left_early,
        trouble=trouble,
    )


def why_left(source: Source, title: str) -> str | None:
    """The code of the reason why an item of this title is left, None where it is wanted."""
    if not re.search(source.titles.include, title, re.IGNORECASE):
        return "title_not_wanted"
    if source.titles.exclude and re.search(source.titles.exclude, title, re.IGNORECASE):
        return "title_excluded"
    return None
