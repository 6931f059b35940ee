"""Reads the prose of a filing clause by clause, in order: numbered items, lists of parts, explanations, and the words
before each figure.

The words are taken apart in `comparisons`, marks that open and end lists are read in `list_marks`, what words say
becomes a draft in `clause_drafts`, what they refer back to is in `discourse_state`.
"""

from __future__ import annotations

import re

from fiscal import lexicon
from fiscal.cleaning.discourse.clause_drafts import PURPOSE, REASONS, Saying
from fiscal.cleaning.discourse.comparison_drafts import Comparing
from fiscal.cleaning.discourse.discourse_state import DiscourseState
from fiscal.cleaning.discourse.draft_making import GENERIC, Drafting
from fiscal.cleaning.discourse.list_marks import ListMarks
from fiscal.cleaning.discourse.record.record import Record
from fiscal.cleaning.discourse.record.statements import Statement
from fiscal.cleaning.grammar.clauses import Figure, Plain, figures
from fiscal.cleaning.grammar.comparisons import BASE, COMPLETED, FLAT, MEASURED_BY, Base, Said, base_of, read_words
from fiscal.cleaning.grammar.filing_names import FilingNames
from fiscal.cleaning.grammar.numbering import numbering
from fiscal.cleaning.grammar.pieces import Piece, after_noun, earlier_in_segment, pieces_before
from fiscal.cleaning.grammar.sharing_out import shared_out
from fiscal.cleaning.grammar.subjects import Subjects
from fiscal.cleaning.terms.absences import absent
from fiscal.model.identity import Identity

_OF_REASON = lexicon.pattern("clauses.of_reason")
_MISSING = lexicon.pattern("clauses.missing")
_TEMPLATE = lexicon.pattern("clauses.template")
_AS_OF = lexicon.pattern("clauses.as_of_year")
_FIRST_NUMBER = lexicon.pattern("clauses.first_number")
_A_SHARE_OF_IT = lexicon.pattern("clauses.a_share_of_it")
_WITHIN_A_NUMBER = lexicon.pattern("clauses.within_a_number")
_NEXT_REASON = lexicon.pattern("clauses.next_reason")
_INTO_KINDS = lexicon.pattern("clauses.into_kinds")
_CRITERIA = lexicon.pattern("clauses.criteria")


