"""The prose of a filing as observations: every figure of the narrative with its concept, measure, base and place, and how much of it was understood.

Amounts that agree or clash with tables are judged by the expectations; this module only says what the prose says.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from fiscal.cleaning.clauses import Figure, Plain, plain
from fiscal.cleaning.compositions import attach_children, settle
from fiscal.cleaning.indicators import indicator_key
from fiscal.cleaning.narrative_lexicon import Lexicon
from fiscal.cleaning.statements import Draft
from fiscal.cleaning.telling import Telling
from fiscal.cleaning.text_cells import observe_text_cells
from fiscal.model.amounts import YUAN_PER_UNIT, Interval
from fiscal.model.contract import Clause, Observation
from fiscal.model.identity import Identity
from fiscal.model.reading import Box, Reading, Sentence

PROSE = ("sentence", "heading", "note")
ONE = Decimal(1)


def observe_narrative(reading: Reading, identity: Identity, filing_id: str, tables: list[Observation]) -> tuple[list[Observation], list[Clause]]:
    """The observations of the prose in reading order, and one coverage row for every sentence that holds a figure.

    `tables` are the filing's table observations: they say which codes and projects the filing names. Statements that hang together have one `statement_id`:
    a subject's value, its change (amount and percentage), its share and rate.
    """
    lexicon = Lexicon(tables)
    telling = Telling(identity, lexicon)
    spoken: dict[int, tuple[Sentence, Plain, list[Figure]]] = {}
    for sentence in reading.sentences:
        if sentence.kind not in PROSE:
            continue
        text = plain(sentence.text)
        found = telling.sentence(sentence.sentence_no, text, sentence.heading_path, sentence.kind == "heading")
        spoken[sentence.sentence_no] = (sentence, text, found)
    settle(telling.compositions)
    attach_children(telling.drafts)
    pictures = {p.page for p in reading.pages if p.picture}
    finest = _finest(telling.drafts)
    ids = {id(d): _observation_id(filing_id, d) for d in telling.drafts}
    observations = [_observation(d, spoken[d.sentence_no], ids, finest, pictures, lexicon) for d in telling.drafts]
    return [*observations, *observe_text_cells(reading, identity, filing_id, tables)], _coverage(spoken.values(), telling.drafts)


def _observation_id(filing_id: str, draft: Draft) -> str:
    place = f"{filing_id}\x1fprose\x1f{draft.sentence_no}\x1f{draft.start}\x1f{draft.end}\x1f{draft.relation}\x1f{draft.label}"
    return hashlib.sha256(place.encode()).hexdigest()[:24]


def _finest(drafts: Iterable[Draft]) -> dict[str, int]:
    """Per money unit, the most decimal places that the prose prints."""
    places: dict[str, int] = defaultdict(int)
    for draft in drafts:
        if draft.money and draft.figure is not None:
            unit = _money_unit(draft.figure)
            places[unit] = max(places[unit], draft.figure.places)
    return places


def _money_unit(figure: Figure) -> str:
    return {"万": "万元", "亿": "亿元"}.get(figure.unit, figure.unit)


def _observation(
    draft: Draft, spoken: tuple[Sentence, Plain, list[Figure]], ids: dict[int, str], finest: dict[str, int], pictures: set[int], lexicon: Lexicon
) -> Observation:
    sentence, text, _ = spoken
    figure = draft.figure
    box = _box(sentence, text, draft)
    value, unit, yuan, precision = _amount(draft, finest)
    interval = None if value is None or precision is None else Interval.around(yuan if yuan is not None else value, precision)
    reported, state = _reported(draft, text)
    source, kind = _funds(draft, lexicon)
    return Observation(
        observation_id=ids[id(draft)],
        table_no=None,
        row=None,
        col=None,
        page=box.page,
        x0=box.x0,
        top=box.top,
        x1=box.x1,
        bottom=box.bottom,
        quote=text.quote(max(0, draft.start), draft.end),
        table_family="narrative",
        row_label=draft.label or None,
        row_code=draft.meaning.concept if draft.meaning.class_system == "functional" else None,
        row_path=sentence.heading_path,
        row_level=None,
        class_system="indicator" if draft.indicator else draft.meaning.class_system,
        concept="indicator" if draft.indicator else draft.meaning.concept,
        measure=draft.measure,
        source_of_funds=source,
        expenditure_type=kind,
        period=draft.period,
        phase=draft.phase,
        entity=None,
        project=draft.meaning.project,
        value_text=_value_text(draft),
        value_reported=reported,
        value_state=state,
        unit=unit,
        unit_source="inferred" if figure is not None and figure.kind in ("bare", "myriad") and unit else "table" if unit else None,
        value_yuan=yuan,
        value_native=value,
        precision_unit=precision,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        method="ocr" if box.page in pictures else "prose",
        confidence=1.0,
        status=draft.status,
        status_reason=draft.reason,
        sentence_no=draft.sentence_no,
        statement_id=f"{ids[id(draft.statement.drafts[0])]}" if draft.statement.drafts else ids[id(draft)],
        part_of=ids.get(id(draft.part_of)) if draft.part_of is not None else None,
        complete=draft.complete,
        relation="part" if draft.part_of is not None and draft.relation == "value" else draft.relation,
        direction=draft.direction,
        base=draft.base,
        approximate=figure.approximate if figure else False,
        indicator=draft.indicator,
        indicator_key=indicator_key(draft.indicator) if draft.indicator else None,
        fiscal_year=draft.fiscal_year,
    )


def _funds(draft: Draft, lexicon: Lexicon) -> tuple[str | None, str | None]:
    """The funds and the kind of expenditure; of money that has a concept, as the tables have it."""
    meaning = draft.meaning
    if meaning.concept is None or draft.indicator or not draft.money or meaning.class_system == "asset":
        return meaning.source, meaning.kind
    measure = next((d.measure for d in draft.statement.drafts if d.relation == "value"), draft.measure)
    return lexicon.fit(meaning.class_system, meaning.concept, measure, draft.fiscal_year, meaning.project, meaning.source, meaning.kind)


def _amount(draft: Draft, finest: dict[str, int]) -> tuple[Decimal | None, str | None, Decimal | None, Decimal | None]:
    """Value in the printed unit, unit, yuan, and precision in the unit of the value (yuan for money)."""
    figure = draft.figure
    if figure is None:
        return (Decimal(0), None, Decimal(0) if draft.money else None, None) if draft.direction == "flat" else (None, None, None, None)
    if draft.money:
        unit = _money_unit(figure)
        places = figure.places if figure.approximate else finest[unit]
        return figure.value, unit, figure.value * YUAN_PER_UNIT[unit], ONE.scaleb(-places) * YUAN_PER_UNIT[unit]
    unit = "%" if figure.kind == "bare" and draft.relation == "change" else figure.unit
    return figure.value, unit or None, None, ONE.scaleb(-figure.places)


def _reported(draft: Draft, text: Plain) -> tuple[str, str]:
    figure = draft.figure
    if figure is None:
        words = draft.said or text.text[draft.start : draft.end]
        return (text.quote(max(0, draft.start), draft.end) if not draft.said else words), "text"
    whole = draft.indicator is not None or figure.kind == "percent"
    printed = text.quote(figure.start if whole else figure.number_start, figure.end if whole else figure.number_end)
    return printed, "zero" if figure.value == 0 else "number"


def _value_text(draft: Draft) -> str | None:
    if draft.relation == "absence":
        return "无"
    if draft.direction == "flat":
        return "持平"
    figure = draft.figure
    if figure is None or draft.indicator is None:
        return None
    return f"{figure.sign}{figure.value}{figure.unit}"


def _box(sentence: Sentence, text: Plain, draft: Draft) -> Box:
    """The printed lines that the clause stands on: each line takes its share of the characters by its width."""
    boxes = sentence.boxes
    if not boxes:
        return Box(1, 0.0, 0.0, 0.0, 0.0)
    if len(boxes) == 1:
        return boxes[0]
    widths = [max(b.x1 - b.x0, 1.0) for b in boxes]
    total = sum(widths)
    length = max(len(sentence.text), 1)
    first = text.at[min(max(draft.start, 0), len(text.at) - 1)] / length
    last = text.at[min(max(draft.end - 1, 0), len(text.at) - 1)] / length
    edge, chosen = 0.0, list[Box]()
    for box, width in zip(boxes, widths, strict=True):
        begin, edge = edge, edge + width / total
        if edge > first and begin <= last:
            chosen.append(box)
    same = [b for b in chosen if b.page == chosen[-1].page] if chosen else [boxes[0]]
    return Box(same[0].page, min(b.x0 for b in same), min(b.top for b in same), max(b.x1 for b in same), max(b.bottom for b in same))


def _coverage(spoken: Iterable[tuple[Sentence, Plain, list[Figure]]], drafts: Iterable[Draft]) -> list[Clause]:
    understood: dict[int, set[int]] = defaultdict(set)
    reasons: dict[int, str] = {}
    for draft in drafts:
        if draft.figure is None:
            continue
        if draft.status == "ambiguous":
            reasons.setdefault(draft.sentence_no, draft.reason or "subject_unknown")
        else:
            understood[draft.sentence_no].add(draft.figure.number_start)
    rows: list[Clause] = []
    for sentence, _, found in spoken:
        if found:
            known = len(understood[sentence.sentence_no])
            page = sentence.boxes[0].page if sentence.boxes else 1
            reason = None if known >= len(found) else reasons.get(sentence.sentence_no, "subject_unknown")
            rows.append(Clause(sentence_no=sentence.sentence_no, page=page, text=sentence.text, figures=len(found), understood=known, reason=reason))
    return rows
