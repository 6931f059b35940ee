"""The city's bodies that publish on sites of their own, each in another shape: L2 to L5, L7, L13, a feed; D5, O5, O6;
and the source files of all sites.
"""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl

from fiscal.discovery.settings import BEIJING
from tests.city.publishing import DAY, as_json, filing, host, row, tagged, title
from tests.portal import Portal, Reply, detail_page

PUBLISHERS = {
    "jpage": ("水务局", "林业局", "民政局"),
    "unitbuild": ("司法局", "统计局"),
    "gkmlpt": ("信访局",),
    "platform": ("科技馆", "美术馆"),
    "table": ("气象局", "审计局"),
    "feed": ("医疗保障局",),
}
"""Bodies by the site on which they publish a file each."""

SITES = ("static", *PUBLISHERS, "own")
"""All sites of the city."""

SLOWER_THAN_ALLOWED = 15.0
"""Seconds for which a file stalls that its source may not wait for; far longer than anything takes on a busy machine.
"""

OWN_PAGE = "应急管理局"
"""Whose page is the filing."""


def write_sources(folder: Path) -> None:
    """A source a site, looked at once a day, in no hurry to be polite.

    The hour is far from now: days pass by the ledger's clock alone.
    """
    folder.mkdir()
    hour = (datetime.now(BEIJING) + timedelta(hours=12)).hour
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
        politeness = "{min_interval_s: 0, max_seconds: 10}"
        text = f"id: {name}-source\nlisting: {listing}\ncron: 0 {hour} * * *\npoliteness: {politeness}\n"
        (folder / f"{name}.yaml").write_text(text, "utf-8")


def open_sites(portal: Portal) -> None:
    """All of them publish."""
    _jpage(portal)
    _unitbuild(portal)
    _gkmlpt(portal)
    _platform(portal)
    _table(portal)
    figures = "".join(f"<tr><td>科目{n}</td><td>{n * 7}.50</td><td>1,{n:03}.00</td></tr>" for n in range(12))
    _page(portal, "own", "/post_1.html", OWN_PAGE, f"<table>{figures}</table>")
    _feed(portal)


def _page(portal: Portal, name: str, path: str, body: str, links: str) -> None:
    portal.page(path, detail_page(title(body), links, f"{DAY} 09:00"), host(name))


def _jpage(portal: Portal) -> None:
    """L2: two records in a script, one from the proxy."""
    records = [
        f"<record><![CDATA[{row(body, f'/art/art_1_{n}.html')}]]></record>"
        for n, body in enumerate(PUBLISHERS["jpage"], 1)
    ]
    group = "<nextgroup><![CDATA[<a href='/dataproxy.jsp?page=1&webid=3&unitid=9'></a>]]></nextgroup>"
    here = f"<datastore>{group}<recordset>{''.join(records[:2])}</recordset></datastore>"
    counted = "<script>x({totalRecord:3,perPage:2})</script>"
    portal.page(
        "/col/index.html",
        f'<a href="/">首页</a><p>预决算公开</p><script type="text/xml">{here}</script>{counted}',
        host("jpage"),
    )
    portal.page(
        "/dataproxy.jsp",
        f"<datastore><totalrecord>3</totalrecord><recordset>{''.join(records)}</recordset></datastore>",
        host("jpage"),
    )
    for n, body in enumerate(PUBLISHERS["jpage"], 1):
        _page(portal, "jpage", f"/art/art_1_{n}.html", body, f"<a href='/f/{n}.pdf'>附件.pdf</a>")
        portal.put(f"/f/{n}.pdf", tagged(filing(body)), host("jpage"))


def _unitbuild(portal: Portal) -> None:
    """L3: a pane that is filled from an address."""
    pane = "<script src='/unitbuild.js' url='/unit' queryData=\"{'webId':'1'}\"></script>"
    portal.page("/ys/index.html", f"<p>部门预算</p>{pane}<a href='/'>首页</a>", host("unitbuild"))
    html = "".join(row(body, f"./art/{n}.html") for n, body in enumerate(PUBLISHERS["unitbuild"], 1))
    answer = {"success": True, "data": {"html": f"<ul>{html}</ul>", "rows": 15, "count": 2}}
    portal.put("/unit", as_json(answer), host("unitbuild"))
    for n, body in enumerate(PUBLISHERS["unitbuild"], 1):
        _page(portal, "unitbuild", f"/ys/art/{n}.html", body, f"<embed src='/f/{n}.pdf'>")
        portal.put(f"/f/{n}.pdf", tagged(filing(body)), host("unitbuild"))


