"""A city whose bodies publish in every shape and with every obstacle, looked at by the schedule and taken in by the
sensor, day after day.

Published, corrected, restated, moved, taken away, blocked, answered late, short or not at all, killed and looked at
twice at once: nothing is lost, nothing comes twice, every state is as expected. A few filings a shape: more of them
would only take longer."""

import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl

import dagster as dg
import pytest

from fiscal.discovery.ledger.ledger import Ledger
from fiscal.discovery.ledger.rows import FileRow
from fiscal.storage import blobs
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot
from pipelines.running.ingest import publish
from pipelines.schedules import inbox
from pipelines.schedules.found import followed_source, found, found_files
from pipelines.schedules.looking import discover, sources_when_due
from tests.filings import budget
from tests.portal import Portal, Reply, detail_page, serving

pytestmark = [pytest.mark.pipeline, pytest.mark.slow]

DAY = 86_400.0
CITY = "青山市河湾区"
COMMAND = """
from fiscal.intake import sandbox_pool as pool
from tests.pipeline import reading
pool.READER = reading.NAME
from pipelines.command_line import main
main()
"""


def title(body: str) -> str:
    return f"{CITY}{body}2023年单位预算"


def filing(body: str, **values: str) -> bytes:
    return budget(publisher=f"{CITY}{body}", **values)


def row(body: str, address: str, day: str = "2023-02-12") -> str:
    return f'<li><a href="{address}" title="{title(body)}">{title(body)}</a><span>{day}</span></li>'


def host(name: str) -> str:
    return f"{name}.qingshan.gov.cn"


@dataclass
class City:
    """The portal, and the product over one data root. `bodies`: who publishes in the static list now, each with the
    number of its page.
    """

    portal: Portal
    root: DataRoot
    instance: dg.DagsterInstance
    bodies: dict[str, int]
    cursor: str | None = None
    keys: list[str] = field(default_factory=list)

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.root)

    def list_statically(self) -> None:
        """L1: two pages of a list whose script counts them."""
        pairs = list(self.bodies.items())
        for at, part in enumerate((pairs[:4], pairs[4:])):
            rows = "".join(row(body, f"./t_{number}.html") for body, number in part)
            script = f'<script>createPageHTML(2, {at}, "list", "html")</script>'
            self.portal.page(
                f"/ysjs/list{'_1' if at else ''}.html", f"<h2>预决算公开</h2><ul>{rows}</ul>{script}", host("static")
            )

    def pass_days(self, days: float) -> None:
        """The ledger's clock goes on, and hosts that asked to be left alone have been."""
        moved = {
            "sources": ("looked", "succeeded", "news", "whole", "since"),
            "items": ("first_seen", "last_seen", "read"),
            "files": ("since", "retrieved", "checked"),
        }
        with sqlite3.connect(self.root.work / ".ledger" / "discovery.sqlite") as db:
            for table, columns in moved.items():
                db.execute(
                    f"UPDATE {table} SET {', '.join(f'{column} = {column} - {days * DAY}' for column in columns)}"
                )
        for left_alone in (self.root.work / ".locks" / "hosts").glob("*.until"):
            left_alone.unlink()

    def looks(self) -> list[dg.RunRequest]:
        """What the schedule asks for now."""
        asked = sources_when_due(
            dg.build_schedule_context(instance=self.instance, scheduled_execution_time=datetime.now(UTC))
        )
        return asked if isinstance(asked, list) else []

    def live(self, days: float = 1.0) -> dict[str, str | None]:
        """Days pass, every source is looked at, and what they bring and take away is followed; how each source's look
        ended.
        """
        self.pass_days(days)
        for request in self.looks():
            assert discover.execute_in_process(instance=self.instance, run_config=request.run_config).success
        self.follow()
        return {name: source.outcome for name, source in self.ledger.sources().items()}

    def follow(self) -> None:
        jobs = {job.name: job for job in (found_files, followed_source)}
        while True:
            tick = found(dg.build_sensor_context(instance=self.instance, cursor=self.cursor))
            assert isinstance(tick, dg.SensorResult)
            self.cursor = tick.cursor
            if not tick.run_requests:
                return
            for request in tick.run_requests:
                self.keys.append(request.run_key or "")
                assert (
                    jobs[request.job_name or ""]
                    .execute_in_process(instance=self.instance, run_config=request.run_config, tags=dict(request.tags))
                    .success
                )

    def states(self) -> dict[str, str | None]:
        return {f"{file.source_id}: {_body(file)}": file.state for file in self.ledger.files()}

    def published(self) -> dict[str, str]:
        """The state of the filing that each file became, by the body that its name or its entry names."""
        return {
            _body(file): FilingFiles(self.root, file.filing_id).read("filings")[-1].state
            for file in self.ledger.files()
            if file.filing_id
        }

    def news(self) -> Counter[str]:
        return Counter(
            event.state
            for event in self.ledger.events()
            if event.file is not None and event.state not in {"BLOCKED", "ERROR"}
        )


