"""Whether what lies under a name is a file that can be taken in, told before any byte is read: a pipe or device would
be waited for without end.

What the bytes are is left to `fiscal.document.opening`.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from fiscal.document.sandbox.limits import LARGEST_FILE
from fiscal.model.reasons import Failure

_KINDS = (
    (stat.S_ISFIFO, "命名管道 / named pipe"),
    (stat.S_ISSOCK, "套接字 / socket"),
    (stat.S_ISCHR, "设备 / device"),
    (stat.S_ISBLK, "设备 / device"),
    (stat.S_ISDIR, "文件夹 / folder"),
)


def no_file(mode: int) -> Failure | None:
    """`not_a_file` with what it is, given a mode as `stat` tells it; None for a regular file."""
    return (
        None
        if stat.S_ISREG(mode)
        else Failure("not_a_file", next((name for is_one, name in _KINDS if is_one(mode)), ""))
    )


def bytes_of(path: Path, largest: int = LARGEST_FILE) -> bytes | Failure:
    """The bytes of a regular file of at most so many. Failures: `not_a_file`, `too_large`. OSError where it cannot be
    opened.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        refused = (
            no_file(path.lstat().st_mode)
            if not path.is_symlink()
            else None
            if path.exists()
            else Failure("not_a_file", "失效链接 / broken link")
        )
        if refused is not None:
            return refused
        raise
    status = os.fstat(handle)
    refused = no_file(status.st_mode)
    if refused is not None:
        os.close(handle)
        return refused
    with os.fdopen(handle, "rb") as file:
        content = file.read(largest + 1) if status.st_size <= largest else b""
    return Failure("too_large", f"> {largest >> 20} MB") if max(status.st_size, len(content)) > largest else content
