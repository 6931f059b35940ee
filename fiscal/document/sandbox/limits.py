"""What reading one file may cost: memory, time, size.

Held by `fiscal.document.sandbox` on the parent's side and `fiscal.document.sandbox.sandbox_child` on the child's.
"""

from __future__ import annotations

from dataclasses import dataclass

LARGEST_FILE = 256 << 20
"""Bytes of a file that is read at all: chosen, the largest filing that was seen has 40 MB."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may use: bytes of address space, seconds of wall time, bytes of one written file, bytes of the
    result.

    Wall time is `seconds`, and once the child has announced its pages `seconds_a_page` and `seconds_a_picture` more for
    each, never more than `longest`; what was allowed before stays allowed. Time that the child waits for a processor is
    not counted, until `stretch` times its wall time is over: a busy machine fails no filing. CPU time may be `threads`
    times the wall time."""

    memory: int = 4 << 30
    seconds: float = 30.0
    seconds_a_page: float = 3.0
    seconds_a_picture: float = 20.0
    longest: float = 6 * 3600.0
    stretch: float = 4.0
    file_size: int = 1 << 30
    result: int = 64 << 20
    threads: int = 2

    def wall(self, pages: int = 0, pictures: int = 0) -> float:
        """Seconds allowed for a document of so many pages, so many of them pictures."""
        return min(self.seconds + self.seconds_a_page * pages + self.seconds_a_picture * pictures, self.longest)

    def cpu(self, pages: int = 0, pictures: int = 0) -> int:
        """CPU seconds allowed for such a document."""
        return int(self.wall(pages, pictures) * self.threads) + 1
