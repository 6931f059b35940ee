"""What is wrong with how a filing was put together (`drafting`): chapters, tables twice or out of order, years and
bodies that are not the filing's.

Words that a template left are told by `expectations.kinds.prose.wording`, tables that have to be there by `required`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise

from expectations.catalogue.rules import Rule
from expectations.catalogue.statement_formulas import Drafting
from expectations.claims.figures import equal_claim
from expectations.claims.instance import Instance, Shape
from expectations.claims.sentences import figure
from expectations.filing.case import Ledger
from expectations.filing.chapters import absent_chapters, skipped_numbers
from expectations.filing.table_titles import table_key
from expectations.kinds.drafting.base_years import misdated_bases
from fiscal import lexicon
from fiscal.cleaning.tables.families import family_of
from fiscal.document.identity.evidence import gather
from fiscal.document.identity.names import squeeze
from fiscal.document.identity.publisher import other_bodies
from fiscal.model.places import Leaf, leaf_of, page_en, page_zh
from fiscal.model.reading import PROSE, Table

_KIND = lexicon.mapping("findings.kind")
_YEAR = lexicon.pattern("filings.year")
_OF_ANOTHER_YEAR = lexicon.pattern("findings.of_another_year")
"""Words of titles and sentences that speak of another year's budget and mean it."""
_OF_A_YEAR = {
    "budget": lexicon.pattern("findings.budget_of_a_year"),
    "final": lexicon.pattern("findings.final_of_a_year"),
}


def drafting(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a fault, or one that says there is none where there was something to look at."""
    formula = rule.formula
    assert isinstance(formula, Drafting)
    yield from _ASPECTS[formula.aspect](ledger, rule)


def _chapters(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    if ledger.promised.elsewhere:
        return
    listed, absent = absent_chapters(ledger.case.reading)
    skipped = [] if listed else skipped_numbers(ledger.case.reading)
    for chapter in absent:
        yield _fault(
            rule,
            chapter,
            f"目录列有“{chapter}”，正文中没有。",
            f"the contents list {chapter}, which is not in the body.",
        )
    for chapter in skipped:
        yield _fault(rule, chapter, f"正文的编号缺“{chapter}”。", f"the numbering of the body leaves out {chapter}.")
    if listed and not absent:
        yield _sound(
            rule, f"目录所列 {len(listed)} 个部分均在正文中。", f"all {len(listed)} chapters of the contents are there."
        )


def _once(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    places: dict[tuple[str, ...], list[Table]] = defaultdict(list)
    for table in ledger.tables.values():
        family = family_of(table.title, [], None)
        if (
            table.cells
            and table.header_rows
            and table.continues_table_no is None
            and family != "other"
            and not family.startswith(("performance", "key_projects"))
        ):
            places[table_key(table.title), table.declarant or "", table.unit or ""].append(table)
    for again in places.values():
        if len(again) > 1:
            zh, en = (", ".join(words(table.place) for table in again) for words in (page_zh, page_en))
            title = again[0].title
            yield _fault(
                rule,
                title,
                f"《{title}》出现 {len(again)} 次（{zh.replace(', ', '、')}）。",
                f"{title} stands {len(again)} times ({en}).",
            )


def _order(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    first: dict[int, Table] = {}
    for table_no, place in ledger.promised.matched:
        first.setdefault(place, ledger.tables[table_no])
    if len(first) < 2:
        return
    listed, faults = ledger.promised.listed, 0
    for before, place in pairwise(first):
        page = first[place].place
        if place < before and page.part_no == first[before].place.part_no:
            faults += 1
            zh = f"《{listed[place]}》（{page_zh(page)}）排在《{listed[before]}》之后，与目录次序不同。"
            yield _fault(
                rule,
                listed[place],
                zh,
                f"{listed[place]} ({page_en(page)}) stands behind {listed[before]}, unlike in the contents.",
            )
    if not faults:
        yield _sound(
            rule, f"{len(first)} 张表的次序与目录相同。", f"{len(first)} tables stand in the order of the contents."
        )


def _years(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    year, kind = ledger.case.identity.fiscal_year, _KIND.get(ledger.case.identity.doc_kind or "")
    if year is None or kind is None or "fiscal_year" in ledger.case.identity.between:
        return
    for table in ledger.tables.values():
        title = squeeze(table.title)
        years = {int(found) for found in _YEAR.findall(title)}
        if years and year not in years and kind in title and not _OF_ANOTHER_YEAR.search(title) and not table.picture:
            yield _of_year(rule, table.title, table.place, year)
    pictures = {leaf_of(page) for page in ledger.case.reading.pages if page.picture}
    pattern = _OF_A_YEAR[ledger.case.identity.doc_kind or ""]
    for sentence in ledger.case.reading.sentences:
        if sentence.kind not in PROSE or sentence.place in pictures:
            continue
        for found in pattern.finditer(squeeze(sentence.text)):
            if int(found[1]) not in (year - 1, year):
                yield _of_year(rule, found.group(), sentence.place, year)
    for said, before in misdated_bases(ledger, year):
        if leaf_of(said) in pictures:
            continue
        meant, from_ = year - 1, figure(before)
        yield _fault(
            rule,
            f"{said.quote}\x1f{said.part_no}\x1f{said.page}",
            f"{page_zh(said)}“{said.quote}”按 {meant} 年的 {from_} 计算才相符，所比年度应为 {meant} 年。",
            f"{page_en(said)}: the percentage of “{said.quote}” is that from {from_} of {meant}: that year is meant.",
        )


def _of_year(rule: Rule, quote: str, page: Leaf, year: int) -> Instance:
    return _fault(
        rule,
        f"{quote}\x1f{page.part_no}\x1f{page.page}",
        f"{page_zh(page)}“{quote}”的年度不是 {year} 年。",
        f"{page_en(page)}: the year of “{quote}” is not {year}.",
    )


def _bodies(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    identity = ledger.case.identity
    if identity.publisher is None or "publisher" in identity.between:
        return
    own = {
        identity.publisher,
        identity.publisher_parent or "",
        *identity.aliases,
        *identity.units,
        *(o.entity or "" for o in ledger.case.observations),
    }
    for name, (quote, page) in other_bodies(gather(ledger.case.reading), own).items():
        zh = f"{page_zh(page)}“{quote}”称{name}，本文件的单位是{identity.publisher}。"
        yield _fault(
            rule, name, zh, f"{page_en(page)}: “{quote}” names {name}; the filing is that of {identity.publisher}."
        )


_ASPECTS: dict[str, Callable[[Ledger, Rule], Iterator[Instance]]] = {
    "chapters": _chapters,
    "once": _once,
    "order": _order,
    "years": _years,
    "bodies": _bodies,
}


def _fault(rule: Rule, about: str, zh: str, en: str) -> Instance:
    return Instance(rule, Shape.STATEMENT, equal_claim(1, 0), (), (rule.id, about), saying=(zh, en))


def _sound(rule: Rule, zh: str, en: str) -> Instance:
    return Instance(rule, Shape.STATEMENT, equal_claim(0, 0), (), (rule.id,), saying=(zh, en))
