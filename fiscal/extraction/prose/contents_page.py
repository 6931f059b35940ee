"""The 目录: which rows, and which ruled grids, are entries of a table of contents.

Only finds them; what the contents promise is for others to compare with what was read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from fiscal import lexicon
from fiscal.extraction.page.printed_rows import Row
from fiscal.extraction.sheets.sheet import Sheet
from fiscal.extraction.wording import is_amount, is_closed, numbering

_HEAD = lexicon.pattern("captions.head", re.IGNORECASE)
_LEADER = re.compile(r"(?:[.·•．]{4,}|[-—–_]{4,})\(?(?:\d{1,3}|[IVXivx]{1,5})?\)?$")
_PAGE_NUMBER = re.compile(r"[.·•．\-—–_]*\(?\d{1,3}\)?$")
_MAX_ENTRY = 70


def contents_rows(pages: Sequence[tuple[Sequence[Row], bool]], marks: Collection[Row]) -> set[Row]:
    """The rows of the contents, heading included. `pages`: each page's rows top to bottom, and whether it has grids,
    which end the contents.
    """
    found: set[Row] = set()
    first: Row | None = None
    active = False
    for rows, has_grids in pages:
        own = [row for row in rows if row not in marks]
        if active and (not own or not _goes_on(own, first, has_grids)):
            active = False
        for row in own:
            if _HEAD.fullmatch(row.plain):
                active, first = True, None
                found.add(row)
            elif has_leader(row.plain) or (
                active
                and (first is None or not _ends(row, first))
                and len(row.plain) <= _MAX_ENTRY
                and not is_closed(row.plain)
            ):
                first = first or row
                found.add(row)
            else:
                active = False
    return found


def has_leader(plain: str) -> bool:
    """Ends in dots, or the like, and a page number."""
    return _LEADER.search(plain) is not None


def is_contents_head(plain: str) -> bool:
    """目录 and nothing else."""
    return _HEAD.fullmatch(plain) is not None


def is_contents_grid(sheet: Sheet, under_contents: bool) -> bool:
    """A contents page drawn with rules: 目录 stands over it (`under_contents`) or in it, or most rows end in leaders;
    its only figures are page and entry numbers.
    """
    filled = [spot for spot in sheet.spots if spot.plain]
    if not filled or any(is_amount(s.plain) and not (s.plain.isdigit() and len(s.plain) <= 3) for s in filled):
        return False
    if under_contents or is_contents_head(filled[0].plain):
        return True
    return 2 * sum(has_leader(s.plain) for s in filled) > sheet.height


def _goes_on(rows: Sequence[Row], first: Row | None, has_grids: bool) -> bool:
    if has_grids:
        return False
    entries = [row for row in rows if has_leader(row.plain) or numbering(row.plain)]
    running = [row for row in rows if is_closed(row.plain) or len(row.plain) > _MAX_ENTRY]
    return bool(entries) and not running and (first is None or not _ends(rows[0], first))


def _ends(row: Row, first: Row) -> bool:
    """The row is the first entry again, now as the heading that it announced."""
    here, there = numbering(row.plain), numbering(first.plain)
    if here and there and here[:2] == there[:2]:
        return True
    return _entry(row) == _entry(first)


def _entry(row: Row) -> str:
    bare = _PAGE_NUMBER.sub("", row.plain)
    found = numbering(bare)
    return found[2] if found else bare
