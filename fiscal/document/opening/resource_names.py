"""The names by which a content stream calls what it draws with, in whatever coding: fonts are named in GBK as well as
in UTF-8, and bytes may be written as `#xx`.

What is drawn is left to `fiscal.document.opening.weight`, `fiscal.document.opening.stored_whole` and
`fiscal.document.opening.hidden_layers`."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, cast

from pikepdf import Dictionary, Name, Object, PdfError

NAME = rb"/[^\s/<>\[\](){}%]++"
"""A pattern of a name as it is printed in a content stream."""


def entry_printed(group: Any, printed: bytes) -> Object | None:
    """What a group of resources holds under a name as it is printed, its slash included; None where the group holds
    nothing or is none.
    """
    with suppress(PdfError):
        return entry(group, Object.parse(printed))
    return None


def entry(group: Any, name: Object) -> Object | None:
    """What a group of resources holds under a name that was read from a content stream; None where it holds nothing, is
    none, or the operand is no name.
    """
    return group.get(cast(Any, name)) if isinstance(group, Dictionary) and isinstance(name, Name) else None
