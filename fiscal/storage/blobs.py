"""The content store: every received file once, under its sha256, with the receipt of the first time it came in.

What a file is, and which filing it belongs to, is told elsewhere; only the sha256 decides whether bytes are new.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fiscal.storage.root import FolderStore, Store, naming_a_full_disk


@dataclass(frozen=True, slots=True)
class Receipt:
    """When and from where some bytes were first received. `source_file` is a bare file name, never a path of this
    machine.

    `found_on` is the address of the page that links to the file, `member_of` the sha256 of the archive that it was
    unpacked from."""

    sha256: str
    source_file: str
    source_url: str | None
    retrieved_at: datetime
    found_on: str | None = None
    member_of: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file comes from, as far as that is known: its own address, the page that links to it, the archive that it
    was in.
    """

    source_url: str | None = None
    found_on: str | None = None
    member_of: str | None = None


UNKNOWN = Origin()


def keep(store: Store, content: bytes, source_file: str, origin: Origin = UNKNOWN) -> Receipt:
    """Stores the bytes unless they are there already, and gives the receipt of their first arrival."""
    sha256 = hashlib.sha256(content).hexdigest()
    known = receipt(store, sha256)
    if known is not None:
        return known
    first = Receipt(sha256, source_file, origin.source_url, datetime.now(UTC), origin.found_on, origin.member_of)
    store.write(_blob(sha256), content)
    told = json.dumps(asdict(first), default=datetime.isoformat, ensure_ascii=False, indent=1).encode()
    if store.swap(_blob(sha256) + ".json", None, told):
        return first
    # Somebody else took the same bytes in meanwhile.
    return receipt(store, sha256) or first


def receipt(store: Store, sha256: str) -> Receipt | None:
    """The first receipt of these bytes, None where they never came in."""
    content = store.read(_blob(sha256) + ".json")
    if content is None:
        return None
    values = json.loads(content)
    return Receipt(**values | {"retrieved_at": datetime.fromisoformat(values["retrieved_at"])})


def keep_provenance(store: Store, sha256: str, content: bytes) -> None:
    """Keeps, beside bytes, where their source showed them; that of their first arrival stays."""
    store.swap(_provenance(sha256), None, content)


def provenance(store: Store, sha256: str) -> dict[str, Any] | None:
    """Where a source showed these bytes, and what it said of them; None for bytes that came from no source."""
    content = store.read(_provenance(sha256))
    return None if content is None else json.loads(content)


@contextmanager
def as_file(store: Store, sha256: str) -> Generator[Path]:
    """A local path of the blob while the context lasts: the blob itself in a local root, else a temporary copy.
    KeyError where it is not kept.
    """
    if isinstance(store, FolderStore):
        path = store.folder / _blob(sha256)
        if not path.is_file():
            raise KeyError(sha256)
        yield path
        return
    content = store.read(_blob(sha256))
    if content is None:
        raise KeyError(sha256)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / sha256
        with naming_a_full_disk():
            path.write_bytes(content)
        yield path


def _provenance(sha256: str) -> str:
    return _blob(sha256) + ".source.json"


def _blob(sha256: str) -> str:
    return f"raw/blobs/{sha256[:2]}/{sha256}"
