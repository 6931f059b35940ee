"""What the bodies of the city publish on its own site: a static list of several pages (L1) behind an address that jumps
(O1), and filings that are linked in every way (D1 to D8).

Other sites of the city are in `other_sites`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count, islice, product
from urllib.parse import quote

from tests import parted
from tests.drawing import pdf
from tests.filings import budget
from tests.portal import Portal, Reply, detail_page

CITY = "青山市河湾区"
DAY = "2023-02-12"
NAMED_DAY = "2023-02-20"
"""The day of the named bodies: of an entry as old as the oldest that are left, a list does not tell whether it was
pushed out or taken away.
"""
ROWS_A_PAGE = 6
NAMED = ("图书馆", "档案馆", "博物馆", "体育馆", "文化馆", "纪念馆")
"""Bodies that things happen to; their pages have the numbers from 1."""

BESIDE, IN_PARTS, MISTAKEN = "少年宫", "教育局", "计量所"
"""Bodies whose filing lies beside another's on one page (D6), is two files of one page (D7), and is another body's
under the right name (O4).
"""
SERVED_FOR_MISTAKEN = "质检所"
_STEMS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


def title(body: str, kind: str = "2023年单位预算") -> str:
    """What an entry of a body is called."""
    return f"{CITY}{body}{kind}"


def filing(body: str, **values: str) -> bytes:
    """A body's filing."""
    return budget(publisher=f"{CITY}{body}", **values)


def host(name: str) -> str:
    """One of the city's hosts."""
    return f"{name}.qingshan.gov.cn"


def row(body: str, address: str, day: str = DAY, told: str = "") -> str:
    """An entry of a list."""
    name = told or title(body)
    return f'<li><a href="{address}" title="{name}">{name}</a><span>{day}</span></li>'


def tagged(content: bytes) -> Callable[[dict[str, str], bytes], Reply]:
    """A file whose host knows whether it is as it was."""
    tag = f'"{hash(content) & 0xFFFFFFFF:x}"'

    def reply(headers: dict[str, str], _: bytes) -> Reply:
        same = headers.get("If-None-Match") == tag
        return Reply(b"" if same else content, 304 if same else 200, {"ETag": tag})

    return reply


