"""The first reader: the ruled tables and the other printed lines of a page with a text layer, straight from pdfium's
own objects.

One page at a time, as its cheapest explanation has it; what is doubted is what still speaks against that one, or
another that costs no more. Pictures, the second opinion and logical tables over several pages are left to others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import pypdfium2 as pdfium

from fiscal.extraction.checks.conservation import doubts_of, unknown_characters
from fiscal.extraction.grids.table_frames import side_by_side
from fiscal.extraction.page.characters import Characters
from fiscal.extraction.page.content import PageContent, TextLine
from fiscal.extraction.page.layer import Layer, open_layer
from fiscal.extraction.page.lines import Line
from fiscal.extraction.page.red_figures import with_red_figures
from fiscal.extraction.pdfium.fonts import Fonts
from fiscal.extraction.search.settings import DOUBTED, Term
from fiscal.extraction.search.solver import Explanation, explain
from fiscal.model.reading import Doubt, Page

_SHOWN = 5


def read_page(pdf_page: pdfium.PdfPage, number: int) -> PageContent:
    """The page's grids top to bottom and its lines outside them in reading order; `number` counts from 1.

    PageTooComplexError when the page has more objects than are ever read.
    """
    with open_layer(pdf_page) as layer:
        return compose(layer, number)


def compose(layer: Layer, number: int) -> PageContent:
    """The grids and lines of a page whose layer has been read, by the page's best explanation."""
    best, runner_up = explain(layer, number)
    return _content(layer, number, best, runner_up)


def _content(layer: Layer, number: int, best: Explanation, runner_up: Explanation | None) -> PageContent:
    layout, turn = best.layout, layer.turn
    fonts = Fonts(layout.characters.text_page)
    lines = tuple(_text_line(number, layout.characters, fonts, line) for line in layout.free)
    page = Page(
        page=number,
        width=turn.width,
        height=turn.height,
        rotation=turn.rotation,
        picture=False,
        chars=len(layout.characters.text),
        proposal=best.name,
    )
    grids = with_red_figures(layout.grids, layout.characters, layer.marks)
    return PageContent(page, grids, lines, tuple(_doubts(number, best, runner_up, lines)))


def _doubts(number: int, best: Explanation, runner_up: Explanation | None, lines: Sequence[TextLine]) -> list[Doubt]:
    """What still speaks against the best explanation, with the reading that comes next to it."""
    grids = best.layout.grids
    other = (
        f" [{best.name} {best.cost.total:g} / {runner_up.name} {runner_up.cost.total:g}]"
        if runner_up is not None
        else ""
    )
    doubts = unknown_characters(number, grids, lines)
    if best.layout.characters.invisible:
        counts = Counter(best.layout.characters.invisible)
        doubts.append(
            Doubt(
                "invisible_characters",
                False,
                page=number,
                detail=", ".join(f"U+{ord(c):04X} × {n}" for c, n in sorted(counts.items())),
            )
        )
    columns = [c.detail for c in best.cost.charges if c.term is Term.COLUMNS_IMPLAUSIBLE]
    if columns:
        doubts.append(Doubt("columns_uncertain", True, page=number, detail=columns[0] + other))
    doubts.extend(doubts_of(number, best.cost.lost, other))
    if best.layout.characters.raised:
        doubts.append(Doubt("footnote_marks", False, page=number, detail=str(best.layout.characters.raised)))
    if best.layout.charted:
        doubts.append(
            Doubt(
                "chart_unread",
                False,
                page=number,
                detail="; ".join(line.text.strip()[:40] for line in best.layout.charted[:_SHOWN]),
            )
        )
    if any(side_by_side(a, b) for a, b in combinations(best.layout.proposal.lattices, 2)):
        doubts.append(Doubt("tables_side_by_side", False, page=number))
    if runner_up is not None and runner_up.cost.total == best.cost.total and DOUBTED & best.cost.by_term().keys():
        doubts.append(Doubt("explanations_tie", False, page=number, detail=f"{best.name} / {runner_up.name}"))
    return doubts


def _text_line(number: int, characters: Characters, fonts: Fonts, line: Line) -> TextLine:
    index = int(characters.index[line.first.position])
    size, bold = fonts.size(index), fonts.bold(index)
    return TextLine(number, line.text, *line.box, size, bold)
