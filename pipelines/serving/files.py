"""Serves what people open from the UI's links: reports, Data Docs, the database and the datasets' files of a data root, on an address of its own.

An origin apart from Dagster's: nothing that a filing brought into a page can act in the UI. Only reading, only these folders, only this machine.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from fiscal.model.contract import DATASETS
from fiscal.storage.root import DataRoot, FolderStore

HOST = "127.0.0.1"
REPORTS, DATA_DOCS, DATABASE = "reports", "data_docs", "fiscal.duckdb"
_TYPES = {".html": "text/html; charset=utf-8", ".pdf": "application/pdf"}
_POLICY = "sandbox allow-popups allow-downloads"
"""No page runs a script."""


def content_of(root: DataRoot, path: str) -> tuple[str, bytes] | None:
    """The name and the bytes behind the path of an address; None for what is not there and for what nobody is to open."""
    name = PurePosixPath(unquote(urlsplit(path).path).lstrip("/"))
    if name == PurePosixPath() or name.is_absolute() or any(part.startswith(".") or "\0" in part for part in name.parts):
        return None
    local = name.parts[0] == DATA_DOCS or name == PurePosixPath(DATABASE)
    if not local and name.parts[0] not in {REPORTS, *DATASETS}:
        return None
    try:
        content = (FolderStore(root.work) if local else root.store).read(str(name))
    except (IsADirectoryError, NotADirectoryError):
        return None
    return None if content is None else (str(name), content)


@contextmanager
def served(root: DataRoot, port: int) -> Generator[None]:
    """Serves while the context lasts. OSError where the port is taken."""
    server = ThreadingHTTPServer((HOST, port), _handler(root))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def _handler(root: DataRoot) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """One request."""

        def do_GET(self) -> None:
            """Answers with a file; anything else is not found."""
            # A page elsewhere whose name was made to lead here asks under its own name.
            asked_here = self.headers.get("host", "").partition(":")[0] in (HOST, "localhost")
            found = content_of(root, self.path) if asked_here else None
            if found is None:
                self.send_error(HTTPStatus.NOT_FOUND)
                return
            name, content = found
            suffix = PurePosixPath(name).suffix
            self.send_response(HTTPStatus.OK)
            self.send_header("content-type", _TYPES.get(suffix, "application/octet-stream"))
            self.send_header("content-length", str(len(content)))
            self.send_header("x-content-type-options", "nosniff")
            self.send_header("cache-control", "no-store")
            if suffix == ".html":
                self.send_header("content-security-policy", _POLICY)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Keeps quiet."""

    return Handler
