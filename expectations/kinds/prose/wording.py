"""Words that a drafter has left as they came (`wording`): placeholders of a template, reasons without a reason, a base
of comparison that is the year itself.

Which words these are stands in the catalogue's entries; what the prose's figures say is judged by the other kinds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from expectations.catalogue.rules import Rule
from expectations.catalogue.statement_formulas import Wording
from expectations.claims.figures import equal_claim
from expectations.claims.instance import Instance, Shape
from expectations.filing.case import Ledger
from fiscal.model.places import leaf_of, page_en, page_zh

_AROUND = 20
"""Characters of the sentence that are quoted before and behind the words."""


def wording(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a sentence that holds the words of the rule; `{year}` in its pattern is the filing's fiscal year."""
    formula = rule.formula
    assert isinstance(formula, Wording)
    year = ledger.case.identity.fiscal_year
    if year is None and "{year}" in formula.pattern:
        return
    pattern = re.compile(formula.pattern.replace("{year}", str(year)))
    pictures = {leaf_of(page) for page in ledger.case.reading.pages if page.picture}
    for sentence, text in ledger.told:
        found = pattern.search(text)
        if found is None:
            continue
        at = sentence.place
        quote = text[max(0, found.start() - _AROUND) : found.end() + _AROUND]
        saying = (f"文字说明{page_zh(at)}“{quote}”。", f"{page_en(at)}: “{quote}”.")
        tier = "extraction" if at in pictures else None
        yield Instance(rule, Shape.STATEMENT, equal_claim(1, 0), (), (rule.id, quote), tier=tier, saying=saying)
