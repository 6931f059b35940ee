"""Lists as JSON: the common platform of Guangdong (gkmlpt), and whatever a source describes by paths and steps (the
platforms of Jiangsu and others).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from fiscal.discovery.fetching.answers import NotFetchedError
from fiscal.discovery.lists.items import Entries, Item, merged
from fiscal.discovery.pages.dates import first_date
from fiscal.discovery.pages.document import Document, Request
from fiscal.discovery.pages.links import absolute, joined, one_line, without_mark
from fiscal.discovery.pages.values import is_array, is_object
from fiscal.discovery.pages.words import words
from fiscal.discovery.settings import BEIJING
from fiscal.discovery.sources.source import Json, Listing

_SITE = re.compile(r"""\bSID\s*:\s*["']?(\d+)""")
_TREE = re.compile(r"\bTREE\s*:\s*(?=\[)")
_PLATFORM = re.compile(r"^(https?://[^/]+(?:/[^?#]*?)?)/gkmlpt/")
_ARTICLES_A_PAGE = 100
_DATES = ("display_publish_time", "publish_time", "created_at", "create_time", "date")
_JSONP = re.compile(r"^\s*[\w$.]+\s*\((.*)\)\s*;?\s*$", re.DOTALL)
_HOLE = re.compile(r"\{(\w+)\}")


class Gkmlpt:
    """The open-information platform of Guangdong: a page with a tree of columns, each of them a list as JSON."""

    kind = "gkmlpt"

    def fits(self, page: Document) -> bool:
        """A page with the tree, or the articles of a column."""
        return (_SITE.search(page.text) is not None and _TREE.search(page.text) is not None) or _articles(
            page.text
        ) is not None

    def read(self, page: Document, listing: Listing) -> Entries:
        """The columns that the address or the source names, else those of budgets and accounts, to ask for; or a
        column's articles and its next page.
        """
        answer = _articles(page.text)
        if answer is None:
            return Entries(lists=tuple(self._columns(page, listing)))
        items = [item for row in answer["articles"] if (item := _article(row, page))]
        return Entries(merged(items), self._next(page, answer))

    def _columns(self, page: Document, listing: Listing) -> Iterator[tuple[str, Request]]:
        site, tree = _SITE.search(page.text), _TREE.search(page.text)
        if not site or not tree:
            return
        found = _PLATFORM.match(page.address)
        platform = found.group(1) if found else joined(page.address, "/").rstrip("/")
        columns: list[Any] = json.JSONDecoder().raw_decode(page.text, tree.end())[0]
        marked = urlsplit(listing.url).fragment or urlsplit(page.request.address).fragment
        wanted = listing.columns or ((marked,) if marked.isdigit() else ())
        for column, name in _walk(columns):
            number = str(column.get("id"))
            if number in wanted or (not wanted and words("column").search(name)):
                query = urlencode({"page": 1, "sid": site.group(1)})
                yield (
                    name,
                    Request(
                        f"{platform}/gkmlpt/api/all/{number}?{query}",
                        page=f"{without_mark(page.address)}#{number}",
                        part=True,
                    ),
                )

    def _next(self, page: Document, answer: Mapping[str, Any]) -> tuple[Request, ...]:
        parts = urlsplit(page.request.address)
        query = dict(parse_qsl(parts.query))
        number, total = int(query.get("page") or 1), _whole(answer.get("total"))
        if total is None or not answer["articles"] or number * _ARTICLES_A_PAGE >= total or "page" not in query:
            return ()
        query["page"] = str(number + 1)
        return (Request(urlunsplit(parts._replace(query=urlencode(query))), page=page.request.page, part=True),)


def _walk(columns: list[Any]) -> Iterator[tuple[Mapping[str, Any], str]]:
    for column in columns:
        if is_object(column):
            yield column, one_line(str(column.get("name") or ""))
            yield from _walk(column.get("children") or [])


def _articles(text: str) -> dict[str, Any] | None:
    if not text.lstrip().startswith("{"):
        return None
    try:
        answer = json.loads(text)
    except ValueError:
        return None
    return answer if is_object(answer) and is_array(answer.get("articles")) else None


