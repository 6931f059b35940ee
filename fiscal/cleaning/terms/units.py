"""Units: what is printed for a table or inside a header or label, what a table without one inherits, and how precise
each unit's figures are.

Whether a column holds money at all is told here too, by its header's words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from fiscal import lexicon
from fiscal.cleaning.terms.settings import FRACTIONS_AT_LEAST, LARGEST_COPIED, OWN_PLACE_AT_MOST
from fiscal.model.amounts import YUAN_PER_UNIT, decimal_places, normal, parse_amount
from fiscal.model.reading import Table

_MONEY = lexicon.pattern("amounts.money")
_BRACKETED = lexicon.pattern("amounts.bracketed")
_COUNT_UNIT = lexicon.pattern("amounts.count_unit")
_AMOUNT_WITH_UNIT = lexicon.pattern("amounts.amount_with_unit")
_COUNT_WORDS = lexicon.pattern("amounts.count_words")
_PERCENT_WORDS = lexicon.pattern("amounts.percent_words")
_SCORE_WORDS = lexicon.pattern("amounts.score_words")


@dataclass(frozen=True, slots=True)
class Unit:
    """`name`: canonical unit, None where unknown; `source`: `table`, `inherited` or `inferred`, None where there is
    none.
    """

    name: str | None
    source: str | None

    @property
    def yuan(self) -> Decimal | None:
        """Yuan in one unit, where it is money."""
        return YUAN_PER_UNIT.get(self.name or "")


NO_UNIT = Unit(None, None)


@cache
def printed_unit(text: str) -> str | None:
    """The canonical unit of a table's unit line (`金额单位：万元` → 万元, `台、辆、套` as it is); None where the text
    holds none.
    """
    plain = normal(text)
    if not plain:
        return None
    plain = lexicon.pattern("amounts.unit_label").sub("", plain)
    match = _MONEY.search(plain)
    if match:
        return match["unit"]
    if lexicon.pattern("amounts.count_units").fullmatch(plain):
        return plain
    return "%" if plain in ("%", "百分比") else None


@cache
def unit_in_brackets(text: str) -> str | None:
    """The money or count unit that stands in brackets or behind a colon in a header or label; None where there is
    none.
    """
    plain = normal(text)
    match = _BRACKETED.search(plain) or _COUNT_UNIT.search(plain)
    return match["unit"] if match else None


@cache
def unit_in_head(text: str) -> str | None:
    """The unit that a column's header cell says: as any text does, or by being nothing but the unit (`万元`)."""
    alone = _MONEY.fullmatch(normal(text))
    return alone["unit"] if alone is not None else unit_in_text(text)


@cache
def unit_in_text(text: str) -> str | None:
    """The unit that a header or label says for its figures: in brackets, or what its words measure (`%`, `分`, `数`);
    None where it says none.
    """
    plain = normal(text)
    bracketed = unit_in_brackets(text)
    if bracketed:
        return bracketed
    if _PERCENT_WORDS.search(plain):
        return "%"
    if _SCORE_WORDS.search(plain):
        return "分"
    return "数" if _COUNT_WORDS.search(plain) else None


def amount_with_unit(text: str) -> tuple[Decimal, str] | None:
    """The number and the unit that a cell prints together: `20.74万元`, `3辆`; None where it prints something else."""
    match = _AMOUNT_WITH_UNIT.fullmatch(normal(text))
    value = parse_amount(match["number"]) if match is not None else None
    return (value, match["unit"]) if match is not None and value is not None else None


def table_units(tables: Sequence[Table], own: dict[int, str | None]) -> dict[int, Unit]:
    """The unit of each table by its number. `own`: what is printed for it or in its header cells.

    A table without one takes that of the sheet that it continues or that continues it, else that of the other tables
    where they agree. Where they do not, the one in which its amounts are those of the other tables, else the one that
    most tables have, is `inferred`."""
    units = {no: Unit(name, "table") for no, name in own.items() if name}
    partner: dict[int, int] = {}
    for table in tables:
        if table.continues_table_no is not None:
            partner[table.table_no] = table.continues_table_no
            partner.setdefault(table.continues_table_no, table.table_no)
    counts = Counter(u.name for u in units.values() if u.yuan is not None)
    known = (
        {
            v * factor
            for t in tables
            if (u := units.get(t.table_no)) and (factor := u.yuan) is not None
            for v, _ in _amounts(t)
        }
        if len(counts) > 1
        else set[Decimal]()
    )
    result = dict(units)
    for table in tables:
        if table.table_no in units:
            continue
        beside = units.get(partner.get(table.table_no, -1))
        if beside is not None:
            result[table.table_no] = Unit(beside.name, "inherited")
        elif len(counts) == 1:
            result[table.table_no] = Unit(next(iter(counts)), "inherited")
        elif counts:
            result[table.table_no] = Unit(_fitting(table, counts, known), "inferred")
        else:
            result[table.table_no] = NO_UNIT
    return result


def _fitting(table: Table, counts: Counter[str | None], known: set[Decimal]) -> str | None:
    """The unit in which most amounts of a table are amounts of the other tables, rounded as this one prints them; the
    commonest where none is.
    """
    fits: dict[str | None, int] = {}
    for name in counts:
        factor = YUAN_PER_UNIT[name or ""]
        rounded: dict[int, set[Decimal]] = {}
        for value, places in _amounts(table):
            among = rounded.setdefault(
                places, {(k / factor).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) for k in known}
            )
            fits[name] = fits.get(name, 0) + (value in among)
    best = max(fits.values(), default=0)
    leaders = [name for name, n in fits.items() if n == best]
    return leaders[0] if best and len(leaders) == 1 else counts.most_common(1)[0][0]


def _amounts(table: Table) -> set[tuple[Decimal, int]]:
    """The amounts of a table that are no round or small numbers, with their decimal places."""
    found: set[tuple[Decimal, int]] = set()
    for cell in table.cells:
        value = parse_amount(cell.text)
        if value is not None and len(value.normalize().as_tuple().digits) >= 3 and abs(value) < LARGEST_COPIED:
            found.add((value, decimal_places(cell.text)))
    return found


def finest_places(figures: Iterable[tuple[str | None, str]]) -> dict[str | None, Decimal]:
    """The smallest unit of last place of each unit among (unit, printed number), in that unit; a figure that alone is
    finer than many others is so by itself.
    """
    places: dict[str | None, Counter[int]] = defaultdict(Counter)
    for unit, text in figures:
        if parse_amount(text) is not None:
            places[unit][decimal_places(text)] += 1
    return {unit: Decimal(1).scaleb(-finest_place(counts)) for unit, counts in places.items()}


def finest_place(counts: Counter[int]) -> int:
    """The most decimals among counts of figures by their decimals; a figure that alone has more than many others has
    them by itself.
    """
    finest = max(counts)
    others = max((place for place in counts if place < finest), default=finest)
    fractions = sum(n for place, n in counts.items() if place)
    alone = counts[finest] <= OWN_PLACE_AT_MOST and others and fractions >= FRACTIONS_AT_LEAST
    return others if alone else finest
