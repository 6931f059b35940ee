"""RAR archives as version 5 writes them, whose members are stored: no program that writes them is free."""

from __future__ import annotations

import zlib


def number(value: int) -> bytes:
    """A number as RAR 5 writes it: seven bits a byte, the lowest first."""
    more = b"" if value < 128 else number(value >> 7)
    return bytes([value & 127 | (128 if more else 0)]) + more


def block(*fields: int | bytes) -> bytes:
    """A block of RAR 5 with its length and checksum."""
    body = b"".join(number(field) if isinstance(field, int) else field for field in fields)
    sized = number(len(body)) + body
    return zlib.crc32(sized).to_bytes(4, "little") + sized


RAR = b"Rar!\x1a\x07\x01\x00"
STORED, PACKED = 0, 3 << 7


def rar(files: dict[str, bytes], method: int = STORED, head: bytes = block(1, 0, 0), end: int = 0) -> bytes:
    """The files as RAR 5 keeps them; whatever the method, their bytes are stored."""
    out = RAR + head
    for name, content in files.items():
        size, called = len(content), name.encode()
        checksum = zlib.crc32(content).to_bytes(4, "little")
        out += block(2, 2, size, 4, size, 0o100644, checksum, method, 1, len(called), called) + content
    return out + block(5, 0, end)