def _gkmlpt(portal: Portal) -> None:
    """L4: the open-information platform."""
    (body,) = PUBLISHERS["gkmlpt"]
    tree = json.dumps([{"id": 7, "name": "财政预决算", "children": []}])
    settings = f"<script>window._CONFIG = {{ SID: '5', TREE: {tree} }}</script>"
    portal.page("/czj/gkmlpt/index", f"{settings}<a href='/'>首页</a>", host("gkmlpt"))
    article = {"title": title(body), "url": "/czj/gkmlpt/content/post_1.html", "display_publish_time": 1676163600}
    portal.put("/czj/gkmlpt/api/all/7", as_json({"total": 1, "articles": [article]}), host("gkmlpt"))
    _page(portal, "gkmlpt", "/czj/gkmlpt/content/post_1.html", body, "<object data='/f/1.pdf'></object>")
    portal.put("/f/1.pdf", tagged(filing(body)), host("gkmlpt"))


def _platform(portal: Portal) -> None:
    """L5: a platform, step by step."""
    bodies = dict(enumerate(PUBLISHERS["platform"], 1))
    departs = [{"id": n, "name": title(body, "")} for n, body in bodies.items()]
    portal.put("/gk/departs.do", as_json(departs), host("platform"))

    def files(_: object, form: bytes) -> Reply:
        chosen = dict(parse_qsl(form.decode()))["dept"]
        return as_json({"rows": [{"iid": chosen, "name": "2023年单位预算", "day": DAY}]})

    portal.put("/gk/files.do", files, host("platform"))
    for n, body in bodies.items():
        named = f'attachment; filename="{n}.pdf"'
        portal.file(f"/gk/download.do?iid={n}", filing(body), host("platform"), Content_Disposition=named)


def _table(portal: Portal) -> None:
    """L7 in GB 18030 that says gb2312 (O5); D5: an archive. O6: no ETag, another Last-Modified at every answer."""
    packed_up, plain = PUBLISHERS["table"]
    entries = "".join(
        f"<tr><td>·</td><td><a href='/html/{n}.html' title='{title(body)}'>{title(body)}</a></td><td>{DAY}</td></tr>"
        for n, body in enumerate((packed_up, plain), 1)
    )
    page = f"<meta charset='gb2312'><table>{entries}</table><p>镕</p>"
    portal.put("/class/A", Reply(page.encode("gb18030")), host("table"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.pdf"), filing(packed_up))
    _page(portal, "table", "/html/1.html", packed_up, f"<a href='/f/1.zip'>{title(packed_up, '')}</a>")
    _page(portal, "table", "/html/2.html", plain, f"<a href='/f/2.pdf'>{plain}.pdf</a>")
    for path, content in (("/f/1.zip", packed.getvalue()), ("/f/2.pdf", filing(plain))):
        portal.put(
            path,
            lambda *_, content=content: Reply(
                content, headers={"Last-Modified": f"Mon, 01 Jan 2024 00:00:{len(portal.asked) % 60:02} GMT"}
            ),
            host("table"),
        )


def _feed(portal: Portal) -> None:
    (body,) = PUBLISHERS["feed"]
    day = "Sun, 12 Feb 2023 09:00:00 +0800"
    item = f"<item><title>{title(body)}</title><link>/1.html</link><pubDate>{day}</pubDate></item>"
    feed = f'<?xml version="1.0" encoding="gb2312"?><rss><channel>{item}</channel></rss>'
    portal.put("/rss.xml", Reply(feed.encode("gb18030")), host("feed"))
    _page(portal, "feed", "/1.html", body, "<a href='/f/1.pdf'>点击下载</a>")
    portal.put("/f/1.pdf", tagged(filing(body)), host("feed"))
