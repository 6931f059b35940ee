"""Counts cheaply, before anything is drawn or read, what a PDF's pages would make a reader do: paths, glyphs, pixels,
forms within forms.

A count over the caps refuses the file; what slips through is held by the sandbox's limits.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pikepdf

from fiscal.document.opening.attached import EMBEDDED, shown_name
from fiscal.document.opening.resource_names import NAME, entry_printed
from fiscal.model.reasons import Failure


@dataclass(frozen=True, slots=True)
class Caps:
    """The most that a file may hold: path segments, glyphs and points of a side of a page, nested forms, pixels of an
    image, decoded bytes of one stream, of one character map and of all streams, objects."""

    segments: int = 300_000
    glyphs: int = 150_000
    pixels: int = 150_000_000
    stream: int = 64 << 20
    character_map: int = 4 << 20
    streams: int = 512 << 20
    objects: int = 400_000
    side: float = 14_400.0
    forms_deep: int = 24


CAPS = Caps()

STRING = re.compile(rb"\((?:[^()\\]|\\.)*+\)|<[0-9A-Fa-f\s]*+>", re.DOTALL)
"""A string of a content stream, in brackets or as hexadecimal digits."""
_PATH = re.compile(rb"(?<=[\s\d])(?:re|[lcvymh])(?=\s|$)")
_DRAW = re.compile(rb"(" + NAME + rb")\s++Do(?=\s|$)")
FLATE = frozenset(("/FlateDecode", "/Fl"))


@dataclass(slots=True)
class Burden:
    """What drawing a content stream comes to, the forms that it draws included."""

    segments: int = 0
    glyphs: int = 0
    images: int = 0

    def add(self, other: Burden) -> None:
        """Adds another stream's burden."""
        self.segments += other.segments
        self.glyphs += other.glyphs
        self.images += other.images


@dataclass(frozen=True, slots=True)
class Weight:
    """`pictures`: numbers of the pages that draw images or outlines and no text; `active`: what the file would run or
    carry, which is never done here.
    """

    pictures: tuple[int, ...]
    active: tuple[str, ...]


class TooComplexError(Exception):
    """A count went over its cap."""


@dataclass(slots=True)
class _Scale:
    caps: Caps
    forms: dict[tuple[int, int], Burden] = field(default_factory=dict[tuple[int, int], Burden])
    decoded: int = 0


def weigh(pdf: pikepdf.Pdf, caps: Caps = CAPS) -> Weight | Failure:
    """What the pages of an opened file hold, or `too_complex` with the count that is over its cap."""
    scale = _Scale(caps)
    try:
        active = _objects(pdf, scale)
        pictures = tuple(number for number, page in enumerate(pdf.pages, 1) if _is_picture(_page(page, number, scale)))
    except TooComplexError as over:
        return Failure("too_complex", str(over))
    return Weight(pictures, active)


def _is_picture(burden: Burden) -> bool:
    return burden.glyphs == 0 and (burden.images > 0 or burden.segments > 0)


def _objects(pdf: pikepdf.Pdf, scale: _Scale) -> tuple[str, ...]:
    """Weighs each stream of the file by itself and notes what is active in it."""
    active: set[str] = set()
    if len(pdf.objects) > scale.caps.objects:
        raise TooComplexError(f"> {scale.caps.objects} objects")
    for thing in pdf.objects:
        if not isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
            continue
        active.update(_actions(thing))
        if "/EF" in thing:
            name = _file_name(thing)
            active.add(f"{EMBEDDED}: {name}" if name else EMBEDDED)
        if "/XFA" in thing:
            active.add("XFA")
        character_map = thing.get("/ToUnicode")
        if isinstance(character_map, pikepdf.Stream):
            _decoded(character_map, scale.caps.character_map)
        if isinstance(thing, pikepdf.Stream):
            _stream(thing, scale)
    return tuple(sorted(active))


def _file_name(thing: pikepdf.Object) -> str:
    """The name of an embedded file as the file gives it, as it is shown; empty where it has none."""
    named = next((name for key in ("/UF", "/F") if isinstance(name := thing.get(key), pikepdf.String)), None)
    return "" if named is None else shown_name(str(named))


def _actions(thing: pikepdf.Object) -> Iterator[str]:
    """What the dictionary itself, or an action that stands in it, would run."""
    inner = [thing.get(name) for name in ("/A", "/OpenAction", "/Next")]
    triggers = thing.get("/AA")
    if isinstance(triggers, pikepdf.Dictionary):
        inner += [action for _, action in triggers.items()]
    for action in (thing, *inner):
        if isinstance(action, pikepdf.Dictionary) and action.get("/S") in (
            pikepdf.Name.JavaScript,
            pikepdf.Name.Launch,
        ):
            yield str(action["/S"]).removeprefix("/")


def _stream(stream: pikepdf.Stream, scale: _Scale) -> None:
    if stream.get("/Subtype") == pikepdf.Name.Image:
        pixels = number(stream.get("/Width")) * number(stream.get("/Height"))
        if pixels > scale.caps.pixels:
            raise TooComplexError(f"{pixels / 1e6:.0f} megapixels")
        return
    scale.decoded += len(_decoded(stream, scale.caps.stream))
    if scale.decoded > scale.caps.streams:
        raise TooComplexError(f"streams > {scale.caps.streams >> 20} MB")