class Telling:
    """The walk over the prose of one filing: feed passages in order to `passage`, then read the `record`."""

    def __init__(self, identity: Identity, filing_names: FilingNames) -> None:
        """Begin with nothing said."""
        self.final = identity.doc_kind == "final"
        self.state = DiscourseState(Subjects(identity, filing_names))
        self._making = Drafting(identity, self.state.record)
        self._saying, self._comparing = Saying(self._making, self.state), Comparing(self._making, self.state)
        self._marks = ListMarks(self.state)
        self._explaining = False
        self._completed = ""

    @property
    def record(self) -> Record:
        """Everything said so far."""
        return self.state.record

    def passage(self, number: int, said: Plain, headings: tuple[str, ...], heading: bool) -> list[Figure]:
        """Read one passage; gives the figures that it holds. Thresholds of a grading scale are none."""
        self._making.begin_passage(number, same_section=headings == self.state.place.headings)
        self.state.place.enter_section(headings)
        scale = _CRITERIA.search(said.text) and said.text.count("分") > 2 and "综合" not in said.text
        found = [] if scale else figures(said.text)
        start = 0
        for end in [*(m.end() for m in re.finditer("[。!?](?!$)", said.text)), len(said.text)]:
            self._unit(said.text, start, end, [f for f in found if start <= f.start < end], heading)
            start = end
        return found

    def _unit(self, text: str, start: int, end: int, found: list[Figure], heading: bool) -> None:
        self._explaining = False
        as_of = _AS_OF.search(text, start, end)
        self._making.begin_sentence(int(as_of["year"]) if as_of else None)
        within = _WITHIN_A_NUMBER.match(text, start, end)
        if within is not None and self.state.place.last_stated() is not None:
            self._open_block(text, start, within.end())
            start = within.end()
        number = numbering(text[start:end])
        position = start + number[1] if number else start
        if number or heading:
            if number and _FIRST_NUMBER.fullmatch(text, start, position):
                self.state.begin_again(number[0])
            self.state.enter_item(
                number[0] if number else -1, text[position:end].strip("。:") if heading else text[position:end], heading
            )
        else:
            self.state.place.enter_unit()
        for what in absent(text, position, end, self.state.place.headings):
            self._saying.absence(what)
        kinds = None if found else _INTO_KINDS.match(text, position, end)
        self.state.place.speak_before_of(self.state.refer.named_whole(kinds["of"]) if kinds else None)
        shares, lead = shared_out(text, position, found), position
        for at, until, event in self._events(text, position, end, found):
            if text[position : position + 1] == "、":
                self.state.note_of_list(enumerated=True)
            topic = self.state.place.topic
            if text[position : position + 1] == ":" and topic is not None and self._tells_an_amount(topic):
                self.state.open_list(topic, None, "inline")
            share = shares.get(at)
            pieces = pieces_before(text, position, at)
            if share is not None:
                lead = position if share.lead == at else lead
                pieces = pieces_before(text, lead, share.lead)
                pieces[-1] = Piece(share.words, pieces[-1].before, len(pieces[-1].text) if share.lead == at else 0)
            if isinstance(event, Figure):
                self._figure(text, pieces, event)
                position = after_noun(text, until, end) if event.kind == "count" else until
            else:
                self._without_figure(text, pieces, at, until, event)
                position = until
            if text[until : until + 1] == "等":
                self.state.note_of_list(open_list=True)
        self.state.close_unit(pieces_before(text, position, end), text[max(start, end - 3) : end])

    def _open_block(self, text: str, start: int, end: int) -> None:
        """Open the list of which a sentence begins the first numbered entry (其中：1.公务接待费。…)."""
        self.state.place.enter_unit()
        self.state.close_unit([Piece(text[start:end].strip(",:"), ""), Piece("", ":")], ":")

    @staticmethod
    def _events(text: str, start: int, end: int, found: list[Figure]) -> list[tuple[int, int, Figure | str]]:
        events: list[tuple[int, int, Figure | str]] = [(f.start, f.end, f) for f in found]
        for kind, pattern in (("flat", FLAT), ("missing", _MISSING), ("template", _TEMPLATE)):
            events += [
                (*m.span(), kind)
                for m in pattern.finditer(text, start, end)
                if not any(f.start < m.end() and m.start() < f.end for f in found)
            ]
        return sorted(events, key=lambda e: e[0])

    def _figure(self, text: str, pieces: list[Piece], figure: Figure) -> None:
        state = self.state
        explained = self._marks.walk(pieces)
        words = self._marks.after_mark(pieces[-1].text, explained)
        purpose = explained and not any(REASONS.search(PURPOSE.sub("", p.text)) for p in pieces)
        if REASONS.search(words):
            explained = True
            words = REASONS.split(words)[-1].lstrip("是为:")
        elif figure.kind == "percent" and pieces[-1].text == "的":
            words = f"{self._completed}的" if self._completed else "占"
        completed = _measured_by(text, words, figure)
        words = words.replace(completed, completed[1:]) if completed and not COMPLETED.fullmatch(completed) else words
        self._completed = completed
        said = self._again_in_brackets(pieces, figure) or read_words(words, _kind_read(words, figure), self.final)
        if said.relation == "change" and figure.kind in ("money", "myriad") and self._names_a_part(said):
            said = Said("value", words)
        if purpose and self._is_said_of_it(said):
            explained = False
        kept = state.place.standing()
        self._explaining = explained or (self._explaining and not _ends_explanation(pieces))
        explained = explained or (self._explaining and said.relation == "value" and figure.kind == "money")
        if explained:
            state.place.end_list()
        if said.relation == "value":
            self._saying.amount(text, pieces, figure, said, explained)
        else:
            self._comparing.relation(pieces, figure, said, said.base or self._base_before(pieces), explained)
        if explained:
            state.place.go_back(kept)

    def _is_said_of_it(self, said: Said) -> bool:
        """Whether a figure behind what the money is for is of the money again: a change, or an amount that is called
        the budget or the result (主要用于…，年初预算为100万元), of nothing named anew.
        """
        named = self.state.subjects.bare(said.subject)
        nothing = len(named) < 2 or (
            said.relation == "value" and named in GENERIC and self.state.refer.carries(named, said.measure)
        )
        return nothing and (said.relation != "value" or said.measure is not None)

    def _without_figure(self, text: str, pieces: list[Piece], at: int, until: int, event: str) -> None:
        explained = self._marks.walk(pieces)
        words = self._marks.after_mark(pieces[-1].text, explained)
        base = base_of(words, self.final) or self._base_before(pieces)
        if event == "flat" and (explained or base is None or REASONS.search(words) or _OF_REASON.match(text, until)):
            return
        self._comparing.without_figure(words, pieces, at, until, event, base, explained)

    def _again_in_brackets(self, pieces: list[Piece], figure: Figure) -> Said | None:
        """A percentage alone in the brackets right behind a change (减少5万元（10%）) is that change once more."""
        before = self.record.drafts[-1] if self.record.drafts else None
        if (
            figure.kind != "percent"
            or pieces[-1] != Piece("", "(")
            or len(pieces) > 2
            or any(p.text for p in pieces)
            or before is None
        ):
            return None
        adjoins = (
            before.figure is not None
            and before.passage == self._making.passage
            and figure.number_start - before.figure.end == 1
        )
        return (
            Said("change", "", "change_pct", before.direction) if adjoins and before.measure == "change_abs" else None
        )

    def _names_a_part(self, said: Said) -> bool:
        """Whether 提升, 增长 … only end the name of a list's entry (支持消费提升800万元): nothing is compared in this
        passage.
        """
        listing = self.state.place.inline
        compared = any(d.base for d in self.record.drafts if d.passage == self._making.passage) or (
            listing is not None
            and (
                any(d.relation == "change" for d in self.record.said_of(listing.whole))
                or self.state.refer.meaning(said.subject).concept is not None
            )
        )
        return (
            listing is not None and said.base is None and not compared and not said.template and len(said.subject) > 1
        )

    def _tells_an_amount(self, statement: Statement) -> bool:
        """Whether the last that was said of a statement is its amount: a colon behind it announces what the amount
        consists of.
        """
        told = self.record.said_of(statement.number)
        return bool(told) and told[-1].relation in ("value", "part") and told[-1].money

    def _base_before(self, pieces: list[Piece]) -> Base | None:
        for piece in earlier_in_segment(pieces):
            match = BASE.search(piece.text)
            if match and (match.end() == len(piece.text) or match.start() == 0):
                return base_of(piece.text, self.final)
        return None


def _ends_explanation(pieces: list[Piece]) -> bool:
    """Whether a stop behind the reasons ends them; a numbered reason goes on with them."""
    return any(p.after_stop and not _NEXT_REASON.match(p.text) for p in pieces)


def _measured_by(text: str, words: str, figure: Figure) -> str:
    """The words before an amount that the next percentage is of: 完成预算100万元的80%, 为年初预算100万元的80%."""
    if figure.kind not in ("money", "myriad"):
        return ""
    found = COMPLETED.search(words) or (MEASURED_BY.search(words) if _A_SHARE_OF_IT.match(text, figure.end) else None)
    return found.group() if found else ""


def _kind_read(words: str, figure: Figure) -> str:
    if figure.kind == "bare" and read_words(words, "percent", False).relation == "change":
        return "percent"
    return figure.kind
