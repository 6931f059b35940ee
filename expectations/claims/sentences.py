"""What a finding says: one sentence in Chinese and one in English, with the numbers as printed, the table and the page.

The verdict is made elsewhere; a kind whose shape cannot be put in a formula brings its own sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from expectations.claims.figures import in_print, scale_in_print
from expectations.claims.instance import Instance, Shape
from expectations.filing.case import Ledger, label_of
from fiscal import lexicon
from fiscal.model.amounts import unit_of_difference
from fiscal.model.contract import Observation
from fiscal.model.places import page_en, page_zh

_SHOWN = 24
_UNGROUPED = lexicon.pattern("findings.ungrouped")
"""A number of a thousand or more without separators, with its unit where that is printed behind it."""


def sentences(ledger: Ledger, instance: Instance) -> tuple[str, str]:
    """The finding's sentence in Chinese and in English."""
    rule, explanation = instance.rule, instance.explanation
    if explanation is None or instance.violated:
        zh, en = _said(ledger, instance)
    else:
        zh, en = _said(ledger, replace(instance, outcome=replace(instance.outcome, verdict="violated")))
        zh, en = (
            f"{zh.removesuffix('。')}；可解释：{explanation.zh}。",
            f"{en.removesuffix('.')}; explained: {explanation.en}.",
        )
    return f"{rule.name_zh}：{zh}", f"{rule.name_en}: {en}"


def _said(ledger: Ledger, instance: Instance) -> tuple[str, str]:
    said = instance.saying(instance.outcome) if callable(instance.saying) else instance.saying
    return said or _WRITERS[instance.shape](ledger, instance)


def place_zh(ledger: Ledger, o: Observation) -> str:
    """Where a figure stands: 《收支总表》第3页."""
    return f"《{ledger.title(o)}》{page_zh(o)}" if o.table_no is not None else f"文字说明{page_zh(o)}"


def place_en(ledger: Ledger, o: Observation) -> str:
    """Where a figure stands: 收支总表 (page 3)."""
    return f"{ledger.title(o)} ({page_en(o)})" if o.table_no is not None else f"the narrative ({page_en(o)})"


def values_at(ledger: Ledger, by_value: Mapping[str, Sequence[Observation]]) -> tuple[str, str]:
    """Printed values, each with the places that state it, in Chinese and English."""
    zh = "；".join(
        f"{value}（{'、'.join(dict.fromkeys(place_zh(ledger, o) for o in group))}）"
        for value, group in by_value.items()
    )
    en = "; ".join(
        f"{value} in {', '.join(dict.fromkeys(place_en(ledger, o) for o in group))}"
        for value, group in by_value.items()
    )
    return zh, en


def grouped(printed: str) -> str:
    """A printed number with separators of thousands; any other text as it is."""
    match = _UNGROUPED.fullmatch(printed)
    return f"{match['sign']}{int(match['whole']):,}{match['rest']}" if match else printed


def figure(o: Observation) -> str:
    """A figure with its unit, as printed but for separators of thousands; 空 where the cell is blank."""
    printed = _grouped(o) or "空"
    unit = o.unit or ""
    return printed if not unit or printed[-1] in "万亿%" or printed.endswith(unit) else f"{printed}{unit}"


def _grouped(o: Observation) -> str:
    printed = o.value_reported.strip()
    return grouped(printed) if o.amount is not None else printed


def other_way(o: Observation) -> str:
    """A stated change with the opposite word: 减少5.00万元 for 增加5.00万元."""
    up, down = ("增长", "下降") if o.measure == "change_pct" else ("增加", "减少")
    return f"{down if o.direction == 'increase' else up}{figure(o)}"


def _expression(instance: Instance) -> str:
    """The addends in the unit of the total, as printed where they are printed in it."""
    parts: list[str] = []
    total = instance.terms[0][0]
    for o, weight in instance.terms[1 : _SHOWN + 1]:
        sign = "−" if weight < 0 else "+"
        converted = (
            o.value_yuan is not None and total.value_yuan is not None and scale_in_print(o) != scale_in_print(total)
        )
        number = f"{(o.value_yuan or 0) / scale_in_print(total):,f}" if converted else _grouped(o) or "空"
        parts.append(f"{sign} {number}" if parts or weight < 0 else number)
    if len(instance.terms) > _SHOWN + 1:
        parts.append("+ …")
    return " ".join(parts)


def _printed(instance: Instance, value: Decimal | None) -> str:
    return "" if value is None else in_print(value, (o for o, _ in instance.terms))


def _plain(value: Decimal | None) -> str:
    """A value without trailing zeros."""
    return f"{(value or Decimal(0)).normalize():,f}"


