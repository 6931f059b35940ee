"""The chapters of a filing (第一部分 …): which of those that its contents list are nowhere in the body, and which
numbers the body leaves out.
"""

from __future__ import annotations

from collections.abc import Sequence

from expectations.filing.promised import contents_lines
from expectations.filing.settings import CHAPTERS_AT_MOST, HEADING_LENGTH
from expectations.filing.table_titles import table_key
from fiscal import lexicon
from fiscal.model.amounts import normal
from fiscal.model.reading import Reading, Sentence

_DIGITS = lexicon.text("findings.han_digits")
_CHAPTER = lexicon.pattern("findings.chapter")


def absent_chapters(reading: Reading) -> tuple[list[str], list[str]]:
    """The chapters that the contents list, and those of them of which neither the number nor the title nor anything
    listed under them stands in the body.
    """
    lines = contents_lines(reading.sentences)
    listed: list[tuple[str, list[str]]] = []
    for sentence in reading.sentences:
        if sentence.sentence_no in lines:
            text = normal(sentence.text)
            if _CHAPTER.match(text):
                listed.append((text, []))
            elif listed:
                listed[-1][1].append(table_key(text).rstrip("0123456789."))
    headings = _headings(reading.sentences, lines)
    numbers = {match.group() for text in headings if (match := _CHAPTER.match(text))}
    keys = {table_key(text) for text in headings} | {table_key(table.title) for table in reading.tables}
    absent = [
        text
        for text, under in listed
        if _number(text) not in numbers and not keys.intersection([table_key(text).rstrip("0123456789."), *under])
    ]
    return [text for text, _ in listed], absent


def skipped_numbers(reading: Reading) -> list[str]:
    """The chapters that the body leaves out between the first and the last that it numbers: 第三部分 between 第二部分
    and 第四部分.
    """
    headings = _headings(reading.sentences, contents_lines(reading.sentences))
    by_word: dict[str, set[int]] = {}
    for text in headings:
        if match := _CHAPTER.match(text):
            by_word.setdefault(match[2], set()).add(_value(match[1]))
    numbered = {word: found for word, found in by_word.items() if 1 in found and max(found) <= CHAPTERS_AT_MOST}
    return [f"第{_in_han(n)}{word}" for word, found in numbered.items() for n in range(1, max(found)) if n not in found]


def _headings(sentences: Sequence[Sentence], contents: set[int]) -> list[str]:
    return [
        text
        for s in sentences
        if s.sentence_no not in contents and s.kind != "page_mark" and len(text := normal(s.text)) <= HEADING_LENGTH
    ]


def _number(text: str) -> str:
    match = _CHAPTER.match(text)
    return match.group() if match else ""


def _value(han: str) -> int:
    tens, sign, ones = han.rpartition("十")
    return (_DIGITS.find(tens) + 1 if tens else 1) * 10 * bool(sign) + (_DIGITS.find(ones) + 1 if ones else 0)


def _in_han(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _DIGITS[tens - 1]) + ("十" if tens else "") + (_DIGITS[ones - 1] if ones else "")
