"""Real servers for as long as a test needs them: Postgres and Redis of the distribution, a store that speaks S3."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import pytest
from s3fs import S3FileSystem

_PATIENCE_SECONDS = 60.0
BUCKET = "filings"


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def program(name: str, package: str) -> str:
    """The path of a program of the distribution; without it the test is skipped, with the package that has it."""
    inside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(inside[-1]) if inside else shutil.which(name)
    if found is None:
        pytest.skip(f"needs {name}: apt-get install {package}")
    return found


@contextmanager
def postgres() -> Generator[str]:
    """The address of a server of its own. It refuses to run as root: there it runs as its package's user."""
    server, setting_up = program("postgres", "postgresql"), program("initdb", "postgresql")
    user = "postgres" if os.geteuid() == 0 else None
    folder, port = Path(tempfile.mkdtemp(prefix="fiscal-postgres-")), free_port()
    try:
        if user:
            shutil.chown(folder, user)
        made = [setting_up, "-D", folder / "data", "-U", "fiscal", "-A", "trust", "-E", "UTF8", "-N"]
        subprocess.run(made, user=user, cwd="/", check=True, capture_output=True)
        command = [server, "-D", folder / "data", "-h", "127.0.0.1", "-p", str(port), "-k", folder, "-c", "fsync=off"]
        # An interrupt ends sessions that are left; asked to terminate, it waits for them.
        with _running(command, user=user, by=signal.SIGINT):
            address = f"postgresql://fiscal@127.0.0.1:{port}/postgres"
            _until(lambda: psycopg2.connect(address).close(), psycopg2.OperationalError)
            yield address
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis() -> Generator[str]:
    """The address of a broker of its own, that keeps nothing."""
    port = free_port()
    command = [program("redis-server", "redis-server"), "--port", str(port), "--save", "", "--bind", "127.0.0.1"]
    with _running(command):
        _until(lambda: socket.create_connection(("127.0.0.1", port)).close(), OSError)
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def s3() -> Generator[dict[str, str]]:
    """The environment in which everything that speaks S3 finds a server with the empty bucket `BUCKET`."""
    address = f"http://127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", address.rpartition(":")[2]]
    with _running(command):
        bucket = urllib.request.Request(f"{address}/{BUCKET}", method="PUT", headers={"Host": "s3.amazonaws.com"})
        _until(lambda: urllib.request.urlopen(bucket, timeout=10).close(), (urllib.error.URLError, OSError))
        # fsspec keeps a file system for each bucket; one that was made for a former server would ask that.
        S3FileSystem.clear_instance_cache()
        yield {
            "AWS_ENDPOINT_URL": address,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": "us-east-1",
        }


@contextmanager
def _running(command: list[object], user: str | None = None, by: signal.Signals = signal.SIGTERM) -> Generator[None]:
    started = subprocess.Popen(
        list(map(str, command)), user=user, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        started.send_signal(by)
        started.wait(_PATIENCE_SECONDS)


def _until(answers: Callable[[], object], error: type[Exception] | tuple[type[Exception], ...]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            answers()
            return
        except error:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
