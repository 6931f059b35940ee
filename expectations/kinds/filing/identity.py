"""Whether a filing is complete and says what its figures are in: the contents against the tables (`contents`), a
narrative whose tables have not come (`tables_received`), an identity told in one way (`identity_told`) and as its
source tells it (`source_title`), a unit for every table (`unit_declared`).

Which tables are promised is told by `expectations.filing`, whose filing it is and for which year by
`fiscal.document.identity`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from expectations.catalogue.rules import Rule
from expectations.catalogue.statement_formulas import Contents, IdentityTold, SourceTitle, TablesReceived, UnitDeclared
from expectations.claims.figures import equal_claim, undecided
from expectations.claims.instance import Instance, Shape
from expectations.claims.verdict import ONE
from expectations.filing.case import Ledger
from expectations.kinds.shared.scope import sheets_in
from fiscal.document.identity.names import one_body
from fiscal.model.identity import Identity
from fiscal.model.places import page_en, page_zh
from fiscal.model.vocabulary import DOC_KINDS


def contents(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a filing whose contents list tables: how many of them are in it. Of a narrative alone nothing is
    asked: its tables were not received.
    """
    assert isinstance(rule.formula, Contents)
    found = ledger.promised
    if not found.listed or found.elsewhere:
        return
    listed, missing = len(found.listed), len(found.missing)
    claim = equal_claim(listed, listed - missing, tolerance=rule.tolerance)
    if missing:
        saying = (
            f"目录列有 {listed} 张表，正文缺 {missing} 张：{_titles(found.missing)}。",
            f"the contents list {listed} tables, {missing} of them are absent: {_titles(found.missing)}.",
        )
    elif found.unread:
        claim = undecided("insufficient_data")
        saying = (
            f"目录所列 {_titles(found.unread)} 有标题而未读到表格，无法核对。",
            f"of {_titles(found.unread)} in the contents a title was read but no table.",
        )
    else:
        saying = (f"目录所列 {listed} 张表均在正文中。", f"all {listed} tables of the contents are in the filing.")
    yield Instance(rule, Shape.STATEMENT, claim, (), ("contents",), saying=saying)


def tables_received(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a filing that is its narrative alone: the tables that it promises stand in another file, which has
    not come.
    """
    assert isinstance(rule.formula, TablesReceived)
    found = ledger.promised
    if not found.elsewhere:
        return
    count = len(found.listed) or len(found.annexes)
    annex_zh = f"（正文称见附件{_titles(found.annexes)}）" if found.annexes else ""
    annex_en = f" (the text refers to the annex {_titles(found.annexes)})" if found.annexes else ""
    if found.listed:
        saying = (
            f"本文件只有文字说明，目录所列 {count} 张表尚未收到{annex_zh}：{_titles(found.listed)}；表内数字未能核对。",
            (
                f"the file is the narrative alone; the {count} tables of its contents have not been received{annex_en}:"
                f" {_titles(found.listed)}; not checked."
            ),
        )
    else:
        saying = (
            f"本文件只有文字说明，正文所称附件{_titles(found.annexes)}尚未收到；表内数字未能核对。",
            (
                f"the file is the narrative alone; the annex {_titles(found.annexes)} that it refers to has not been"
                " received; not checked."
            ),
        )
    yield Instance(rule, Shape.STATEMENT, equal_claim(count, 0), (), ("tables received",), saying=saying)


def _titles(titles: Sequence[str]) -> str:
    return "、".join(f"《{title}》" for title in titles)


_FIELDS = {"publisher": ("发布单位", "publisher"), "fiscal_year": ("年度", "fiscal year"), "doc_kind": ("类型", "kind")}


def identity_told(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a field of the identity that the file tells in two ways of nearly equal weight."""
    assert isinstance(rule.formula, IdentityTold)
    for field, values in ledger.case.identity.between.items():
        zh, en = _FIELDS[field]
        named = [DOC_KINDS.get(str(value), str(value)) for value in values]
        saying = (
            f"{zh}在{'与'.join(f'“{value}”' for value in named)}之间不能确定，按“{named[0]}”处理。",
            f"the {en} is not sure between {' and '.join(values)}; taken to be {values[0]}.",
        )
        yield Instance(rule, Shape.STATEMENT, equal_claim(len(values), 1), (), (field,), saying=saying)


def source_title(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a field of the identity and a value that titles at the sources of the filing's files give it: a
    title is a second opinion, and nobody is held by it.
    """
    assert isinstance(rule.formula, SourceTitle)
    identity = ledger.case.identity
    printed = {"publisher": identity.publisher, "fiscal_year": identity.fiscal_year, "doc_kind": identity.doc_kind}
    for field, (zh, en) in _FIELDS.items():
        here = printed[field]
        titles: dict[object, str] = {}
        for told in ledger.case.told_by_sources:
            titles.setdefault(getattr(told, field), told.title)
        for there, title in titles.items():
            if here is None or there is None:
                continue
            agree = here == there if field != "publisher" else _is_of(str(there), identity)
            if agree:
                saying = (
                    f"来源标题《{title}》的{zh}与文件所印一致。",
                    f"of the {en}, the title {title} at the source says what the file prints.",
                )
            else:
                zh_there, zh_here = (DOC_KINDS.get(str(value), value) for value in (there, here))
                saying = (
                    f"来源标题《{title}》的{zh}“{zh_there}”，文件印为“{zh_here}”。",
                    f"the title {title} at the source says {en} {there}, the file prints {here}.",
                )
            yield Instance(rule, Shape.STATEMENT, equal_claim(1, int(agree)), (), (f"source {field}",), saying=saying)


def _is_of(name: str, identity: Identity) -> bool:
    """Whether a title's name may be the body's, in full or shortened."""
    return any(one_body(name, own, abbreviated=True) for own in (identity.publisher or "", *identity.aliases))


def unit_declared(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a table that holds amounts of money: whether it says in what unit they are.

    Where no picture of the filing shows a unit, the reading is doubted rather than the publisher.
    """
    assert isinstance(rule.formula, UnitDeclared)
    read_in_pictures = any(table.picture and table.unit for table in ledger.tables.values())
    for table_no, sheet in sheets_in(ledger, rule.scope):
        money = [o for o in sheet if o.value_yuan is not None]
        table = ledger.tables.get(table_no)
        if not money or table is None:
            continue
        declared = any(o.unit_source == "table" for o in money)
        example = money[0]
        claim = equal_claim(1, int(declared))
        if declared:
            saying = (
                f"《{table.title}》{page_zh(example)}注明了金额单位。",
                f"{table.title} ({page_en(example)}) declares the unit of its amounts.",
            )
        else:
            saying = (
                f"《{table.title}》{page_zh(example)}未注明金额单位，按{example.unit}理解。",
                (
                    f"{table.title} ({page_en(example)}) declares no 金额单位; its amounts are taken to be in"
                    f" {example.unit}."
                ),
            )
        tier = "extraction" if table.picture and not declared and not read_in_pictures else None
        yield Instance(rule, Shape.STATEMENT, claim, ((example, ONE),), (table.title, "unit"), tier=tier, saying=saying)
