"""How everything stands in a data root that lives with the city: files by their body, filings, news, versions."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter

from fiscal.discovery.ledger.ledger import Ledger
from fiscal.discovery.ledger.rows import FileRow
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot
from tests.city.publishing import CITY

DAY = 86_400.0
_MOMENTS = {
    "sources": ("looked", "succeeded", "news", "whole", "since"),
    "items": ("first_seen", "last_seen", "read"),
    "files": ("since", "retrieved", "checked"),
}


def pass_days(root: DataRoot, days: float) -> None:
    """The ledger's clock goes on, and hosts that asked to be left alone have been."""
    with sqlite3.connect(root.work / ".ledger" / "discovery.sqlite", timeout=60) as db:
        for table, columns in _MOMENTS.items():
            moved = ", ".join(f"{column} = {column} - {days * DAY}" for column in columns)
            db.execute(f"UPDATE {table} SET {moved}")
    for left_alone in (root.work / ".locks" / "hosts").glob("*.until"):
        left_alone.unlink()


def body_of(file: FileRow) -> str:
    """The body that a file's name, else its entry, names."""
    named = file.name if file.name.startswith(CITY) else file.title
    return re.split(r"20\d\d年", named.removeprefix(CITY))[0]


def outcomes(root: DataRoot) -> dict[str, str | None]:
    """How the last look at each source ended."""
    return {name: source.outcome for name, source in Ledger(root).sources().items()}


def filings(root: DataRoot) -> dict[str, str]:
    """The state of the filing that each file became, by body."""
    return {
        body_of(file): FilingFiles(root, file.filing_id).read("filings")[-1].state
        for file in Ledger(root).files()
        if file.filing_id
    }


def news(root: DataRoot) -> Counter[str]:
    """How often a file became what."""
    return Counter(
        event.state
        for event in Ledger(root).events()
        if event.file is not None and event.state not in {"BLOCKED", "ERROR"}
    )


def filing_of(root: DataRoot, body: str) -> FilingFiles:
    """The one filing of a body's files."""
    (name,) = {file.filing_id for file in Ledger(root).files() if body_of(file) == body and file.filing_id}
    return FilingFiles(root, name)


def versions(root: DataRoot) -> dict[str, int]:
    """How many versions the filing of each body has."""
    bodies = {body_of(file) for file in Ledger(root).files() if file.filing_id}
    return {body: len(filing_of(root, body).versions()) for body in bodies}
