"""The page on precision: what the benchmark measured, as Markdown that is printed and kept in `docs/precision.md`.
Measuring is left to `benchmarks.precision`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.scoring.explanations import MOST_A_LABEL, Explained
from benchmarks.scoring.labels import ENOUGH, TRUSTED, Precision

DOCS = Path(__file__).parents[2] / "docs" / "precision.md"
_LOOKS = ("agreed", "another reason", "wrongly explained")
_SLIPS = ("found", "cell", "value", "one_cause", "explained", "doubted")


@dataclass(frozen=True, slots=True)
class Measured:
    """All filings together. `clean`: filings known to have nothing wrong, and how many of these something is told of;
    `slips`: counts by kind.
    """

    states: Counter[str]
    facts: int
    held: int
    by_rule: Mapping[str, Precision]
    explained: Mapping[str, Explained]
    clean: tuple[int, int]
    slips: Mapping[str, Counter[str]]

    @property
    def filings(self) -> int:
        """Count of filings."""
        return self.states.total()

    @property
    def unproven(self) -> list[str]:
        """The defences that explain more than people's looks bear out."""
        return sorted(code for code, e in self.explained.items() if e.unproven)

    @property
    def bold(self) -> bool:
        """Whether a defence is unproven in a folder that people have looked at."""
        return bool(self.unproven) and any(e.looked_at for e in self.explained.values())

    def over(self, severity: str) -> Precision:
        """All rules of one severity."""
        return sum((p for p in self.by_rule.values() if p.severity == severity), Precision(severity))


def page(measured: Measured) -> str:
    """The whole page."""
    return "\n".join([*_head(measured), *_rules(measured), *_explained(measured), *_planted(measured), *_how()]) + "\n"


def _head(m: Measured) -> list[str]:
    errors, warnings = m.over("error"), m.over("warning")
    states = "、".join(f"{name} {n}" for name, n in m.states.most_common())
    stopped = m.held / max(1, m.facts + m.held)
    lines = [
        "# 准确率 · How far findings can be trusted",
        "",
        (
            f"Made by `make bench-precision` over {m.filings} filings as their publishers put them out. States:"
            f" {states}. Facts held: {stopped:.1%}."
        ),
        "",
        (
            f"- **Errors**: {errors.told} ({errors.told / max(1, m.filings):.2f} a filing), {errors.labelled} of them"
            f" looked at on their page: {_said(errors)}."
        ),
        (
            f"- **Warnings**: {warnings.told} ({warnings.told / max(1, m.filings):.2f} a filing), {warnings.labelled}"
            f" looked at: {_said(warnings)}."
        ),
        f"- **Explained**: {_looks(sum(m.explained.values(), Explained()))}.",
        f"- **Clean filings** of which anything is told: {m.clean[1]} of {m.clean[0]}.",
    ]
    distrusted = [rule for rule, p in m.by_rule.items() if p.must_be_warning]
    if distrusted:
        lines.append(
            f"- **To be warnings until they are better** (below {TRUSTED:.0%} over at least {ENOUGH} looks):"
            f" {', '.join(sorted(distrusted))}."
        )
    if m.unproven:
        lines.append(
            f"- **To be looked at** (more than {MOST_A_LABEL} explained for each one that a person agreed with):"
            f" {', '.join(m.unproven)}."
        )
    return lines


def _looks(e: Explained) -> str:
    agreed, other, wrongly = e.verdicts
    return (
        f"{e.explained}, {e.looked_at} looked at: {agreed} for the reason that is given, {other} for another,"
        f" {wrongly} wrongly"
    )


def _said(p: Precision) -> str:
    share = "–" if p.precision is None else f"{p.precision:.0%} true"
    return f"{p.true} true, {p.false} false, {p.debatable} debatable ({share})"


