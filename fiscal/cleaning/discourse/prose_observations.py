"""Drafts of the prose as rows of `observations`: ids, places, exact values with the prose's precision, funds and units
as the tables have them.

What a clause says is settled before, in `fiscal.cleaning.discourse.clause_reading`.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from fiscal import lexicon
from fiscal.cleaning.discourse.record.record import Record
from fiscal.cleaning.discourse.record.statements import Draft
from fiscal.cleaning.grammar.clauses import Figure, Plain
from fiscal.cleaning.grammar.filing_names import FilingNames
from fiscal.cleaning.grammar.passages import Passage
from fiscal.cleaning.terms.counts import KEPT_VEHICLES
from fiscal.cleaning.terms.indicators import indicator_key
from fiscal.cleaning.terms.units import finest_place
from fiscal.model.amounts import CENT, NATIVE, YUAN_PER_UNIT, Interval, kept_precision
from fiscal.model.contract import Observation
from fiscal.model.places import Leaf, leaf_of

ONE = Decimal(1)
_OF_YEAR = lexicon.pattern("clauses.of_year")
ALL_VEHICLES = ("asset", "vehicles_total")


class Rows:
    """The rows of one filing's prose. The precision of money is the finest place that the prose prints in that unit
    (one amount alone that is finer is so by itself); percentages and counts keep their string's.

    The official vehicles that a body keeps are among all its vehicles, which another section or a table counts.
    """

    def __init__(
        self,
        filing_id: str,
        told: Sequence[Passage],
        record: Record,
        filing_names: FilingNames,
        pictures: set[Leaf],
    ) -> None:
        """Give every draft its id; `pictures` are the files and pages that OCR has read."""
        self._told, self._record, self._filing_names, self._pictures = told, record, filing_names, pictures
        self._ids = {d.number: self._identifier(filing_id, d) for d in record.drafts}
        self._places: dict[str, int] = _places_of(record.drafts)
        self._vehicles: dict[int | None, tuple[str, str | None]] = {}
        for draft in record.drafts:
            if (draft.meaning.class_system, draft.meaning.concept) == ALL_VEHICLES:
                self._vehicles.setdefault(
                    draft.fiscal_year, (self._ids[draft.number], draft.figure.unit if draft.figure else None)
                )
        in_table = filing_names.counted(*ALL_VEHICLES, "辆")
        if in_table is not None:
            self._vehicles[in_table.fiscal_year] = (in_table.observation_id, in_table.unit)

    def _identifier(self, filing_id: str, draft: Draft) -> str:
        sentence_no = self._told[draft.passage].first.sentence_no
        parts = (filing_id, "prose", sentence_no, draft.start, draft.end, draft.relation, draft.label)
        place = "\x1f".join(map(str, parts))
        return hashlib.sha256(place.encode()).hexdigest()[:24]

    def observation(self, draft: Draft) -> Observation:
        """The row of one draft."""
        passage, figure, meaning = self._told[draft.passage], draft.figure, draft.meaning
        text = passage.text
        box = passage.box(draft.start, draft.end)
        value, unit, yuan, precision = self._amount(draft)
        interval = (
            None
            if value is None or precision is None
            else Interval.around(yuan if yuan is not None else value, precision).kept()
        )
        reported, state = _reported(draft, text)
        source, kind = self._funds(draft)
        like = (
            self._filing_names.counted(meaning.class_system, meaning.concept, unit)
            if draft.measure == "count" and meaning.concept and unit
            else None
        )
        held = self._vehicles.get(draft.fiscal_year) if meaning.concept == KEPT_VEHICLES else None
        whole = self._ids[draft.part_of] if draft.part_of is not None else held[0] if held else self._in_table(draft)
        said = Observation(
            observation_id=self._ids[draft.number],
            table_no=None,
            row=None,
            col=None,
            page=box.page,
            part_no=box.part_no,
            x0=box.x0,
            top=box.top,
            x1=box.x1,
            bottom=box.bottom,
            quote=text.quote(draft.start, draft.end),
            table_family="narrative",
            row_label=draft.label or None,
            row_code=meaning.concept if meaning.class_system == "functional" else None,
            row_path=passage.headings,
            row_level=None,
            class_system=meaning.class_system if meaning.concept else "none",
            concept=meaning.concept,
            measure=draft.measure,
            source_of_funds=source,
            expenditure_type=kind,
            period=draft.period,
            phase=like.phase if like else draft.phase,
            entity=draft.body,
            project=meaning.project,
            value_text=_value_text(draft),
            value_reported=reported,
            value_state=state,
            unit=like.unit if like else held[1] if held else unit,
            unit_source=(
                "inferred"
                if figure is not None and figure.kind in ("bare", "myriad") and unit
                else "table"
                if unit
                else None
            ),
            value_yuan=yuan,
            value_native=value,
            precision_unit=precision,
            low=interval.low if interval else None,
            high=interval.high if interval else None,
            method="ocr" if leaf_of(box) in self._pictures else "prose",
            confidence=1.0,
            status=draft.status,
            status_reason=draft.reason,
            sentence_no=passage.sentence_at(figure.number_start if figure is not None else draft.start).sentence_no,
            statement_id=self._ids[self._record.statement(draft.statement).drafts[0]],
            part_of=whole,
            complete=draft.complete if draft.part_of is not None else False if held else None,
            listing=draft.listing if draft.part_of is not None else None,
            relation="part" if draft.part_of is not None and draft.relation == "value" else draft.relation,
            direction=draft.direction,
            base=draft.base,
            approximate=figure.approximate if figure else False,
            indicator=draft.indicator,
            indicator_key=(
                indicator_key(draft.indicator) if draft.indicator and meaning.concept == "indicator" else None
            ),
            fiscal_year=draft.fiscal_year,
        )
        if (
            meaning.class_system not in ("functional", "none")
            or said.concept is None
            or yuan is None
            or draft.relation != "value"
        ):
            return said
        of_year = any(_OF_YEAR.search(words) for words in (said.quote, *passage.headings))
        return replace(said, concept=self._filing_names.years_concept(said.concept, said, said=of_year))

    def _funds(self, draft: Draft) -> tuple[str | None, str | None]:
        """The funds and the kind of expenditure; of money that has a concept, as the tables have it. Parts are of their
        whole's funds.
        """
        meaning = draft.meaning
        if meaning.concept is None or draft.indicator or not draft.money or meaning.class_system == "asset":
            return meaning.source, meaning.kind
        whole = self._record.draft(draft.part_of).meaning if draft.part_of is not None else None
        source = meaning.source or (
            whole.source if whole is not None and whole.class_system == meaning.class_system else None
        )
        stated = next(
            (d.measure for d in self._record.said_of(draft.statement) if d.relation == "value"), draft.measure
        )
        measure = draft.measure if draft.relation == "value" else stated
        return self._filing_names.fit(
            meaning.class_system, meaning.concept, measure, draft.fiscal_year, meaning.project, source, meaning.kind
        )

    def _in_table(self, draft: Draft) -> str | None:
        """The id of the table's figure that a share is of, where the prose only names it."""
        of = draft.share_of
        value = next((d for d in self._record.said_of(draft.statement) if d.relation == "value"), None)
        if of is None or of.concept is None or value is None:
            return None
        found = self._filing_names.stated(
            of.class_system, of.concept, value.measure, value.fiscal_year, of.project, of.source, of.kind
        )
        return found.observation_id if found is not None else None

    def _amount(self, draft: Draft) -> tuple[Decimal | None, str | None, Decimal | None, Decimal | None]:
        """Value in the printed unit, unit, yuan, and precision in the unit of the value (yuan for money)."""
        figure = draft.figure
        if figure is None:
            return (
                (Decimal(0), None, Decimal(0) if draft.money else None, None)
                if draft.direction == "flat"
                else (None, None, None, None)
            )
        if draft.money:
            unit = _money_unit(figure)
            places = figure.places if figure.approximate else max(figure.places, self._places[unit])
            yuan = (figure.value * YUAN_PER_UNIT[unit]).quantize(CENT, ROUND_HALF_UP)
            return (
                figure.value.quantize(NATIVE, ROUND_HALF_UP),
                unit,
                yuan,
                kept_precision(ONE.scaleb(-places) * YUAN_PER_UNIT[unit]),
            )
        unit = "%" if figure.kind == "bare" and draft.relation == "change" else figure.unit
        return (
            figure.value.quantize(NATIVE, ROUND_HALF_UP),
            unit or None,
            None,
            kept_precision(ONE.scaleb(-figure.places)),
        )


def _places_of(drafts: Sequence[Draft]) -> dict[str, int]:
    """The decimals that the amounts of the prose are told with, by unit."""
    told: dict[str, Counter[int]] = defaultdict(Counter)
    for draft in drafts:
        if draft.money and draft.figure is not None:
            told[_money_unit(draft.figure)][draft.figure.places] += 1
    return {unit: finest_place(counts) for unit, counts in told.items()}


def _money_unit(figure: Figure) -> str:
    return {"万": "万元", "亿": "亿元"}.get(figure.unit, figure.unit)


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
