"""Daemon and webserver as processes of their own: both serve one data root, and a second daemon does not."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fiscal.storage.root import CHECKOUT
from pipelines.serving.apart import TAKEN
from tests.ui.served import free_port

pytestmark = pytest.mark.ui


@contextmanager
def part(data: Path, *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    environment = os.environ | {"FISCAL_DATA": str(data), "PYTHONPATH": str(CHECKOUT)}
    running = subprocess.Popen(
        [sys.executable, "-m", "pipelines.serving.apart", *arguments], cwd=CHECKOUT, env=environment
    )
    try:
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(60) in (0, TAKEN)


def test_the_parts_run_apart_and_one_daemon_serves_a_root(tmp_path: Path) -> None:
    port = free_port()
    with part(tmp_path, "daemon") as daemon, part(tmp_path, "webserver", "--port", str(port)):
        assert "dagster_webserver_version" in answered(f"http://127.0.0.1:{port}/server_info", 120)
        with pytest.raises(urllib.error.HTTPError, match="421"):
            urllib.request.urlopen(
                urllib.request.Request(f"http://127.0.0.1:{port}/server_info", headers={"host": "elsewhere.example"}),
                timeout=5,
            )
        with part(tmp_path, "daemon") as second:
            assert second.wait(60) == TAKEN
        assert daemon.poll() is None


def answered(address: str, seconds: float) -> dict[str, object]:
    until = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return dict(json.load(answer))
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(1)
