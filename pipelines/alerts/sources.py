"""How sources stand, as situations: blocked, failing for more than a day, silent for longer than a year, or written
wrongly.

What a look concluded is in the ledger of discovery; filings that a source restated or withdrew are told with the
filing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from fiscal.discovery import settings
from fiscal.discovery.ledger.ledger import Ledger
from fiscal.discovery.ledger.rows import SourceRow
from fiscal.discovery.sources.reading import read_sources
from fiscal.storage.root import DataRoot
from pipelines.alerts.situations import SOURCE, Situation

PATIENCE_WITH_ERRORS = 24 * 3600.0
"""Seconds for which a source may fail before anybody hears of it: hosts are down for a night, and it is tried again by
itself.
"""
WORDS = {"blocked": "受阻", "error": "出错", "silent": "沉默", "mistake": "配置有误", "good": "正常", "new": "尚未查看"}
_PREFIX = "source:"


def standing_of(row: SourceRow, now: float) -> str:
    """How a source stands: a key of `WORDS`; `now` in seconds since the epoch."""
    if row.outcome == "blocked":
        return "blocked"
    if row.outcome == "error":
        return "error" if row.since is not None and now - row.since >= PATIENCE_WITH_ERRORS else "good"
    last = row.news if row.news is not None else row.whole
    return "silent" if last is not None and now - last > settings.SILENT_SECONDS else "good" if row.looked else "new"


def troubled(root: DataRoot, now: float) -> list[Situation]:
    """The sources that somebody has to hear of."""
    known, rows = read_sources(), Ledger(root).sources()
    found = [_situation(mistake.file, "mistake", str(mistake)) for mistake in known.mistakes]
    for source in known.chosen():
        row = rows.get(source.id)
        stands = standing_of(row, now) if row else "new"
        if row and stands not in ("good", "new"):
            found.append(_situation(source.id, stands, row.reason or WORDS[stands]))
    return list({situation.key: situation for situation in found}.values())


def is_of_source(situation: Situation) -> bool:
    """Whether a situation is a source's, not a filing's that a source took away."""
    return situation.kind == SOURCE and situation.key.startswith(_PREFIX)


def counted(root: DataRoot, now: float) -> str:
    """How many sources stand how, in words; empty where there are none."""
    chosen, rows = read_sources().chosen(), Ledger(root).sources()
    counts = Counter(standing_of(rows[source.id], now) if source.id in rows else "new" for source in chosen)
    return (
        "来源：" + "，".join(f"{words} {counts[name]}" for name, words in WORDS.items() if counts[name])
        if chosen
        else ""
    )


def _situation(name: str, stands: str, reason: str) -> Situation:
    return Situation(f"{_PREFIX}{name}", SOURCE, name, stands, reason)


def sources_of(situations: Sequence[Situation]) -> dict[str, Situation]:
    """Those that are sources', by key."""
    return {situation.key: situation for situation in situations if is_of_source(situation)}
