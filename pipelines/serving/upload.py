"""The page on which a bureau checks its drafts: several files at once, progress, the findings and the reports; nothing
is published or kept.

Files come one request each, as they are; what requests begin is `pipelines.serving.checks`'. Only this page can ask:
other origins may not send its header."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from pipelines.serving.answers import file_answer
from pipelines.serving.checks import Check, Checks, TooManyChecksError
from pipelines.serving.settings import LARGEST_UPLOAD, MOST_FILES

ASKED_HERE = "x-fiscal-check"
_PAGE = Path(__file__).parent / "page"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
_LONGEST_NAME = 120


def routes(checks: Checks) -> list[Route]:
    """The page, its style and script, and what they ask for."""

    async def page(request: Request) -> Response:
        name = request.path_params.get("name") or "check.html"
        if not (_PAGE / name).is_file():
            raise HTTPException(404)
        return FileResponse(_PAGE / name, headers=_HEADERS)

    async def begin(_: Request) -> Response:
        try:
            return JSONResponse({"check": checks.begin(), "largest": LARGEST_UPLOAD, "most": MOST_FILES}, 201)
        except TooManyChecksError:
            return _refused(429, "同时进行的核对太多，请稍后再试。", "Too many checks at once: try again later.")

    async def receive(request: Request) -> Response:
        return await _receive(request, _found(checks, request))

    async def start(request: Request) -> Response:
        check = _found(checks, request)
        if not check.names or check.state != "receiving":
            return _refused(409, "没有可核对的文件。", "There is no file to check.")
        checks.start(check)
        return JSONResponse(check.told(), 202)

    async def tell(request: Request) -> Response:
        return JSONResponse(_found(checks, request).told(), headers={"cache-control": "no-store"})

    async def close(request: Request) -> Response:
        await run_in_threadpool(_found, checks, request)
        checks.close(request.path_params["check"])
        return Response(status_code=204)

    async def report(request: Request) -> Response:
        name = request.path_params["name"]
        content = await run_in_threadpool(_found(checks, request).report, name)
        if content is None:
            raise HTTPException(404)
        return file_answer(name, content)

    return [
        Route("/", page),
        Route("/begin", _asked_here(begin), methods=["POST"]),
        Route("/of/{check}", _asked_here(start), methods=["POST"]),
        Route("/of/{check}", _asked_here(close), methods=["DELETE"]),
        Route("/of/{check}", tell),
        Route("/of/{check}/files", _asked_here(receive), methods=["PUT"]),
        Route("/of/{check}/{name}", report),
        Route("/{name:str}", page),
    ]


async def _receive(request: Request, check: Check) -> Response:
    """Keeps a file of a check; one that is over the limit is refused before it is read whole."""
    name = _plain(request.query_params.get("name", ""))
    if check.state != "receiving" or len(check.names) >= MOST_FILES:
        return _refused(409, f"一次最多核对 {MOST_FILES} 个文件。", f"A check has at most {MOST_FILES} files.")
    check.names.append(name)
    path = check.path_of(len(check.names) - 1)
    path.parent.mkdir(parents=True, exist_ok=True)
    size = 0
    with path.open("wb") as file:
        async for piece in request.stream():
            size += len(piece)
            if size > LARGEST_UPLOAD:
                break
            await run_in_threadpool(file.write, piece)
    if size > LARGEST_UPLOAD:
        path.unlink()
        check.names.pop()
        return _refused(
            413,
            f"文件超过上限（{LARGEST_UPLOAD >> 20} MB）：{name}",
            f"The file is over the limit ({LARGEST_UPLOAD >> 20} MB): {name}",
        )
    return JSONResponse({"name": name, "bytes": size}, 201)


def _asked_here(work: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        if ASKED_HERE not in request.headers:
            raise HTTPException(403)
        return await work(request)

    return answer


def _found(checks: Checks, request: Request) -> Check:
    try:
        return checks.find(request.path_params["check"])
    except KeyError:
        raise HTTPException(404) from None


def _plain(name: str) -> str:
    """The bare name of an uploaded file: no folder, no control character, never hidden."""
    bare = re.sub(r"[\x00-\x1f\x7f]", "", re.split(r"[/\\]", name)[-1]).lstrip(".").strip()
    return bare[-_LONGEST_NAME:] or "file.pdf"


def _refused(status: int, zh: str, en: str) -> Response:
    return JSONResponse({"zh": zh, "en": en}, status)
