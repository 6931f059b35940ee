"""The tables that every filing of a kind has to publish (`required_tables`): in the file, or said to have no data.

Which tables these are stands in the catalogue; what a filing's own contents promise is looked for by the rule of the
contents."""

from __future__ import annotations

import re
from collections.abc import Iterator

from expectations.catalogue.rules import Rule
from expectations.catalogue.statement_formulas import RequiredTable, RequiredTables
from expectations.claims.figures import equal_claim
from expectations.claims.instance import Instance, Shape
from expectations.filing.case import Ledger
from fiscal import lexicon
from fiscal.cleaning.tables.families import family_of
from fiscal.model.amounts import normal

_NONE = lexicon.text("findings.none")


def required_tables(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a filing that is whole: how many of the required tables it has, names in its contents, or says to be
    without data.
    """
    formula = rule.formula
    assert isinstance(formula, RequiredTables)
    if any(table.picture for table in ledger.tables.values()) or ledger.promised.elsewhere:
        return
    listed = ledger.promised.listed
    families = {family_of(title, [], None) for title in (*(t.title for t in ledger.tables.values()), *listed)}
    families |= {o.table_family for sheet in ledger.sheets.values() for o in sheet}
    there = [table for table in formula.tables if families.intersection(table.families)]
    if len(there) < formula.whole_from:
        return
    absent = [table for table in formula.tables if table not in there and not _said_to_be_empty(ledger, table)]
    claim = equal_claim(len(formula.tables), len(formula.tables) - len(absent), tolerance=rule.tolerance)
    titles = "、".join(f"《{table.title}》" for table in absent)
    saying = (
        (
            f"缺 {titles}，目录和正文均未列出，也未说明没有此项收支。",
            f"{titles} is neither listed nor there, nor is it said that there is nothing to report in it.",
        )
        if absent
        else (f"应公开的 {len(formula.tables)} 类表格齐全。", f"all {len(formula.tables)} kinds of tables are there.")
    )
    yield Instance(rule, Shape.STATEMENT, claim, (), ("required tables",), saying=saying)


def _said_to_be_empty(ledger: Ledger, table: RequiredTable) -> bool:
    if table.unless_none_of is None:
        return False
    said = re.compile(rf"{_NONE}[^,。;]{{0,16}}{table.unless_none_of}|{table.unless_none_of}[^,。;]{{0,20}}{_NONE}")
    return any(said.search(normal(sentence.text)) for sentence in ledger.case.reading.sentences)
