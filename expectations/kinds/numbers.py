"""Whether what stands for an amount in a table is a number (`numbers_well_formed`): one that is not has no value, and no sum can be checked with it.

Which cells are meant to be amounts is told by `fiscal.cleaning`.
"""

from __future__ import annotations

from collections.abc import Iterator

from expectations.case import Ledger, label_of
from expectations.figures import equal_claim, has_amount
from expectations.instance import Instance, Shape
from expectations.kinds.scope import sheets_in
from expectations.rules import NumbersWellFormed, Rule
from expectations.verdict import ONE

_SHOWN = 12


def numbers_well_formed(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a table of amounts. Cells of pictures are doubted rather than the publisher."""
    assert isinstance(rule.formula, NumbersWellFormed)
    for table_no, sheet in sheets_in(ledger, rule.scope):
        broken = [o for o in sheet if o.status_reason == "number_malformed"]
        whole = [o for o in sheet if o.value_yuan is not None and has_amount(o)]
        table = ledger.tables.get(table_no)
        if table is None or not (broken or whole):
            continue
        n = len(broken)
        if not broken:
            saying = (f"《{table.title}》的 {len(whole)} 个金额均为规范的数字。", f"All {len(whole)} amounts of {table.title} are well-formed numbers.")
            yield Instance(rule, Shape.STATEMENT, equal_claim(0, 0), ((whole[0], ONE),), (table.title, "numbers"), saying=saying)
            continue
        more = " …" if n > _SHOWN else ""
        shown = "、".join(f"“{label_of(o)}”第{o.page}页“{o.value_reported}”" for o in broken[:_SHOWN]) + more
        told = "; ".join(f"{label_of(o)} on page {o.page}: “{o.value_reported}”" for o in broken[:_SHOWN]) + more
        saying = (
            f"《{table.title}》有 {n} 个单元格的数字书写不规范，数值不明，未参与核对：{shown}。",
            f"{table.title} has {n} cells whose numbers are malformed; their values are unknown and were not checked: {told}.",
        )
        terms = tuple((o, ONE) for o in broken[:_SHOWN])
        tier = "extraction" if any(o.method == "ocr" for o in broken) else None
        yield Instance(rule, Shape.STATEMENT, equal_claim(n, 0), terms, (table.title, "numbers"), tier=tier, saying=saying)
