"""The prose: rows outside the tables as sentences in reading order, each with its kind, its headings and its place.

Headings are told by numbering, size, weight and position; what a sentence reports is left to `fiscal.cleaning`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from fiscal import lexicon
from fiscal.extraction.page.printed_rows import Measure, Row
from fiscal.extraction.prose.paragraphs import Paragraph, goes_on, paragraph, sentence_spans
from fiscal.extraction.wording import Printed, is_amount, is_closed, printed_numbering
from fiscal.model.reading import Sentence

_MAX_HEADING = 50
_TABLE_ENTRY = lexicon.pattern("captions.table_entry")
_MAX_RUN_IN = 25
_REPORT = lexicon.pattern("captions.report")
_ITEM = lexicon.pattern("captions.item")
_CLASSIFIED = 70
"""Characters that a heading may have which names a classification item: …（类）…（款）…（项）"""


@dataclass(frozen=True, slots=True)
class Piece:
    """A row in reading order with what is known of it: `kind` as in `Sentence`, or `table` for the place where table
    `table_no` stands (its row is None).
    """

    kind: str
    row: Row | None
    table_no: int | None = None


@dataclass(slots=True)
class _Block:
    kind: str
    table_no: int | None
    rows: list[Row] = field(default_factory=list[Row])
    rank: int | None = None
    emphatic: bool = False
    text: Paragraph = field(default_factory=lambda: Paragraph((), "", ()))


@dataclass(frozen=True, slots=True)
class Prose:
    """All sentences in order, and for each table the heading it stands under, outermost first."""

    sentences: tuple[Sentence, ...]
    headings: dict[int, tuple[str, ...]]


def write(pieces: Sequence[Piece], measures: dict[int, Measure]) -> Prose:
    """Sentences of the rows, given in reading order."""
    blocks = _blocks(pieces, measures)
    _rank(blocks, measures)
    return _sentences(blocks)


def _blocks(pieces: Sequence[Piece], measures: dict[int, Measure]) -> list[_Block]:
    """Rows of one kind that belong together; page marks inside a paragraph come after it."""
    blocks: list[_Block] = []
    current: _Block | None = None
    marks: list[_Block] = []
    for piece in pieces:
        if piece.kind == "page_mark" and piece.row is not None:
            (marks if current else blocks).append(_Block("page_mark", None, [piece.row]))
            continue
        if piece.row is not None and current is not None and _belongs(current, piece, piece.row, measures):
            current.rows.append(piece.row)
            continue
        blocks.extend(marks)
        marks = []
        current = _Block(piece.kind, piece.table_no, [] if piece.row is None else [piece.row])
        blocks.append(current)
    blocks.extend(marks)
    for block in blocks:
        block.text = paragraph(block.rows)
    return blocks


def _belongs(block: _Block, piece: Piece, row: Row, measures: dict[int, Measure]) -> bool:
    if block.kind != piece.kind or block.table_no != piece.table_no or not block.rows:
        return False
    last = block.rows[-1]
    if piece.kind == "contents":
        new = (
            printed_numbering(row.text) is not None or _TABLE_ENTRY.match(row.plain) is not None or len(row.plain) > 20
        )
        return measures[last.page].is_full(last) and not new and not re.search(r"\d$", last.plain)
    if piece.kind == "note":
        return not is_closed(last.plain) and goes_on(block.rows, row, measures)
    return piece.kind == "sentence" and goes_on(block.rows, row, measures)


def _rank(blocks: list[_Block], measures: dict[int, Measure]) -> None:
    """Give every heading its rank, 1 outermost."""
    prose = [b for b in blocks if b.kind == "sentence"]
    chars = sum(len(b.text.text) for b in prose)
    heavy = sum(len(b.text.text) for b in prose if b.rows[0].bold) * 2 > chars
    for block in prose:
        measure = measures[block.rows[0].page]
        block.emphatic = (block.rows[0].bold and not heavy) or block.rows[0].size >= 1.08 * measure.size
        block.rank = _heading_rank(block, measure)
    parts = sorted(b.rows[0].size for b in prose if b.rank == 1 and printed_numbering(b.text.text))
    for block in prose:
        if parts and block.rank is not None and block.rank > 1 and block.rows[0].size >= 1.1 * parts[len(parts) // 2]:
            block.rank = 0
    inner = [b for b in blocks if b.kind != "page_mark"]
    runs: list[list[_Block]] = []
    for before, block in zip([None, *inner], inner, strict=False):
        if block.rank is None:
            continue
        if before is not None and before.rank == block.rank and runs:
            runs[-1].append(block)
        else:
            runs.append([block])
    for run in runs:
        listed = len(run) >= (2 if (run[0].rank or 0) >= 4 else 3)
        if listed and not any(b.emphatic for b in run) and (run[0].rank or 0) >= 2:
            for block in run:
                block.rank = None
    for block, after in zip(inner, [*inner[1:], None], strict=False):
        if block.kind == "sentence" and block.rank is None and after is not None and after.kind == "sentence":
            block.rank = _report_rank(block, after) or _announcing_rank(block, after)


def _report_rank(block: _Block, after: _Block) -> int | None:
    """The rank of the title of a report (某项目绩效评价报告) that is set like any other line, over its first numbered
    heading.
    """
    found = printed_numbering(after.text.text) if after.rank is not None else None
    return (
        1
        if found is not None and found[1] in ("一", "1") and _REPORT.fullmatch(Printed(block.text.text).plain)
        else None
    )


def _announcing_rank(block: _Block, after: _Block) -> int | None:
    """The rank of a heading printed as a sentence of its own, （一）绩效评价工作开展情况。, over text that is not
    numbered.
    """
    found = printed_numbering(block.text.text)
    if found is None or not 2 <= found[0] <= 3 or printed_numbering(after.text.text) is not None:
        return None
    plain = found[2]
    return (
        found[0]
        if plain.endswith("。") and 3 <= len(plain) <= _MAX_RUN_IN and not re.search(r"[,:;\d]|。.", plain)
        else None
    )


def _heading_rank(block: _Block, measure: Measure) -> int | None:
    plain = Printed(block.text.text).plain
    found = printed_numbering(block.text.text)
    closed, colon = is_closed(plain) or plain[-1:] in (",", "、"), plain.endswith(":")
    if found is not None:
        rank, _, rest = found
        if not rest and rank != 1:
            return None
        if rank == 1:
            return 1 if len(plain) <= _MAX_HEADING + 20 and not closed else None
        if closed:
            return rank if block.emphatic and len(plain) <= 40 and len(sentence_spans(block.text.text)) == 1 else None
        if len(plain) > _MAX_HEADING:
            return None
        if colon:
            return rank if block.emphatic or (len(rest) <= _MAX_RUN_IN and not re.search(r"[\d,]", rest)) else None
        return rank if block.emphatic or not lexicon.pattern("captions.heading_rank").search(rest) else None
    if (
        closed
        or colon
        or len(plain) > _MAX_HEADING
        or is_amount(plain)
        or not re.search(r"[\u4e00-\u9fffA-Za-z]{2}", plain)
        or "," in plain
    ):
        return None
    if all(measure.is_centred(row) for row in block.rows):
        return 1
    if block.emphatic:
        return 1 if block.rows[0].size >= 1.08 * measure.size else 7
    return None


def _sentences(blocks: Sequence[_Block]) -> Prose:
    sentences: list[Sentence] = []
    headings: dict[int, tuple[str, ...]] = {}
    path: list[tuple[int, str]] = []

    def say(kind: str, block: _Block, start: int, end: int) -> None:
        raw = block.text.text[start:end]
        text = raw.strip()
        if text:
            at = start + len(raw) - len(raw.lstrip())
            trail = tuple(h for _, h in path)
            sentences.append(
                Sentence(len(sentences), kind, text, trail, block.table_no, block.text.boxes(at, at + len(text)))
            )

    for block in blocks:
        whole = len(block.text.text)
        if block.kind == "table":
            if block.table_no is not None:
                headings.setdefault(block.table_no, tuple(h for _, h in path))
        elif block.kind in ("page_mark", "contents", "caption", "figure"):
            say(block.kind, block, 0, whole)
        elif block.rank is not None:
            _enter(path, block.rank)
            say("heading", block, 0, whole)
            path.append((block.rank, block.text.text))
        else:
            found = printed_numbering(block.text.text) if block.kind == "sentence" else None
            if found is not None:
                _enter(path, found[0])
            for index, (start, end) in enumerate(sentence_spans(block.text.text)):
                rank = _run_in_rank(block, start, end) if index == 0 else None
                if rank is not None:
                    _enter(path, rank)
                    say("heading", block, start, end)
                    path.append((rank, block.text.text[start:end].strip()))
                else:
                    say(block.kind, block, start, end)
    return Prose(tuple(sentences), headings)


def _enter(path: list[tuple[int, str]], rank: int) -> None:
    while path and path[-1][0] >= rank:
        path.pop()


def _run_in_rank(block: _Block, start: int, end: int) -> int | None:
    """The rank of a heading that its paragraph's text follows on the same line: （一）机关运行经费。2022年…"""
    text = block.text.text[start:end].strip()
    found = printed_numbering(text)
    if block.kind != "sentence" or found is None or end >= len(block.text.text.rstrip()) or not text.endswith("。"):
        return None
    longest = _CLASSIFIED if _ITEM.search(found[2]) else _MAX_RUN_IN
    return found[0] if 2 <= len(found[2]) <= longest and not re.search(r"[,:;\d]", found[2]) else None
