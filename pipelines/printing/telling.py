"""A finding in at most four lines of a terminal, and as a record: severity, pages, both numbers, the likeliest wrong
figure, what shares its cause, its id.

Which findings are told is said by whoever lists them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from fiscal.model import vocabulary
from fiscal.model.amounts import DIRECTION, unit_of_difference
from fiscal.model.contract import Observation
from fiscal.model.findings.rows import Finding, Term
from fiscal.model.findings.suspected import Suspected, figures, slips
from fiscal.model.places import Leaf, pages_en, pages_zh
from fiscal.publication.inert import without_controls

COLOURS = {"error": "red", "warning": "yellow", "info": "dim"}
SEVERITIES = {"zh": vocabulary.SEVERITIES, "en": {"error": "error", "warning": "warning", "info": "note"}}
VERDICTS = {
    "zh": vocabulary.VERDICTS,
    "en": {
        "explained": "explained",
        "exact": "holds",
        "rounding": "within rounding",
        "not_applicable": "not applicable",
        "insufficient_data": "too little data",
    },
}
_WORDS = {
    "zh": {
        "or": "；",
        "prose": "文字说明",
        "numbers": "所印 {}，对照 {}，差额 {}，允许舍入 {}",
        "suspect": "疑误 {}",
        "more": "同因另有 {} 项",
    },
    "en": {
        "or": "; ",
        "prose": "narrative",
        "numbers": "printed {}, against {}, difference {}, rounding {}",
        "suspect": "suspect {}",
        "more": "{} more of this cause",
    },
}
_OF_STATEMENTS = frozenset({"I1", "N5"})
"""Families whose two numbers count what a sentence says better."""
_SUSPECTS, _PAGES = 2, 6


def lines(
    group: Sequence[Finding], titles: Mapping[int, str], printed: Mapping[str, Observation], width: int, lang: str
) -> list[Text]:
    """The findings of one cause, the worst first, in at most four lines of `width` columns. `titles`: of tables by
    number; `printed`: the suspects by id.
    """
    worst, words = group[0], _WORDS[lang]
    severity = (
        SEVERITIES[lang][worst.severity]
        if worst.verdict == "violated"
        else VERDICTS[lang].get(worst.verdict, worst.verdict)
    )
    colour = COLOURS[worst.severity] if worst.verdict == "violated" else "green"
    rule, said = _message(worst, lang)
    leaves = _leaves(group)
    where = [_on(leaves, lang)] if leaves else []
    told = [
        Text.assemble((severity, colour), "  ", _clipped("  ".join([*where, rule]), width - cell_len(severity) - 2))
    ]
    if compared(worst):
        total = worst.terms[0]
        place = f"《{titles.get(total.table_no, '')}》" if total.table_no is not None else words["prose"]
        told[0] = Text.assemble(
            (severity, colour),
            "  ",
            _clipped("  ".join([*where, f"{rule}  {total.label}（{place}）"]), width - cell_len(severity) - 2),
        )
        told.append(_indented(_numbers(worst, width - 2, lang), width))
    else:
        told += [_indented(part, width) for part in _wrapped(said, width - 2, 1 if worst.suspects else 2)]
    if named := slips(suspects(worst, printed)):
        changes = words["or"].join(_change(s, lang) for s in named[:_SUSPECTS])
        told.append(_indented(words["suspect"].format(changes), width))
    more = f"  {words['more'].format(len(group) - 1)}" if len(group) > 1 else ""
    told.append(Text(f"  {worst.invariant}  {worst.finding_id}{more}", "dim"))
    return told


def compared(finding: Finding) -> bool:
    """Whether a finding has two numbers for reading."""
    return (
        finding.lhs is not None
        and finding.rhs is not None
        and bool(finding.terms)
        and finding.unit != DIRECTION
        and finding.family not in _OF_STATEMENTS
    )


def suspects(finding: Finding, printed: Mapping[str, Observation]) -> list[Suspected]:
    """The likeliest wrong figures. `printed`: the observations that are suspected, by id."""
    terms = {term.observation_id: term for term in finding.terms}
    places = [
        (printed.get(suspect.observation_id) or terms.get(suspect.observation_id), suspect)
        for suspect in finding.suspects
    ]
    return figures(
        (at.value_reported if at else "", suspect.proposed_value, suspect.reason, _leaf(at)) for at, suspect in places
    )


def record(group: Sequence[Finding], printed: Mapping[str, Observation]) -> dict[str, Any]:
    """The findings of one cause as a record for programs: decimals are texts, exact."""
    worst = group[0]
    columns = (
        "finding_id",
        "invariant",
        "family",
        "verdict",
        "severity",
        "tier",
        "state",
        "message_zh",
        "message_en",
        "unit",
        "root_cause",
    )
    amounts = {name: _exact(getattr(worst, name)) for name in ("lhs", "rhs", "residual", "bound")}
    terms = [asdict(term) | {"weight": _exact(term.weight)} for term in worst.terms]
    told = {name: getattr(worst, name) for name in columns} | amounts
    suspected = [
        {"printed": s.printed, "proposed": s.proposed, "reason": s.reason} | _places(s.leaves)
        for s in suspects(worst, printed)
    ]
    return (
        told
        | _places(_leaves(group))
        | {"terms": terms, "suspects": suspected, "same_cause": [f.finding_id for f in group[1:]]}
    )


def _message(finding: Finding, lang: str) -> tuple[str, str]:
    """The rule's name and what is said of it."""
    message = without_controls(finding.message_zh if lang == "zh" else finding.message_en)
    rule, _, said = message.partition("：" if lang == "zh" else ": ")
    return rule, said or message


