"""How much of an archive is unpacked, with units. Chosen, not measured: far more than a year's filings of one place,
far less than fills a disk.
"""

from __future__ import annotations

from typing import Final

MOST_MEMBERS: Final = 2_000
"""Files of one archive; past so many of an archive and those in it, no further one is unpacked."""
MOST_BYTES: Final = 1 << 30
"""Bytes of all files of one archive, unpacked; counted over those in it in the same way."""
MOST_BYTES_A_MEMBER: Final = 256 << 20
"""Bytes of one file, as many as a PDF may have."""
DEEPEST: Final = 3
"""Archives within archives that are unpacked, the outermost counted."""
PAST_LIMITS: Final = (
    f"压缩包层数 archives within archives > {DEEPEST}，"
    f"或文件合计 or files in all > {MOST_MEMBERS} / {MOST_BYTES >> 20} MB"
)
"""What is said of archives within archives that are not unpacked any more."""
