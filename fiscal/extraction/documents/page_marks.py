"""Page marks: page numbers and running headers and footers, told from captions and prose by their place and their repetition.

Only finds them; that they are kept, as their own kind of sentence, is left to `prose`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from fiscal.extraction.page.content import PageContent
from fiscal.extraction.page.printed_rows import Row
from fiscal.extraction.sheets.captions import caption_fields
from fiscal.extraction.wording import begins_note, is_table_number

_NUMBER = re.compile(r"[-—–−―~·•.|/第]*(?:\d{1,4}|[IVXivx]{1,6})(?:页|(?:页?[,/|]?(?:共|of|/))\d{1,4}页?)?[-—–−―~·•.|/]*")
_PLAIN_NUMBER = re.compile(r"\d{1,4}|[IVXivx]{1,6}")
_ZONE = 0.1
"""Share of the page's height, above and below, where page marks stand."""
_PLACES = 4.0


def page_marks(contents: Sequence[PageContent], rows: dict[int, list[Row]]) -> set[Row]:
    """The rows of all pages that are page numbers or running headers and footers."""
    found: set[Row] = set()
    repeated: dict[tuple[str, int], list[tuple[Row, bool]]] = defaultdict(list)
    outer: dict[tuple[str, bool], list[Row]] = defaultdict(list)
    for content in contents:
        height = content.page.height
        own = rows[content.page.page]
        for index, row in enumerate(own):
            at_foot, at_head = row.bottom >= (1 - _ZONE) * height, row.top <= _ZONE * height
            if not (at_foot or at_head) or any(g.top < row.bottom and row.top < g.bottom for g in content.grids):
                continue
            outermost = (at_foot and index == len(own) - 1) or (at_head and index == 0)
            if outermost and is_page_number(row.plain, len(contents)) and not _between_grids(row, content):
                found.add(row)
                continue
            place = round((row.top if at_head else height - row.bottom) / _PLACES)
            text = re.sub(r"\d+", "#", row.plain) if outermost else row.plain
            repeated[text, place].append((row, _captions_a_grid(row, own, content)))
            if outermost:
                outer[text, at_head].append(row)
    for (text, _), places in repeated.items():
        pages = {row.page for row, _ in places}
        free = sum(not caption for _, caption in places)
        least = max(3, len(contents) // 4)
        if len(pages) >= least and all(_may_run(row.plain) for row, _ in places) and (free * 2 >= len(places) or _above_other_titles(places, rows)):
            found.update(row for row, _ in places)
            # Pages of another size or orientation have the same mark at another height.
            found.update(row for at_head in (True, False) if any(row in outer[text, at_head] for row, _ in places) for row in outer[text, at_head])
    return found


def is_page_number(plain: str, pages: int) -> bool:
    """A page number as printed alone: 3, - 3 -, 第3页 共30页; a bare number must be one that the document can have."""
    if not _NUMBER.fullmatch(plain):
        return False
    return not (_PLAIN_NUMBER.fullmatch(plain) and plain.isdigit() and int(plain) > max(300, 3 * pages))


def _between_grids(row: Row, content: PageContent) -> bool:
    return any(g.bottom <= row.top for g in content.grids) and any(g.top >= row.bottom for g in content.grids)


def _captions_a_grid(row: Row, own: list[Row], content: PageContent) -> bool:
    """Nothing but a few rows stand between the row and a grid under it."""
    below = [g.top for g in content.grids if g.top >= row.bottom - 2]
    return bool(below) and sum(row.bottom <= r.top and r.bottom <= min(below) + 2 for r in own) <= 4


def _may_run(text: str) -> bool:
    """Not a row that every table repeats for itself: its number, its unit, its notes, its title."""
    fields = caption_fields(text)
    declares = fields.unit is not None or fields.declarant is not None
    return not (declares or is_table_number(text) or begins_note(text) or text.endswith("表") or fields.continued)


def _above_other_titles(places: list[tuple[Row, bool]], rows: dict[int, list[Row]]) -> bool:
    """What stands next under the row differs from page to page, so the row is nobody's own title."""
    below: set[str] = set()
    for row, _ in places:
        later = [r for r in rows[row.page] if r.top >= row.bottom - 2]
        below.add(later[0].plain if later else "")
    return len(below) * 2 > len(places)
