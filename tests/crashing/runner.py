"""The command under a shim that kills it at a chosen change of the disk: the shim, compiled, and the process whose
forks are killed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
COMPILER = shutil.which("cc")
_EMPTY = dict.fromkeys(
    (
        "FISCAL_DATA",
        "DAGSTER_HOME",
        "FISCAL_ALERT_URLS",
        "FISCAL_BASE_URL",
        "FISCAL_SOURCES",
        "FISCAL_ROUTES",
        "FISCAL_CONTACT",
    ),
    "",
)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: the signal that killed it, 0 for none, its exit status, how many changes of the disk it made
    or was killed at, and what it printed.
    """

    signal: int
    status: int
    changes: int
    printed: str


@dataclass(slots=True)
class Runner:
    """Runs commands one after the other. `environment`: variables of all of them."""

    process: subprocess.Popen[str]
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def run(
        self,
        arguments: Sequence[object],
        root: Path,
        at: int = 0,
        torn: bool = False,
        databases: bool = False,
        log: Path | None = None,
    ) -> Ended:
        """One command over a data root, killed at the change `at` of those of databases or of all others."""
        out = self.folder / "printed.txt"
        asked = {
            "arguments": [*map(str, arguments), "--data", str(root)],
            "environment": _EMPTY | self.environment,
            "folder": str(root),
            "at": at,
            "torn": torn,
            "databases": databases,
            "log": str(log) if log else None,
            "out": str(out),
        }
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        answer: Mapping[str, int] = json.loads(self.process.stdout.readline())
        return Ended(answer["signal"], answer["status"], answer["changes"], out.read_text("utf-8", "replace"))


@contextmanager
def runner(folder: Path) -> Generator[Runner]:
    """A process with everything loaded, for as long as the context lasts."""
    assert COMPILER is not None
    shim = folder / "shim.so"
    subprocess.run([COMPILER, "-O1", "-shared", "-fPIC", "-o", shim, HERE / "shim.c", "-ldl"], check=True)
    command = [sys.executable, "-m", "tests.crashing.driver"]
    started = subprocess.Popen(
        command,
        cwd=HERE.parents[1],
        env=os.environ | {"LD_PRELOAD": str(shim)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Runner(started, folder)
    finally:
        assert started.stdin is not None
        started.stdin.close()
        started.wait(60)
