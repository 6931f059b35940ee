"""What was typed onto the pages of a PDF, values of form fields and free text, made part of the pages: readers see page
contents only.

Seals, signatures, links and comments are no part of what a page states and stay out. Opening the file and weighing it
is left to `fiscal.document.opening`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

_HIDDEN = 2 | 32
"""Flags of annotations that are not shown."""
_DEEPEST = 16


@dataclass(frozen=True, slots=True)
class TypedIn:
    """`laid`: whether anything was made part of a page; `unread`: numbers of the pages where something has no
    appearance of its own and cannot be.
    """

    laid: bool = False
    unread: tuple[int, ...] = ()


def lay_down(pdf: pikepdf.Pdf) -> TypedIn:
    """Draws what was typed in on its pages; all other annotations are gone then, so this is for a copy to read. Nothing
    changes where nothing was typed.
    """
    typed = {
        number: found
        for number, page in enumerate(pdf.pages, 1)
        if (found := [note for note in _annotations(page) if _is_typed(note)])
    }
    if not typed:
        return TypedIn()
    unread = tuple(number for number, found in typed.items() if not all(map(_is_drawn, found)))
    for number, page in enumerate(pdf.pages, 1):
        if Name.Annots in page.obj:
            page.obj.Annots = Array(typed.get(number, []))
    form = pdf.Root.get(Name.AcroForm)
    if isinstance(form, Dictionary) and Name.NeedAppearances in form:
        del form[Name.NeedAppearances]
    pdf.flatten_annotations("all")
    return TypedIn(True, unread)


def _annotations(page: pikepdf.Page) -> Iterator[Object]:
    listed = page.obj.get(Name.Annots)
    for note in listed if isinstance(listed, Array) else ():
        if isinstance(note, Dictionary):
            yield note


def _is_typed(note: Object) -> bool:
    """Whether it is shown and holds text that somebody typed."""
    with suppress(ValueError, TypeError, pikepdf.PdfError):
        if int(note.get(Name.F, 0)) & _HIDDEN:
            return False
        kind = note.get(Name.Subtype)
        if kind == Name.FreeText:
            return bool(str(note.get(Name.Contents, "")).strip())
        return (
            kind == Name.Widget
            and _inherited(note, Name.FT) in (Name.Tx, Name.Ch)
            and bool(str(_inherited(note, Name.V) or "").strip())
        )
    return False


def _inherited(note: Object, key: Name) -> Object | None:
    """An entry of a field or of the nearest field over it that has one."""
    for _ in range(_DEEPEST):
        if key in note:
            return note[key]
        parent = note.get(Name.Parent)
        if not isinstance(parent, Dictionary):
            return None
        note = parent
    return None


def _is_drawn(note: Object) -> bool:
    """Whether it says itself how it looks."""
    looks = note.get(Name.AP)
    return isinstance(looks, Dictionary) and isinstance(looks.get(Name.N), pikepdf.Stream)
