"""A whole list, page after page: what it holds, and whether it was seen to its end.

Which items are wanted is left to `fiscal.discovery.looking.survey`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from fiscal.discovery import settings
from fiscal.discovery.fetching.answers import OF_THE_HOST, Answer, NotFetchedError, faults_named
from fiscal.discovery.fetching.fetcher import Fetches
from fiscal.discovery.lists.items import Item, Shape, merged
from fiscal.discovery.lists.json_lists import step_request
from fiscal.discovery.lists.shapes import shape_of
from fiscal.discovery.pages.document import Document, Request
from fiscal.discovery.pages.links import without_mark
from fiscal.discovery.pages.obstacles import jump, obstacle
from fiscal.discovery.sources.source import Source

_ENDS_A_WALK = OF_THE_HOST | {"challenge"}
"""Troubles with which the other lists are not asked for either."""


@dataclass
class Walked:
    """What a walk saw. `first`: the first page, `answer` as what it came; `complete`: the lists (by address) that were
    seen to their ends; `shape`: of the first page.

    `troubles`: of later pages; `left_early`: a list was left because a page of it brought nothing unknown.
    """

    first: Document | None = None
    answer: Answer | None = None
    shape: Shape | None = None
    items: list[Item] = field(default_factory=list[Item])
    lists: set[str] = field(default_factory=set[str])
    cut: set[str] = field(default_factory=set[str])
    troubles: list[NotFetchedError] = field(default_factory=list[NotFetchedError])
    left_early: bool = False

    @property
    def complete(self) -> frozenset[str]:
        """The lists that were seen to their ends."""
        return frozenset(self.lists - self.cut)


def walk(source: Source, fetcher: Fetches, knows: Callable[[Item], bool] | None = None) -> Walked:
    """Reads the list of a source. NotFetchedError where its first page cannot be had; a later one that cannot cuts its
    list short and leaves the others.

    `knows`: where given, a list is left at the first further page that brings nothing which is not known.
    """
    listing = source.listing
    seen = Walked()
    begin = step_request(listing, 0, {}, None) if listing.json_ else Request(listing.url)
    waiting: deque[Request] = deque([begin])
    asked: set[tuple[str, object]] = set()
    pages: dict[str, int] = {}
    while waiting:
        request = waiting.popleft()
        key = (without_mark(request.address), request.form)
        if key in asked:
            continue
        asked.add(key)
        try:
            with faults_named(request.address):
                answer, page = _opened(source, fetcher, request, settings.LARGEST_PAGE)
                shape = shape_of(page, listing)
                entries = shape.read(page, listing)
        except NotFetchedError as trouble:
            if seen.first is None:
                raise
            # Pagers count pages that were never made.
            if trouble.code != "gone" or request.listing not in pages:
                seen.troubles.append(trouble)
            seen.cut.update(one for one in (request.listing, request.page) if one)
            if trouble.code in _ENDS_A_WALK:
                seen.cut.update(one.listing for one in waiting if one.listing)
                break
            continue
        if seen.first is None:
            seen.first, seen.answer, seen.shape = page, answer, shape
            asked.add((without_mark(page.address), None))
        fresh = [item for item in entries.items if knows is None or not knows(item)]
        seen.items += entries.items
        seen.lists.add(page.listing)
        pages[page.listing] = pages.get(page.listing, 0) + 1
        waiting.extendleft(
            replace(one, listing=one.page if one.part else one.address)
            for _, one in reversed(entries.lists[: settings.LISTS_OF_A_SOURCE])
        )
        rest = bool(entries.more) or any(one.listing == page.listing for one in waiting)
        nothing_unknown = knows is not None and pages[page.listing] > 1 and not fresh
        if rest and (pages[page.listing] >= listing.max_pages or nothing_unknown):
            seen.left_early |= pages[page.listing] < listing.max_pages
            seen.cut.add(page.listing)
            waiting = deque(one for one in waiting if one.listing != page.listing)
        else:
            waiting.extend(replace(one, listing=page.listing) for one in entries.more)
    seen.items = list(merged(seen.items))
    return seen


def open_page(source: Source, fetcher: Fetches, request: Request) -> Document:
    """A page, past the jumps that it makes by tag or script. NotFetchedError, blocked, where something stands in the
    way.
    """
    return _opened(source, fetcher, request, settings.LARGEST_PAGE)[1]


def open_entry(source: Source, fetcher: Fetches, request: Request) -> tuple[Answer, Document]:
    """The page of an entry with the answer that it came as, or the file that the entry leads to itself, which its
    address need not tell (`Answer.is_file`).
    """
    return _opened(source, fetcher, request, None)


def _opened(source: Source, fetcher: Fetches, request: Request, largest: int | None) -> tuple[Answer, Document]:
    for _ in range(settings.REDIRECTS):
        answer = fetcher.fetch(source, request, largest)
        page = answer.page(source.listing.encoding)
        if largest is None and answer.is_file and answer.status < 400:
            return answer, page
        if len(answer.content) > settings.LARGEST_PAGE:
            raise NotFetchedError("too_large", f"{len(answer.content):,} > {settings.LARGEST_PAGE:,}")
        in_the_way = obstacle(page, answer.status)
        target = jump(page) if answer.status < 400 else None
        if target and without_mark(target) != without_mark(page.address):
            request = Request(target, page=request.page, listing=request.listing)
            continue
        if in_the_way:
            raise NotFetchedError(in_the_way, page.address, blocked=True)
        if answer.status >= 400:
            raise NotFetchedError("status", f"{answer.status} {page.address}")
        return answer, page
    raise NotFetchedError("too_many_redirects", request.address)
