"""Dagster's webserver and daemon as `dagster dev` runs them, with the webserver behind the guard; takes the arguments
of `dagster dev`.
"""

from __future__ import annotations

from typing import Any

from dagster._cli import dev

_PLAIN, _GUARDED = "dagster_webserver", "pipelines.serving.guarded_webserver"


def _guarded() -> None:
    starting: Any = dev
    plain = starting.open_ipc_subprocess

    def start(parts: list[str], **options: Any) -> Any:
        return plain([_GUARDED if part == _PLAIN else part for part in parts], **options)

    starting.open_ipc_subprocess = start


if __name__ == "__main__":
    _guarded()
    dev.dev_command()
