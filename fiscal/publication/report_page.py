"""A page of the reports: its template with the style sheet and nothing that runs, and how values, texts and places are
worded in it.

What stands on a page is left to `report`.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from fiscal.model import dictionary, vocabulary
from fiscal.model.amounts import DIRECTION, unit_of_difference
from fiscal.model.reasons import REASONS, sentence
from fiscal.publication.evidence import on_page
from fiscal.publication.inert import without_controls

TEXT_LIMIT = 2_000
WORDS: dict[str, str] = (
    {
        **{state: f"{term} {state.capitalize()}" for state, term in vocabulary.FILING_STATES.items()},
        "checked": "草稿核对 Draft checked",
        **{
            severity: f"{term} {'Note' if severity == 'info' else severity.capitalize()}"
            for severity, term in vocabulary.SEVERITIES.items()
        },
        "single": "一处 single",
        "identical": "一致 identical",
        "rounding": "舍入差内 rounding",
        "disputed": "有争议 disputed",
        "only_source": "仅此一处 only source",
        "all_sources_agree": "各处一致 all agree",
        "not_doubted": "取无疑者 the one not in doubt",
        "finest_precision": "取最精确者 the finest precision",
        "most_sources": "取多数 what most places say",
        "table_before_narrative": "取表格 the table before the prose",
        "first_of_finest_precision": "取最精确者之首 the first of the finest",
    }
    | vocabulary.DOC_KINDS
    | vocabulary.SCOPES
    | vocabulary.MEASURES
    | vocabulary.SOURCES_OF_FUNDS
    | vocabulary.PHASES
)


def page_of(template: str, **words: Any) -> str:
    """The page that a template makes of these words, whole by itself: its style is in it, and its policy lets nothing
    else be loaded or run.
    """
    style = (Path(__file__).parent / "templates" / "style.css").read_text("utf-8")
    if template == "index.html.j2":
        style += _filters(words["years"], words["publishers"].values())
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return _templates().get_template(template).render(style=Markup(style), policy=policy, **words)  # noqa: S704  our own style sheet, nothing from a filing  # nosec B704


def _filters(years: Sequence[int], publishers: Any) -> str:
    keys = [("year", f"y{y}") for y in years] + [("publisher", p) for p in publishers]
    keys += [("severity", s) for s in ("error", "warning", "info", "clean")] + [
        ("kind", k) for k in vocabulary.DOC_KINDS
    ]
    return "\n".join(
        f'body:has(select#{name} option[value="{key}"]:checked) tbody tr:not(.{key}){{display:none}}'
        for name, key in keys
    )


@cache
def _templates() -> Environment:
    env = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(
        {
            "word": word,
            "amount": amount,
            "unit_of_difference": partial(unit_of_difference, lang="zh"),
            "shown": shown,
            "doubt": doubt,
            "pages": pages_of,
            "notice": notice,
            "role": role,
        }
    )
    env.tests["compared"] = compared
    return env


def compared(value: Any) -> bool:
    """Whether a finding has two numbers for reading; one about the words of a change has none."""
    return value["lhs"] is not None and value["rhs"] is not None and value["unit"] != DIRECTION


def word(value: str | None) -> str:
    """The Chinese word for a value of a closed vocabulary; the value itself where it has none."""
    return "" if value is None else WORDS.get(value, value)


def role(value: str) -> str:
    """What one of a filing's files holds, in Chinese: the role `unit` is the units' tables, the scope of that name is a
    unit.
    """
    return vocabulary.ROLES.get(value, value)


def notice(name: str) -> str:
    """A notice on the data in both languages."""
    return f"{dictionary.notice(name).zh} {dictionary.notice(name).en}"


def amount(value: Decimal | None) -> str:
    """A decimal for reading: grouped, without trailing zeros, never rounded; a dash for None."""
    if value is None:
        return "—"
    return f"{value.normalize():,f}"


def shown(text: object) -> str:
    """A printed text as it is shown: no control characters, cut at 2,000 characters."""
    clean = without_controls(str(text)) if text is not None else ""
    return clean if len(clean) <= TEXT_LIMIT else clean[:TEXT_LIMIT] + "…"


def pages_of(rows: Iterable[dict[str, Any]]) -> str:
    """The pages on which rows stand, in order, beyond the first file with its number: `3、文件 2 · 5`."""
    places = sorted({on_page(row) for row in rows if row["page"]})
    return "、".join(str(page) if part_no == 1 else f"文件 {part_no} · {page}" for part_no, page in places)


def doubt(row: dict[str, Any]) -> str:
    """A doubt of the reading as a sentence in both languages; its code alone where that is not known."""
    if row["code"] not in REASONS:
        return f"{row['code']} {shown(row['detail'])}"
    words = {"page": row["page"] or "", "detail": shown(row["detail"])}
    return f"{sentence(row['code'], 'zh', **words)} {sentence(row['code'], 'en', **words)}"
