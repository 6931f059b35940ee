"""The words that open a list of parts, at either end of a piece of a sentence, or name the whole of which parts follow.

Which parts a list has and whether they are all is left to `fiscal.cleaning.discourse.lists.parts`.
"""

from __future__ import annotations

from fiscal import lexicon

_MARK_AT_START = lexicon.pattern("clauses.mark_at_start")
_MARK_AT_END = lexicon.pattern("clauses.mark_at_end")
_WITHIN = lexicon.pattern("clauses.within")


def mark_at_start(piece: str) -> tuple[bool | None, str] | None:
    """The composition mark that a piece begins with, and the rest of the piece."""
    match = _MARK_AT_START.match(piece)
    if match is None or not match["mark"]:
        return None
    return _said_complete(match["mark"]), piece[match.end() :].lstrip(",:")


def mark_at_end(piece: str) -> tuple[bool | None, str] | None:
    """The composition mark that a piece ends with, and what stands before it (the whole, where it is named)."""
    match = _MARK_AT_END.search(piece)
    if match is None:
        return None
    return _said_complete(match["mark"]), piece[: match.start()]


def whole_within(piece: str) -> str | None:
    """The whole that `财政拨款支出预算中,` names."""
    match = _WITHIN.match(piece)
    return match["whole"] if match else None


def _said_complete(mark: str) -> bool | None:
    """What the wording says: 主要 and 含 are not all, 包括 and 构成 are, 其中 leaves it open."""
    if "以下" in mark or "下列" in mark:
        return None
    if "主要" in mark or mark.endswith("含") or mark.endswith("等"):
        return False
    if any(word in mark for word in ("包括", "包含", "构成", "组成", "分别", "如下", "分为")):
        return True
    return None
