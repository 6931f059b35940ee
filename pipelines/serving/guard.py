"""Who may speak to what is served, Dagster's webserver and the files beside it: its address, under its own name, from
its own pages, with the token where one is set.

Dagster's GraphQL starts and deletes runs for whoever asks; a page elsewhere that a person has open must not be able to
ask through that person's browser. What is served behind it is left to the application."""

from __future__ import annotations

import hmac
import os
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

COOKIE, TOKEN, HOSTS = "fiscal_token", "FISCAL_UI_TOKEN", "FISCAL_UI_HOSTS"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_SAFE = ("GET", "HEAD", "OPTIONS")
_TAKEN = ("application/json",)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered: an HTTP status and a sentence."""

    status: HTTPStatus
    why: str


class UnguardedError(Exception):
    """What is to be served beyond this machine has no token, or no name to be known under."""


def demand_token(host: str) -> None:
    """UnguardedError where an address that others can reach is to be served without a token, or under no name."""
    if host not in LOOPBACK and not (os.environ.get(TOKEN) and os.environ.get(HOSTS)):
        raise UnguardedError(host)


def known_hosts() -> frozenset[str]:
    """The names under which the server is known: those of this machine's loopback, and what FISCAL_UI_HOSTS names,
    separated by blanks.
    """
    return frozenset((*LOOPBACK, *os.environ.get(HOSTS, "").lower().split()))


def name_for(address: str) -> str:
    """The name under which what is served on an address is linked to: the address itself on this machine, else the
    first name of FISCAL_UI_HOSTS.
    """
    return f"[{address}]" if ":" in address else address if address in LOOPBACK else os.environ[HOSTS].split()[0]


def name_of(host: str) -> str:
    """A host's name without its port: `localhost` of `localhost:3000`, `::1` of `[::1]:3000`."""
    return (urlsplit(f"//{host}").hostname or "").lower()


def refusal(
    method: str, path: str, query: str, headers: Mapping[str, str], hosts: frozenset[str], only_json: bool = True
) -> Refusal | None:
    """Why a request is refused, None where it may pass. `headers` by lower-case names; `hosts`: names under which this
    server is known; `only_json`: whether what changes something has to come as JSON, which no form can send. An
    application that demands a header of its own instead needs no such rule."""
    host = headers.get("host", "")
    if name_of(host) not in hosts:
        return Refusal(
            HTTPStatus.MISDIRECTED_REQUEST, "此地址不由本服务提供 / this server is not known under that name"
        )
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
        return Refusal(HTTPStatus.FORBIDDEN, "来自其他网页的请求 / a request of another page")
    if headers.get("sec-fetch-site") in ("cross-site", "same-site") and not _is_opened(method, headers):
        return Refusal(HTTPStatus.FORBIDDEN, "来自其他网页的请求 / a request of another page")
    if (
        only_json
        and method not in _SAFE
        and headers.get("content-type", "").partition(";")[0].strip().lower() not in _TAKEN
    ):
        return Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "只接受 application/json / only application/json is taken")
    if (
        method in _SAFE
        and path.rstrip("/").endswith("/graphql")
        and any(_changes(text) for text in parse_qs(query).get("query", ()))
    ):
        return Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "更改须用 POST / what changes something is asked by POST")
    return None


def _is_opened(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a person follows a link to here, and no page shows this one within itself."""
    return (
        method == "GET"
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest", "document") == "document"
    )


def _changes(query: str) -> bool:
    """Whether a GraphQL document has an operation that is no query; one that cannot be parsed is taken for one that
    has.
    """
    from graphql import GraphQLSyntaxError, OperationDefinitionNode, OperationType, parse

    try:
        definitions = parse(query).definitions
    except GraphQLSyntaxError:
        return True
    return any(
        isinstance(one, OperationDefinitionNode) and one.operation is not OperationType.QUERY for one in definitions
    )


def has_token(headers: Mapping[str, str], token: str) -> bool:
    """Whether a request brings the token, in its cookie or as a bearer."""
    given = [headers.get("authorization", "").removeprefix("Bearer ")]
    try:
        given += [one.value for name, one in SimpleCookie(headers.get("cookie", "")).items() if name == COOKIE]
    except CookieError:
        return False
    return any(hmac.compare_digest(one.encode(), token.encode()) for one in given)


class Guard:
    """An ASGI application that lets pass to another what may pass. `token`: empty where none is demanded; a person
    brings it once, as `/?token=…`.
    """

    def __init__(
        self,
        app: Callable[[Scope, Receive, Send], Awaitable[None]],
        hosts: frozenset[str],
        token: str = "",
        only_json: bool = True,
    ) -> None:  # nosec B107
        self._app, self._hosts, self._token, self._only_json = app, hosts, token, only_json

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request or connection."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        query = scope.get("query_string", b"").decode("latin-1")
        refused = refusal(scope.get("method", "GET"), scope["path"], query, headers, self._hosts, self._only_json)
        if refused is None and self._token and not has_token(headers, self._token):
            brought = parse_qs(query).get("token", [""])[0]
            if scope["type"] == "http" and hmac.compare_digest(brought.encode(), self._token.encode()):
                # Lax, for links in messages lead here from elsewhere; what such a request may do, `refusal` says.
                cookie = f"{COOKIE}={self._token}; HttpOnly; SameSite=Lax; Path=/"
                here = "/" + quote(scope["path"].lstrip("/"))
                await _answer(
                    send, HTTPStatus.SEE_OTHER, b"", [(b"location", here.encode()), (b"set-cookie", cookie.encode())]
                )
                return
            refused = Refusal(
                HTTPStatus.UNAUTHORIZED, f"需要令牌：打开 /?token=…（{TOKEN}） / a token is needed: open /?token=…"
            )
        if refused is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await _answer(send, refused.status, refused.why.encode(), [])


async def _answer(send: Send, status: HTTPStatus, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    plain = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": int(status), "headers": plain + headers})
    await send({"type": "http.response.body", "body": body})
