"""A source for an address: the page is looked at, its shape found, and what a good look at it shows written down as
canaries.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from pypinyin import lazy_pinyin

from fiscal.discovery.fetching.answers import NotFetchedError, faults_named
from fiscal.discovery.fetching.fetcher import Fetches
from fiscal.discovery.lists.rows import leading_on
from fiscal.discovery.lists.shapes import shape_of
from fiscal.discovery.lists.walk import open_page
from fiscal.discovery.looking.survey import Surveyed, survey
from fiscal.discovery.pages.document import Document, Request
from fiscal.discovery.pages.tags import tags
from fiscal.discovery.pages.words import words
from fiscal.discovery.sources.source import Canaries, Listing, Region, Source
from fiscal.document.identity.regions import name_of_code


@dataclass(frozen=True, slots=True)
class Proposal:
    """A source for an address. `columns`: links of the page that look like its column of budgets and accounts, by what
    they are called; `surveyed`: what it lists now.

    `trouble`: why its list could not be read to an end, where it could not.
    """

    source: Source
    columns: tuple[tuple[str, str], ...]
    surveyed: Surveyed | None
    trouble: NotFetchedError | None = None


def propose(address: str, fetcher: Fetches) -> Proposal:
    """Looks at a page and proposes a source. NotFetchedError where the page cannot be had, ValidationError where the
    address is none.
    """
    draft = Source(id="new-source", listing=Listing(url=address))
    with faults_named(address):
        page = open_page(draft, fetcher, Request(address))
        shape = shape_of(page, draft.listing)
        told = tags(page)
    listing = Listing(url=address, kind=shape.kind)  # pyright: ignore[reportArgumentType]
    region = name_of_code(told.region_code) if told.region_code else None
    source = draft.model_copy(
        update={
            "id": proposed_id(address, told.site),
            "listing": listing,
            "region": Region(code=told.region_code, name=region) if told.region_code and region else None,
            "publisher": told.site,
        }
    )
    columns = tuple((title, to) for title, to in leading_on(page, (words("column").pattern,)) if to != page.address)
    try:
        surveyed = survey(source, fetcher)
    except NotFetchedError as trouble:
        return Proposal(source, columns, None, trouble)
    canaries = Canaries(min_items=max(len(surveyed.items) // 2, 1), must_contain=_lasting(page, told.column, told.site))
    return Proposal(source.model_copy(update={"canaries": canaries}), columns, surveyed)


def proposed_id(address: str, site: str | None = None) -> str:
    """An id for an address: the names in its host, without www and gov.cn, and the last folder of its path that is a
    word.
    """
    parts = urlsplit(address)
    labels = [
        label
        for label in (parts.hostname or "").split(".")
        if label not in {"www", "gov", "cn", "com", "org"} and not label.isdigit()
    ]
    folders = [folder for folder in parts.path.split("/")[:-1] if re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{1,24}", folder)]
    spelt = "-".join([*reversed(labels), *folders[-1:]]) or "-".join(lazy_pinyin(site or "source"))
    found = re.sub(r"[^a-z0-9]+", "-", spelt.lower()).strip("-")[:70]
    return found if re.match(r"[a-z].{2}", found) else f"source-{found}".strip("-")


def _lasting(page: Document, *names: str | None) -> tuple[str, ...]:
    """The first of the names that the page prints, and will while it is the same column."""
    text = page.tree.body.text() if page.tree.body is not None else ""
    return tuple(name for name in names if name and name in text)[:1]
