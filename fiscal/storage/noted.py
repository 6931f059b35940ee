"""Small notes of a data root as JSON, changed by whoever finds what it read still standing: no writer ever undoes what
another one wrote meanwhile.

What is noted is said by whoever notes it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from fiscal.storage.root import Store


def note(store: Store, name: str) -> Any:
    """What is noted under a name, None where nothing is."""
    return _read(store.read(name))


def change(store: Store, name: str, to: Callable[[Any], Any]) -> Any:
    """Notes what `to` makes of what is noted, None where nothing is, and gives it; `to` is asked again where somebody
    else wrote first. Nothing is written where it changes nothing.
    """
    while True:
        content = store.read(name)
        before = _read(content)
        after = to(_read(content))
        if after == before or store.swap(name, content, written(after)):
            return after


def written(value: object) -> bytes:
    """A note's bytes."""
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _read(content: bytes | None) -> Any:
    return None if content is None else json.loads(content)
