"""Filings damaged at random, with a fixed seed: cut, overwritten, with objects, references and lengths changed, the way
copies and downloads go wrong.
"""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable, Iterator

import pikepdf

_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_OBJECT = re.compile(rb"\d+ 0 obj\b.*?endobj\s*", re.DOTALL)
_REFERENCE = re.compile(rb"\b(\d+) 0 R\b")
_LENGTH = re.compile(rb"/Length (\d+)")
_KEY = re.compile(rb"/[A-Z][A-Za-z0-9]+")


def _outside_streams(data: bytes, pattern: re.Pattern[bytes]) -> list[re.Match[bytes]]:
    inside = [m.span(1) for m in _STREAM.finditer(data)]
    return [m for m in pattern.finditer(data) if not any(a <= m.start() < b for a, b in inside)]


def _splice(data: bytes, start: int, end: int, new: bytes) -> bytes:
    return data[:start] + new + data[end:]


def cut_off(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) // 10, len(data))]


def _block(data: bytes, rng: random.Random) -> tuple[int, int]:
    size = rng.choice((16, 128, 512, 2048))
    start = rng.randrange(max(1, len(data) - size))
    return start, min(len(data), start + size)


def zeroed_block(data: bytes, rng: random.Random) -> bytes:
    start, end = _block(data, rng)
    return _splice(data, start, end, bytes(end - start))


def noise(data: bytes, rng: random.Random) -> bytes:
    start, end = _block(data, rng)
    return _splice(data, start, end, rng.randbytes(end - start))


def lost_block(data: bytes, rng: random.Random) -> bytes:
    return _splice(data, *_block(data, rng), b"")


def repeated_block(data: bytes, rng: random.Random) -> bytes:
    start, end = _block(data, rng)
    return _splice(data, end, end, data[start:end])


def exchanged_blocks(data: bytes, rng: random.Random) -> bytes:
    start, end = _block(data, rng)
    size = end - start
    other = rng.randrange(max(1, len(data) - size))
    out = bytearray(data)
    out[start:end], out[other : other + size] = data[other : other + size], data[start:end]
    return bytes(out[: len(data)])


def lost_object(data: bytes, rng: random.Random) -> bytes:
    one = rng.choice(_outside_streams(data, _OBJECT))
    return _splice(data, *one.span(), b"")


def reference_to_nothing(data: bytes, rng: random.Random) -> bytes:
    one = rng.choice(_outside_streams(data, _REFERENCE))
    return _splice(data, *one.span(1), b"9" * len(one[1]))


def reference_to_another(data: bytes, rng: random.Random) -> bytes:
    found = _outside_streams(data, _REFERENCE)
    one, other = rng.sample(found, 2)
    return _splice(data, *one.span(1), other[1])


def wrong_length(data: bytes, rng: random.Random) -> bytes:
    found = _outside_streams(data, _LENGTH)
    if not found:
        return cut_off(data, rng)
    one = rng.choice(found)
    return _splice(data, *one.span(1), str(rng.choice((0, 1, int(one[1]) // 2, int(one[1]) * 3))).encode())


def flipped_bit_in_a_stream(data: bytes, rng: random.Random) -> bytes:
    one = rng.choice([m for m in _STREAM.finditer(data) if m.end(1) - m.start(1) > 4])
    at = rng.randrange(*one.span(1))
    return _splice(data, at, at + 1, bytes([data[at] ^ (1 << rng.randrange(8))]))


def shortened_stream(data: bytes, rng: random.Random) -> bytes:
    one = rng.choice([m for m in _STREAM.finditer(data) if m.end(1) - m.start(1) > 40])
    return _splice(data, rng.randrange(one.start(1), one.end(1) - 8), one.end(1), b"\n")


def misspelt_key(data: bytes, rng: random.Random) -> bytes:
    one = rng.choice(_outside_streams(data, _KEY))
    at = rng.randrange(one.start() + 1, one.end())
    return _splice(data, at, at + 1, bytes([data[at] ^ (1 << rng.randrange(5))]))


def flipped_bit_outside(data: bytes, rng: random.Random) -> bytes:
    inside = [m.span(1) for m in _STREAM.finditer(data)]
    while True:
        at = rng.randrange(len(data))
        if not any(a <= at < b for a, b in inside):
            return _splice(data, at, at + 1, bytes([data[at] ^ (1 << rng.randrange(8))]))


Damage = Callable[[bytes, random.Random], bytes]
ANYWHERE: tuple[Damage, ...] = (
    cut_off,
    zeroed_block,
    noise,
    lost_block,
    repeated_block,
    exchanged_blocks,
    lost_object,
    reference_to_nothing,
    reference_to_another,
    wrong_length,
    flipped_bit_in_a_stream,
    shortened_stream,
    misspelt_key,
    flipped_bit_outside,
)


def rewritten(data: bytes, **how: object) -> bytes:
    """The same filing as another producer stores it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(out, **how)  # pyright: ignore[reportArgumentType] - the options of `save`
    return out.getvalue()


def mutants(filings: dict[str, bytes], count: int, seed: int) -> Iterator[tuple[str, str, bytes]]:
    """So many damaged filings: the name of the filing, what was done, and the bytes."""
    rng = random.Random(seed)
    for number in range(count):
        name = list(filings)[number % len(filings)]
        damage = ANYWHERE[(number // len(filings)) % len(ANYWHERE)]
        yield f"{number}", f"{name}: {damage.__name__}", damage(filings[name], rng)
