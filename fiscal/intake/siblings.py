"""Files that came together: linked from one page, unpacked from one archive, or named as the parts of one thing (附件1,
附件2).

A file that does not say what it is belongs to the filing of those that it came with, where they are one filing and
nothing that it says is against it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import PurePath

from fiscal import lexicon
from fiscal.document.identity.identity import identify
from fiscal.document.identity.names import one_body, squeeze
from fiscal.intake.kept_readings import Readings
from fiscal.intake.placements import as_decided
from fiscal.intake.sets.settings import LEAST_NAME
from fiscal.model.identity import Identity
from fiscal.model.reading import Reading
from fiscal.storage.assignments import named
from fiscal.storage.blobs import Receipt, receipt
from fiscal.storage.filing import FilingFiles
from fiscal.storage.noted import change
from fiscal.storage.root import DataRoot
from fiscal.storage.versions import Piece

_PART = lexicon.pattern("files.part")
"""What names of the files of one filing differ by."""


def filing_of(root: DataRoot, identity: Identity, sha256: str) -> FilingFiles | None:
    """The filing of the files that this one came with; None where they are of none or of several, or what it says of
    itself is another's.
    """
    found = {name for other in _beside(root, sha256) if (name := named(root, other)) is not None and is_told(name)}
    if len(found) != 1:
        return None
    filing = FilingFiles(root, found.pop())
    return filing if _fits(identity, filing) else None


def unidentified(root: DataRoot, sha256: str, now: Mapping[Piece, str]) -> list[str]:
    """The files that came with this one, which says what it is, and did not say so themselves."""
    if not any(is_told(name) for name in now.values()):
        return []
    return [other for other in _beside(root, sha256) if (name := named(root, other)) is not None and not is_told(name)]


def is_told(name: str) -> bool:
    """Whether the id is that of a body's filing."""
    return not name.startswith(("unidentified-", "compilation-"))


def _fits(identity: Identity, filing: FilingFiles) -> bool:
    """Whether nothing that a file says of itself contradicts the filing's first file."""
    reading = Readings(filing.root).of(filing.latest().pieces[0])
    if not isinstance(reading, Reading):
        return False
    known = as_decided(filing, identify(reading))
    body = identity.publisher is None or known.publisher is None or one_body(identity.publisher, known.publisher)
    return body and identity.fiscal_year in (None, known.fiscal_year) and identity.doc_kind in (None, known.doc_kind)


def _beside(root: DataRoot, sha256: str) -> list[str]:
    """The files that came with this one, in the order of arrival; it is remembered with them."""
    own = receipt(root.store, sha256)
    found: dict[str, None] = {}
    for group in _groups(own) if own else ():
        found |= dict.fromkeys(_members(root, group, sha256))
    return [other for other in found if other != sha256]


def _groups(own: Receipt) -> list[str]:
    bare = squeeze(PurePath(own.source_file).stem)
    stem = _PART.sub("", bare)
    named = [f"name\x1f{stem}"] if len(stem) >= LEAST_NAME else []
    pages = [f"page\x1f{own.found_on}"] if own.found_on else []
    return [*pages, *(f"archive\x1f{wrapping}" for wrapping in (own.sha256, own.member_of) if wrapping), *named]


def _members(root: DataRoot, group: str, sha256: str) -> list[str]:
    """The files of a group, this one among them from now on."""
    key = hashlib.sha256(group.encode()).hexdigest()[:32]

    def joined(members: list[str] | None) -> list[str]:
        return list(dict.fromkeys([*(members or ()), sha256]))

    return change(root.store, f"raw/together/{key}.json", joined)
