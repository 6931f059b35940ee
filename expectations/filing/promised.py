"""The tables that a filing's contents promise, and which of them were read, are printed though not read, or are not in
the file at all.

What that means for the filing is left to the rule of the contents and to the gate.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from expectations.filing.settings import CAPTION_LINES, LISTED_IN_A_ROW, LOOSE_FIGURES, LOOSE_ROWS, SAME_TITLE
from expectations.filing.table_titles import (
    ANNEX,
    IN_BRACKETS,
    OF_TABLE,
    TAIL,
    core,
    kind_named,
    listed_table,
    listed_without_its_word,
    names_no_table,
    numbering,
    same_title,
    table_key,
    table_number,
)
from fiscal import lexicon
from fiscal.model.amounts import normal
from fiscal.model.places import Leaf, leaf_of
from fiscal.model.reading import Reading, Sentence, Table

_NOWHERE = Leaf(0, 0)
_PART_OF_TABLES = lexicon.pattern("findings.part_of_tables")
_AMOUNT = lexicon.pattern("findings.amount")
_OF_A_SENTENCE = re.compile(r"[，。；：]")


@dataclass(frozen=True, slots=True)
class Listed:
    """A table in the contents: its title without numbering and page, and the number of the table itself (表5) where one
    is printed.
    """

    title: str
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Promised:
    """What the contents list, by title; `unread`: printed in the body without a table that was read; `annexes`: tables
    that the prose says are attached.

    `page`: where the contents begin. `matched`: the number of each table that is a certain one of the contents, with
    its place in them, from 0."""

    listed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    annexes: tuple[str, ...] = ()
    page: int | None = None
    loose_rows: int = 0
    matched: tuple[tuple[int, int], ...] = ()

    @property
    def elsewhere(self) -> bool:
        """Whether the filing is its narrative alone: tables are promised, none of them is in the file, and nothing in
        it looks like a table that was not read.
        """
        nowhere = bool(self.listed) and len(self.missing) == len(self.listed)
        return (nowhere or (not self.listed and bool(self.annexes))) and self.loose_rows < LOOSE_ROWS


def promised(reading: Reading) -> Promised:
    """The promised tables of a filing, held against what was read of it."""
    lines = contents_lines(reading.sentences)
    body = [s for s in reading.sentences if s.sentence_no not in lines and s.kind not in ("contents", "page_mark")]
    listed = listed_tables([s.text for s in reading.sentences if s.sentence_no in lines])
    page = next(
        (s.boxes[0].page for s in reading.sentences if s.sentence_no in lines and s.boxes and listed_table(s.text)),
        None,
    )
    annexes = (
        tuple(dict.fromkeys(m["name"] for s in body if (m := ANNEX.search(normal(s.text)))))
        if not reading.tables
        else ()
    )
    found = {t.table_no: _entries_of(_titles(t, body), listed) for t in reading.tables}
    unmatched = [t for t in reading.tables if not found[t.table_no]]
    absent = [entry for entry in listed if not any(entry in entries for entries in found.values())]
    absent = _not_of_one_kind(absent, [t.title for t in unmatched])
    start = min((_page(t) for t in reading.tables if found[t.table_no]), default=_NOWHERE)
    untold = [t for t in unmatched if t.picture or (_page(t) >= start > _NOWHERE and _is_untold(t.title))]
    printed = {key for size in range(1, CAPTION_LINES + 1) for key in _joined(body, size)}
    unread = [entry for entry in absent if table_key(entry.title) in printed] or (
        absent if len(absent) <= len(untold) else []
    )
    missing = tuple(entry.title for entry in absent if entry not in unread)
    matched = tuple(
        (t.table_no, listed.index(entries[0])) for t in reading.tables if len(entries := found[t.table_no]) == 1
    )
    titles = tuple(entry.title for entry in listed)
    return Promised(
        listed=titles,
        missing=missing,
        unread=tuple(entry.title for entry in unread),
        annexes=annexes,
        page=page,
        loose_rows=sum(map(_is_loose_row, body)),
        matched=matched,
    )


def contents_lines(sentences: Sequence[Sentence]) -> set[int]:
    """The lines of the contents by number: those read as such, and titles of tables numbered one after the other, which
    need no heading 目录.
    """
    found = {s.sentence_no for s in sentences if s.kind == "contents"}
    run: list[Sentence] = []
    for s in (*(s for s in sentences if s.kind != "page_mark"), None):
        if (
            s is not None
            and s.kind in ("sentence", "heading")
            and s.table_no is None
            and numbering(s.text)
            and listed_table(s.text)
        ):
            run.append(s)
            continue
        if len(run) >= LISTED_IN_A_ROW:
            found |= {line.sentence_no for line in run}
        run = []
    return found


def listed_tables(lines: Sequence[str]) -> list[Listed]:
    """The tables that the contents list; a heading over them (五、部门预算表) is told by its words or by a numbering
    that the tables under it do not have.
    """
    found: list[tuple[str, Listed]] = []
    among_tables = False
    for line in lines:
        style = numbering(line)
        title = listed_table(line) or (listed_without_its_word(line) if among_tables and style else None)
        if style == "part":
            among_tables = _PART_OF_TABLES.search(TAIL.sub("", normal(line))) is not None
        elif title:
            found.append((style, Listed(title, table_number(line))))
    counts = Counter(style for style, _ in found)
    usual, times = counts.most_common(1)[0] if counts else ("", 0)
    return [entry for style, entry in found if style == usual or times < 3 or counts[style] > 1]


def _titles(table: Table, body: Sequence[Sentence]) -> tuple[tuple[str, ...], str | None]:
    """What may be the title of a table: as it was read, and with the lines over it where it is broken over several; and
    its printed number.
    """
    first = next(
        (
            n
            for n, s in enumerate(body)
            if s.kind == "caption" and s.table_no == table.table_no and normal(s.text) == normal(table.title)
        ),
        None,
    )
    titles = [table.title]
    number = table_number(table.number or "")
    for line in reversed(body[max(0, (first or 0) - CAPTION_LINES) : first] if first is not None else []):
        if (
            not line.boxes
            or not body[first or 0].boxes
            or leaf_of(line.boxes[0]) != leaf_of(body[first or 0].boxes[0])
            or line.table_no not in (None, table.table_no)
        ):
            break
        number = number or table_number(line.text)
        titles.append(line.text + titles[-1])
    return tuple(titles), number


def _entries_of(table: tuple[tuple[str, ...], str | None], listed: Sequence[Listed]) -> list[Listed]:
    """Which of the contents a table with these titles and this number is: of several that it may be, those whose
    wording is nearest.
    """
    titles, number = table
    may_be = [entry for entry in listed if _is(entry, titles, number)]
    if len(may_be) < 2:
        return may_be
    near = {
        entry: max(SequenceMatcher(None, table_key(entry.title), table_key(title)).ratio() for title in titles)
        for entry in may_be
    }
    return [entry for entry in may_be if near[entry] == max(near.values())]


def _is(entry: Listed, titles: Sequence[str], number: str | None) -> bool:
    """Whether a table with one of these titles may be the listed one."""
    key = table_key(entry.title)
    for title in titles:
        if (
            any(same_title(key, k) for k in (table_key(title), table_key(IN_BRACKETS.sub("", normal(title)))) if k)
            or core(entry.title) == core(title) != "表"
        ):
            return True
        if (
            number
            and number == entry.number
            and SequenceMatcher(None, core(entry.title), core(title)).ratio() >= SAME_TITLE
        ):
            return True
    return False


def _joined(body: Sequence[Sentence], size: int) -> Iterator[str]:
    """The keys of `size` lines of a page that follow each other, as one."""
    for at in range(len(body) - size + 1):
        lines = body[at : at + size]
        if size == 1 or (
            all(s.boxes for s in lines)
            and len({leaf_of(s.boxes[0]) for s in lines}) == 1
            and all(len(s.text) < 80 for s in lines)
        ):
            yield table_key("".join(s.text for s in lines))


def _is_untold(title: str) -> bool:
    """Whether the title of a table was not read well enough to tell which it is: none, or no title of a table at
    all.
    """
    return not OF_TABLE.search(normal(title)) or names_no_table(title)


def _page(table: Table) -> Leaf:
    return leaf_of(table.cells[0]) if table.cells else _NOWHERE


def _not_of_one_kind(absent: Sequence[Listed], unmatched: Sequence[str]) -> list[Listed]:
    """The listed titles but those that are the only one of their kind, where a table of it is left under another title
    (“三公”经费表).
    """
    kinds = Counter(kind_named(entry.title) for entry in absent)
    printed = Counter(kind_named(title) for title in unmatched)
    return [e for e in absent if (kind := kind_named(e.title)) is None or kinds[kind] != 1 or not printed[kind]]


def _is_loose_row(line: Sentence) -> bool:
    """Whether a line outside every table is mostly figures, as a row of a table that was not read."""
    figures = _AMOUNT.findall(line.text)
    return (
        len(figures) >= LOOSE_FIGURES
        and not _OF_A_SENTENCE.search(line.text)
        and 2 * sum(map(len, figures)) > len(normal(line.text))
    )