def number(value: Any) -> int:
    """A value of a dictionary as a count; 0 where it is none."""
    with suppress(TypeError, ValueError):
        return max(int(value), 0)
    return 0


def _decoded(stream: pikepdf.Stream, cap: int) -> bytes:
    """The stream's bytes as far as this module decodes them; TooComplexError where they are more than `cap`."""
    try:
        data = stream.read_raw_bytes()
    except pikepdf.PdfError:
        return b""
    for name in filters(stream):
        try:
            data = _one_filter(name, data, cap)
        except (ValueError, binascii.Error, zlib.error):
            return b""
        if len(data) > cap:
            raise TooComplexError(f"stream > {cap >> 20} MB")
    return data


def filters(stream: pikepdf.Stream) -> list[str]:
    """The names of a stream's codings, in the order in which they are undone."""
    named = stream.get("/Filter")
    return (
        [str(one) for one in named]
        if isinstance(named, pikepdf.Array)
        else [str(named)]
        if isinstance(named, pikepdf.Name)
        else []
    )


def _one_filter(name: str, data: bytes, cap: int) -> bytes:
    if name in FLATE:
        return zlib.decompressobj().decompress(data, cap + 1)
    if name in ("/ASCII85Decode", "/A85"):
        return base64.a85decode(data.strip().removeprefix(b"<~").removesuffix(b"~>"), ignorechars=b" \t\r\n\v\f\0")
    if name in ("/ASCIIHexDecode", "/AHx"):
        return binascii.unhexlify(re.sub(rb"[^0-9A-Fa-f]", b"", data)[: len(data) // 2 * 2])
    return b""


def _page(page: pikepdf.Page, number: int, scale: _Scale) -> Burden:
    with suppress(pikepdf.PdfError, ValueError, TypeError, ArithmeticError):
        left, bottom, right, top = (float(cast(Any, side)) for side in page.mediabox)
        if max(abs(right - left), abs(top - bottom)) > scale.caps.side:
            raise TooComplexError(f"page {number}: {abs(right - left):.0f} × {abs(top - bottom):.0f} pt")
    burden = Burden()
    content = b"\n".join(_decoded(stream, scale.caps.stream) for stream in _contents(page))
    _content(content, page.obj.get("/Resources"), burden, scale, 0)
    _refuse(burden, scale.caps, f"page {number}: ")
    return replace(burden)


def _contents(page: pikepdf.Page) -> Iterator[pikepdf.Stream]:
    contents = page.obj.get("/Contents")
    for part in (
        [contents]
        if isinstance(contents, pikepdf.Stream)
        else list(contents)
        if isinstance(contents, pikepdf.Array)
        else []
    ):
        if isinstance(part, pikepdf.Stream):
            yield part


def _content(data: bytes, resources: Any, burden: Burden, scale: _Scale, depth: int) -> None:
    strings = STRING.findall(data)
    burden.glyphs += sum(len(s) - 2 if s[:1] == b"(" else (len(s) - 2) // 2 for s in strings)
    bare = STRING.sub(b" ", data)
    burden.segments += sum(1 for _ in _PATH.finditer(bare))
    burden.images += bare.count(b"\nBI") + bare.count(b" BI ")
    drawn = _DRAW.findall(bare)
    drawings = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
    for name in set(drawn):
        thing = entry_printed(drawings, name)
        if not isinstance(thing, pikepdf.Stream):
            continue
        times = drawn.count(name)
        if thing.get("/Subtype") == pikepdf.Name.Image:
            burden.images += times
        elif thing.get("/Subtype") == pikepdf.Name.Form:
            inner = _form(thing, resources, scale, depth + 1)
            burden.add(Burden(inner.segments * times, inner.glyphs * times, inner.images * times))
        _refuse(burden, scale.caps, "")


def _form(form: pikepdf.Stream, outer: Any, scale: _Scale, depth: int) -> Burden:
    """The burden of a form, each form weighed once. One that draws itself, or that lies too deep, is refused."""
    place = form.objgen
    known = scale.forms.get(place)
    if known is not None and place != (0, 0):
        if known.segments < 0:
            raise TooComplexError("a form draws itself")
        return known
    if depth > scale.caps.forms_deep:
        raise TooComplexError(f"forms > {scale.caps.forms_deep} deep")
    scale.forms[place] = Burden(segments=-1)
    burden = Burden(segments=1)
    _content(_decoded(form, scale.caps.stream), form.get("/Resources", outer), burden, scale, depth)
    scale.forms[place] = burden
    return burden


def _refuse(burden: Burden, caps: Caps, where: str) -> None:
    if burden.segments > caps.segments:
        raise TooComplexError(f"{where}> {caps.segments} path segments")
    if burden.glyphs > caps.glyphs:
        raise TooComplexError(f"{where}> {caps.glyphs} characters")
    if burden.images > caps.segments:
        raise TooComplexError(f"{where}> {caps.segments} images")