def _leaves(group: Sequence[Finding]) -> list[Leaf]:
    return sorted({leaf for finding in group for term in finding.terms if (leaf := _leaf(term)) is not None})


def _leaf(at: Term | Observation | None) -> Leaf | None:
    return None if at is None or at.page is None else Leaf(at.part_no, at.page)


def _places(leaves: Sequence[Leaf]) -> dict[str, Any]:
    """Pages for programs: their numbers within their files, and each with its file."""
    return {"pages": sorted({leaf.page for leaf in leaves}), "places": [leaf._asdict() for leaf in leaves]}


def _on(leaves: Sequence[Leaf], lang: str) -> str:
    return (pages_zh if lang == "zh" else pages_en)(leaves[:_PAGES]) + ("…" if len(leaves) > _PAGES else "")


def _change(suspect: Suspected, lang: str) -> str:
    proposed = f" → {suspect.proposed}" if suspect.proposed else ""
    return f"{suspect.printed or '空'}{proposed}" + (f" ({_on(suspect.leaves, lang)})" if suspect.leaves else "")


def _numbers(finding: Finding, width: int, lang: str) -> str:
    """Both numbers, their difference and what rounding allows; with their unit once where the line would not hold it
    four times.
    """
    amounts = (finding.lhs, finding.rhs, finding.residual, finding.bound)
    apart = unit_of_difference(finding.unit, lang)
    units = (finding.unit, finding.unit, apart, apart)
    told = _WORDS[lang]["numbers"].format(*map(_amount, amounts, units))
    if cell_len(told) <= width or apart != finding.unit:
        return told
    return f"{_WORDS[lang]['numbers'].format(*(_amount(v, None) for v in amounts))} ({finding.unit})"


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _amount(value: Decimal | None, unit: str | None) -> str:
    return "—" if value is None else f"{value.normalize():,f}{unit or ''}"


def _indented(text: str, width: int) -> Text:
    return Text("  " + _clipped(text, width - 2))


def _clipped(text: str, width: int) -> str:
    return text if cell_len(text) <= width else set_cell_size(text, width - 2).rstrip() + "…"


def _wrapped(text: str, width: int, most: int) -> list[str]:
    """The text on at most so many lines; what does not fit is cut with an ellipsis."""
    parts: list[str] = []
    while text and len(parts) < most - 1 and cell_len(text) > width:
        head = set_cell_size(text, width).rstrip()
        parts.append(head)
        text = text[len(head) :].lstrip()
    return [*parts, _clipped(text, width)] if text else parts
