"""A portal on loopback whose pages, files and moods a test sets, under whatever host names it likes."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from fiscal.discovery.fetching.addresses import Network
from fiscal.discovery.fetching.fetcher import Fetcher
from fiscal.discovery.sources.source import Source

HOST = "czj.qingshan.gov.cn"


@dataclass
class Reply:
    """What a path answers. `length`: the length that is claimed, where it is not the content's; `stall`: seconds of
    silence in mid-answer.
    """

    content: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    stall: float = 0.0
    told_length: bool = True


@dataclass
class Portal:
    """Replies by host and path (with query); what was asked, in order, and how many requests at once at most."""

    port: int = 0
    replies: dict[tuple[str, str], "Reply | Callable[[dict[str, str], bytes], Reply]"] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def page(self, path: str, html: str, host: str = HOST, **reply: object) -> None:
        self.replies[host, path] = Reply(html.encode(), headers={"Content-Type": "text/html; charset=utf-8"}, **reply)  # type: ignore[arg-type]

    def file(self, path: str, content: bytes, host: str = HOST, **headers: str) -> None:
        self.replies[host, path] = Reply(
            content, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    def put(self, path: str, reply: "Reply | Callable[[dict[str, str], bytes], Reply]", host: str = HOST) -> None:
        self.replies[host, path] = reply

    def remove(self, path: str, host: str = HOST) -> None:
        del self.replies[host, path]

    def paths(self, host: str = HOST) -> list[str]:
        return [path for one, path, _, _ in self.asked if one == host and path != "/robots.txt"]

    def network(self) -> Network:
        return Network(routes={"*": ("127.0.0.1", self.port)})

    def fetcher(self, work: Path, **options: object) -> Fetcher:
        return Fetcher(work, self.network(), **options)  # type: ignore[arg-type]

    @property
    def routes(self) -> str:
        return f"*=127.0.0.1:{self.port}"


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Portal]:
    portal = Portal()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None: ...

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            host = (self.headers.get("Host") or "").partition(":")[0]
            with portal.lock:
                portal.asked.append((host, self.path, dict(self.headers), body))
                portal.at_once += 1
                portal.most_at_once = max(portal.most_at_once, portal.at_once)
            try:
                self._answer(host, body)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True
            finally:
                with portal.lock:
                    portal.at_once -= 1

        do_POST = do_GET  # noqa: N815

        def _answer(self, host: str, body: bytes) -> None:
            found = portal.replies.get((host, self.path)) or portal.replies.get((host, urlsplit(self.path).path))
            reply = found if isinstance(found, Reply) else found(dict(self.headers), body) if found else Reply(b"", 404)
            content = reply.content
            wanted = self.headers.get("Range")
            partial = reply.status == 200 and wanted is not None
            total = len(content)
            if partial:
                content = content[: int(str(wanted).rpartition("-")[2]) + 1]
            self.send_response(206 if partial else reply.status)
            if partial:
                self.send_header("Content-Range", f"bytes 0-{len(content) - 1}/{total}")
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.told_length:
                self.send_header("Content-Length", str(reply.length if reply.length is not None else len(content)))
            else:
                self.send_header("Connection", "close")
            self.end_headers()
            half = len(content) // 2
            self.wfile.write(content[:half])
            if reply.stall:
                self.wfile.flush()
                time.sleep(reply.stall)
            self.wfile.write(content[half:])
            if reply.length is not None or not reply.told_length:
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    portal.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield portal
    finally:
        server.shutdown()
        server.server_close()


def source(url: str = f"http://{HOST}/ysjs/index.html", **values: object) -> Source:
    """A source at a listing, in no hurry to be polite."""
    listing = {"url": url, **values.pop("listing", {})}  # type: ignore[dict-item]
    politeness = {"min_interval_s": 0, **values.pop("politeness", {})}  # type: ignore[dict-item]
    return Source.model_validate({"id": "qingshan-czj", "listing": listing, "politeness": politeness, **values})


def list_page(rows: list[tuple[str, str, str]], after: str = "") -> str:
    """A list in the commonest shape: (title, address, date) a row."""
    items = "".join(
        f'<li><span class="date">{date}</span><a href="{address}">{title}</a></li>' for title, address, date in rows
    )
    return (
        '<html><head><meta name="SiteName" content="青山市人民政府"></head><body><h2>预决算公开</h2><ul'
        f' class="list">{items}</ul>{after}</body></html>'
    )


def detail_page(title: str, links: str, published: str = "2026-02-12 09:00") -> str:
    return (
        f'<html><head><meta name="SiteIDCode" content="4301000001"><meta name="ArticleTitle" content="{title}"><meta'
        f' name="PubDate" content="{published}"><meta name="ContentSource"'
        f' content="青山市财政局"></head><body><h1>{title}</h1><div id="zoom">{links}<p>现予公开，欢迎监督。'
        "</p></div></body></html>"
    )
