"""A stream's bytes decoded strictly: as long as stated, checksum right, ended where it says that it ends; or what is
wrong with them.

Which streams matter is left to `fiscal.document.opening.stored_whole`; what they may come to has been bounded by
`fiscal.document.opening.weight`."""

from __future__ import annotations

import base64
import binascii
import io
import re
import zlib
from collections.abc import Callable
from math import ceil
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Stream
from PIL import Image

from fiscal.document.opening.weight import FLATE, filters, number

_CHUNK = 1 << 20
_MOST = 512 << 20
"""Bytes that are decoded of one stream at most."""
_SLACK = 2
"""Bytes that may lack at the end of a picture's last row."""


class DamagedStreamError(Exception):
    """A stream is not whole; the text says in a word why."""


def decoded(stream: Stream, stated: int | None) -> bytes:
    """The bytes of a content stream, font or map. DamagedStreamError where they are not whole.

    `stated`: the length that the file states where the stream is not as long; None where it is.
    """
    data = _raw(stream)
    codings = filters(stream)
    if not codings and stated is not None and stated > len(data):
        raise DamagedStreamError("length")
    for name in codings:
        if name == "/Crypt":
            continue
        if name not in _DECODERS:
            return _by_engine(stream)
        data = _DECODERS[name](data)
    return data


def picture(stream: Stream, stated: int | None) -> None:
    """Looks whether a picture's bytes are whole, as far as its format tells. DamagedStreamError where they are not."""
    data = _raw(stream)
    for position, name in enumerate(filters(stream)):
        if name in ("/DCTDecode", "/DCT", "/JPXDecode"):
            return _ends_as_jpeg(data)
        if name not in _DECODERS:
            return None if position else _coded(data, stated)
        data = _DECODERS[name](data)
    needed = _picture_bytes(stream)
    if needed is not None and not _has_predictor(stream) and len(data) + _SLACK < needed:
        raise DamagedStreamError("length")
    return None


def _coded(data: bytes, stated: int | None) -> None:
    if not data or (stated is not None and stated > len(data)):
        raise DamagedStreamError("length")


def _raw(stream: Stream) -> bytes:
    try:
        return stream.read_raw_bytes()
    except pikepdf.PdfError as error:
        raise DamagedStreamError("unreadable") from error


def _inflated(data: bytes) -> bytes:
    if not data:
        return data
    decoder = zlib.decompressobj()
    try:
        out = decoder.decompress(data, _MOST)
    except zlib.error as error:
        raise DamagedStreamError("checksum" if "check" in str(error) else "data") from error
    if not decoder.eof and not decoder.unconsumed_tail:
        raise DamagedStreamError("end")
    return out


def _ascii85(data: bytes) -> bytes:
    body, mark, _ = data.partition(b"~>")
    if not mark:
        raise DamagedStreamError("end")
    try:
        return base64.a85decode(body.strip().removeprefix(b"<~"), ignorechars=b" \t\r\n\v\f\0")
    except ValueError as error:
        raise DamagedStreamError("data") from error


def _hexadecimal(data: bytes) -> bytes:
    body, mark, _ = data.partition(b">")
    if not mark:
        raise DamagedStreamError("end")
    digits = re.sub(rb"\s|\0", b"", body)
    try:
        return binascii.unhexlify(digits + b"0" * (len(digits) % 2))
    except binascii.Error as error:
        raise DamagedStreamError("data") from error


_DECODERS: dict[str, Callable[[bytes], bytes]] = {
    **dict.fromkeys(FLATE, _inflated),
    "/ASCII85Decode": _ascii85,
    "/A85": _ascii85,
    "/ASCIIHexDecode": _hexadecimal,
    "/AHx": _hexadecimal,
}
"""The codings that say themselves whether they are whole, under their long and short names."""


def _by_engine(stream: Stream) -> bytes:
    """What the engine makes of a filter that is not decoded here; it complains of what is not whole."""
    try:
        return stream.read_bytes()
    except pikepdf.PdfError as error:
        raise DamagedStreamError("data") from error


def _ends_as_jpeg(data: bytes) -> None:
    """A picture of JPEG's families ends with a mark of its own; one that lacks it may be whole all the same, which its
    decoder tells.
    """
    if data.rstrip(b"\0\r\n \t").endswith(b"\xff\xd9") or b"\xff\xd9" in data[data.rfind(b"\xff\xda") :]:
        return
    try:
        with Image.open(io.BytesIO(data)) as image:
            image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise DamagedStreamError("end") from error


def _has_predictor(stream: Stream) -> bool:
    parameters = stream.get("/DecodeParms")
    some = list(parameters) if isinstance(parameters, Array) else [parameters]
    return any(isinstance(one, Dictionary) and number(one.get("/Predictor")) > 1 for one in some)


def _picture_bytes(stream: Stream) -> int | None:
    """Bytes that a picture without further coding has; None where its colours do not say."""
    width, height = number(stream.get("/Width")), number(stream.get("/Height"))
    if stream.get("/ImageMask"):
        return ceil(width / 8) * height
    components = _components(stream.get("/ColorSpace"))
    return (
        ceil(width * components * (number(stream.get("/BitsPerComponent")) or 8) / 8) * height if components else None
    )


def _components(space: Any) -> int | None:
    if isinstance(space, Array) and len(space):
        kind = str(space[0])
        if kind == "/ICCBased":
            return number(space[1].get("/N")) if len(space) > 1 and isinstance(space[1], Stream) else None
        return {"/Indexed": 1, "/CalGray": 1, "/Separation": 1, "/CalRGB": 3, "/Lab": 3, "/DeviceN": None}.get(kind)
    return {"/DeviceGray": 1, "/G": 1, "/DeviceRGB": 3, "/RGB": 3, "/DeviceCMYK": 4, "/CMYK": 4}.get(str(space))
