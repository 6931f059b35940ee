"""Pages as scanners leave them: drawn pages turned into pictures with skew, noise, tinted paper and JPEG traces."""

from __future__ import annotations

import io
from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from fiscal.document.engine import open_document


@dataclass(frozen=True)
class Scanner:
    """How a page is scanned: degrees of skew (anticlockwise), standard deviation of the noise, paper shade, quarter
    turns, JPEG quality.

    `aside`: the share of its width by which the foot is narrower than the head, as in a photograph. `blur`: points by
        which the lens blurs, as a standard deviation.
    `black`: the shade from which on everything is black and nothing grey; light settings leave little black, dark ones
        much.
    """

    dpi: int = 200
    skew: float = 0.0
    noise: float = 0.0
    paper: tuple[int, int, int] = (255, 255, 255)
    turns: int = 0
    quality: int = 90
    aside: float = 0.0
    blur: float = 0.0
    black: int | None = None


def scanned(data: bytes, scanner: Scanner, number: int = 1) -> pdfium.PdfPage:
    """A page of a drawn PDF as a page that holds nothing but its scan."""
    page = open_document(data)[number - 1]
    width, height = page.get_size()
    picture = np.asarray(page.render(scale=scanner.dpi / 72).to_pil().convert("RGB")).astype(np.float32)
    picture = picture / 255 * np.array(scanner.paper, np.float32)
    if scanner.blur:
        picture = cv2.GaussianBlur(picture, (0, 0), scanner.blur * scanner.dpi / 72)
    if scanner.skew:
        turn = cv2.getRotationMatrix2D((picture.shape[1] / 2, picture.shape[0] / 2), scanner.skew, 1.0)
        picture = cv2.warpAffine(
            picture, turn, (picture.shape[1], picture.shape[0]), borderValue=tuple(float(c) for c in scanner.paper)
        )
    if scanner.aside:
        high, wide = picture.shape[:2]
        corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
        seen = corners + np.array(
            [[0, 0], [0, 0], [-0.7 * scanner.aside * wide, 0], [0.3 * scanner.aside * wide, 0]], np.float32
        )
        picture = cv2.warpPerspective(
            picture,
            cv2.getPerspectiveTransform(corners, seen),
            (wide, high),
            borderValue=tuple(float(c) for c in scanner.paper),
        )
    picture = picture + np.random.default_rng(1).normal(0, scanner.noise, picture.shape[:2])[:, :, None]
    if scanner.black is not None:
        picture = np.where(picture.mean(axis=2, keepdims=True) < scanner.black, 0.0, 255.0).repeat(3, axis=2)
    picture = np.rot90(np.clip(picture, 0, 255).astype(np.uint8), scanner.turns)
    if scanner.turns % 2:
        width, height = height, width
    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(picture)).save(
        file, "JPEG", quality=scanner.quality if scanner.black is None else 100
    )
    file.seek(0)
    document = pdfium.PdfDocument.new()
    scan = document.new_page(width, height)
    image = pdfium.PdfImage.new(document)
    image.load_jpeg(file, inline=True)
    image.set_matrix(pdfium.PdfMatrix().scale(width, height))
    scan.insert_obj(image)
    scan.gen_content()
    return scan


def scanned_pdf(data: bytes, scanner: Scanner) -> bytes:
    """A whole drawn PDF as a scan."""
    whole = pdfium.PdfDocument.new()
    for number in range(len(open_document(data))):
        whole.import_pages(scanned(data, scanner, number + 1).pdf)
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()
