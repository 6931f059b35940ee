"""The children in which hostile bytes are read: one warm pool a process, shared by everything that opens a filing's
file.
"""

from __future__ import annotations

import atexit
import os
from functools import cache

from fiscal.document.sandbox.sandbox import Sandbox

READER = "fiscal.extraction.reader.read"
PICTURES = "fiscal.document.page_picture.pictures"
PAGE_AS_READ = "fiscal.extraction.debug_picture.read_and_draw"
ANNOTATED = "fiscal.document.page_picture.annotated"
UNPACKER = "fiscal.document.archives.unpacking.unpack"
AS_PDF = "fiscal.extraction.formats.laid_out.as_pdf"
PRELOADED = (
    "fiscal.extraction.reader",
    "fiscal.extraction.documents.assemble",
    "fiscal.extraction.checks.second_reader",
    "fiscal.extraction.scans.picture_page",
    "fiscal.document.page_picture",
)
PARALLEL_READERS = max(1, min(4, len(os.sched_getaffinity(0))))


@cache
def sandbox() -> Sandbox:
    """The pool, started when first needed and closed at exit."""
    pool = Sandbox(workers=PARALLEL_READERS, preload=PRELOADED)
    atexit.register(pool.close)
    return pool
