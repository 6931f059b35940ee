"""How a text document says its paragraphs look: alignment, size, weight, page breaks and numbers, by themselves or by
their styles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from fiscal.extraction.typesetting.flow import BODY_SIZE

_NAMESPACES = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
W = _NAMESPACES[0]
Element = Any
"""An element of lxml, which brings no types."""
_ALIGNED = {"center": "center", "right": "right", "end": "right", "distribute": "center"}
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Looks:
    """A paragraph's looks. `numbered`: the list and the level that its number is of; `opens_page`, `closes_page`: a
    page begins with it, or after it.
    """

    align: str = "left"
    style: str | None = None
    numbered: tuple[str, int] | None = None
    opens_page: bool = False
    closes_page: bool = False


def parsed(content: bytes) -> Element:
    """The root of a part: no entity is expanded, nothing is fetched. The strict kind's names are made the usual
    ones.
    """
    content = content.replace(_NAMESPACES[1][1:-1].encode(), _NAMESPACES[0][1:-1].encode())
    return etree.fromstring(
        content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    )


def local(element: Element) -> str:
    """An element's name without its namespace; empty for comments and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Element, name: str) -> str | None:
    """An attribute of the format's own namespace."""
    return element.get(f"{W}{name}")


def _is_on(switch: Element | None) -> bool:
    """Whether a property that is on by being there is."""
    return switch is not None and attribute(switch, "val") not in ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class Styles:
    """A document's styles by their ids, and the default one of paragraphs."""

    by_id: dict[str, Element]
    usual: str | None
    defaults: Element | None

    def of_paragraph(self, paragraph: Element) -> Looks:
        """The looks of a paragraph."""
        own = paragraph.find(f"{W}pPr")
        named = None if own is None else own.find(f"{W}pStyle")
        style = self.usual if named is None else attribute(named, "val")
        chain = [p for p in (own, *(s.find(f"{W}pPr") for s in self._chain(style))) if p is not None]
        align = next((attribute(jc, "val") for p in chain if (jc := p.find(f"{W}jc")) is not None), None)
        breaks = next((b for p in chain if (b := p.find(f"{W}pageBreakBefore")) is not None), None)
        section = None if own is None else own.find(f"{W}sectPr")
        kind = None if section is None else section.find(f"{W}type")
        closes = section is not None and (kind is None or attribute(kind, "val") != "continuous")
        opens = _is_on(breaks)
        return Looks(_ALIGNED.get(align or "", "left"), style, _numbered(chain), opens, closes)

    def print_of(self, paragraph: Element, looks: Looks) -> tuple[float, bool]:
        """Points and weight of the first text of a paragraph."""
        run = next((r for r in paragraph.iter(f"{W}r") if "".join(r.itertext()).strip()), None)
        chain = [] if run is None else list(self._of_run(run))
        chain += [p for s in self._chain(looks.style) if (p := s.find(f"{W}rPr")) is not None]
        if self.defaults is not None:
            chain.append(self.defaults)
        size = next((attribute(found, "val") for p in chain if (found := p.find(f"{W}sz")) is not None), None)
        bold = next((b for p in chain if (b := p.find(f"{W}b")) is not None), None)
        points = float(size) / 2 if size and size.replace(".", "", 1).isdigit() else BODY_SIZE
        return min(max(points, 6.0), 36.0), _is_on(bold)

    def is_hidden(self, run: Element) -> bool:
        """Whether the text of a run is not displayed."""
        hidden = next((v for p in self._of_run(run) if (v := p.find(f"{W}vanish")) is not None), None)
        return _is_on(hidden)

    def _of_run(self, run: Element) -> Iterator[Element]:
        own = run.find(f"{W}rPr")
        if own is None:
            return
        yield own
        named = own.find(f"{W}rStyle")
        if named is not None:
            yield from (p for s in self._chain(attribute(named, "val")) if (p := s.find(f"{W}rPr")) is not None)

    def _chain(self, style: str | None) -> Iterator[Element]:
        """A style and those that it is based on."""
        for _ in range(_DEEPEST):
            found = self.by_id.get(style or "")
            if found is None:
                return
            yield found
            based = found.find(f"{W}basedOn")
            style = None if based is None else attribute(based, "val")


def _numbered(chain: list[Element]) -> tuple[str, int] | None:
    """The list and level that the nearest of the properties name; 0 is no list."""
    for properties in chain:
        found = properties.find(f"{W}numPr")
        if found is None:
            continue
        number, level = found.find(f"{W}numId"), found.find(f"{W}ilvl")
        name = None if number is None else attribute(number, "val")
        if name is None:
            continue
        return None if name == "0" else (name, int((None if level is None else attribute(level, "val")) or 0))
    return None


def styles_of(root: Element | None) -> Styles:
    """The styles of a document; none where it has no such part."""
    if root is None:
        return Styles({}, None, None)
    styles = root.findall(f"{W}style")
    usual = next(
        (
            attribute(s, "styleId")
            for s in styles
            if attribute(s, "type") == "paragraph" and attribute(s, "default") in ("1", "true")
        ),
        None,
    )
    return Styles(
        {name: s for s in styles if (name := attribute(s, "styleId"))},
        usual,
        root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"),
    )
