"""Fetching for a source: allowed hosts and ports, checked addresses, robots.txt, turns, limits of size and time,
redirects each judged anew.

How connections are made is left to `connections`, what the answers mean to whoever asked.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, IncompleteRead, NewConnectionError, ProtocolError, SSLError, TimeoutError

from fiscal.discovery import settings
from fiscal.discovery.fetching.addresses import Network, RefusedAddressError
from fiscal.discovery.fetching.answers import Answer, Known, NotFetchedError
from fiscal.discovery.fetching.connections import connections
from fiscal.discovery.fetching.headers import AGENT, as_written, file_name, quoted, request_headers
from fiscal.discovery.fetching.politeness import Turns, retry_after
from fiscal.discovery.fetching.robots import Robots
from fiscal.discovery.pages.document import Request
from fiscal.discovery.pages.links import joined, without_mark
from fiscal.discovery.sources.source import Source

_CHUNK = 1 << 16
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LATER = frozenset({429, 503})
_GONE = frozenset({404, 410})


class Fetches(Protocol):
    """Whoever answers requests for a source."""

    def fetch(
        self,
        source: Source,
        request: Request,
        largest: int | None = None,
        known: Known | None = None,
        head: int | None = None,
    ) -> Answer:
        """The answer to a request. NotFetchedError with the reason where there is none."""
        ...


@dataclass(frozen=True)
class Fetcher:
    """Fetches over the network. `work`: the data root's local folder, where turns and robots.txt are kept."""

    work: Path
    network: Network = field(default_factory=Network.of_environment)
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    _pools: dict[str, urllib3.PoolManager] = field(default_factory=dict[str, urllib3.PoolManager], repr=False)

    @property
    def turns(self) -> Turns:
        """The turns of hosts."""
        return Turns(self.work / ".locks" / "hosts", self.clock, self.sleep)

    @property
    def robots(self) -> Robots:
        """What hosts allow robots."""
        return Robots(self.work / ".cache" / "robots", AGENT, self.clock)

    def fetch(
        self,
        source: Source,
        request: Request,
        largest: int | None = None,
        known: Known | None = None,
        head: int | None = None,
    ) -> Answer:
        """The answer to a request. NotFetchedError with the reason where there is none.

        `largest`: bytes at most, the source's where not given. `known`: asks only whether a file changed. `head`: asks
        for its first bytes alone."""
        redirects: list[str] = []
        asked = request
        for _ in range(settings.REDIRECTS + 1):
            answer, target = self._once(
                source, asked, largest or source.politeness.max_bytes, known, head, tuple(redirects)
            )
            if target is None:
                return answer
            redirects.append(answer.address)
            asked = replace(
                request,
                address=joined(answer.address, target),
                form=asked.form if answer.status in {307, 308} else None,
            )
        raise NotFetchedError("too_many_redirects", asked.address)

    def _once(
        self,
        source: Source,
        request: Request,
        largest: int,
        known: Known | None,
        head: int | None,
        redirects: tuple[str, ...],
    ) -> tuple[Answer, str | None]:
        try:
            parts = urlsplit(request.address)
        except ValueError as error:
            raise NotFetchedError("refused_host", request.address, blocked=True) from error
        host = parts.netloc.lower().removesuffix(":443" if parts.scheme == "https" else ":80")
        if parts.scheme not in {"http", "https"} or not parts.hostname or not source.allows(host):
            raise NotFetchedError("refused_host", host or request.address, blocked=True)
        rules = self.robots.rules(
            f"{parts.scheme}://{parts.netloc}", lambda address: self._robots(source, address, host)
        )
        if not rules.allows(request.address):
            raise NotFetchedError("robots", request.address, blocked=True)
        pause = max(source.politeness.min_interval_s, min(rules.delay, settings.LONGEST_DELAY))
        for attempt in (1, 2):
            self._left_alone(host)
            with self.turns.turn(host, pause):
                answer, headers = self._ask(source, request, largest, known, head, redirects)
            if answer.status not in _LATER:
                break
            wait = retry_after(headers.get("Retry-After"), self.clock())
            if attempt == 2 or wait is None or wait > settings.WAIT_HERE:
                until = self.clock() + (wait if wait is not None else settings.WAIT_HERE)
                self.turns.leave_alone(host, until)
                raise NotFetchedError("later", f"{answer.status} {host}", until=until)
            self.sleep(wait)
        if answer.status in _REDIRECTS and headers.get("Location"):
            return answer, quoted(as_written(str(headers["Location"])))
        if answer.status in _GONE:
            raise NotFetchedError("gone", f"{answer.status} {request.address}")
        if answer.status >= 500 and answer.status not in {521, 567}:
            raise NotFetchedError("status", f"{answer.status} {request.address}")
        return answer, None

    def _left_alone(self, host: str) -> None:
        until = self.turns.left_alone_until(host)
        if until is None:
            return
        if until - self.clock() > settings.WAIT_HERE:
            raise NotFetchedError("later", host, until=until)
        self.sleep(until - self.clock())

    def _robots(self, source: Source, address: str, host: str) -> tuple[int, str]:
        with self.turns.turn(host, 0.0):
            answer, headers = self._ask(source, Request(address), settings.LARGEST_PAGE, None, None, ())
        target = headers.get("Location")
        if answer.status in _REDIRECTS and target:
            moved = urlsplit(joined(address, str(target)))
            if source.allows(moved.netloc.lower()):
                with self.turns.turn(moved.netloc.lower(), 0.0):
                    answer, _ = self._ask(source, Request(moved.geturl()), settings.LARGEST_PAGE, None, None, ())
        return answer.status, answer.content.decode("utf-8", "replace")

    def _ask(
        self,
        source: Source,
        request: Request,
        largest: int,
        known: Known | None,
        head: int | None,
        redirects: tuple[str, ...],
    ) -> tuple[Answer, Mapping[str, str]]:
        address = quoted(without_mark(request.address))
        started = time.monotonic()
        response: Any = None
        try:
            response = self._pool(source.politeness.tls).urlopen(
                "GET" if request.form is None else "POST",
                address,
                redirect=False,
                preload_content=False,
                decode_content=True,
                timeout=urllib3.Timeout(
                    connect=settings.CONNECT_SECONDS, read=min(settings.READ_SECONDS, source.politeness.max_seconds)
                ),
                headers=request_headers(source, request, known, head),
                body=None if request.form is None else urlencode(request.form),
            )
            content, complete = _read(response, largest, head, started + source.politeness.max_seconds)
            return self._answer(source, request, redirects, response, content, complete), response.headers
        except RefusedAddressError as error:
            raise NotFetchedError("refused_address", str(error), blocked=True) from error
        except SSLError as error:
            raise NotFetchedError("tls", _brief(error)) from error
        except NewConnectionError as error:
            raise NotFetchedError("no_connection", _brief(error)) from error
        except TimeoutError as error:
            raise NotFetchedError("too_slow", request.address) from error
        except (IncompleteRead, ProtocolError) as error:
            raise NotFetchedError("cut_short", _brief(error)) from error
        except (HTTPError, OSError) as error:
            raise NotFetchedError("no_connection", _brief(error)) from error
        finally:
            if response is not None:
                response.close()

    def _answer(
        self,
        source: Source,
        request: Request,
        redirects: tuple[str, ...],
        response: Any,
        content: bytes,
        complete: bool,
    ) -> Answer:
        headers = response.headers
        media_type, _, rest = str(headers.get("Content-Type", "")).partition(";")
        charset = re.search(r"charset=[\"']?([\w-]+)", rest, re.IGNORECASE)
        total = re.search(r"/(\d+)$", str(headers.get("Content-Range", "")))
        length = total.group(1) if total else headers.get("Content-Length")
        secure = request.address.startswith("https:")
        return Answer(
            request=request,
            status=int(response.status),
            address=request.address,
            redirects=redirects,
            content=content,
            media_type=media_type.strip().lower(),
            charset=charset.group(1) if charset else None,
            etag=headers.get("ETag"),
            last_modified=headers.get("Last-Modified"),
            length=int(length) if length and str(length).isdigit() else None,
            tls=source.politeness.tls if secure else "none",
            at=self.clock(),
            complete=complete,
            file_name=file_name(headers.get("Content-Disposition")),
        )

    def _pool(self, tls: str) -> urllib3.PoolManager:
        if tls not in self._pools:
            self._pools[tls] = connections(self.network, tls)
        return self._pools[tls]


def _read(response: Any, largest: int, head: int | None, deadline: float) -> tuple[bytes, bool]:
    """The content, piece by piece as it comes, and whether it is known to be whole."""
    told = response.headers.get("Content-Length")
    if told and str(told).isdigit() and int(told) > largest and not head:
        raise NotFetchedError("too_large", f"{int(told):,} > {largest:,}")
    pieces: list[bytes] = []
    size = 0
    while piece := response.read1(_CHUNK):
        pieces.append(piece)
        size += len(piece)
        if head and size >= head:
            break
        if size > largest:
            raise NotFetchedError("too_large", f"> {largest:,}")
        if time.monotonic() > deadline:
            raise NotFetchedError("too_slow", f"{size:,} B")
    chunked = "chunked" in str(response.headers.get("Transfer-Encoding", "")).lower()
    return b"".join(pieces)[:head], told is not None or chunked


def _brief(error: Exception) -> str:
    text = str(error)
    return re.sub(r"^.*?(?:object at 0x\w+>|Connection\([^)]*\)):\s*", "", text)[:200]