def _sum(ledger: Ledger, instance: Instance) -> tuple[str, str]:
    total, outcome = instance.terms[0][0], instance.outcome
    where_zh, where_en, label = place_zh(ledger, total), place_en(ledger, total), label_of(total)
    if outcome.verdict == "not_applicable":
        return (
            f"{where_zh}“{label}”{figure(total)}，其组成部分未填列，无法核对。",
            f"{where_en}, {label} {figure(total)}: its parts are not reported, so there is nothing to add.",
        )
    if outcome.verdict == "insufficient_data":
        return (
            f"{where_zh}“{label}”缺少可读的数字，无法核对。",
            f"{where_en}, {label}: a figure is missing or unreadable.",
        )
    expression = _expression(instance)
    unit_zh, unit_en = (unit_of_difference(outcome.unit, lang) for lang in ("zh", "en"))
    head_zh, head_en = f"{where_zh}“{label}”{figure(total)}", f"{where_en}, {label} {figure(total)}"
    if outcome.verdict == "exact":
        return f"{head_zh} = {expression}。", f"{head_en} = {expression}."
    computed, residual, bound = (_printed(instance, v) for v in (outcome.rhs, outcome.residual, outcome.bound))
    difference = f"{_plain(outcome.lhs)} − {_plain(outcome.rhs)} = {_plain(outcome.residual)}"
    if outcome.verdict == "rounding":
        return (
            f"{head_zh} ≈ {expression} = {computed}，差 {residual}，未超过舍入误差 {bound}{unit_zh}。",
            (
                f"{head_en} ≈ {expression} = {computed}; the difference {residual} is within the rounding of {bound}"
                f" {unit_en.strip()}."
            ),
        )
    return (
        f"{head_zh} ≠ {expression} = {computed}，{difference}，超过舍入误差 {bound}{unit_zh}。",
        (
            f"{head_en} ≠ {expression} = {computed}; {difference}, more than the rounding of {bound} {unit_en.strip()}"
            " explains."
        ),
    )


def _same(ledger: Ledger, instance: Instance) -> tuple[str, str]:
    first = instance.terms[0][0]
    label = label_of(first)
    by_value: dict[str, list[Observation]] = {}
    for o, _ in instance.terms:
        by_value.setdefault(figure(o), []).append(o)
    zh, en = values_at(ledger, by_value)
    n = len(instance.terms)
    match instance.outcome.verdict:
        case "violated":
            return f"“{label}”在 {n} 处数字不一致：{zh}。", f"{label} is not the same in {n} places: {en}."
        case "insufficient_data":
            return (
                f"“{label}”有一处无法读取，不能比较：{zh}。",
                f"{label} cannot be compared, one report is unreadable: {en}.",
            )
        case "rounding":
            return f"“{label}”在 {n} 处按较粗精度一致：{zh}。", f"{label} agrees in {n} places once rounded: {en}."
        case _:
            return f"“{label}”在 {n} 处一致：{zh}。", f"{label} is the same in {n} places: {en}."


def _part(ledger: Ledger, instance: Instance) -> tuple[str, str]:
    part, whole = instance.terms[0][0], instance.terms[1][0]
    a, b = f"{label_of(part)} {figure(part)}", f"{label_of(whole)} {figure(whole)}"
    if instance.outcome.verdict == "violated":
        return (
            f"部分“{a}”（{place_zh(ledger, part)}）大于整体“{b}”（{place_zh(ledger, whole)}）。",
            f"the part {a} in {place_en(ledger, part)} is more than the whole {b} in {place_en(ledger, whole)}.",
        )
    return f"“{a}”不大于“{b}”。", f"{a} is not more than {b}."


def _ratio(ledger: Ledger, instance: Instance) -> tuple[str, str]:
    printed, outcome = instance.terms[0][0], instance.outcome
    others_zh = "、".join(f"{label_of(o)} {figure(o)}" for o, _ in instance.terms[1:])
    head_zh, head_en = (
        f"{place_zh(ledger, printed)}“{label_of(printed)}”{figure(printed)}",
        f"{place_en(ledger, printed)}, {label_of(printed)} {figure(printed)}",
    )
    if outcome.rhs is None:
        return (
            f"{head_zh}：分母为零或缺数，无法核对（{others_zh}）。",
            f"{head_en}: the base is zero or missing, so it cannot be checked ({others_zh}).",
        )
    computed = f"{outcome.rhs.normalize():f}%"
    if outcome.verdict == "violated":
        return f"{head_zh}，按 {others_zh} 计算应为 {computed}。", f"{head_en}, but {others_zh} give {computed}."
    return f"{head_zh} 与 {others_zh} 相符（{computed}）。", f"{head_en} agrees with {others_zh} ({computed})."


_WRITERS = {Shape.SUM: _sum, Shape.SAME: _same, Shape.PART: _part, Shape.RATIO: _ratio}
