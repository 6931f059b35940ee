"""The lines of a reading that can say whose filing it is: cover, titles, captions, form cells, prose, each with where
it stands.

What they say is left to `fiscal.document.identity.publisher` and `fiscal.document.identity.nature`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fiscal import lexicon
from fiscal.document.identity.names import squeeze
from fiscal.document.identity.settings import LONGEST_TITLE
from fiscal.model.places import FIRST_LEAF, Leaf, leaf_of
from fiscal.model.reading import Reading, Sentence, Table

_COVER_PAGES = 2
_COVER_CHARS = 400
_SHORT_COVER = 20
_LABEL = re.compile(r"([\u3400-\u9fff（）()、/]{2,16})\s*[:：]\s*")
_UNMARKED = lexicon.pattern("filings.unmarked")
_NEXT = lexicon.pattern("filings.next")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed text, squeezed. `place`: `cover` · `joined` (neighbouring lines of the cover as one) · `contents` ·
    `heading` · `title` (of a table) · `prose`.

    `picture`: OCR read it.
    """

    text: str
    place: str
    page: Leaf
    picture: bool


@dataclass(frozen=True, slots=True)
class Field:
    """A printed label and its value, as `编制单位：…` in a caption (`caption`) or a form's two cells (`cell`), both
    squeezed.
    """

    label: str
    value: str
    place: str
    page: Leaf
    picture: bool


@dataclass(frozen=True, slots=True)
class Vote:
    """What one piece of evidence says, how much that weighs, and its text as printed."""

    value: str
    weight: float
    quote: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that was printed where an identity is told."""

    lines: tuple[Line, ...]
    fields: tuple[Field, ...]
    tables: tuple[Table, ...]

    def at(self, *places: str) -> list[Line]:
        """The lines that stand at these places."""
        return [line for line in self.lines if line.place in places]


def tally(votes: Iterable[Vote], cap: float) -> dict[str, float]:
    """Summed weights of each value. Votes of one weight count at most `cap` times for a value, so that a long file does
    not outvote its cover.
    """
    by_kind: dict[tuple[str, float], int] = defaultdict(int)
    for vote in votes:
        by_kind[vote.value, vote.weight] += 1
    total: dict[str, float] = defaultdict(float)
    for (value, weight), count in by_kind.items():
        total[value] += weight * min(count, cap)
    return dict(total)


def gather(reading: Reading) -> Evidence:
    """The lines and fields of a reading."""
    pictures = {leaf_of(page) for page in reading.pages if page.picture}
    prose = [s for s in reading.sentences if s.kind != "page_mark"]
    lines = [
        *_cover(prose, pictures, leaf_of(reading.pages[0]) if reading.pages else FIRST_LEAF),
        *(_line(s, pictures) for s in prose),
    ]
    lines += [Line(squeeze(t.title), "title", t.place, t.picture) for t in reading.tables if t.title]
    fields = [field for s in prose for field in _fields(s.text, s.place, s.place in pictures, "caption")]
    for table in reading.tables:
        if table.declarant:
            fields.append(Field("编制单位", squeeze(table.declarant), "caption", table.place, table.picture))
        fields += _cell_fields(table)
    return Evidence(tuple(lines), tuple(fields), reading.tables)


def _cover(prose: Sequence[Sentence], pictures: set[Leaf], first: Leaf) -> list[Line]:
    """The lines of the cover, which begins on the page `first`, and neighbouring ones as one: a long title is broken
    over lines.
    """
    found: list[Line] = []
    for page in (first._replace(page=first.page + turned) for turned in range(_COVER_PAGES)):
        texts: list[str] = []
        for sentence in prose:
            if sentence.place == page:
                if sentence.kind == "contents" or lexicon.pattern("filings.contents_head").match(
                    squeeze(sentence.text)
                ):
                    break
                texts.append(squeeze(sentence.text))
        if (
            page > first
            and found
            and found[-1].page < page
            and sum(len(line.text) for line in found if line.place == "cover") >= _SHORT_COVER
        ):
            break
        if sum(map(len, texts)) > _COVER_CHARS:
            texts = texts[:3]
        for size in range(1, min(len(texts), 5) + 1):
            for at in range(len(texts) - size + 1):
                joined = "".join(texts[at : at + size])
                if len(joined) <= LONGEST_TITLE:
                    found.append(Line(joined, "cover" if size == 1 else "joined", page, page in pictures))
    return found


def _line(sentence: Sentence, pictures: set[Leaf]) -> Line:
    place = {"heading": "heading", "contents": "contents", "caption": "heading"}.get(sentence.kind, "prose")
    return Line(squeeze(sentence.text), place, sentence.place, sentence.place in pictures)


def _fields(text: str, page: Leaf, picture: bool, place: str) -> list[Field]:
    if len(text) > 400:
        return []
    found: list[Field] = []
    marked = list(_LABEL.finditer(text))
    for match in marked or _UNMARKED.finditer(text.lstrip()):
        value = _NEXT.split(match.string[match.end() :], maxsplit=1)[0]
        if value:
            found.append(Field(squeeze(match.group(1)).lstrip("表"), squeeze(value), place, page, picture))
    return found


def _cell_fields(table: Table) -> list[Field]:
    at = {(cell.row, cell.col): cell for cell in table.cells}
    found: list[Field] = []
    for cell in table.cells:
        found += _fields(cell.text, leaf_of(cell), table.picture, "cell")
        right = at.get((cell.row, cell.col + cell.colspan))
        label = squeeze(cell.text).rstrip("：")
        if (
            right is not None
            and 2 <= len(label) <= 16
            and right.text
            and not (cell.is_header and right.is_header and table.header_rows)
        ):
            found.append(Field(label, squeeze(right.text), "cell", leaf_of(cell), table.picture))
    return found