def _body(file: FileRow) -> str:
    named = file.name if file.name.startswith(CITY) else file.title
    return named.removeprefix(CITY).partition("2023年")[0]


def _sources(folder: Path) -> None:
    folder.mkdir()
    steps = (
        "[{address: departs.do, form: {year: '2023'}, take: {dept: id, body: name}},"
        " {address: /gk/files.do, form: {dept: '{dept}'}, rows: rows, take: {iid: iid, name: name, day: day}}]"
    )
    items = "title: '{body}{name}', item: 'download.do?iid={iid}', date: '{day}'"
    listings = {
        "static": f"{{url: 'http://{host('static')}/ysjs/index.html'}}",
        "jpage": f"{{url: 'http://{host('jpage')}/col/index.html'}}",
        "unitbuild": f"{{url: 'http://{host('unitbuild')}/ys/index.html'}}",
        "gkmlpt": f"{{url: 'http://{host('gkmlpt')}/czj/gkmlpt/index'}}",
        "platform": f"{{url: 'http://{host('platform')}/gk/index.do', kind: json, json: {{steps: {steps}, {items}}}}}",
        "table": f"{{url: 'http://{host('table')}/class/A'}}",
        "own": f"{{url: 'http://{host('own')}/post_1.html', kind: page}}",
        "feed": f"{{url: 'http://{host('feed')}/rss.xml'}}",
    }
    for name, listing in listings.items():
        text = (
            f"id: {name}-source\nlisting: {listing}\ncron: 0 6 * * *\npoliteness: {{min_interval_s: 0, max_seconds:"
            " 2}\n"
        )
        (folder / f"{name}.yaml").write_text(text, "utf-8")


