"""Whether everything that the pages draw from is stored whole: each stream's length, checksum and end, and whatever is
named or referred to is there.

Engines draw what they can of a damaged stream and say nothing; here it becomes a doubt about every page that draws from
it. Only what the format itself can tell is told: a stream without a checksum whose bytes have been exchanged for others
of the same kind is not found. Opening the file is left to `fiscal.document.opening.opening`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from fiscal.document.opening.resource_names import NAME, entry_printed
from fiscal.document.opening.strict_decoding import DamagedStreamError, decoded, picture
from fiscal.document.opening.weight import STRING
from fiscal.model.reading import Doubt

_DEEPEST = 24
"""Forms within forms that are followed; `weight` has refused a file with more."""
_SHOWN = 3
"""Kinds of damage that one doubt names."""
_PAGE_LOST = re.compile(r"Pages tree includes non-dictionary object|appears more than once in the pages tree")
_NO_SIZE = re.compile(r"object (\d+) (\d+) at offset -?\d+: kid \d+ \(from 0\) MediaBox is undefined")
_OF_OBJECT = re.compile(
    r"\(object (\d+) (\d+), offset \d+\): (?:unable to recover stream data|attempting to recover stream length)"
)
_NAMES = re.compile(NAME)
_FONT_SET = re.compile(rb"(" + NAME + rb")\s+[-+.\d]+\s+Tf(?![A-Za-z0-9*'\"])")
_DRAWN = re.compile(rb"(" + NAME + rb")\s+Do(?![A-Za-z0-9*'\"])")
_COMMENT = re.compile(rb"%[^\r\n]*")
_OPERATOR = re.compile(rb"(?<![/A-Za-z0-9.+\-*'\"])[A-Za-z'\"][A-Za-z0-9*'\"]*")
_OPERATORS = frozenset(
    b"b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k l m M MP n q Q re"
    b" RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \" true false null".split()
)
_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_GAP = re.compile(rb"\0{8,}")
"""What copying leaves where it lost a block. Between objects 319 files have none so long but those that are encrypted,
in which keys are filled up with it.
"""
_STREAMS_OF_A_PAGE = frozenset({"/Metadata", "/Thumb", "/Annots", "/AF", "/B"})
_FOREIGN = 2
"""Operators that no content stream has, from which on its bytes are taken for damaged: producers do misspell one."""


def stored_doubts(pdf: pikepdf.Pdf, source: Path, promised: int, warned: Sequence[str]) -> list[Doubt]:
    """A blocking `stream_damaged` for every page that draws from what is not whole, `pages_lost` for pages that the
    file counts and does not have, and `file_damaged` where bytes between the streams are blank.

    `promised`: pages as the page tree counts them; `warned`: what the engine said while it opened the file.
    """
    store = _Store(_objects_named(_OF_OBJECT, warned))
    without_size = _objects_named(_NO_SIZE, warned)
    lost = max(promised - len(pdf.pages), 0) + sum(bool(_PAGE_LOST.search(line)) for line in warned)
    doubts = [Doubt("pages_lost", True, detail=str(lost))] if lost else list[Doubt]()
    if not pdf.is_encrypted and _GAP.search(_STREAM.sub(b"", source.read_bytes())):
        doubts.append(Doubt("file_damaged", True))
    for number, page in enumerate(pdf.pages, 1):
        sized = ["page size: missing"] if page.obj.objgen in without_size else list[str]()
        damages = list(dict.fromkeys([*sized, *store.of_page(page)]))
        if damages:
            more = f" +{len(damages) - _SHOWN}" if len(damages) > _SHOWN else ""
            doubts.append(Doubt("stream_damaged", True, page=number, detail="; ".join(damages[:_SHOWN]) + more))
    return doubts


def _objects_named(said: re.Pattern[str], warned: Sequence[str]) -> set[tuple[int, int]]:
    """The numbers of the objects of which the engine said this."""
    return {(int(m[1]), int(m[2])) for line in warned if (m := said.search(line))}


def promised_pages(pdf: pikepdf.Pdf) -> int:
    """Pages as the root of the page tree counts them, 0 where it does not; to be asked before the engine mends the
    tree.
    """
    with suppress(AttributeError, KeyError, TypeError, ValueError, pikepdf.PdfError):
        return int(pdf.Root.Pages.Count)
    return 0


@dataclass(slots=True)
class _Store:
    """What is known of the file's streams. `recovered`: objects whose length was not as stated."""

    recovered: set[tuple[int, int]]
    known: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict[tuple[int, int], tuple[str, ...]])

    def of_page(self, page: pikepdf.Page) -> Iterator[str]:
        """What is damaged of everything that a page draws from, each with the name of its kind."""
        absent = "/Contents" not in page.obj
        if absent and ("/Contents" in page.obj.as_dict() or _is_misnamed(page.obj)):
            yield "contents: missing"
        contents = page.obj.get("/Contents")
        parts = list(contents) if isinstance(contents, Array) else [contents] if contents is not None else []
        body = bytearray()
        for part in parts:
            if not isinstance(part, Stream):
                yield "contents: missing"
                continue
            try:
                data = decoded(part, self._stated(part))
                body += data + b"\n"
                yield from _syntax(part, data)
            except DamagedStreamError as damage:
                yield f"contents: {damage}"
        resources = None
        with suppress(pikepdf.PdfError, KeyError, AttributeError, TypeError, ValueError):
            resources = page.resources
        yield from self._drawn(bytes(body), resources, 0)

    def _drawn(self, content: bytes, resources: Any, depth: int) -> Iterator[str]:
        """What is damaged of the fonts, forms, pictures and patterns that a content stream names."""
        bare = STRING.sub(b" ", content)
        for kind, used in (("Font", _FONT_SET.findall(bare)), ("XObject", _DRAWN.findall(bare))):
            group = resources.get(f"/{kind}") if isinstance(resources, Dictionary) else None
            for name in sorted(set(used)):
                if not isinstance(entry_printed(group, name), Dictionary | Stream):
                    yield f"{kind.lower()} {name.decode('utf-8', 'backslashreplace')}: missing"
        if not isinstance(resources, Dictionary):
            return
        names = sorted(set(_NAMES.findall(bare)))
        for kind, look in (("/Font", self._font), ("/XObject", self._drawing), ("/Pattern", self._drawing)):
            group = resources.get(kind)
            for thing in (entry_printed(group, name) for name in names):
                if isinstance(thing, Dictionary | Stream):
                    yield from self._once(thing, look, resources, depth)

    def _once(self, thing: Any, look: Any, resources: Any, depth: int) -> tuple[str, ...]:
        """What is damaged of a font or drawing, found out once for all pages."""
        place = thing.objgen
        if place == (0, 0):
            return tuple(look(thing, resources, depth))
        if place not in self.known:
            self.known[place] = ()
            self.known[place] = tuple(look(thing, resources, depth))
        return self.known[place]

    def _font(self, font: Any, resources: Any, depth: int) -> Iterator[str]:
        descendants = font.get("/DescendantFonts")
        inner = [one for one in descendants if isinstance(one, Dictionary)] if isinstance(descendants, Array) else []
        if font.get("/Subtype") == Name.Type0 and not inner:
            yield "font: missing"
        for holder in (font, *inner):
            yield from self._streams(holder, ("/ToUnicode", "/Encoding", "/CIDToGIDMap"), "character map")
            descriptor = holder.get("/FontDescriptor")
            for part in (holder, descriptor, font.get("/CharProcs")):
                if isinstance(part, Dictionary) and _lacks_entries(part):
                    yield "font: missing"
            if isinstance(descriptor, Dictionary):
                yield from self._streams(descriptor, ("/FontFile", "/FontFile2", "/FontFile3"), "font")
        glyphs = font.get("/CharProcs")
        for glyph in glyphs.values() if isinstance(glyphs, Dictionary) else ():
            if isinstance(glyph, Stream):
                yield from self._content(glyph, "font", font.get("/Resources", resources), depth)

    def _streams(self, holder: Any, keys: Iterable[str], what: str) -> Iterator[str]:
        for key in keys:
            stream = holder.get(key)
            if isinstance(stream, Stream):
                try:
                    decoded(stream, self._stated(stream))
                except DamagedStreamError as damage:
                    yield f"{what}: {damage}"

    def _drawing(self, thing: Any, resources: Any, depth: int) -> Iterator[str]:
        if not isinstance(thing, Stream):
            return
        if thing.get("/Subtype") == Name.Image:
            for image in (thing, thing.get("/SMask"), thing.get("/Mask")):
                if isinstance(image, Stream):
                    try:
                        picture(image, self._stated(image))
                    except DamagedStreamError as damage:
                        yield f"picture: {damage}"
        else:
            yield from self._content(thing, "form", thing.get("/Resources", resources), depth)

    def _content(self, stream: Stream, what: str, resources: Any, depth: int) -> Iterator[str]:
        try:
            data = decoded(stream, self._stated(stream))
        except DamagedStreamError as damage:
            yield f"{what}: {damage}"
            return
        yield from _syntax(stream, data)
        if depth < _DEEPEST:
            yield from self._drawn(data, resources, depth + 1)

    def _stated(self, stream: Stream) -> int | None:
        """The length that a stream states, where the engine found that it is not so; None where it is."""
        if stream.objgen not in self.recovered:
            return None
        with suppress(AttributeError, KeyError, TypeError, ValueError, pikepdf.PdfError):
            return int(stream.stream_dict.Length)
        return 0


def _lacks_entries(holder: Any) -> bool:
    """Whether entries refer to what the file does not have. Counted, not named: names may be in any coding, and only
    UTF-8 can be listed with what is not there.
    """
    return len(holder.as_dict()) > len(holder.keys())


def _is_misnamed(page: Any) -> bool:
    """Whether a page without contents has streams under a name that no page has: a damaged name."""
    others = [value for key, value in page.items() if key not in _STREAMS_OF_A_PAGE]
    return any(isinstance(one, Stream) for value in others for one in (value if isinstance(value, Array) else (value,)))


def _syntax(stream: Stream, data: bytes) -> Iterator[str]:
    """Whether the bytes of a content stream that no checksum guards are operators."""
    filters = stream.get("/Filter")
    if filters is not None and not (isinstance(filters, Array) and not len(filters)):
        return
    if b"BI" in data:
        return
    foreign = [
        word
        for word in _OPERATOR.findall(_NAMES.sub(b" ", _COMMENT.sub(b" ", STRING.sub(b" ", data))))
        if word not in _OPERATORS
    ]
    if len(foreign) >= _FOREIGN or b"\0" * 32 in data:
        yield "contents: garbled"
