"""What the ledger holds: states of files, outcomes of looks, and the rows of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["NEW", "UNCHANGED", "CHANGED", "MOVED", "RESTATED", "WITHDRAWN"]
"""What a file is: seen for the first time · the same bytes · other bytes at the same place · the same bytes at another
· the same filing published anew · taken away.
"""

Trouble = Literal["BLOCKED", "ERROR"]
"""Why a file or a source could not be looked at: turned away · a fault that may pass. Neither changes a state."""

Outcome = Literal["good", "blocked", "error", "under_way"]
"""What a look was. Only a good one is evidence of what a source holds."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that a source publishes. Times in seconds since the epoch; None what is not known.

    `state` is None until its bytes were got for the first time; `trouble` stands beside it until a later look is good.
    `taken`: the sha256 that was last taken in."""

    file: int
    source_id: str
    listing: str
    page: str
    address: str
    name: str
    kind: str | None
    title: str
    published: str | None
    state: State | None
    since: float | None
    trouble: Trouble | None
    reason: str | None
    sha256: str | None
    size: int | None
    etag: str | None
    last_modified: str | None
    tls: str | None
    redirects: tuple[str, ...]
    retrieved: float | None
    checked: float | None
    checks: int
    gone: int
    taken: str | None
    filing_id: str | None


@dataclass(frozen=True, slots=True)
class Got:
    """Bytes of a file that were got: which, and how."""

    sha256: str
    size: int
    etag: str | None
    last_modified: str | None
    tls: str
    redirects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An entry of a source's list, as last seen. `read`: when its page was last read; `checks`: how often it was
    re-validated; `missing`: good looks in a row without it.

    `beside`: how many entries its list held then.
    """

    item: int
    source_id: str
    listing: str
    address: str
    title: str
    date: str | None
    first_seen: float
    read: float | None
    checks: int
    missing: int
    beside: int


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source as it stands. `since`: when its outcome became what it is; `whole`: when its list was last read to the
    end; `news`: when it last had any. One that was never looked at has its id alone.
    """

    source_id: str
    looked: float | None = None
    succeeded: float | None = None
    news: float | None = None
    whole: float | None = None
    outcome: Outcome | None = None
    since: float | None = None
    reason: str | None = None
    items: int = 0


@dataclass(frozen=True, slots=True)
class LookRow:
    """A look at a source, with its counts."""

    look: int
    source_id: str
    started: float
    ended: float
    outcome: Outcome
    reason: str | None
    items: int
    wanted: int
    fetched: int
    news: int
    troubled: int


@dataclass(frozen=True, slots=True)
class Event:
    """A piece of news, in the order in which it happened: `number` grows. `state`: of a file, or of a source that
    became BLOCKED, ERROR or good again (`file` is None).

    `before`: the sha256 that a file had, or the outcome that a source had.
    """

    number: int
    at: float
    source_id: str
    file: int | None
    state: str
    sha256: str | None
    before: str | None
    reason: str | None
