"""Whether a package of Office Open XML may be opened: how much it holds when unpacked, whether it needs a password,
what in it would run.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from fiscal.document.opening.attached import EMBEDDED
from fiscal.model.reading import Doubt
from fiscal.model.reasons import Failure

MOST_PARTS = 5_000
MOST_BYTES = 256 << 20
"""Parts of a package and bytes of them unpacked. Chosen, not measured: more than a workbook of hundreds of sheets, less
than a reader has memory for.
"""
_ENCRYPTED = 0x1


def examine(path: Path) -> tuple[Doubt, ...] | Failure:
    """What is to be said of a package before it is read. `too_large` where it holds more than a filing does,
    `needs_password`, `damaged`.
    """
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        return Failure("damaged", str(error)[:120])
    if len(parts) > MOST_PARTS:
        return Failure("too_large", f"> {MOST_PARTS} parts")
    if sum(part.file_size for part in parts) > MOST_BYTES:
        return Failure("too_large", f"> {MOST_BYTES >> 20} MB unpacked")
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        return Failure("needs_password")
    return tuple(Doubt("active_content", False, detail=what) for what in dict.fromkeys(_active(parts)))


def _active(parts: list[zipfile.ZipInfo]) -> Iterator[str]:
    for part in parts:
        name = part.filename.lower()
        if name.endswith("vbaproject.bin") or "/macrosheets/" in name:
            yield "macros"
        elif "/embeddings/" in name and not name.endswith("/"):
            yield f"{EMBEDDED}: {part.filename.rpartition('/')[2]}"
        elif "/externallinks/" in name and name.endswith(".xml"):
            yield "external links"
