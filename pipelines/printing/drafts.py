"""What a check of drafts shows: each file's verdict, its findings worst first, and what is otherwise than in an earlier
draft.

The check itself is `pipelines.checking.drafts`'s; how one finding is told is `pipelines.printing.telling`'s.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from pipelines.checking.drafts import Changed, Draft, changed_since
from pipelines.checking.evidence import of_severities
from pipelines.printing.exits import EXIT_CLEAN, EXIT_NOT_CHECKED, EXIT_WRONG
from pipelines.printing.states import reason_in
from pipelines.printing.telling import SEVERITIES, lines, record

_ZH = {
    "none": "未发现不符",
    "unread": "未能核对",
    "opened": "新出现",
    "gone": "已改正",
    "figures": "数字有变",
    "other": "与较早的草稿不是同一份文件，或有一份无法读取，未作比较",
}
_EN = {
    "none": "nothing contradicts itself",
    "unread": "could not be checked",
    "opened": "new",
    "gone": "mended",
    "figures": "figures changed",
    "other": "not the same filing as the earlier draft, or one of them could not be read: not compared",
}
_FIGURES_SHOWN = 12


def status_of(drafts: Sequence[Draft], strict: bool) -> int:
    """3 where a file could not be checked, else 1 where there are errors (or warnings, with `strict`), else 0."""
    if any(not draft.readable for draft in drafts):
        return EXIT_NOT_CHECKED
    return (
        EXIT_WRONG
        if any(draft.count("error") or (strict and draft.count("warning")) for draft in drafts)
        else EXIT_CLEAN
    )


def print_drafts(
    console: Console, drafts: Sequence[Draft], earlier: Draft | None, lang: str, severities: Collection[str] = ()
) -> None:
    """Every draft: its name, the verdict in a line, its findings in at most four lines each (only of `severities` where
    any are named), then what changed.
    """
    words = _ZH if lang == "zh" else _EN
    for draft in drafts:
        console.print(Text(f"\n{draft.path.name}", "bold"), soft_wrap=True)
        console.print(Text(summary(draft, lang), _colour(draft)), soft_wrap=True)
        for group in of_severities(draft.causes, severities):
            console.print()
            for line in lines(group, draft.titles, draft.printed, console.width, lang):
                console.print(line, soft_wrap=True)
        if earlier is not None:
            _print_changed(console, changed_since(earlier, draft), earlier, words, lang)


def as_records(
    drafts: Sequence[Draft], earlier: Draft | None, reports: Mapping[str, Path], severities: Collection[str] = ()
) -> list[dict[str, Any]]:
    """The same for programs: a record a file, which counts all findings and lists those of `severities`."""
    records = [
        _record(draft, changed_since(earlier, draft) if earlier else None, earlier is not None, severities)
        for draft in drafts
    ]
    return [told | {"report": report.name if (report := reports.get(told["filing_id"])) else None} for told in records]


def print_as_json(
    drafts: Sequence[Draft], earlier: Draft | None, reports: Mapping[str, Path], severities: Collection[str] = ()
) -> None:
    """The records on standard output; `reports`: where each filing's report was written, by its id."""
    print(json.dumps(as_records(drafts, earlier, reports, severities), ensure_ascii=False, indent=1))  # noqa: T201 - what a program reads is not wrapped


def summary(draft: Draft, lang: str) -> str:
    """Whose filing a draft is, and what was found in it, in one line."""
    words = _ZH if lang == "zh" else _EN
    if draft.row is None or not draft.readable:
        return f"{words['unread']}：{reason_in(draft.reason, lang)}"
    counts = [
        "{} {}".format(
            *((draft.count(s), SEVERITIES[lang][s]) if lang == "en" else (SEVERITIES[lang][s], draft.count(s)))
        )
        for s in SEVERITIES[lang]
        if draft.count(s)
    ]
    checked = f"核对 {draft.evaluated:,} 条勾稽关系" if lang == "zh" else f"{draft.evaluated:,} invariants checked"
    return " · ".join(
        filter(None, [draft.row.publisher, str(draft.row.fiscal_year or ""), *(counts or [words["none"]]), checked])
    )


def _print_changed(console: Console, changed: Changed | None, earlier: Draft, words: dict[str, str], lang: str) -> None:
    console.print(Text(f"\n{'较' if lang == 'zh' else 'against'} {earlier.path.name}", "bold"), soft_wrap=True)
    if changed is None:
        console.print(Text(words["other"], "yellow"), soft_wrap=True)
        return
    for word, found in (("opened", changed.opened), ("gone", changed.gone), ("figures", changed.figures)):
        console.print(f"{words[word]} {len(found)}")
        for finding in found[:_FIGURES_SHOWN]:
            console.print(Text(f"  {finding.message_zh if lang == 'zh' else finding.message_en}"), soft_wrap=True)
        if len(found) > _FIGURES_SHOWN:
            console.print(f"  … {len(found) - _FIGURES_SHOWN}")


def _colour(draft: Draft) -> str:
    return "red" if not draft.readable or draft.count("error") else "yellow" if draft.count("warning") else "green"


def _record(draft: Draft, changed: Changed | None, compared: bool, severities: Collection[str]) -> dict[str, Any]:
    row = draft.row
    told: dict[str, Any] = {
        "file": draft.path.name,
        "readable": draft.readable,
        "reason": draft.reason,
        "filing_id": draft.filing.filing_id if draft.filing else None,
        "publisher": row.publisher if row else None,
        "fiscal_year": row.fiscal_year if row else None,
        "doc_kind": row.doc_kind if row else None,
        "pages": row.pages if row else None,
        "evaluated": draft.evaluated,
        **{f"{name}s": draft.count(severity) for severity, name in SEVERITIES["en"].items()},
        "findings": [record(group, draft.printed) for group in of_severities(draft.causes, severities)],
    }
    if compared:
        told["against"] = (
            None
            if changed is None
            else {
                "opened": [f.finding_id for f in changed.opened],
                "gone": [
                    {"finding_id": f.finding_id, "message_zh": f.message_zh, "message_en": f.message_en}
                    for f in changed.gone
                ],
                "figures": [{"message_zh": f.message_zh, "message_en": f.message_en} for f in changed.figures],
            }
        )
    return told
