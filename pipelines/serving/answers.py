"""A file as an answer: its type by its name, nothing kept by the browser, and no page that may act."""

from __future__ import annotations

from pathlib import PurePosixPath

from starlette.responses import Response

_TYPES = {".html": "text/html; charset=utf-8", ".pdf": "application/pdf"}
_HARMLESS = "sandbox allow-popups allow-downloads"
"""No page runs a script."""


def file_answer(name: str, content: bytes) -> Response:
    """The answer with a file that came from a filing."""
    suffix = PurePosixPath(name).suffix
    headers = {"x-content-type-options": "nosniff", "cache-control": "no-store"} | (
        {"content-security-policy": _HARMLESS} if suffix == ".html" else {}
    )
    return Response(content, media_type=_TYPES.get(suffix, "application/octet-stream"), headers=headers)
