"""The PDF engine that pages are read and drawn by, set up alike on every machine: type that a file does not bring along
comes from fonts of our own.

Without a Chinese font the engine drops characters that stand alone and draws none; with whatever a machine has
installed, places would differ from one to the next. Opens documents and no more; mending them is left to `opening`.
Importing this sets the engine up, since that must come before the first document."""

from __future__ import annotations

import ctypes
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray
from PIL import Image

FONTS = Path(str(files("pylopdf_fonts_zh_cn")))
"""Noto Sans SC and Noto Serif SC, under the SIL Open Font License."""


def open_document(source: Path | bytes, password: str | None = None, *, filled: bool = False) -> pypdfium2.PdfDocument:
    """The document, to be closed by the caller; if `filled`, the values of form fields are drawn with its pages.
    PdfiumError where the engine cannot open it.
    """
    document = pypdfium2.PdfDocument(source, password=password)
    if filled:
        cast(Any, document).init_forms()
    return document


def pixels_of(page: pypdfium2.PdfPage, scale: float, *, rotation: int = 0, grey: bool = False) -> NDArray[np.uint8]:
    """A page as drawn, `scale` pixels a point, turned by `rotation` clockwise degrees: its greys,
    shape (height, width), or red, green and blue, shape (height, width, 3).
    """
    bitmap = cast(Any, page).render(scale=scale, rotation=rotation, grayscale=grey, rev_byteorder=not grey)
    # The bitmap's memory ends with it.
    pixels: NDArray[np.uint8] = bitmap.to_numpy()
    return pixels.copy() if pixels.ndim == 2 else np.ascontiguousarray(pixels[:, :, :3]).copy()


def picture_of(page: pypdfium2.PdfPage, scale: float) -> Image.Image:
    """A page as a picture in colours, `scale` pixels a point."""
    picture: Image.Image = cast(Any, page).render(scale=scale).to_pil()
    return picture.convert("RGB")


def _set_up() -> None:
    """Starts the engine anew with FONTS for all it knows of the machine's fonts; pypdfium2 has started it with the
    machine's own.
    """
    name = ctypes.create_string_buffer(str(FONTS).encode())
    paths = (ctypes.POINTER(ctypes.c_char) * 2)(ctypes.cast(name, ctypes.POINTER(ctypes.c_char)), None)
    library: Any = pdfium
    library.FPDF_DestroyLibrary()
    library.FPDF_InitLibraryWithConfig(
        library.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=paths, m_pIsolate=None, m_v8EmbedderSlot=0)
    )


_set_up()
