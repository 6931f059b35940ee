"""Pictures of pages, as scanners and telephones make them, as a PDF of one page a picture: pixels as they are, upright,
at a size that a page has.
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Any, cast

from PIL import Image, ImageOps, ImageSequence
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from fiscal.document.opening.weight import CAPS
from fiscal.document.sandbox.sandbox_child import announce
from fiscal.model.reasons import Failure

KINDS = frozenset(("JPEG", "PNG", "TIFF", "BMP", "GIF", "WebP"))
MOST_PICTURES = 500
"""Pictures of one file, over which it is refused: a TIFF may hold any number."""
_LONG_SIDE = 842.0
"""Points of the longer side of a page where the file does not say how large it is, or says what no scanner would."""
_LEAST_DPI, _MOST_DPI = 100, 1200


def picture_pdf(path: Path) -> bytes | Failure:
    """The PDF of the pictures of a file. `damaged` where they cannot be opened, `too_complex` where one has too many
    pixels, `too_many_pages`.
    """
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    try:
        with warnings.catch_warnings(), Image.open(path) as file:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            pictures = getattr(file, "n_frames", 1)
            if pictures > MOST_PICTURES:
                return Failure("too_many_pages", f"> {MOST_PICTURES}")
            announce(pictures, pictures)
            for frame in ImageSequence.Iterator(file):
                if frame.width * frame.height > CAPS.pixels:
                    return Failure("too_complex", f"{frame.width * frame.height / 1e6:.0f} megapixels")
                _page(canvas, frame, path if file.format == "JPEG" else None)
                if file.format == "GIF":
                    break
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        return Failure("too_complex", str(error)[:120])
    except (OSError, ValueError, SyntaxError, TypeError, IndexError, EOFError) as error:
        return Failure("damaged", f"{type(error).__name__}: {error}"[:120])
    canvas.save()
    return out.getvalue()


def _page(canvas: Canvas, frame: Image.Image, as_it_is: Path | None) -> None:
    """A page that one picture fills; a JPEG that stands upright goes in byte for byte."""
    upright = ImageOps.exif_transpose(frame)
    width, height = _size(upright, frame.info.get("dpi"))
    canvas.setPageSize((width, height))
    same = as_it_is is not None and upright.size == frame.size and frame.getexif().get(0x0112, 1) in (0, 1)
    image = str(as_it_is) if same else ImageReader(_plain(upright))
    cast(Any, canvas).drawImage(image, 0, 0, width, height)
    canvas.showPage()


def _plain(image: Image.Image) -> Image.Image:
    """The picture on white, in greys or colours."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        seen = Image.new("RGBA", image.size, "white")
        seen.alpha_composite(image.convert("RGBA"))
        return seen.convert("RGB")
    return image.convert("L" if image.mode in ("1", "L", "I;16", "I", "F") else "RGB")


def _size(image: Image.Image, dpi: object) -> tuple[float, float]:
    """Points of a page: by the picture's own measure where a scanner may have set it, else as large as A4."""
    across = float(cast(tuple[float, ...], dpi)[0]) if isinstance(dpi, tuple) and dpi else 0.0
    scale = 72 / across if _LEAST_DPI <= across <= _MOST_DPI else _LONG_SIDE / max(image.size)
    return round(image.width * scale, 2), round(image.height * scale, 2)
