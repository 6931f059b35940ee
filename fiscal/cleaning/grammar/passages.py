"""Sentences of a reading that read on (broken at semicolons, pages or wrapped lines) as one passage, with the way back
to sentence, page and lines.

What a passage says is left to `fiscal.cleaning.discourse.clause_reading`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from fiscal import lexicon
from fiscal.cleaning.grammar.clauses import Plain, plain
from fiscal.cleaning.grammar.numbering import numbering
from fiscal.model.places import leaf_of
from fiscal.model.reading import NOWHERE, PROSE, Box, Sentence

_ENDS = ("。", "！", "？", "!", "?")
_UNENDED = lexicon.pattern("clauses.unended")
_MID_CLAUSE = lexicon.pattern("clauses.mid_clause")
_LIST_NUMBER = lexicon.pattern("clauses.list_number")
_TITLE = lexicon.pattern("clauses.title")
_OPEN = tuple("；;，,、：:（(-—")
"""Behind these a sentence goes on, wherever its line ends."""
ROOM_LEFT = 4
"""Heights of a line (about as many characters) that are left of it, at least, where its words end with it: a wrapped
line is filled but for a word.
"""
_FIRST = {True: "1", False: "一"}


@dataclass(frozen=True, slots=True)
class Passage:
    """One or more sentences as one text; `starts` are where each begins in `text.printed`, `headings` what it stands
    under, outermost first.
    """

    sentences: tuple[Sentence, ...]
    starts: tuple[int, ...]
    text: Plain
    headings: tuple[str, ...]
    is_heading: bool

    @property
    def first(self) -> Sentence:
        """The sentence that it begins with."""
        return self.sentences[0]

    def sentence_at(self, position: int) -> Sentence:
        """The sentence that holds a character of the plain text."""
        return self.sentences[self._index(self._printed(position))]

    def box(self, start: int, end: int) -> Box:
        """The printed lines behind `text.text[start:end]` on one page: a line holds the share of its sentence's
        characters that its width is of all lines.
        """
        last = max(start, end - 1)
        lines = [*self._lines(self._printed(start), self._printed(last))] or [*self.first.boxes[:1]] or [NOWHERE]
        same = [b for b in lines if leaf_of(b) == leaf_of(lines[-1])]
        return replace(
            same[0],
            x0=min(b.x0 for b in same),
            top=min(b.top for b in same),
            x1=max(b.x1 for b in same),
            bottom=max(b.bottom for b in same),
        )

    def _printed(self, position: int) -> int:
        at = self.text.at
        return at[min(max(position, 0), len(at) - 1)] if at else 0

    def _index(self, printed: int) -> int:
        return max(0, bisect_right(self.starts, printed) - 1)

    def _lines(self, first: int, last: int) -> Iterator[Box]:
        for index in range(self._index(first), self._index(last) + 1):
            sentence = self.sentences[index]
            if len(sentence.boxes) == 1:
                yield sentence.boxes[0]
                continue
            length = max(len(sentence.text), 1)
            begin, end = (first - self.starts[index]) / length, (last - self.starts[index] + 1) / length
            widths = [max(b.x1 - b.x0, 1.0) for b in sentence.boxes]
            edge, total = 0.0, sum(widths)
            for box, width in zip(sentence.boxes, widths, strict=True):
                left, edge = edge, edge + width / total
                if edge > begin and left < end:
                    yield box


def passages(sentences: Iterable[Sentence]) -> Iterator[Passage]:
    """The prose as passages in reading order: a sentence that does not end reads on in the next one, unless that is
    numbered, stands under another heading, or begins a line although the one before it has room left.

    A line that was taken for a heading but reads on (…全年预算数为 | 3.59万元) is none, and nothing stands under it.
    """
    told = [s for s in sentences if s.kind in PROSE and s.text.strip()]
    margins: dict[object, float] = {}
    for box in (b for s in told for b in s.boxes):
        margins[leaf_of(box)] = max(margins.get(leaf_of(box), box.x1), box.x1)
    held: list[Sentence] = []
    broken: dict[str, tuple[str, ...]] = {}
    above: tuple[str, ...] = ()
    for sentence in told:
        reads_on = held and (_reads_on(held[-1], sentence) or _lists_on(held, sentence))
        if held and (not reads_on or _line_ends(held[-1], sentence, margins)):
            yield _passage(held, above)
            held = []
        elif held and held[-1].kind == "heading":
            broken[held[-1].text] = above
        if not held:
            above = _path(sentence, broken, above)
        held.append(sentence)
    if held:
        yield _passage(held, above)


def _path(sentence: Sentence, broken: dict[str, tuple[str, ...]], above: tuple[str, ...]) -> tuple[str, ...]:
    path = sentence.heading_path
    last = next((i for i in range(len(path) - 1, -1, -1) if path[i] in broken), None)
    if last is not None:
        return (*broken[path[last]], *path[last + 1 :])
    return above if sentence.kind == "heading" and not path and _UNENDED.search(sentence.text) else path


def _reads_on(before: Sentence, after: Sentence) -> bool:
    if after.kind != "sentence" or before.kind == "note" or before.text.rstrip().endswith(_ENDS):
        return False
    if numbering(plain(after.text[:12]).text) is not None or _is_title(before.text):
        return False
    if before.kind == "heading":
        return after.heading_path[-1:] == (before.text,) and (
            _UNENDED.search(before.text) is not None or _MID_CLAUSE.match(after.text) is not None
        )
    return before.heading_path == after.heading_path


def _line_ends(before: Sentence, after: Sentence, margins: Mapping[object, float]) -> bool:
    """Whether a line without a stop ends where it does: it has room for several more characters, and the next one
    begins below it, with words.
    """
    if not before.boxes or not after.boxes or before.text.rstrip()[-1:] in _OPEN or after.text.lstrip()[:1].isdigit():
        return False
    last, first = before.boxes[-1], after.boxes[0]
    height = last.bottom - last.top
    below = leaf_of(first) != leaf_of(last) or first.top > last.top + height / 2
    return below and last.x1 < margins[leaf_of(last)] - ROOM_LEFT * height


def _is_title(text: str) -> bool:
    """Whether a numbered line without an end names what is told below it (2.一般公共预算当年拨款结构情况)."""
    form = plain(text).text
    number = numbering(form)
    return number is not None and _TITLE.fullmatch(form[number[1] :]) is not None


def _lists_on(held: list[Sentence], after: Sentence) -> bool:
    """Whether a numbered sentence goes on with a list that began inside the sentence before (其中：1.…； | 2.…；)."""
    before = held[-1]
    if (
        (before.kind, after.kind) != ("sentence", "sentence")
        or before.heading_path != after.heading_path
        or not before.text.rstrip().endswith(("；", ";", "，", ","))
    ):
        return False
    number = _LIST_NUMBER.match(after.text)
    if number is None:
        return False
    first = re.escape(number.group().replace(number["n"], _FIRST[number["n"].isdigit()]))
    begun = re.compile(rf".+(?<![\d.,，]){first}(?!\d)", re.DOTALL)
    return any(begun.match(s.text) for s in held)


def _passage(sentences: list[Sentence], headings: tuple[str, ...]) -> Passage:
    starts: list[int] = []
    length = 0
    for sentence in sentences:
        starts.append(length)
        length += len(sentence.text)
    is_heading = len(sentences) == 1 and sentences[0].kind == "heading"
    return Passage(tuple(sentences), tuple(starts), plain("".join(s.text for s in sentences)), headings, is_heading)
