"""A compilation (汇编): one file that holds the filings of several bodies one behind the other, told by the titles that
each of them begins with.

A department whose tables also list its units is one filing: only a title page of another body's own, with the tables
behind it that the others have too, begins another. A publisher that misspells its own name over its tables has not
become two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from fiscal import lexicon
from fiscal.document.identity.names import one_body, squeeze
from fiscal.document.identity.nature import is_cover_title
from fiscal.document.identity.publisher import body_in_title
from fiscal.document.identity.settings import DIVIDER, IN_COMMON, LONGEST_TITLE, TITLE_LINES
from fiscal.model.reading import Reading, Table

_OF_WHOM = lexicon.pattern("bodies.of_whom")
_Start = tuple[int, str]
"""A page and the body whose title stands on it."""


def chapters(reading: Reading) -> tuple[tuple[int, int], ...]:
    """The first and last page of each body's filing, in order; empty where the file is the filing of one body.

    What stands before the first, and dividing pages between them, are in none.
    """
    if not reading.pages:
        return ()
    printed = _printed(reading)
    tabled = {cell.page for table in reading.tables if table.header_rows for cell in table.cells}
    last = reading.pages[-1].page
    titled = ((page, body) for page in sorted(printed) if (body := _body_of(printed[page])) is not None)
    held = list(
        _of_another(
            start
            for start, end in _ranges(_of_another(titled), last)
            if any(start[0] <= page <= end for page in tabled)
        )
    )
    held = _alike(held, last, reading.tables)
    if len(held) < 2:
        return ()
    return tuple((start, _without_dividers(start, end, printed, tabled)) for (start, _), end in _ranges(held, last))


def _printed(reading: Reading) -> dict[int, list[str]]:
    """The lines of each page outside tables, contents and running lines, from the top."""
    lines: dict[int, list[str]] = defaultdict(list)
    listed: set[int] = set()
    for sentence in reading.sentences:
        if not sentence.boxes:
            continue
        page = sentence.boxes[0].page
        if sentence.kind == "contents":
            listed.add(page)
        elif sentence.kind in ("heading", "sentence"):
            lines[page].append(squeeze(sentence.text))
    return {page: texts for page, texts in lines.items() if page not in listed}


def _body_of(lines: list[str]) -> str | None:
    """The body whose filing begins on a page with these lines."""
    for size in range(1, TITLE_LINES + 1):
        for at in range(min(len(lines), TITLE_LINES) - size + 1):
            title = "".join(lines[at : at + size])
            if len(title) <= LONGEST_TITLE and is_cover_title(title) and (body := body_in_title(title)):
                return body
    return None


def _ranges(starts: Iterable[_Start], last: int) -> list[tuple[_Start, int]]:
    """Each start with the page before the next one."""
    found = list(starts)
    return [(start, found[at + 1][0] - 1 if at + 1 < len(found) else last) for at, start in enumerate(found)]


def _of_another(starts: Iterable[_Start]) -> Iterator[_Start]:
    """The titles that name another body than the one before: a filing may repeat its own."""
    before = ""
    for page, body in starts:
        if not before or not one_body(body, before):
            before = body
            yield page, body


def _alike(held: Sequence[_Start], last: int, tables: Sequence[Table]) -> list[_Start]:
    """The starts of filings that have tables in common with another one, as bodies of one compilation do. What has none
    is more of what stands before it.
    """
    sets = [
        {_kind(t) for t in tables if t.cells and start <= t.cells[0].page <= end}
        for (start, _), end in _ranges(held, last)
    ]
    return [
        start
        for start, own in zip(held, sets, strict=True)
        if any(len(own & other) >= min(IN_COMMON, len(own)) > 0 for other in sets if other is not own)
    ]


def _kind(table: Table) -> str:
    """What a table is, whosever it is: its title from the last name of a body or year on, or its head where it has
    none.
    """
    title = _OF_WHOM.sub("", squeeze(table.title))
    return title or "|".join(squeeze(cell.text) for cell in table.cells if cell.row < table.header_rows)


def _without_dividers(start: int, end: int, printed: dict[int, list[str]], tabled: set[int]) -> int:
    """The last page of a chapter without the dividing pages before the next one: a few words and no table."""
    while end > start and end not in tabled and sum(map(len, printed.get(end, []))) <= DIVIDER:
        end -= 1
    return end
