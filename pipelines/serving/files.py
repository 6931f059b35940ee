"""Serves what people open from the UI's links: reports, Data Docs, the database and the datasets' files of a data root,
and the page on which drafts are checked.

An origin apart from Dagster's: nothing that a filing brought into a page can act in the UI. Only these folders, and
only to those whom the guard of the UI lets pass."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route

from assets.showing import base_url
from fiscal.model.contract import DATASETS
from fiscal.storage.root import DataRoot
from pipelines.serving.answers import file_answer
from pipelines.serving.checks import Checks
from pipelines.serving.guard import TOKEN, Guard, known_hosts
from pipelines.serving.settings import PATIENCE_SECONDS
from pipelines.serving.upload import routes

HOST = "127.0.0.1"
REPORTS, DATA_DOCS, DATABASE = "reports", "data_docs", "fiscal.duckdb"
_INDEX = f"/{REPORTS}/index.html"


def content_of(root: DataRoot, path: str) -> tuple[str, bytes] | None:
    """The name and the bytes behind the decoded path of an address; None for what is not there and for what nobody is
    to open.
    """
    name = PurePosixPath(path.lstrip("/"))
    if (
        name == PurePosixPath()
        or name.is_absolute()
        or any(part.startswith(".") or "\0" in part for part in name.parts)
    ):
        return None
    if name != PurePosixPath(DATABASE) and name.parts[0] not in {REPORTS, DATA_DOCS, *DATASETS}:
        return None
    try:
        content = root.store.read(str(name))
    except (IsADirectoryError, NotADirectoryError):
        return None
    return None if content is None else (str(name), content)


def application(root: DataRoot, checks: Checks) -> Starlette:
    """What is served of a data root. A page elsewhere whose name was made to lead here asks under its own name and is
    refused.
    """

    async def opened(request: Request) -> Response:
        found = await run_in_threadpool(content_of, root, request.path_params["path"])
        if found is None:
            raise HTTPException(404)
        return file_answer(*found)

    async def first(_: Request) -> Response:
        return RedirectResponse(_INDEX if root.store.read(_INDEX.lstrip("/")) else "/check/")

    hosts = known_hosts() | {*filter(None, [urlsplit(base_url() or "").hostname])}
    return Starlette(
        routes=[Route("/", first), Mount("/check", routes=routes(checks)), Route("/{path:path}", opened)],
        middleware=[Middleware(Guard, hosts=hosts, token=os.environ.get(TOKEN, ""), only_json=False)],
    )


@contextmanager
def served(root: DataRoot, port: int, host: str = HOST) -> Generator[None]:
    """Serves while the context lasts. OSError where the port is taken."""
    with (
        socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=128
        ) as listening,
        Checks.opened() as checks,
    ):
        config = uvicorn.Config(
            application(root, checks),
            lifespan="off",
            access_log=False,
            log_level="error",
            server_header=False,
            ws="none",
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.should_exit = True
            thread.join(PATIENCE_SECONDS)
