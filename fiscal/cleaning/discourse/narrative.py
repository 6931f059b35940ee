"""The prose of a filing as observations: every figure of the narrative with its concept, measure, base and place, and
how much of it was understood.

Amounts that agree or clash with tables are judged by the expectations; this module only says what the prose says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from fiscal.cleaning.discourse.attribution import attribute_changes, attribute_rests, attribute_totals
from fiscal.cleaning.discourse.clause_reading import Telling
from fiscal.cleaning.discourse.lists.completeness import settle
from fiscal.cleaning.discourse.lists.owners import find_owners
from fiscal.cleaning.discourse.lists.parts import attach_children, keep_only_agreed_scopes
from fiscal.cleaning.discourse.prose_observations import Rows
from fiscal.cleaning.discourse.record.statements import Draft
from fiscal.cleaning.discourse.text_cells import observe_text_cells
from fiscal.cleaning.grammar.clauses import Figure
from fiscal.cleaning.grammar.filing_names import FilingNames
from fiscal.cleaning.grammar.passages import Passage, passages
from fiscal.model.contract import Clause, Observation
from fiscal.model.identity import Identity
from fiscal.model.places import leaf_of
from fiscal.model.reading import Reading


def observe_narrative(
    reading: Reading, identity: Identity, filing_id: str, tables: list[Observation]
) -> tuple[list[Observation], list[Clause]]:
    """The observations of the prose in reading order, and one coverage row for every sentence that holds a figure.

    `tables` are the filing's table observations: they say which codes, projects and funds the filing names. What is
    said of one subject (its value, its change in amount and per cent, its share and rate) has one `statement_id`;
    indicators in the long texts of forms come last, with their cell."""
    filing_names = FilingNames(tables)
    telling = Telling(identity, filing_names)
    told: list[Passage] = []
    found: list[list[Figure]] = []
    for passage in passages(reading.sentences):
        found.append(telling.passage(len(told), passage.text, passage.headings, passage.is_heading))
        told.append(passage)
    record = telling.record
    attribute_rests(record)
    find_owners(record)
    settle(record)
    attribute_changes(record)
    attribute_totals(record, filing_names)
    attach_children(record)
    keep_only_agreed_scopes(record)
    rows = Rows(filing_id, told, record, filing_names, {leaf_of(p) for p in reading.pages if p.picture})
    observations = [rows.observation(draft) for draft in record.drafts]
    return [*observations, *observe_text_cells(reading, identity, filing_id, tables)], _coverage(
        zip(told, found, strict=True), record.drafts
    )


def _coverage(spoken: Iterable[tuple[Passage, list[Figure]]], drafts: Iterable[Draft]) -> list[Clause]:
    """Per sentence its figures, how many of them an undoubted draft holds, and the first reason where one is
    missing.
    """
    understood: dict[tuple[int, int], bool] = {}
    reasons: dict[tuple[int, int], str] = {}
    for draft in drafts:
        if draft.figure is None:
            continue
        place = (draft.passage, draft.figure.number_start)
        understood[place] = understood.get(place, False) or draft.status != "ambiguous"
        reasons.setdefault(place, draft.reason or "subject_unknown")
    rows: list[Clause] = []
    for number, (passage, found) in enumerate(spoken):
        by_sentence: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for figure in found:
            by_sentence[passage.sentence_at(figure.number_start).sentence_no].append((number, figure.number_start))
        for sentence in passage.sentences:
            places = by_sentence.get(sentence.sentence_no)
            if places:
                missed = [p for p in places if not understood.get(p, False)]
                reason = reasons.get(missed[0], "subject_unknown") if missed else None
                rows.append(
                    Clause(
                        sentence_no=sentence.sentence_no,
                        page=sentence.place.page,
                        part_no=sentence.place.part_no,
                        text=sentence.text,
                        figures=len(places),
                        understood=len(places) - len(missed),
                        reason=reason,
                    )
                )
    return rows
