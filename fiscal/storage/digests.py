"""The sha256 of many small files, of which only those are read that were written since they were read last.

What a digest means is left to who asks for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from fiscal.storage.root import DataRoot, FolderStore

KEPT = ".cache/digests.json"
"""By name: the store's mark when the file was read, and its sha256. May be deleted at any time."""


def digests(root: DataRoot, wanted: Mapping[str, str]) -> dict[str, str]:
    """The sha256 of the files below folders by their names in the root; `wanted` says of each folder how the names
    end.
    """
    kept = FolderStore(root.work)
    seen = _seen(kept)
    found: dict[str, list[str]] = {}
    for folder, ending in wanted.items():
        for name, mark in root.store.marks(folder).items():
            if not name.endswith(ending):
                continue
            before = seen.get(name)
            if before and mark and before[0] == mark:
                found[name] = before
            elif (content := root.store.read(name)) is not None:
                found[name] = [mark, hashlib.sha256(content).hexdigest()]
    below = tuple(f"{folder}/" for folder in wanted)
    others = {name: before for name, before in seen.items() if not name.startswith(below)}
    if others | found != seen:
        kept.write(KEPT, json.dumps(others | found).encode())
    return {name: sha256 for name, (_, sha256) in found.items()}


def _seen(kept: FolderStore) -> dict[str, list[str]]:
    try:
        return json.loads(kept.read(KEPT) or b"{}")
    except ValueError:
        return {}