def _article(row: Any, page: Document) -> Item | None:
    if not is_object(row):
        return None
    address = absolute(str(row.get("url") or row.get("post_url") or ""), page.base)
    title = one_line(str(row.get("title") or ""))
    if not address or not title:
        return None
    told = next((found for name in _DATES if (found := day_of(row.get(name)))), None)
    return Item(title, address, told, page.listing)


class Described:
    """A list as JSON that a source describes: steps that lead to it, paths of title, date and address."""

    kind = "json"

    def fits(self, page: Document) -> bool:
        """An array or an object as JSON."""
        return page.text.lstrip()[:1] in {"[", "{"}

    def read(self, page: Document, listing: Listing) -> Entries:
        """The next step's requests, one for each row, or the items of the last. NotFetchedError where the answer is not
        as described.
        """
        described = listing.json_
        assert described is not None
        state = _state(page.request)
        number = int(state.pop("step", "0"))
        try:
            answer = json.loads(_JSONP.sub(r"\1", page.text))
        except ValueError as error:
            raise NotFetchedError("not_json", str(error)) from error
        step = described.steps[number]
        rows = at_path(answer, step.rows)
        if not is_array(rows):
            raise NotFetchedError("not_json", f"steps.{number}.rows: {step.rows}")
        taken = [state | {name: _text(at_path(row, path)) for name, path in step.take.items()} for row in rows]
        owner = page.request.page or page.address
        if number + 1 < len(described.steps):
            return Entries(
                lists=tuple((str(number + 1), step_request(listing, number + 1, values, owner)) for values in taken)
            )
        items = [item for values in taken if (item := self._item(described, values, page))]
        return Entries(merged(items), self._next(listing, number, state, answer, page))

    def _item(self, described: Json, values: Mapping[str, str], page: Document) -> Item | None:
        address = absolute(_fill(described.item, values), page.base)
        title = one_line(_fill(described.title, values))
        return (
            Item(title, address, day_of(_fill(described.date, values)) if described.date else None, page.listing)
            if address and title
            else None
        )

    def _next(
        self, listing: Listing, number: int, state: dict[str, str], answer: Any, page: Document
    ) -> tuple[Request, ...]:
        described = listing.json_
        pages = _whole(at_path(answer, described.pages)) if described and described.pages else None
        current = int(state.get("page", "1"))
        if pages is None or current >= pages:
            return ()
        return (step_request(listing, number, state | {"page": str(current + 1)}, page.request.page),)


def step_request(listing: Listing, number: int, values: Mapping[str, str], page: str | None) -> Request:
    """The request of a step, its holes filled, its address resolved against the listing's; what was taken on the way is
    carried in the mark of its page.
    """
    assert listing.json_ is not None
    step = listing.json_.steps[number]
    known = {"page": "1", **values}
    form = tuple((name, _fill(value, known)) for name, value in step.form.items()) if step.form is not None else None
    address = joined(listing.url, _fill(step.address, known))
    state = urlencode({**known, "step": str(number)})
    return Request(address, form, f"{without_mark(page or address)}#{state}", part=True)


def _state(request: Request) -> dict[str, str]:
    return dict(parse_qsl((request.page or "").partition("#")[2], keep_blank_values=True))


def _fill(template: str, values: Mapping[str, str]) -> str:
    return _HOLE.sub(lambda found: values.get(found.group(1), ""), template)


def at_path(value: Any, path: str) -> Any:
    """What stands at a path such as `data.rows.0.name` of a JSON value; None where nothing does."""
    for step in filter(None, path.split(".")):
        if is_array(value) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        elif is_object(value):
            value = value.get(step)
        else:
            return None
    return value


def day_of(value: Any) -> date | None:
    """The day that a JSON value tells: a printed date, or seconds or milliseconds since the epoch, as a day in
    Beijing.
    """
    if isinstance(value, (int, float)) or (isinstance(value, str) and re.fullmatch(r"\d{10}|\d{13}", value)):
        seconds = float(value) / (1000 if float(value) > 1e11 else 1)
        return datetime.fromtimestamp(seconds, UTC).astimezone(BEIJING).date() if 0 < seconds < 1e11 else None
    return first_date(value) if isinstance(value, str) else None


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _whole(value: Any) -> int | None:
    return int(value) if str(value).isdigit() else None