def _rules(m: Measured) -> list[str]:
    rows = [
        (
            rule.partition("/")[0],
            p.severity,
            p.told,
            p.true,
            p.false,
            p.debatable,
            p.told - p.labelled,
            "–" if p.precision is None else f"{p.precision:.0%}",
            p.lost,
            p.mended,
        )
        for rule, p in sorted(m.by_rule.items(), key=lambda kv: (kv[1].severity, -kv[1].told, kv[0]))
    ]
    families: dict[tuple[str, str], Precision] = {}
    for rule, p in m.by_rule.items():
        key = (rule.partition("-")[0], p.severity)
        families[key] = families[key] + p if key in families else p
    heads = ("told", "true", "false", "debatable", "not looked at", "precision")
    per_family = [
        (
            f,
            s,
            p.told,
            p.true,
            p.false,
            p.debatable,
            p.told - p.labelled,
            "–" if p.precision is None else f"{p.precision:.0%}",
        )
        for (f, s), p in sorted(families.items())
    ]
    return [
        "",
        "## By rule",
        "",
        *_table(("rule", "severity", *heads, "true, no longer told", "false, no longer told"), rows),
        "",
        "## By family",
        "",
        *_table(("family", "severity", *heads), per_family),
    ]


def _explained(m: Measured) -> list[str]:
    if not m.explained:
        return []
    rows = [
        (
            code,
            e.explained,
            e.looked_at,
            *e.verdicts,
            "–" if e.a_label is None else f"{e.a_label:.1f}",
            ", ".join(f"{rule} {n}" for rule, n in e.by_rule.most_common()),
        )
        for code, e in sorted(m.explained.items(), key=lambda kv: (-kv[1].explained, kv[0]))
    ]
    return [
        "",
        "## Explained",
        "",
        (
            "Identities that look broken and have an innocent explanation, or are about different things; and what"
            " people who looked at the page say of that."
        ),
        f"A defence may explain {MOST_A_LABEL} for each one that a person agreed with.",
        "",
        *_table(("explanation", "explained", "looked at", *_LOOKS, "explained for each agreed", "rules"), rows),
    ]


def _planted(m: Measured) -> list[str]:
    if not m.slips:
        return []
    rows = [
        (
            kind,
            count["slips"],
            count["provable"],
            *(f"{count[what] / max(1, count['provable']):.1%}" for what in _SLIPS),
        )
        for kind, count in sorted(m.slips.items(), key=lambda kv: (kv[0] == "all", kv[0]))
    ]
    words = (
        "Slips planted into the cells of these filings, everything after reading done anew; shares of those that"
        " rounding cannot hide."
    )
    heads = (
        "kind",
        "slips",
        "provable",
        "found",
        "right cell first",
        "with its value",
        "one cause",
        "only explained",
        "only doubted",
    )
    return ["", "## Planted errors", "", words, "", *_table(heads, rows)]


def _how() -> list[str]:
    return [
        "",
        "## Labels",
        "",
        (
            "`benchmarks/labels/*.jsonl` holds a line a finding: the file's sha256, the finding's id, a hash of its"
            " printed figures, and what a person saw on the page:"
        ),
        (
            "`true` (the publisher's error), `false` (ours), `debatable` (a convention, or not to be decided from the"
            " page), and why."
        ),
        (
            "Of what is explained `explained_by` names the explanation, and a person says `agreed` (innocent for this"
            " reason), `other_reason` (innocent for another one)"
        ),
        "or `wrongly_explained` (the publisher's error).",
        "A finding whose id changed is still known by its rule and its printed figures.",
        "",
        (
            'To label: `make bench-precision DIR=… ARGS="--unlabelled OUT.jsonl"`, look at the page, fill in `verdict`'
            " and `why`,"
        ),
        "and add the line without its further fields to the file of its family.",
    ]


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    return [
        f"| {' | '.join(heads)} |",
        f"|{'---|' * len(heads)}",
        *(f"| {' | '.join(str(cell) for cell in row)} |" for row in rows),
    ]
