"""The second reader's own tables: camelot's lattice over the vector rules, and its network of text where no rules part
the columns, a page at a time, in a forked process that may die of a hostile page.

Comparing them with the first reader's grids is left to `fiscal.extraction.checks.second_reader`.
"""

from __future__ import annotations

import gc
import logging
import os
import pickle
import resource
import select
import signal
import struct
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

_LENGTH = struct.Struct("!Q")
_START_SECONDS = 5.0
_PAGE_SECONDS = 1.5
_MOST_DEATHS = 3
_DEEPEST, _USUAL_DEPTH = -0.5, -0.12
"""Ems below the line."""


@dataclass(frozen=True, slots=True)
class SecondCell:
    """An elementary cell as the second reader sees it, points from the top left of the page."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str


@dataclass(frozen=True, slots=True)
class SecondPage:
    """The cells of all tables that the second reader found on a page, and the page's size as it saw it."""

    page: int
    width: float
    height: float
    cells: tuple[SecondCell, ...]


@dataclass(frozen=True, slots=True)
class UnruledArea:
    """Where a table without vertical rules stands, points from the top left of the page, and the middles of the white
    spaces between its columns.
    """

    x0: float
    top: float
    x1: float
    bottom: float
    gaps: tuple[float, ...]


def second_pages(path: Path, pages: Mapping[int, Sequence[UnruledArea]]) -> dict[int, SecondPage]:
    """The second reader's cells by page number; pages that it cannot read, or not in time, are missing. `pages`: their
    unruled tables by page number.
    """
    _camelot()
    found: dict[int, SecondPage] = {}
    left = list(pages)
    for _ in range(_MOST_DEATHS):
        if not left:
            break
        for page in _forked(path, {number: pages[number] for number in left}):
            found[page.page] = page
            left.remove(page.page)
        left = left[1:]
    return found


def _forked(path: Path, pages: Mapping[int, Sequence[UnruledArea]]) -> Iterator[SecondPage]:
    """The pages as a forked process reads them, until it is through, dies or takes too long."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(reading)
            gc.disable()
            logging.disable(logging.CRITICAL)
            _, hard = resource.getrlimit(resource.RLIMIT_CPU)
            seconds = int(_START_SECONDS + _PAGE_SECONDS * len(pages))
            resource.setrlimit(
                resource.RLIMIT_CPU, (seconds if hard == resource.RLIM_INFINITY else min(seconds, hard), hard)
            )
            with os.fdopen(writing, "wb") as out:
                for page in _read(path, pages):
                    body = pickle.dumps(page, protocol=5)
                    out.write(_LENGTH.pack(len(body)) + body)
                    out.flush()
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb", buffering=0) as answers:
            limit = time.monotonic() + 2 * (_START_SECONDS + _PAGE_SECONDS * len(pages))
            while (head := _exactly(answers.fileno(), _LENGTH.size, limit)) and (
                body := _exactly(answers.fileno(), _LENGTH.unpack(head)[0], limit)
            ):
                yield pickle.loads(body)  # noqa: S301  written by this program's own fork  # nosec B301
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _exactly(handle: int, size: int, limit: float) -> bytes:
    """That many bytes, or none when the writer ended or the time is over."""
    parts = bytearray()
    while len(parts) < size:
        if not select.select([handle], [], [], max(0.0, limit - time.monotonic()))[0]:
            return b""
        part = os.read(handle, size - len(parts))
        if not part:
            return b""
        parts += part
    return bytes(parts)


@cache
def _camelot() -> tuple[Any, Any, Any, Any]:
    """playa, camelot's page handler, and its lattice and network parsers with blank grids kept and no frame built of
    each table.
    """
    import playa
    from camelot.handlers import PDFHandler
    from camelot.parsers.lattice import Lattice
    from camelot.parsers.network import Network

    class Reader(Lattice):
        def _reject_table(self, table: Any) -> bool:  # noqa: ARG002
            return False

        def record_parse_metadata(self, table: Any) -> None:
            cast(Any, self).compute_parse_errors(table)

    class UnruledReader(Network):
        def _reject_table(self, table: Any) -> bool:  # noqa: ARG002
            return False

        def record_parse_metadata(self, table: Any) -> None:
            cast(Any, self).compute_parse_errors(table)

    return playa, PDFHandler, Reader, UnruledReader


def _set_upright(fonts: Iterable[Any]) -> None:
    """Fonts that claim to reach farther below the line than any letter do, as some Chinese ones, with the usual depth:
    else their text seems to stand a line lower.
    """
    for font in fonts:
        if font.descent * font.matrix[3] < _DEEPEST:
            font.descent = _USUAL_DEPTH / font.matrix[3]


def _read(path: Path, pages: Mapping[int, Sequence[UnruledArea]]) -> Iterator[SecondPage]:
    playa, handler, reader, unruled = _camelot()
    layouts = handler(str(path))
    lattice = reader(engine="vector", split_text=True)
    with playa.open(path, space="page") as document:
        for number in pages:
            page = document.pages[number - 1]
            _set_upright(page.fonts.values())
            layout, size, images, _, level, upright, turn = layouts._get_layout(page, boxes_flow=None)
            height = size[1]
            parsers = [lattice]
            for area in pages[number]:
                bounds = ",".join(map(str, (area.x0, height - area.top, area.x1, height - area.bottom)))
                parsers.append(unruled(table_areas=[bounds], columns=[",".join(map(str, area.gaps))], split_text=True))
            tables: list[Any] = []
            for parser in parsers:
                parser.prepare_page_parse(
                    str(path), layout, size, number, images, level, upright, turn, layout_kwargs={}
                )
                tables.extend(parser.extract_tables())
            cells = [
                SecondCell(c.x1, height - c.y2, c.x2, height - c.y1, c.text)
                for table in tables
                for row in table.cells
                for c in row
            ]
            yield SecondPage(number, float(size[0]), float(height), tuple(cells))
