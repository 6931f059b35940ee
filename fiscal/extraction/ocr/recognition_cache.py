"""What was read on page pictures, kept by the picture's hash: a page that comes again is not recognised again.

Holds plain JSON, written atomically; any process may share the folder. How a page is read is left to
`fiscal.extraction.scans.picture_page`."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fiscal.extraction.page.content import Grid, GridCell, PageContent, Skew, TextLine
from fiscal.model.reading import Alternative, Doubt, Page

_METHOD = "6"
"""Changes whenever pages are read differently."""


class PageCache:
    """A folder of read pages; one without a folder keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    @classmethod
    def at(cls, folder: Path | None) -> PageCache:
        """The cache in `folder`, else the one that the environment names with FISCAL_CACHE, else none."""
        shared = os.environ.get("FISCAL_CACHE")
        return cls(folder or (Path(shared) / "ocr" if shared else None))

    def get(self, sha256: str, number: int) -> PageContent | None:
        """What was read on the picture with this hash, as page `number`; None where it is not there or not whole."""
        if self._folder is None:
            return None
        try:
            return _content(json.loads(self._file(self._folder, sha256).read_text("utf-8")), number)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, sha256: str, content: PageContent) -> None:
        """Keeps the page. A folder that cannot be written, or is full, is no error: the page is read again next
        time.
        """
        if self._folder is None:
            return
        target = self._file(self._folder, sha256)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
        except OSError:
            return
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(asdict(content), file, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        except OSError:
            Path(name).unlink(missing_ok=True)

    @staticmethod
    def _file(folder: Path, sha256: str) -> Path:
        return folder / f"{_METHOD}-{version('rapidocr')}" / sha256[:2] / f"{sha256}.json"


def _content(kept: dict[str, Any], number: int) -> PageContent:
    grids = tuple(_grid(grid, number) for grid in kept["grids"])
    lines = tuple(replace(TextLine(**line), page=number) for line in kept["lines"])
    doubts = tuple(replace(Doubt(**doubt), page=number) for doubt in kept["doubts"])
    return PageContent(replace(Page(**kept["page"]), page=number), grids, lines, doubts, Skew(**kept["skew"]))


def _grid(kept: dict[str, Any], number: int) -> Grid:
    changed: dict[str, Any] = {"page": number, "cells": tuple(_cell(cell) for cell in kept["cells"])}
    changed |= {edges: tuple(kept[edges]) for edges in ("col_edges", "row_edges")}
    return Grid(**(kept | changed))


def _cell(kept: dict[str, Any]) -> GridCell:
    changed: dict[str, Any] = {
        "lines": tuple(kept["lines"]),
        "last_line": kept["last_line"] and tuple(kept["last_line"]),
        "printed": tuple(kept["printed"]),
        "alternatives": tuple(Alternative(**a) for a in kept["alternatives"]),
    }
    return GridCell(**(kept | changed))
