"""Fetching for a source: allowed hosts and ports, checked addresses, robots.txt, turns, limits of size and time,
redirects each judged anew.

How connections are made is left to `connections`, what the answers mean to whoever asked.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, unquote, urlencode, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, IncompleteRead, NewConnectionError, ProtocolError, SSLError, TimeoutError

from fiscal.discovery import settings
from fiscal.discovery.fetching.addresses import Network, RefusedAddressError
from fiscal.discovery.fetching.answers import Answer, Known, NotFetchedError
from fiscal.discovery.fetching.connections import connections
from fiscal.discovery.fetching.politeness import Turns, retry_after
from fiscal.discovery.fetching.robots import Robots
from fiscal.discovery.pages.document import Request
from fiscal.discovery.pages.links import joined, without_mark
from fiscal.discovery.sources.source import Source
from fiscal.document.opening.characters import name_written

AGENT = "fiscal-facts"
_CHUNK = 1 << 16
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LATER = frozenset({429, 503})
_GONE = frozenset({404, 410})
_UNSAFE = re.compile(r"[^\x21-\x7e]+")


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
    _pools: dict[str, urllib3.PoolManager] = field(default_factory=dict, repr=False)

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
            return answer, _quoted(_as_written(str(headers["Location"])))
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
        address = _quoted(without_mark(request.address))
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
                headers=self._headers(source, request, known, head),
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
            file_name=_file_name(headers.get("Content-Disposition")),
        )

    def _headers(self, source: Source, request: Request, known: Known | None, head: int | None) -> dict[str, str]:
        contact = os.environ.get("FISCAL_CONTACT")
        headers = {
            "User-Agent": f"{AGENT}/0.1{f' (+{contact})' if contact else ''}",
            "Accept": "*/*",
            "Accept-Language": "zh-CN,zh;q=0.9",
        }
        headers["Accept-Encoding"] = "identity" if head else "gzip"
        if request.page and urlsplit(request.page).netloc == urlsplit(request.address).netloc:
            headers["Referer"] = _quoted(without_mark(request.page))
        if request.form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        if known and known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        if head:
            headers["Range"] = f"bytes=0-{head - 1}"
        if urlsplit(request.address)[:2] == urlsplit(source.listing.url)[:2]:
            headers |= {name: _secret(variable) for name, variable in source.secrets.items()}
        return headers

    def _pool(self, tls: str) -> urllib3.PoolManager:
        if tls not in self._pools:
            self._pools[tls] = connections(self.network, tls)
        return self._pools[tls]


def _secret(variable: str) -> str:
    value = os.environ.get(variable)
    if not value:
        raise NotFetchedError("secret_missing", variable)
    return value


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


def _file_name(disposition: str | None) -> str | None:
    """The name that an answer gives its file."""
    if not disposition:
        return None
    coded = re.search(r"filename\*\s*=\s*([\w-]*)'[^']*'([^;]+)", disposition, re.IGNORECASE)
    if coded:
        return unquote(coded.group(2).strip(), coded.group(1) or "utf-8", "replace")
    plain = re.search(r'filename\s*=\s*"?([^";]+)"?', disposition, re.IGNORECASE)
    if not plain:
        return None
    return _as_written(unquote(plain.group(1).strip()))


def _as_written(header: str) -> str:
    """A header's text as the portal wrote it: bare UTF-8 or GB 18030, which HTTP reads as Latin-1."""
    try:
        return name_written(header.encode("latin-1")) or header
    except UnicodeEncodeError:
        return header


def _quoted(address: str) -> str:
    """The address with what is no plain character in it percent-encoded: portals write Chinese names and blanks as they
    are.
    """
    return _UNSAFE.sub(lambda found: quote(found.group()), address)


def _brief(error: Exception) -> str:
    text = str(error)
    return re.sub(r"^.*?(?:object at 0x\w+>|Connection\([^)]*\)):\s*", "", text)[:200]
