"""What looking at many sources costs: processor time a source beside fetching and parsing the same pages, memory in
all, and what a look without news stores.

    make bench-discovery
    python -m benchmarks.discovery [--sources 3000] [--filings 3]

The portal is a process of its own on loopback, a host a source, each with a list of usual size (60 KB, 20 rows) and a
few filings. The measure: at most one second of processor a source and look, 400 MB in all for 3,000 sources, and
nothing stored by a look without news."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path

import urllib3
from selectolax.lexbor import LexborHTMLParser

from fiscal.discovery.ledger.ledger import Ledger
from fiscal.discovery.looking.several import look_at
from fiscal.discovery.sources.source import Source
from fiscal.storage.root import DataRoot
from tests.portal import detail_page, list_page

ROWS, PAGE_BYTES, FILE_BYTES = 20, 60_000, 300_000


def answer(host: str, path: str, filings: int) -> bytes | None:
    """What a host answers; None where there is nothing under a path."""
    body = f"青山市{host.partition('.')[0]}局"
    if path == "/ysjs/index.html":
        rows = [(f"{body}{2026 - n}年部门预算", f"./t_{n}.html", f"{2026 - n}-02-12") for n in range(filings)]
        rows += [(f"关于第{n}号事项的通知公告", f"./n_{n}.html", "2020-01-01") for n in range(ROWS - filings)]
        page = list_page(rows).encode()
        return page + b"<!--" + b" " * max(PAGE_BYTES - len(page) - 7, 0) + b"-->"
    number = path.rpartition("_")[2].partition(".")[0]
    if path.startswith("/ysjs/t_"):
        return detail_page(
            f"{body}{2026 - int(number)}年部门预算",
            f'<a href="/f/b_{number}.pdf">{body}{2026 - int(number)}年部门预算.pdf</a>',
        ).encode()
    if path.startswith("/f/b_"):
        return b"%PDF-1.7\n" + f"{host}{number}".encode() * (FILE_BYTES // 20) + b"\n%%EOF\n"
    return None


def portal(port: Connection, filings: int) -> None:
    """Serves every host, and sends the port it serves on."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None: ...

        def do_GET(self) -> None:
            content = answer((self.headers.get("Host") or "").partition(":")[0], self.path, filings)
            self.send_response(200 if content is not None else 404)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    port.send(server.server_port)
    server.serve_forever()


def hosts(count: int) -> Iterator[str]:
    """The hosts of so many sources."""
    return (f"s{n}.qingshan.gov.cn" for n in range(count))


def sources(count: int) -> list[Source]:
    """A source a host."""
    listings = [{"url": f"http://{host}/ysjs/index.html"} for host in hosts(count)]
    return [
        Source.model_validate({"id": f"source-{n}", "listing": listing, "politeness": {"min_interval_s": 0}})
        for n, listing in enumerate(listings)
    ]


def floor(port: int, count: int, filings: int, first: bool) -> None:
    """Fetching what a look asks for, and parsing its pages: what nobody can do without."""
    for host in hosts(count):
        pool = urllib3.PoolManager()
        paths = [
            "/robots.txt",
            "/ysjs/index.html",
            *(path for n in range(filings) for path in (f"/ysjs/t_{n}.html", f"/f/b_{n}.pdf")),
        ]
        for path in paths if first else ["/ysjs/index.html"]:
            content = pool.request("GET", f"http://127.0.0.1:{port}{path}", headers={"Host": host}, retries=False).data
            if path.endswith(".html"):
                LexborHTMLParser(content.decode()).css("a[href]")


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of wall and of processor."""

    wall: float
    processor: float


def spent(work: Callable[[], object]) -> Spent:
    """What a piece of work takes."""
    wall, processor = time.monotonic(), time.process_time()
    work()
    return Spent(time.monotonic() - wall, time.process_time() - processor)


def stored(root: DataRoot) -> int:
    """Bytes of everything that is kept of what was found, the ledger of looks aside."""
    return sum(path.stat().st_size for path in (root.work / "raw").rglob("*") if path.is_file())


def main() -> None:
    """Looks twice at many sources and prints what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=500)
    parser.add_argument("--filings", type=int, default=3)
    options = parser.parse_args()
    here, there = multiprocessing.Pipe()
    serving = multiprocessing.get_context("spawn").Process(target=portal, args=(there, options.filings), daemon=True)
    serving.start()
    port = here.recv()
    os.environ["FISCAL_ROUTES"] = f"*=127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        root, all_sources = DataRoot.at(Path(folder)), sources(options.sources)
        for name, first in (("first look, all is new", True), ("look without news", False)):
            before, events = stored(root), Ledger(root).last_event()
            outcomes: Counter[str] = Counter()
            own = spent(lambda counts=outcomes: counts.update(look.outcome for look in look_at(root, all_sources)))
            least = spent(lambda asked=first: floor(port, options.sources, options.filings, asked))
            print(
                f"{name}: {dict(outcomes)}, {own.processor / options.sources * 1000:.1f} ms of processor a source"
                f" ({own.wall:.1f} s in all), {own.processor / least.processor:.1f} × fetching and parsing alone"
                f" ({least.processor / options.sources * 1000:.1f} ms), {Ledger(root).last_event() - events} news,"
                f" {stored(root) - before:,} bytes stored"
            )
        ledger = (root.work / ".ledger" / "discovery.sqlite").stat().st_size
        print(
            f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, ledger {ledger:,} bytes"
        )
    serving.terminate()


if __name__ == "__main__":
    main()
