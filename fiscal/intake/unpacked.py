"""Files that hold others, taken apart once: archives and PDFs with attachments; each member is kept as a file of its
own, with what it came out of.

How archives are opened is left to `fiscal.document.archives`, in the sandbox; what the members are, to intake like for
any other file."""

from __future__ import annotations

import errno
import json
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from fiscal.document.archives.settings import DEEPEST, MOST_BYTES, MOST_MEMBERS, PAST_LIMITS
from fiscal.intake.sandbox_pool import UNPACKER, sandbox
from fiscal.model.reasons import Failure
from fiscal.storage import blobs
from fiscal.storage.blobs import Origin
from fiscal.storage.code import code_version
from fiscal.storage.root import STAGING, DataRoot, DiskFullError

_OF_THE_BYTES = frozenset(("damaged", "needs_password", "archive_too_large", "archive_volume"))
"""Reasons that are the same whenever and wherever a file is unpacked."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a file holds: its members by name and sha256, what was left in it, each with why, and the bytes of the
    members.
    """

    members: tuple[tuple[str, str], ...] = ()
    left: tuple[str, ...] = ()
    size: int = 0


@dataclass(frozen=True, slots=True)
class Inside:
    """What a file holds, archives within archives taken apart too: `files` that are to be read, each by name and
    sha256, and what was `left`, each with why.
    """

    files: tuple[tuple[str, str], ...]
    left: tuple[str, ...]


def held_by(root: DataRoot, sha256: str) -> Held:
    """The members of kept bytes, unpacked and kept when they are first asked for; nothing for a file that holds none,
    cannot be unpacked or is not kept.

    What failed for want of a program, time or memory is tried again when it is asked for again. DiskFullError where
    there is no room to work."""
    name = _record(sha256)
    content = root.store.read(name)
    if content is not None:
        known = json.loads(content)
        if known["code"] == _version():
            return Held(
                tuple((member, own) for member, own in known["members"]), tuple(known["left"]), known.get("size", 0)
            )
    if blobs.receipt(root.store, sha256) is None:
        return Held()
    found = _unpacked(root, sha256)
    if found is None:
        return Held()
    root.store.write(
        name,
        json.dumps(
            {"code": _version(), "members": found.members, "left": found.left, "size": found.size},
            ensure_ascii=False,
            indent=1,
        ).encode(),
    )
    return found


def inside(root: DataRoot, sha256: str, name: str) -> Inside:
    """Everything in kept bytes; `name` is what the whole is called. The limits on one archive are those on all levels
    together: past them archives stay as they are, and their reading says why.
    """
    walk = _Walk(root)
    walk.into(sha256, name, "", 1)
    past = [f"其余 the rest: {PAST_LIMITS}"] if walk.unopened else []
    return Inside(tuple(walk.files), (*walk.left, *past))


@dataclass(slots=True)
class _Walk:
    """Level by level into a file: what was found so far, how many files and bytes that was."""

    root: DataRoot
    files: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    left: list[str] = field(default_factory=list[str])
    count: int = 0
    size: int = 0
    unopened: bool = False

    def into(self, sha256: str, name: str, within: str, depth: int) -> bool:
        """Takes in what the file of a name holds, which lies in the whole at `within`; whether that is anything."""
        held = held_by(self.root, sha256)
        if held.members or depth == 1:
            self.left += (f"{within}{told}" for told in held.left)
        self.count += len(held.members)
        self.size += held.size
        for member, own in held.members:
            inner = f"{name}/{member}"
            full = self.count > MOST_MEMBERS or self.size > MOST_BYTES
            self.unopened |= full
            if full or depth == DEEPEST or not self.into(own, inner, f"{within}{member}/", depth + 1):
                self.files.append((inner, own))
        return bool(held.members)


def _unpacked(root: DataRoot, sha256: str) -> Held | None:
    """What is in kept bytes; None where another time may tell."""
    staging = root.work / STAGING
    with (
        tempfile.TemporaryDirectory(prefix=f"{os.getpid()}.", dir=staging if staging.is_dir() else None) as made,
        blobs.as_file(root.store, sha256) as path,
    ):
        folder = Path(made)
        outcome = sandbox().call(UNPACKER, path, folder)
        if isinstance(outcome, Failure):
            if outcome.code == "disk_full":
                raise DiskFullError(errno.ENOSPC, "no space left", str(root.work))
            return Held() if outcome.code in _OF_THE_BYTES else None
        if outcome is None:
            return Held()
        whole = blobs.receipt(root.store, sha256)
        origin = Origin(whole.source_url if whole else None, whole.found_on if whole else None, sha256)
        members: list[tuple[str, str]] = []
        size = 0
        for member in outcome.members:
            content = (folder / member.file).read_bytes()
            kept = blobs.keep(root.store, content, PurePosixPath(member.name).name, origin)
            members.append((member.name, kept.sha256))
            size += len(content)
        return Held(tuple(members), outcome.left, size)


def _version() -> str:
    return code_version(
        "fiscal.document.archives",
        *(f"fiscal.document.opening.{name}" for name in ("magic", "attached", "characters")),
        engines=("py7zr", "rarfile", "pikepdf"),
    )


def _record(sha256: str) -> str:
    return f"raw/unpacked/{sha256[:2]}/{sha256}.json"
