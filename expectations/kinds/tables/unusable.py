"""What of a filing could not be used and so was not checked: error values and malformed numbers, amounts without a
unit, figures that two readers read differently, attached files.

Which cells are meant to be amounts is told by `fiscal.cleaning`; how many figures were not checked in all by
`fiscal.model.findings.causes`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from expectations.catalogue.rules import Rule
from expectations.catalogue.statement_formulas import AttachmentsRead, NumbersWellFormed, ReadersAgree, UnitKnown
from expectations.claims.figures import Weighted, equal_claim, has_amount
from expectations.claims.instance import Instance, Shape
from expectations.claims.verdict import ONE
from expectations.filing.case import Ledger, label_of
from expectations.kinds.shared.scope import sheets_in
from fiscal.document.opening.attached import EMBEDDED
from fiscal.model.contract import Observation
from fiscal.model.places import page_en, page_zh

_SHOWN = 12
_UNUSABLE = ("number_malformed", "cell_error")


def numbers_well_formed(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a table of amounts: whether each is a number. Cells of pictures are doubted rather than the
    publisher.
    """
    assert isinstance(rule.formula, NumbersWellFormed)
    for table_no, sheet in sheets_in(ledger, rule.scope):
        broken = [o for o in sheet if o.status_reason in _UNUSABLE]
        whole = [o for o in sheet if o.value_yuan is not None and has_amount(o)]
        table = ledger.tables.get(table_no)
        if table is None or not (broken or whole):
            continue
        n = len(broken)
        if not broken:
            saying = (
                f"《{table.title}》的 {len(whole)} 个金额均为规范的数字。",
                f"All {len(whole)} amounts of {table.title} are well-formed numbers.",
            )
            yield Instance(
                rule, Shape.STATEMENT, equal_claim(0, 0), ((whole[0], ONE),), (table.title, "numbers"), saying=saying
            )
            continue
        zh, en = (
            ("数字书写不规范", "whose numbers are malformed")
            if broken[0].status_reason == "number_malformed"
            else ("印的是出错值", "that show an error value")
        )
        shown, told = _list(broken)
        saying = (
            f"《{table.title}》有 {n} 个单元格{zh}，数值不明，未参与核对：{shown}。",
            f"{table.title} has {n} cells {en}; their values are unknown and were not checked: {told}.",
        )
        tier = "extraction" if any(o.method == "ocr" for o in broken) else None
        yield Instance(
            rule, Shape.STATEMENT, equal_claim(n, 0), _terms(broken), (table.title, "numbers"), tier=tier, saying=saying
        )


def unit_known(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a filing with amounts whose unit is told neither by their table nor by any other, naming the
    tables.
    """
    assert isinstance(rule.formula, UnitKnown)
    unknown: dict[int, list[Observation]] = defaultdict(list)
    for table_no, sheet in sheets_in(ledger, rule.scope):
        unknown[table_no] += [o for o in sheet if o.status_reason == "no_unit" and o.value_native is not None]
    amounts = [o for found in unknown.values() for o in found]
    titles = "、".join(
        f"《{ledger.tables[no].title}》" for no, found in unknown.items() if found and no in ledger.tables
    )
    if not amounts:
        return
    n = len(amounts)
    saying = (
        f"{titles} 未注明金额单位，也无法从其他表得知，{n} 个金额未能核对。",
        f"{titles} declare no unit and no other table tells it: {n} amounts were not checked.",
    )
    yield Instance(rule, Shape.STATEMENT, equal_claim(n, 0), _terms(amounts), ("unit known",), saying=saying)


def readers_agree(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a filing in which the two ways of reading differ on figures: these are doubted, not the
    publisher.
    """
    assert isinstance(rule.formula, ReadersAgree)
    doubted = {
        (d.table_no, d.row, d.col)
        for d in ledger.case.reading.doubts
        if d.code == "readers_disagree" and d.table_no is not None
    }
    figures = [o for o in ledger.case.observations if (o.table_no, o.row, o.col) in doubted and has_amount(o)]
    if not figures:
        return
    n = len(figures)
    shown, told = _list(figures)
    saying = (
        f"有 {n} 个数字两种读法不一致，以第一种为准，请对照原件：{shown}。",
        f"two readers differ on {n} figures, the first one's were taken; see the page: {told}.",
    )
    yield Instance(rule, Shape.STATEMENT, equal_claim(n, 0), _terms(figures), ("readers",), saying=saying)


def attachments_read(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a filing into which other files are embedded: they were not read."""
    assert isinstance(rule.formula, AttachmentsRead)
    attached = [
        d.detail.removeprefix(EMBEDDED).strip(": ")
        for d in ledger.case.reading.doubts
        if d.code == "active_content" and d.detail.startswith(EMBEDDED)
    ]
    if not attached:
        return
    n = len(attached)
    names = "、".join(filter(None, attached))
    saying = (
        f"PDF 内附有 {n} 个文件{f'（{names}）' if names else ''}，未予读取，其中内容未能核对。",
        f"{n} files are embedded in the PDF{f' ({names})' if names else ''}; they were not read and not checked.",
    )
    yield Instance(rule, Shape.STATEMENT, equal_claim(n, 0), (), ("attachments",), saying=saying)


def _terms(cells: Sequence[Observation]) -> tuple[Weighted, ...]:
    return tuple((o, ONE) for o in cells[:_SHOWN])


def _list(cells: Sequence[Observation]) -> tuple[str, str]:
    more = " …" if len(cells) > _SHOWN else ""
    shown = "、".join(f"“{label_of(o)}”{page_zh(o)}“{o.value_reported}”" for o in cells[:_SHOWN]) + more
    told = "; ".join(f"{label_of(o)} on {page_en(o)}: “{o.value_reported}”" for o in cells[:_SHOWN]) + more
    return shown, told
