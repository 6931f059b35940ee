"""The version of a stage's code: a hash of the packages and engines it consists of, so that changed code works on its
filings again.

Which packages a stage consists of is said where the stage is defined.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version

from fiscal.storage.root import CHECKOUT

_SOURCE_SUFFIXES = frozenset({".py", ".csv", ".yaml", ".json", ".jsonl", ".txt", ".j2", ".css"})


@cache
def code_version(*packages: str, engines: tuple[str, ...] = ()) -> str:
    """16 hex digits over the sources (rules kept as data included) of modules or packages of this checkout, and the
    installed versions of `engines`.
    """
    digest = hashlib.sha256()
    for package in packages:
        place = CHECKOUT / package.replace(".", "/")
        files = (
            [place.with_suffix(".py")]
            if not place.is_dir()
            else sorted(p for p in place.rglob("*") if p.suffix in _SOURCE_SUFFIXES)
        )
        for file in files:
            digest.update(f"{file.relative_to(CHECKOUT).as_posix()}\0".encode() + file.read_bytes() + b"\0")
    for engine in engines:
        digest.update(f"{engine}=={version(engine)}\0".encode())
    return digest.hexdigest()[:16]


def fingerprint(parts: Iterable[str]) -> str:
    """One hash over what an output was made from."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
