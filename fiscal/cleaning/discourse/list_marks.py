"""Marks that open and end lists of parts as the walk comes by them: 其中, 包括, 按…分类, brackets, colons and
semicolons.

What a list is of is told by `discourse_state`.
"""

from __future__ import annotations

import re

from fiscal import lexicon
from fiscal.cleaning.discourse.clause_drafts import REASONS
from fiscal.cleaning.discourse.discourse_state import DiscourseState
from fiscal.cleaning.discourse.lists.completeness import ends_at_semicolon
from fiscal.cleaning.discourse.record.statements import Composition
from fiscal.cleaning.grammar.composition_marks import mark_at_end, mark_at_start, whole_within
from fiscal.cleaning.grammar.pieces import Piece

_BY_KINDS = lexicon.pattern("clauses.by_kinds")
_BY_KINDS_AT_START = lexicon.pattern("clauses.by_kinds_at_start")
_NEXT_ITEM = lexicon.pattern("clauses.next_item")


class ListMarks:
    """Reads the pieces before a figure for what opens and ends lists."""

    def __init__(self, state: DiscourseState) -> None:
        """`state` knows where the walk stands, and opens and ends the lists."""
        self._state = state

    def after_mark(self, words: str, explained: bool) -> str:
        """The words behind a mark that they begin with, which opens a list outside an explanation."""
        mark = mark_at_start(words)
        if mark is not None:
            if not explained:
                self._state.mark(mark[0])
            words = mark[1]
        kinds = _BY_KINDS_AT_START.match(words)
        if kinds is None or explained:
            return words
        self._list_by_kinds(kinds)
        return words[kinds.end() :]

    def _list_by_kinds(self, kinds: re.Match[str]) -> None:
        """Open the list of all parts of a whole by one classification (按功能分类，…); beside another such list it is
        of the same whole.
        """
        state = self._state
        inline = state.place.inline
        beside = state.record.whole(inline) if inline is not None and (inline.by_kinds or not inline.begun) else None
        owner = (
            state.refer.named_whole(kinds["of"]) or beside or state.place.last_stated() or state.place.stated_above()
        )
        if owner is not None and any(d.money for d in state.record.said_of(owner.number)):
            state.place.end_list()
            state.open_list(owner, True, "inline", by_kinds=True)

    def walk(self, pieces: list[Piece]) -> bool:
        """Marks, brackets and explanations before the last piece; whether that stands in an explanation. Words shared
        out are walked once.
        """
        state = self._state
        explained = False
        shared = pieces[-1].printed == 0
        for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
            explained = explained and not (piece.after_stop or _NEXT_ITEM.match(piece.text))
            if shared:
                explained = explained or (following is not None and REASONS.search(piece.text) is not None)
                continue
            if piece.before == ";" and state.place.inline is not None:
                self._semicolon(state.place.inline)
            elif piece.before == ")" and state.place.inline is not None and state.place.inline.place == "bracket":
                state.place.close_bracket()
            elif piece.before == "(" and state.place.topic is not None:
                state.open_list(state.place.topic, None, "bracket")
            if following is None:
                break
            self._open_lists(piece, following)
            explained = explained or REASONS.search(piece.text) is not None
        return explained

    def _semicolon(self, inline: Composition) -> None:
        state = self._state
        if inline.place == "inner" or not inline.begun:
            state.place.leave_list(inline)
        elif ends_at_semicolon(inline, state.record.parts(inline.number)):
            state.place.end_list()
        state.record.change_list(inline.number, semicolons=inline.semicolons + 1)

    def _open_lists(self, piece: Piece, following: Piece) -> None:
        state = self._state
        start, end, named = mark_at_start(piece.text), mark_at_end(piece.text), whole_within(piece.text)
        whole = state.refer.named_whole(named) if named else None
        if start is not None:
            state.mark(start[0])
        elif whole is not None:
            state.open_list(whole, None, "named")
        elif end is not None and following.before in (",", ":") and (kinds := _BY_KINDS.match(piece.text)):
            self._list_by_kinds(kinds)
        elif end is not None and following.before == ":":
            inline = state.place.inline
            listed = state.record.whole(inline) if inline is not None and end[1] else state.place.topic
            owner = state.refer.named_whole(end[1]) or listed or state.place.last_stated()
            if owner is not None:
                if owner == listed and end[1]:
                    state.place.end_list()
                state.open_list(owner, end[0], "inline")
