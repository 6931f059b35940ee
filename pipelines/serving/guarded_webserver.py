"""Dagster's webserver behind the guard: `python -m pipelines.serving.guarded_webserver` takes the arguments of
`dagster-webserver`.
"""

from __future__ import annotations

import os
from typing import Any, cast

from dagster_webserver.cli import main
from dagster_webserver.webserver import DagsterWebserver
from starlette.middleware import Middleware

from pipelines.serving.guard import TOKEN, Guard, known_hosts


def _behind_the_guard() -> None:
    plain = cast(Any, DagsterWebserver).build_middleware
    guard: Any = Guard

    def build(self: Any) -> list[Middleware]:
        return [Middleware(guard, hosts=known_hosts(), token=os.environ.get(TOKEN, "")), *plain(self)]

    DagsterWebserver.build_middleware = build


if __name__ == "__main__":
    _behind_the_guard()
    main()
