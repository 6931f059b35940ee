"""Functions that tests run inside the sandbox: one for each way in which a reader can behave."""

import argparse
import ctypes
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from fiscal.document.sandbox.sandbox_child import announce


def echo(value: Any) -> Any:
    return value


def process() -> int:
    return os.getpid()


def parent_process() -> int:
    return os.getppid()


def environment() -> dict[str, str]:
    return dict(os.environ)


def core_limit() -> int:
    return resource.getrlimit(resource.RLIMIT_CORE)[0]


def fail(message: str) -> None:
    raise ValueError(message)


def exhaust_memory() -> int:
    return sum(len(block) for block in [bytearray(256 << 20) for _ in range(64)])


def crash() -> None:
    ctypes.string_at(0)


def say_and_crash(words: str, times: int) -> None:
    for _ in range(times):
        print(words, file=sys.stderr)
    ctypes.string_at(0)


def close_its_stderr_and_die() -> None:
    os.close(1)
    os.close(2)
    ctypes.string_at(0)


def leave() -> None:
    os._exit(3)


def recurse() -> None:
    recurse()


def fill_disk() -> None:
    Path("/dev/full").write_bytes(bytes(9000))


def many_bytes(count: int) -> bytes:
    return bytes(count)


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def spin() -> None:
    while True:
        pass


def write(path: Path, count: int) -> None:
    with path.open("wb") as file:
        file.write(bytes(count))


def leave_temporary_file() -> str:
    return tempfile.mkdtemp()


def announce_twice_and_sleep(first: int, second: int, seconds: float) -> str:
    announce(first, 0)
    return announce_and_sleep(second, 0, seconds)


def announce_and_sleep(pages: int, pictures: int, seconds: float) -> str:
    announce(pages, pictures)
    time.sleep(seconds)
    return "done"


def foreign_value() -> argparse.Namespace:
    return argparse.Namespace(a=1)


class _Touch:
    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"touch {self.path}",)


def forged_reply(path: str) -> Any:
    return _Touch(path)


def start_helper_and_sleep(note: Path) -> None:
    note.write_text(str(subprocess.Popen(["sleep", "100"]).pid))
    time.sleep(60)


def start_helper_and_crash(note: Path) -> None:
    note.write_text(str(subprocess.Popen(["sleep", "100"]).pid))
    ctypes.string_at(0)
