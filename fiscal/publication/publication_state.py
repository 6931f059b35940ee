"""From what the publication was made: a state of its own, so that any run that finds it behind makes it good, whatever
became of the run that should have.

Making it is left to `assets.published`.
"""

from __future__ import annotations

import hashlib

from fiscal.storage import datasets
from fiscal.storage.code import code_version, fingerprint
from fiscal.storage.root import DataRoot

MADE_FROM = ".state/_published"
_CODE = (
    "fiscal.publication",
    "fiscal.model",
    "expectations.across",
    "assets.cross_filing_verdicts",
    "assets.published",
)
DATABASE, INDEX = "fiscal.duckdb", "reports/index.html"


def to_publish(root: DataRoot) -> str:
    """The fingerprint of what a publication made now would be made from: what each filing's stages last did, its
    versions as they stand, and the code that publishes.
    """
    digest = hashlib.sha256()
    for filing_id in datasets.filing_ids(root.store):
        for name in (f".state/{filing_id}.json", datasets.name_of("filings", filing_id)):
            digest.update(f"{name}\0".encode())
            digest.update(hashlib.sha256(root.store.read(name) or b"").digest())
    return fingerprint([digest.hexdigest(), code_version(*_CODE)])


def record(root: DataRoot, made_from: str) -> None:
    """Says from what the publication that stands now was made: to be called when all of it is written."""
    root.store.write(MADE_FROM, made_from.encode())


def is_behind(root: DataRoot) -> bool:
    """Whether there are filings, and what is published was not made from them as they stand, or is not there."""
    if not datasets.filing_ids(root.store):
        return False
    there = (root.work / DATABASE).is_file() and root.store.read(INDEX) is not None
    return not there or (root.store.read(MADE_FROM) or b"").decode() != to_publish(root)
