"""The bodies that a filing lists as its units: in tables by unit codes or under 单位名称, and where the prose says of
whom it consists.

The ending of a name alone makes no unit: projects are named after stations and schools too. Which figures are a unit's
is left to cleaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fiscal import lexicon
from fiscal.document.identity.evidence import Evidence, Line
from fiscal.document.identity.names import canonical, is_body, squeeze
from fiscal.model.reading import Table

_CODE = re.compile(r"[（\[]?\d{3,12}[）\]]?")
_CODED = re.compile(r"^[（\[]?\d{3,12}[）\]]?[-—_](?P<body>.+)$")
_CODE_HEAD = lexicon.pattern("bodies.code_head")
_NAME_HEAD = lexicon.pattern("bodies.name_head")
_MIXED_HEAD = lexicon.pattern("bodies.mixed_head")
_LISTS = lexicon.pattern("bodies.lists")
_INTERNAL = lexicon.pattern("bodies.internal")
_NEXT = lexicon.pattern("bodies.next")
_ORDINAL = lexicon.pattern("bodies.ordinal")
_ABOUT = lexicon.pattern("bodies.budget_at_end")
_REMARK = re.compile(r"（([^（）]*)）$")
_LEAD = lexicon.pattern("bodies.list_opening")
_NEVER = lexicon.pattern("bodies.no_unit_name")
"""Ends and signs that projects, classes and offices within a body have, whatever stands in their column."""
_LONGEST_LINE = 60
"""Characters of a line in a list of units; a longer one is running text. The longest name of a body seen has 41."""


def units_of(evidence: Evidence) -> tuple[str, ...]:
    """The names of the units as printed, canonical, in reading order; the publisher itself is among them where it is
    listed.
    """
    names = [*_from_tables(evidence.tables), *_from_prose(evidence.at("prose", "heading"))]
    return tuple(
        dict.fromkeys(
            name
            for printed in names
            for part in _parted(_plain(printed))
            if is_body(name := canonical(part)) and not _NEVER.search(name)
        )
    )


def _plain(name: str) -> str:
    """A name without what is said about the body in brackets behind it, （参公） or （全额事业单位）; another name of
    the body stays.
    """
    text = _LEAD.sub("", squeeze(name))
    while (match := _REMARK.search(text)) and not is_body(match[1]):
        text = text[: match.start()]
    return text if text.count("（") == text.count("）") else text.partition("（")[0]


def _parted(text: str) -> list[str]:
    """Two bodies that 和 or 及 joins; the 和 within a name joins none."""
    for match in lexicon.pattern("bodies.parted").finditer(text):
        one, other = text[: match.start()], text[match.end() :]
        if is_body(canonical(_bare(one))) and is_body(canonical(_bare(other))):
            return [_bare(one), *_parted(_bare(other))]
    return [text]


def _from_tables(tables: Iterable[Table]) -> Iterator[str]:
    for table in tables:
        heads: dict[int, list[str]] = {}
        for cell in table.cells:
            if cell.is_header:
                for col in range(cell.col, cell.col + cell.colspan):
                    heads.setdefault(col, []).append(squeeze(cell.text))
        named = {
            col
            for col, texts in heads.items()
            if _NAME_HEAD.match(texts[-1]) and not any(_MIXED_HEAD.search(t) for t in texts)
        }
        coded = {col for col, texts in heads.items() if _CODE_HEAD.search(texts[-1])}
        body = [cell for cell in table.cells if not cell.is_header and cell.text.strip()]
        codes = {
            (cell.row, cell.col + cell.colspan)
            for cell in body
            if cell.col in coded and _CODE.fullmatch(squeeze(cell.text))
        }
        for cell in body:
            if cell.col in named or (cell.row, cell.col) in codes:
                yield cell.text
            elif match := _CODED.match(squeeze(cell.text)):
                yield match["body"]


def _from_prose(lines: Iterable[Line]) -> Iterator[str]:
    open_list = False
    for line in lines:
        if match := _LISTS.search(line.text):
            open_list = not _INTERNAL.search(line.text)
            named = match["names"] if open_list else ""
        elif open_list and len(line.text) <= _LONGEST_LINE:
            named = line.text
            open_list = any(is_body(canonical(_bare(piece))) for piece in _NEXT.split(named))
        else:
            open_list, named = False, ""
        yield from (_bare(piece) for piece in _NEXT.split(named))


def _bare(piece: str) -> str:
    return _ABOUT.sub("", _ORDINAL.sub("", piece))