@dataclass
class CitySite:
    """The city's own site. `entries`: who is listed now, with the number of its page; `days`: when it was published;
    `told`: titles that are not the usual one.
    """

    portal: Portal
    name: str = "static"
    entries: dict[str, int] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """Where it is."""
        return host(self.name)

    def open(self, further: int) -> None:
        """The named bodies, those of the special cases and `further` ones publish."""
        self.portal.page(
            "/ysjs/index.html",
            "<title>跳转中...</title><script>window.location.href='/ysjs/list.html';</script>",
            self.host,
        )
        others = (f"{a}{b}街道档案馆" for a, b in product(_STEMS, _STEMS))
        for number, body in enumerate(islice(others, further), len(NAMED) + 1):
            self.publish(body, number)
        for number, body in enumerate(NAMED, 1):
            self.publish(body, number, day=NAMED_DAY)
        self._publish_in_parts(600)
        self.publish(MISTAKEN, 601, filing(SERVED_FOR_MISTAKEN))
        self.list()

    def list(self) -> None:
        """L1: pages of a list whose script counts them, the newest entries first."""
        pairs = sorted(self.entries.items(), key=lambda pair: self.days.get(pair[0], DAY), reverse=True)
        parts = [pairs[at : at + ROWS_A_PAGE] for at in range(0, len(pairs), ROWS_A_PAGE)]
        for at, part in enumerate(parts):
            rows = "".join(
                row(body, f"./t_{number}.html", self.days.get(body, DAY), self.told.get(body, ""))
                for body, number in part
            )
            script = f'<script>createPageHTML({len(parts)}, {at}, "list", "html")</script>'
            self.portal.page(
                f"/ysjs/list{f'_{at}' if at else ''}.html", f"<h2>预决算公开</h2><ul>{rows}</ul>{script}", self.host
            )

    def address(self, number: int) -> str:
        """Where the file of a page lies."""
        return {3: f"/f/download.do?id={number}", 4: f"/f/{number}"}.get(number % 6, f"/f/{number}.pdf")

    def publish(self, body: str, number: int, content: bytes | None = None, day: str = DAY, told: str = "") -> None:
        """A body's page and its file."""
        self.entries[body], self.days[body] = number, day
        if told:
            self.told[body] = told
        self.portal.put(f"/ysjs/t_{number}.html", self._page(body, number, day), self.host)
        self.put_file(number, tagged(content or filing(body)))
        if number == NAMED.index("文化馆") + 1:
            self.portal.put("/f/beside.pdf", tagged(filing(BESIDE)), self.host)

    def put_file(self, number: int, reply: Reply | Callable[[dict[str, str], bytes], Reply]) -> None:
        """What the file of a page answers."""
        self.portal.put(self.address(number), reply, self.host)

    def take_away(self, body: str) -> None:
        """A body's entry, its page and its file are no more."""
        number = self.entries.pop(body)
        self.portal.remove(f"/ysjs/t_{number}.html", self.host)
        self.portal.remove(self.address(number), self.host)

    def _page(self, body: str, number: int, day: str) -> Callable[[dict[str, str], bytes], Reply]:
        views = count()

        def reply(*_: object) -> Reply:
            html = detail_page(
                self.told.get(body) or title(body), self._links(body, number, next(views)), f"{day} 09:00"
            )
            return Reply(html.encode(), headers={"Content-Type": "text/html; charset=utf-8"})

        return reply

    def _links(self, body: str, number: int, view: int) -> str:
        """D1, D2 with a signature that is another at every view, D3, D4, D6 and D8, by the page's number."""
        address = self.address(number)
        if body == "文化馆":
            beside = f"<a href='/f/beside.pdf'>{title(BESIDE)}.pdf</a>"
            return f"<a href='{address}'>{title(body)}.pdf</a>{beside}"
        return (
            f"<a href='javascript:void(0)' onclick='window.open(\"{address}\")'>预算公开表</a>"
            f"<iframe src='/pdfjs/viewer.html?file={quote(address, '')}'></iframe>",
            f"<a href='/'>首页</a><script>var sPdfUrl = '{address}#/f/none.txt';</script>",
            f"<a href='{address}?sign={view}&expires=9{view}'>部门预算.pdf</a>",
            f"<a href='{address}'>单位预算.PDF</a>",
            f"<a fileUrl='{address}' fileName='单位预算.pdf'>单位预算</a>",
            f"<a href='{address}'>{title(body)}.pdf</a>",
        )[number % 6]

    def _publish_in_parts(self, number: int) -> None:
        """D7: the narrative is one file of a page, the tables are another."""
        body = f"{CITY}{IN_PARTS}"
        name = title(IN_PARTS, f"{parted.YEAR}年部门预算")
        self.entries[IN_PARTS], self.told[IN_PARTS] = number, name
        parts = {
            "附件1：预算说明": pdf(lambda c: parted.cover(c, body), lambda c: parted.narrative(c, body)),
            "附件2：预算报表": pdf(
                lambda c: parted.summary(c, body),
                lambda c: parted.income(c, body),
                lambda c: parted.expenditure(c, body),
            ),
        }
        links = "".join(f"<p><a href='/f/part-{at}.pdf'>{called}.pdf</a></p>" for at, called in enumerate(parts, 1))
        self.portal.page(f"/ysjs/t_{number}.html", detail_page(name, links, f"{DAY} 09:00"), self.host)
        for at, content in enumerate(parts.values(), 1):
            self.portal.put(f"/f/part-{at}.pdf", tagged(content), self.host)


def as_json(values: object) -> Reply:
    """An answer of a platform."""
    return Reply(json.dumps(values).encode())
