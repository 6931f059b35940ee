"""Layers of a PDF that are switched off, taken out of its pages: no viewer shows them, and not every reader knows of
them.

What is not painted stays as an operator without effect, so that everything else stands where it stood. Opening the file
is left to `fiscal.document.opening`."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any, cast

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Operator

from fiscal.document.opening.resource_names import entry

_DEEPEST = 12
_SHOWS = frozenset(map(Operator, ("Tj", "TJ", "Do", "sh", "INLINE IMAGE")))
_PAINTS = frozenset(map(Operator, ("S", "s", "f", "F", "f*", "B", "B*", "b", "b*")))
_NEXT_LINE = frozenset(map(Operator, ("'", '"')))
_BEGIN, _BEGIN_NAMED, _END, _DRAW = Operator("BMC"), Operator("BDC"), Operator("EMC"), Operator("Do")


def take_out_hidden(pdf: pikepdf.Pdf) -> bool:
    """Takes what the document's own settings switch off out of its pages, for a copy to read; whether there was
    anything.
    """
    off = _switched_off(pdf)
    if not off:
        return False
    done: set[tuple[int, int]] = set()
    found = False
    for page in pdf.pages:
        found |= _strip(pdf, page.obj, page.resources, off, done, 0)
    return found


def _switched_off(pdf: pikepdf.Pdf) -> set[tuple[int, int]]:
    """The layers, by their object numbers, that are not shown when the document is opened."""
    settings = pdf.Root.get(Name.OCProperties)
    usual = settings.get(Name.D) if isinstance(settings, Dictionary) else None
    if not isinstance(settings, Dictionary) or not isinstance(usual, Dictionary):
        return set()
    off = _numbers(settings.get(Name.OCGs)) if usual.get(Name.BaseState) == Name.OFF else set[tuple[int, int]]()
    return (off - _numbers(usual.get(Name.ON))) | _numbers(usual.get(Name.OFF))


def _numbers(layers: Object | None) -> set[tuple[int, int]]:
    return {layer.objgen for layer in _objects(layers)}


def _objects(layers: Object | None) -> Iterable[Object]:
    return [item for item in layers if isinstance(item, Dictionary)] if isinstance(layers, Array) else []


def _is_off(layer: Object | None, off: set[tuple[int, int]]) -> bool:
    """Whether a layer, or a membership in layers with its policy, is not shown."""
    if not isinstance(layer, Dictionary):
        return False
    if layer.get(Name.Type) != Name.OCMD:
        return layer.objgen in off
    members = layer.get(Name.OCGs)
    states = [
        one.objgen in off
        for one in (_objects(members) if isinstance(members, Array) else [members])
        if isinstance(one, Dictionary)
    ]
    policy = layer.get(Name.P, Name.AnyOn)
    if not states:
        return False
    if policy == Name.AllOn:
        return any(states)
    if policy == Name.AnyOff:
        return not any(states)
    return not all(states) if policy == Name.AllOff else all(states)


def _strip(
    pdf: pikepdf.Pdf,
    holder: Object,
    resources: Object | None,
    off: set[tuple[int, int]],
    done: set[tuple[int, int]],
    depth: int,
) -> bool:
    """Takes hidden content out of a page or form and of the forms that it draws; whether there was any."""
    if depth > _DEEPEST or not isinstance(resources, Dictionary) or (holder.objgen != (0, 0) and holder.objgen in done):
        return False
    done.add(holder.objgen)
    named, drawn = resources.get(Name.Properties, Dictionary()), resources.get(Name.XObject, Dictionary())
    kept: list[object] = []
    marks: list[bool] = []
    found = False
    for instruction in pikepdf.parse_content_stream(holder):
        operator, operands = instruction.operator, instruction.operands
        if operator in (_BEGIN, _BEGIN_NAMED):
            layer = None
            if operator == _BEGIN_NAMED and operands[0] == Name.OC:
                layer = entry(named, operands[1]) if isinstance(operands[1], Name) else operands[1]
            marks.append(_is_off(layer, off))
        elif operator == _END and marks:
            marks.pop()
        hidden = any(marks)
        if operator == _DRAW and not hidden and operands:
            form = entry(drawn, operands[0])
            hidden = isinstance(form, pikepdf.Stream) and _is_off(form.get(Name.OC), off)
            if not hidden and isinstance(form, pikepdf.Stream) and form.get(Name.Subtype) == Name.Form:
                found |= _strip(pdf, form, form.get(Name.Resources, resources), off, done, depth + 1)
        if hidden and operator in _SHOWS:
            found = True
            continue
        if hidden and operator in _PAINTS:
            found = True
            kept.append((list[Any](), Operator("n")))
            continue
        if hidden and operator in _NEXT_LINE:
            found = True
            kept.append((list[Any](), Operator("T*")))
            continue
        kept.append(instruction)
    if found:
        with suppress(pikepdf.PdfError):
            body = pikepdf.unparse_content_stream(kept)  # pyright: ignore[reportArgumentType] - instructions and pairs of operands and operator
            if isinstance(holder, pikepdf.Stream):
                holder.write(body)
            else:
                holder.Contents = cast(Any, pdf).make_stream(body)
    return found