def _publish(portal: Portal) -> None:
    def page(name: str, path: str, body: str, links: str) -> None:
        portal.page(path, detail_page(title(body), links, "2023-02-12 09:00"), host(name))

    def file(name: str, path: str, content: bytes) -> None:
        portal.put(path, Reply(content, headers={"ETag": f'"{hash(content) & 0xFFFFFF:x}"'}), host(name))

    # O1: the address that people know jumps to the list. D1 to D4, D6, D8 on the pages of L1.
    portal.page(
        "/ysjs/index.html",
        "<title>跳转中...</title><script>window.location.href='/ysjs/list.html';</script>",
        host("static"),
    )
    links = {
        1: "<a href='/'>首页</a><script>var sPdfUrl = '/f/1.pdf#/f/none.txt';</script>",
        2: "<a href='/f/2.pdf?sign=1'>部门预算.pdf</a>",
        3: "<a href='/f/download.do?id=3'>单位预算.PDF</a>",
        4: "<a fileUrl='/f/4' fileName='单位预算.pdf'>单位预算</a>",
        5: f"<a href='/f/5.pdf'>{title('文化馆')}.pdf</a><a href='/f/5b.pdf'>{title('少年宫')}.pdf</a>",
        6: (
            '<a href="javascript:void(0)" onclick="window.open(\'/f/6.pdf\')">预算公开表</a><iframe'
            " src='/pdfjs/viewer.html?file=%2Ff%2F6.pdf'></iframe>"
        ),
    }
    for (body, number), path in zip(
        STATIC.items(), ("/f/1.pdf", "/f/2.pdf", "/f/download.do?id=3", "/f/4", "/f/5.pdf", "/f/6.pdf"), strict=True
    ):
        page("static", f"/ysjs/t_{number}.html", body, links[number])
        file("static", path, filing(body))
    file("static", "/f/5b.pdf", filing("少年宫"))

    # L2: two records in a script, one from the proxy.
    records = [
        f"<record><![CDATA[{row(body, f'/art/art_1_{n}.html')}]]></record>"
        for n, body in enumerate(("水务局", "林业局", "民政局"), 1)
    ]
    script = (
        "<datastore><nextgroup><![CDATA[<a"
        f" href='/dataproxy.jsp?page=1&webid=3&unitid=9'></a>]]></nextgroup>"
        f"<recordset>{''.join(records[:2])}</recordset></datastore>"
    )
    portal.page(
        "/col/index.html",
        '<a href="/">首页</a><p>预决算公开</p><script'
        f' type="text/xml">{script}</script><script>x({{totalRecord:3,perPage:2}})</script>',
        host("jpage"),
    )
    portal.page(
        "/dataproxy.jsp",
        f"<datastore><totalrecord>3</totalrecord><recordset>{''.join(records)}</recordset></datastore>",
        host("jpage"),
    )
    for n, body in enumerate(("水务局", "林业局", "民政局"), 1):
        page("jpage", f"/art/art_1_{n}.html", body, f"<a href='/f/{n}.pdf'>附件.pdf</a>")
        file("jpage", f"/f/{n}.pdf", filing(body))

    # L3: a pane that is filled from an address.
    portal.page(
        "/ys/index.html",
        "<p>部门预算</p><script src='/unitbuild.js' url='/unit' queryData=\"{'webId':'1'}\"></script><a"
        " href='/'>首页</a>",
        host("unitbuild"),
    )
    html = f"<ul>{row('司法局', './art/1.html')}{row('统计局', './art/2.html')}</ul>"
    portal.put(
        "/unit",
        Reply(json.dumps({"success": True, "data": {"html": html, "rows": 15, "count": 2}}).encode()),
        host("unitbuild"),
    )
    for n, body in enumerate(("司法局", "统计局"), 1):
        page("unitbuild", f"/ys/art/{n}.html", body, f"<embed src='/f/{n}.pdf'>")
        file("unitbuild", f"/f/{n}.pdf", filing(body))

    # L4: the open-information platform.
    tree = json.dumps([{"id": 7, "name": "财政预决算", "children": []}])
    portal.page(
        "/czj/gkmlpt/index",
        f"<script>window._CONFIG = {{ SID: '5', TREE: {tree} }}</script><a href='/'>首页</a>",
        host("gkmlpt"),
    )
    article = {"title": title("信访局"), "url": "/czj/gkmlpt/content/post_1.html", "display_publish_time": 1676163600}
    portal.put("/czj/gkmlpt/api/all/7", Reply(json.dumps({"total": 1, "articles": [article]}).encode()), host("gkmlpt"))
    page("gkmlpt", "/czj/gkmlpt/content/post_1.html", "信访局", "<object data='/f/1.pdf'></object>")
    file("gkmlpt", "/f/1.pdf", filing("信访局"))

    # L5: a platform, step by step.
    departs = [{"id": 1, "name": f"{CITY}科技馆"}, {"id": 2, "name": f"{CITY}美术馆"}]
    portal.put("/gk/departs.do", Reply(json.dumps(departs).encode()), host("platform"))
    portal.put(
        "/gk/files.do",
        lambda _, body: Reply(
            json.dumps(
                {
                    "rows": [
                        {"iid": dict(parse_qsl(body.decode()))["dept"], "name": "2023年单位预算", "day": "2023-02-12"}
                    ]
                }
            ).encode()
        ),
        host("platform"),
    )
    for number, body in ((1, "科技馆"), (2, "美术馆")):
        portal.file(
            f"/gk/download.do?iid={number}",
            filing(body),
            host("platform"),
            Content_Disposition=f'attachment; filename="{number}.pdf"',
        )

    # L7 in GB 18030 that says gb2312 (O5); D5: an archive. O6: no ETag, another Last-Modified at every answer.
    entries = "".join(
        f"<tr><td>·</td><td><a href='/html/{n}.html' title='{title(b)}'>{title(b)}</a></td><td>2023-02-12</td></tr>"
        for n, b in ((1, "气象局"), (2, "审计局"))
    )
    portal.put(
        "/class/A", Reply(f"<meta charset='gb2312'><table>{entries}</table><p>镕</p>".encode("gb18030")), host("table")
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.pdf"), filing("气象局"))
    page("table", "/html/1.html", "气象局", "<a href='/f/1.zip'>青山市气象局</a>")
    page("table", "/html/2.html", "审计局", "<a href='/f/2.pdf'>审计局.pdf</a>")
    for path, content in (("/f/1.zip", packed.getvalue()), ("/f/2.pdf", filing("审计局"))):
        portal.put(
            path,
            lambda *_, content=content: Reply(
                content, headers={"Last-Modified": f"Mon, 01 Jan 2024 00:00:{len(portal.asked) % 60:02} GMT"}
            ),
            host("table"),
        )

    # L13: the page is the filing.
    rows = "".join(f"<tr><td>科目{n}</td><td>{n * 7}.50</td><td>1,{n:03}.00</td></tr>" for n in range(12))
    page("own", "/post_1.html", "应急管理局", f"<table>{rows}</table>")

    item = (
        f"<item><title>{title('医疗保障局')}</title><link>/1.html</link><pubDate>Sun, 12 Feb 2023 09:00:00"
        " +0800</pubDate></item>"
    )
    portal.put(
        "/rss.xml",
        Reply(f'<?xml version="1.0" encoding="gb2312"?><rss><channel>{item}</channel></rss>'.encode("gb18030")),
        host("feed"),
    )
    page("feed", "/1.html", "医疗保障局", "<a href='/f/1.pdf'>点击下载</a>")
    file("feed", "/f/1.pdf", filing("医疗保障局"))


STATIC = {"图书馆": 1, "档案馆": 2, "博物馆": 3, "体育馆": 4, "文化馆": 5, "纪念馆": 6}
OTHERS = {
    "水务局",
    "林业局",
    "民政局",
    "司法局",
    "统计局",
    "信访局",
    "科技馆",
    "美术馆",
    "气象局",
    "审计局",
    "医疗保障局",
}
FILES = len(STATIC) + 1 + len(OTHERS) + 1


@pytest.fixture
def city(tmp_path: Path, root: DataRoot, monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    _sources(tmp_path / "sources")
    monkeypatch.setenv("FISCAL_SOURCES", str(tmp_path / "sources"))
    # Days pass on the ledger's clock, and Dagster's runs bear the machine's.
    monkeypatch.setattr(inbox, "SECONDS_BETWEEN_ATTEMPTS", 0)
    with serving() as portal, dg.DagsterInstance.get() as instance:
        monkeypatch.setenv("FISCAL_ROUTES", portal.routes)
        _publish(portal)
        made = City(portal, root, instance, dict(STATIC))
        made.list_statically()
        yield made


def test_nothing_is_lost_and_nothing_comes_twice(city: City) -> None:
    portal = city.portal
    healthy = dict(portal.replies)

    # The first crawl is killed in mid-download; what it had written down is there, and its half file is not.
    portal.put("/f/1.pdf", Reply(filing("图书馆"), stall=30.0), host("static"))
    crawl = _crawl(city)
    _until(lambda: any(one == host("static") and path == "/f/1.pdf" for one, path, _, _ in portal.asked))
    os.kill(crawl.pid, signal.SIGKILL)
    crawl.wait()
    before = {file.address: file.sha256 for file in city.ledger.files()}
    assert before[f"http://{host('static')}/f/1.pdf"] is None

    # A day with every trouble.
    portal.put("/f/1.pdf", Reply(filing("图书馆"), stall=3.0), host("static"))
    portal.put("/f/2.pdf", Reply(b"<!DOCTYPE html><html><body>404</body></html>" * 20), host("static"))
    portal.put("/f/download.do", Reply(filing("博物馆")[:500], length=9000), host("static"))
    portal.put("/f/download.do?id=3", Reply(filing("博物馆")[:500], length=9000), host("static"))
    late = iter([Reply(b"", 503, {"Retry-After": "1"})])
    portal.put("/f/4", lambda *_: next(late, Reply(filing("体育馆"))), host("static"))
    portal.put(
        "/col/index.html",
        Reply(b"<html><script>var _0x1='acw_sc__v2';document.cookie=_0x1;location.reload()</script></html>", 521),
        host("jpage"),
    )
    portal.put("/unit", Reply(b"", 429, {"Retry-After": "3600"}), host("unitbuild"))
    ended = city.live()
    assert {name: outcome for name, outcome in ended.items() if outcome != "good"} == {
        "jpage-source": "blocked",
        "unitbuild-source": "error",
    }
    ill = {"static-source: 图书馆", "static-source: 档案馆", "static-source: 博物馆"}
    assert {
        name for name, state in city.states().items() if state is None and ended[name.partition(":")[0]] == "good"
    } == ill
    assert {file.reason.partition(":")[0] for file in city.ledger.files() if file.trouble and file.reason} == {
        "too_slow",
        "not_the_file",
        "cut_short",
    }

    # The next day all is well; a command looks at the same moment as the schedule's run.
    portal.replies.clear()
    portal.replies.update(healthy)
    city.pass_days(1)
    requests = city.looks()
    crawl = _crawl(city)
    for request in requests:
        assert discover.execute_in_process(instance=city.instance, run_config=request.run_config).success
    assert crawl.wait(500) in {0, 4}
    assert city.live() == dict.fromkeys(ended, "good")
    assert Counter(city.states().values()) == {"NEW": FILES}
    published = city.published()
    assert {body: state for body, state in published.items() if state != "published"} == {
        "应急管理局": published["应急管理局"]
    }
    assert set(published) == set(STATIC) | OTHERS | {"少年宫", "应急管理局"}
    assert city.ledger.waiting() == [] and city.news() == {"NEW": FILES}
    assert all(blobs.provenance(city.root.store, file.sha256 or "") for file in city.ledger.files())

    # A week later files are asked about again: nothing is news, nothing is stored, nothing is worked on.
    kept, keys = city.root.store.names("raw"), list(city.keys)
    assert set(city.live(8).values()) == {"good"}
    assert (city.root.store.names("raw"), city.keys, city.news()) == (kept, keys, {"NEW": FILES})
    assert any("If-None-Match" in headers for _, _, headers, _ in portal.asked) and any(
        "Range" in headers for _, _, headers, _ in portal.asked
    )

    # Corrected at its place, restated on another page, moved to another page, and added.
    portal.put("/f/2.pdf", Reply(filing("档案馆", remark="更正")), host("static"))
    portal.page(
        "/ysjs/t_2.html",
        detail_page(title("档案馆") + "（更正）", "<a href='/f/2.pdf?sign=2'>部门预算.pdf</a>", "2023-03-01 09:00"),
        host("static"),
    )
    portal.page(
        "/ysjs/t_7.html",
        detail_page(title("博物馆"), "<a href='/f/7.pdf'>单位预算.pdf</a>", "2023-03-01 09:00"),
        host("static"),
    )
    portal.put("/f/7.pdf", Reply(filing("博物馆", remark="重发")), host("static"))
    portal.page(
        "/ysjs/t_8.html",
        detail_page(title("体育馆"), "<a href='/f/8.pdf'>单位预算.pdf</a>", "2023-03-01 09:00"),
        host("static"),
    )
    portal.put("/f/8.pdf", portal.replies[host("static"), "/f/4"], host("static"))
    portal.page(
        "/ysjs/t_9.html",
        detail_page(title("展览馆"), "<a href='/f/9.pdf'>单位预算.pdf</a>", "2023-03-01 09:00"),
        host("static"),
    )
    portal.put("/f/9.pdf", Reply(filing("展览馆")), host("static"))
    portal.remove("/ysjs/t_4.html", host("static"))
    portal.remove("/f/4", host("static"))
    city.bodies = {"图书馆": 1, "档案馆": 2, "博物馆": 7, "体育馆": 8, "文化馆": 5, "纪念馆": 6, "展览馆": 9}
    city.list_statically()
    portal.page(
        "/ysjs/list.html",
        (portal.replies[host("static"), "/ysjs/list.html"])
        .content.decode()
        .replace(title("档案馆"), title("档案馆") + "（更正）"),
        host("static"),
    )
    # Killed between the ledger and the run: what a tick asked for and nobody started is asked for again, under the same
    # key.
    city.pass_days(1)
    for request in city.looks():
        discover.execute_in_process(instance=city.instance, run_config=request.run_config)
    lost, again = (found(dg.build_sensor_context(instance=city.instance, cursor=city.cursor)) for _ in range(2))
    assert isinstance(lost, dg.SensorResult) and isinstance(again, dg.SensorResult)
    assert [r.run_key for r in lost.run_requests or []] == [r.run_key for r in again.run_requests or []] != []
    city.follow()
    assert city.news() == {"NEW": FILES + 1, "CHANGED": 1, "RESTATED": 1, "MOVED": 1}
    versions = {body: _versions(city, body) for body in ("档案馆", "博物馆", "体育馆", "展览馆", "图书馆")}
    assert versions == {"档案馆": 2, "博物馆": 2, "体育馆": 1, "展览馆": 1, "图书馆": 1}

    # Taken away: three good looks, with a day on which the site turns everybody away between them.
    del city.bodies["纪念馆"]
    city.list_statically()
    portal.remove("/ysjs/t_6.html", host("static"))
    portal.remove("/f/6.pdf", host("static"))
    list_page = portal.replies[host("static"), "/ysjs/list.html"]
    for day, outcome in enumerate(("good", "good", "blocked", "good")):
        if outcome == "blocked":
            portal.put(
                "/ysjs/list.html",
                Reply("<html><body><p>网站正在维护，暂停访问</p></body></html>".encode()),
                host("static"),
            )
        assert (day, city.live(8)["static-source"]) == (day, outcome)
        portal.replies[host("static"), "/ysjs/list.html"] = list_page
        assert city.published()["纪念馆"] == ("published" if day < 3 else "withdrawn")
    assert city.news()["WITHDRAWN"] == sum(state == "WITHDRAWN" for state in city.states().values())
    assert {name for name, state in city.published().items() if state == "withdrawn"} == {"纪念馆"}

    assert len(city.keys) == len(set(city.keys))
    assert publish(city.instance) is None
    assert city.ledger.waiting() == []


def _versions(city: City, body: str) -> int:
    (name,) = {file.filing_id for file in city.ledger.files() if title(body) in file.title and file.filing_id}
    return len(FilingFiles(city.root, name).versions())


def _crawl(city: City) -> subprocess.Popen[bytes]:
    environment = os.environ | {"FISCAL_DATA": str(city.root.work), "DAGSTER_HOME": ""}
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, "discover"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _until(holds) -> None:
    deadline = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
