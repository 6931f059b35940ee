"""Programs of the machine that files of some kinds need, and whether what was not read for want of one can be read now.

Running them is left to the readers of each kind.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from fiscal.model.reasons import Failure

_OFFICE = ("soffice", "libreoffice")
_WRITER = "libswlo.so"
"""Writer's library, beside the program."""
_UNPACKERS = ("unrar", "unar", "7z", "7zz", "bsdtar")
"""Programs that the library of RAR knows."""


def libreoffice() -> str | None:
    """Where LibreOffice with its Writer is installed; None where it is not: without Writer, a text is read as a sheet
    or not at all.
    """
    installed = (found for name in _OFFICE if (found := shutil.which(name)))
    return next((found for found in installed if (Path(found).resolve().parent / _WRITER).exists()), None)


def unpacker() -> str | None:
    """A program that unpacks RAR; None where none is installed."""
    return next(filter(None, map(shutil.which, _UNPACKERS)), None)


_NEEDED: dict[str, Callable[[], str | None]] = {"needs_libreoffice": libreoffice, "needs_unrar": unpacker}


def is_lacking(failure: Failure | None) -> bool:
    """Whether it is for want of a program that something failed."""
    return failure is not None and failure.code in _NEEDED


def came_since(failure: Failure | None) -> bool:
    """Whether a program for want of which something failed is installed now."""
    program = _NEEDED.get(failure.code) if failure is not None else None
    return program is not None and program() is not None
