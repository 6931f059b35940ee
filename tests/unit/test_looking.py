"""Looks at a portal: what is new, changed, moved, restated, taken away; and what says nothing about anything."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from fiscal.discovery import settings
from fiscal.discovery.details.detail import Detail, detail_of
from fiscal.discovery.ledger.ledger import Ledger
from fiscal.discovery.looking.look import Look, look
from fiscal.discovery.looking.survey import why_left
from fiscal.discovery.pages.document import Document
from fiscal.discovery.sources.source import Source
from fiscal.storage import blobs
from fiscal.storage.root import DataRoot, DiskFullError
from tests.portal import HOST, Portal, Reply, detail_page, list_page, serving, source

pytestmark = pytest.mark.unit

DAY = 86400.0
BUDGET, FINAL = "青山市财政局2026年部门预算", "青山市财政局2024年度部门决算"


@dataclass
class Watch:
    """A portal that is looked at from time to time."""

    portal: Portal
    root: DataRoot
    source: Source
    now: float = 1_770_900_000.0

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.root)

    def look(self, days: float = 1.0) -> Look:
        self.now += days * DAY
        fetcher = self.portal.fetcher(self.root.work, clock=lambda: self.now, sleep=lambda _: None)
        return look(self.source, self.ledger, fetcher, self.root.store, lambda: self.now)

    def states(self) -> dict[str, str | None]:
        return {file.title: file.state for file in self.ledger.files(self.source.id)}

    def told(self) -> list[tuple[str, str | None]]:
        titles = {file.file: file.title for file in self.ledger.files()}
        return [(event.state, titles.get(event.file) if event.file else None) for event in self.ledger.events()]


def pdf(text: str = "a") -> bytes:
    return b"%PDF-1.7\n" + text.encode() * 50 + b"\n%%EOF\n"


def publish(portal: Portal, *filings: tuple[str, str], content: bytes | None = None, etag: bool = True) -> None:
    """Filings (title, number), the list of all of them, and a page and a file each."""
    rows = [(title, f"./t_{number}.html", "2026-02-12") for title, number in filings]
    portal.page("/ysjs/index.html", list_page(rows))
    for title, number in filings:
        portal.page(f"/ysjs/t_{number}.html", detail_page(title, f'<a href="/files/{number}.pdf">{title}.pdf</a>'))
        bytes_ = content or pdf(number)
        portal.put(f"/files/{number}.pdf", _tagged(bytes_) if etag else Reply(bytes_))


def _tagged(content: bytes):
    tag = f'"{hash(content) & 0xFFFFFF:x}"'

    def reply(headers: dict[str, str], _: bytes) -> Reply:
        return (
            Reply(b"", 304, {"ETag": tag})
            if headers.get("If-None-Match") == tag
            else Reply(content, headers={"ETag": tag})
        )

    return reply


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    with serving() as portal:
        publish(portal, (BUDGET, "1"), (FINAL, "2"))
        yield Watch(portal, DataRoot.at(tmp_path / "data"), source())


def test_a_first_look_keeps_every_file_with_where_it_came_from(watch: Watch) -> None:
    seen = watch.look()
    assert (seen.outcome, seen.items, seen.wanted, len(seen.news)) == ("good", 2, 2, 2)
    assert watch.states() == {BUDGET: "NEW", FINAL: "NEW"}
    file = watch.ledger.files()[0]
    receipt = blobs.receipt(watch.root.store, file.sha256 or "")
    assert receipt is not None and receipt.source_url == file.address == "http://czj.qingshan.gov.cn/files/1.pdf"
    origin = blobs.provenance(watch.root.store, file.sha256 or "")
    assert origin is not None
    assert (origin["listing"], origin["page"]) == (
        "http://czj.qingshan.gov.cn/ysjs/index.html",
        "http://czj.qingshan.gov.cn/ysjs/t_1.html",
    )
    assert (origin["title"], origin["published"], origin["tls"], origin["etag"]) == (
        BUDGET,
        "2026-02-12",
        "none",
        file.etag,
    )


def test_a_look_without_news_asks_for_the_list_alone_and_stores_nothing(watch: Watch) -> None:
    watch.look()
    kept, asked = watch.root.store.names("raw"), len(watch.portal.asked)
    seen = watch.look()
    assert (seen.outcome, seen.fetched, seen.news) == ("good", 0, ())
    assert [path for _, path, _, _ in watch.portal.asked[asked:]] in (
        ["/ysjs/index.html"],
        ["/robots.txt", "/ysjs/index.html"],
    )
    assert watch.root.store.names("raw") == kept
    assert len(watch.told()) == 2


def test_files_are_asked_about_again_after_a_week_a_month_and_a_quarter_and_then_no_more(watch: Watch) -> None:
    watch.look()
    asked = [watch.look().fetched for _ in range(130)]
    assert [day for day, count in enumerate(asked, 1) if count] == [7, 30, 90]
    assert watch.states() == {BUDGET: "UNCHANGED", FINAL: "UNCHANGED"}
    assert len(watch.told()) == 2


def test_other_bytes_at_the_same_address_are_a_change(watch: Watch) -> None:
    watch.look()
    watch.portal.put("/files/1.pdf", _tagged(pdf("corrected")))
    seen = watch.look(8)
    assert [(file.title, file.state) for file in seen.news] == [(BUDGET, "CHANGED")]
    event = watch.ledger.events()[-1]
    assert event.state == "CHANGED" and event.before != event.sha256


def test_without_etag_the_head_of_a_file_is_compared(watch: Watch) -> None:
    publish(watch.portal, (BUDGET, "1"), (FINAL, "2"), etag=False)
    watch.look()
    watch.look(8)
    assert "Range" in watch.portal.asked[-1][2]
    assert watch.states()[BUDGET] == "UNCHANGED"
    watch.portal.put("/files/1.pdf", Reply(pdf("x")))
    watch.look(25)
    assert watch.states()[BUDGET] == "CHANGED"


def test_a_new_row_title_or_date_has_the_page_read_at_once(watch: Watch) -> None:
    watch.look()
    publish(watch.portal, (BUDGET + "（更正）", "1"), (FINAL, "2"))
    watch.portal.put("/files/1.pdf", _tagged(pdf("corrected")))
    assert [file.state for file in watch.look().news] == ["CHANGED"]


def test_signed_addresses_that_change_at_every_view_are_no_news(watch: Watch) -> None:
    watch.look()
    for view in range(3):
        watch.portal.page(
            "/ysjs/t_1.html",
            detail_page(BUDGET, f'<a href="/files/1.pdf?sign={view}&expires=9{view}">{BUDGET}.pdf</a>'),
        )
        watch.look(8)
    assert len(watch.ledger.files()) == 2
    assert len(watch.told()) == 2


def test_the_same_bytes_under_a_new_page_are_moved_and_nothing_is_withdrawn(watch: Watch) -> None:
    watch.look()
    moved = watch.portal.replies[("czj.qingshan.gov.cn", "/files/1.pdf")]
    publish(watch.portal, (BUDGET, "9"), (FINAL, "2"))
    watch.portal.put("/files/9.pdf", moved)
    watch.portal.remove("/ysjs/t_1.html")
    watch.portal.remove("/files/1.pdf")
    for _ in range(5):
        watch.look()
    assert [state for state, _ in watch.told()] == ["NEW", "NEW", "MOVED"]


def test_the_same_filing_under_a_new_page_with_other_bytes_is_restated(watch: Watch) -> None:
    watch.look()
    publish(watch.portal, (BUDGET, "1"), (FINAL, "2"), (BUDGET + "公开", "3"))
    assert [(file.title, file.state) for file in watch.look().news] == [(BUDGET + "公开", "RESTATED")]


def test_what_vanishes_is_withdrawn_after_three_good_looks(watch: Watch) -> None:
    watch.look()
    publish(watch.portal, (FINAL, "2"))
    watch.portal.remove("/files/1.pdf")
    states = [(watch.look(), watch.states()[BUDGET])[1] for _ in range(4)]
    assert states == ["NEW", "NEW", "WITHDRAWN", "WITHDRAWN"]
    assert watch.told()[-1] == ("WITHDRAWN", BUDGET)
    assert watch.ledger.events()[-1].reason == "missing"


def test_what_was_withdrawn_and_stands_there_again_is_heard_of(watch: Watch) -> None:
    watch.look()
    publish(watch.portal, (FINAL, "2"))
    for _ in range(3):
        watch.look()
    publish(watch.portal, (BUDGET, "1"), (FINAL, "2"))
    watch.look()
    assert watch.states()[BUDGET] == "UNCHANGED"
    assert [state for state, _ in watch.told()[-2:]] == ["WITHDRAWN", "UNCHANGED"]


def test_what_a_list_of_the_newest_pushes_out_is_not_withdrawn(watch: Watch) -> None:
    rows = [(f"青山市第{n}中学2026年单位预算", f"./t_{n}.html", f"2026-02-{n:02}") for n in range(1, 9)]
    for title, address, _ in rows:
        watch.portal.page(
            f"/ysjs/{address[2:]}", detail_page(title, f'<a href="/files/{address[4:-5]}.pdf">{title}.pdf</a>')
        )
        watch.portal.put(f"/files/{address[4:-5]}.pdf", Reply(pdf(title)))
    for end in range(4, 9):
        watch.portal.page("/ysjs/index.html", list_page(rows[end - 4 : end][::-1]))
        for _ in range(4):
            assert watch.look().outcome == "good"
    assert set(watch.states().values()) <= {"NEW", "UNCHANGED"}


def test_a_file_that_is_gone_at_three_checks_is_withdrawn_though_it_is_listed(watch: Watch) -> None:
    watch.look()
    watch.portal.remove("/files/1.pdf")
    watch.look(8)
    assert watch.states()[BUDGET] == "NEW"
    watch.look()
    watch.look()
    assert watch.states()[BUDGET] == "WITHDRAWN"


@pytest.mark.parametrize(
    ("reply", "outcome", "reason"),
    [
        (
            Reply(
                "<html><body><ul></ul><p>栏目内容更新中，请浏览其他栏目的公开信息，或通过依申请公开渠道获取有关材料，"
                "谢谢理解与支持。</p></body></html>".encode()
            ),
            "blocked",
            "no_items",
        ),
        (
            Reply(b"<html><script>var _0x1='acw_sc__v2';document.cookie=_0x1;location.reload()</script></html>"),
            "blocked",
            "challenge",
        ),
        (Reply("<html><body><p>网站正在维护，暂停访问</p></body></html>".encode()), "blocked", "suspended"),
        (Reply(b"", 521), "blocked", "challenge"),
        (Reply(b"<html><script>x()</script></html>", 405), "blocked", "challenge"),
        (Reply('<html><body><form>用户登录<input type="password"></form></body></html>'.encode()), "blocked", "login"),
        (Reply(b"", 500), "error", "status"),
        (Reply(b"<html>", length=4000), "error", "cut_short"),
        (Reply(b"", 302, {"Location": "http://elsewhere.example/"}), "blocked", "refused_host"),
        (Reply(b"", 429, {"Retry-After": "3600"}), "error", "later"),
        (Reply(b"", 503), "error", "later"),
    ],
)
def test_a_blocked_or_failed_look_changes_no_filing_and_is_heard_of(
    watch: Watch, reply: Reply, outcome: str, reason: str
) -> None:
    watch.look()
    before = watch.states()
    watch.portal.put("/ysjs/index.html", reply)
    for _ in range(4):
        seen = watch.look()
        assert (seen.outcome, (seen.reason or "").partition(":")[0]) == (outcome, reason)
    assert watch.states() == before
    assert watch.told()[-1] == (outcome.upper(), None)
    publish(watch.portal, (BUDGET, "1"), (FINAL, "2"))
    assert watch.look().outcome == "good"
    assert watch.told()[-1] == ("good", None)
    assert len(watch.told()) == 4


def test_canaries_turn_a_strange_list_into_no_evidence(watch: Watch) -> None:
    watch.source = source(canaries={"min_items": 2, "must_contain": ["预决算公开"]})
    watch.look()
    publish(watch.portal, (FINAL, "2"))
    assert "too_few_items" in (watch.look().reason or "")
    watch.portal.page(
        "/ysjs/index.html",
        list_page([(BUDGET, "./t_1.html", "2026-02-12"), (FINAL, "./t_2.html", "2026-02-12")]).replace(
            "预决算公开", "新闻"
        ),
    )
    assert "text_missing" in (watch.look().reason or "")


@pytest.mark.parametrize(
    ("reply", "trouble", "reason"),
    [
        (Reply(b"<!DOCTYPE html><html><body>404</body></html>" * 20), "BLOCKED", "not_the_file"),
        (Reply(b'{"code":500,"msg":"error"}'), "BLOCKED", "not_the_file"),
        (Reply(pdf()[:100], length=900), "ERROR", "cut_short"),
        (Reply(b""), "ERROR", "cut_short"),
        (Reply(b"", 403), "BLOCKED", "challenge"),
        (Reply(b"x" * 2000, headers={"Content-Length": "5000000"}, told_length=False), "ERROR", "too_large"),
        (Reply(pdf(), stall=3.0), "ERROR", "too_slow"),
    ],
)
def test_a_file_that_cannot_be_got_is_got_at_a_later_look(
    watch: Watch, reply: Reply, trouble: str, reason: str
) -> None:
    watch.source = source(politeness={"max_bytes": 1 << 20, "max_seconds": 1.0})
    whole = watch.portal.replies[("czj.qingshan.gov.cn", "/files/1.pdf")]
    watch.portal.put("/files/1.pdf", reply)
    seen = watch.look()
    assert seen.outcome == "good"
    assert [(file.trouble, (file.reason or "").partition(":")[0], file.state) for file in seen.troubled] == [
        (trouble, reason, None)
    ]
    assert len(watch.ledger.waiting()) == 1
    watch.portal.put("/files/1.pdf", whole)
    assert [file.state for file in watch.look().news] == ["NEW"]
    assert len(watch.ledger.waiting()) == 2


def test_a_file_of_untold_length_and_without_its_end_is_believed_once_it_came_twice(watch: Watch) -> None:
    watch.portal.put("/files/1.pdf", Reply(pdf()[:-7], told_length=False))
    assert watch.look().troubled[0].trouble == "ERROR"
    assert [file.state for file in watch.look().news] == ["NEW"]


@pytest.mark.parametrize(
    ("title", "left"),
    [
        ("青山市审计局2026年部门预算公开", None),
        ("中国人民政治协商会议青山市委员会办公室2024年度部门决算", None),
        ("青山市教师培训中心2026年单位预算", None),
        ("青山市招标采购中心2026年单位预算", None),
        ("关于青山市2025年预算执行情况和2026年预算草案的报告", "title_excluded"),
        ("青山市2024年度市级预算执行和其他财政收支的审计工作报告", "title_excluded"),
        ("一图读懂2026年部门预算", "title_excluded"),
        ("青山市财政局举办2026年预算管理业务培训班", "title_excluded"),
        ("关于放假的通知公告", "title_not_wanted"),
    ],
)
def test_documents_are_left_by_what_they_are_and_bodies_never_by_their_names(title: str, left: str | None) -> None:
    assert why_left(source(), title) == left


def test_a_list_is_read_to_the_first_page_without_anything_new_and_once_a_week_to_its_end(watch: Watch) -> None:
    other = ("关于放假的通知公告", "./t_9.html", "2026-02-01")
    pager = '<script>createPageHTML(4, 0, "index", "html")</script>'
    watch.portal.page("/ysjs/index.html", list_page([(BUDGET, "./t_1.html", "2026-02-12"), other], pager))
    for number in (1, 2, 3):
        row = (f"青山市第{number}中学2025年单位预算", "./t_2.html?n=" + str(number), "2025-02-12")
        watch.portal.page(
            f"/ysjs/index_{number}.html",
            list_page([row, (f"第{number}号通知公告", f"./n_{number}.html", "2025-01-01")]),
        )
    asked = [len([path for path in watch.portal.paths() if "index" in path]) for _ in range(9) if watch.look()]
    assert [b - a for a, b in pairwise([0, *asked])] == [4, 2, 2, 2, 2, 2, 2, 4, 2]


def _paged(portal: Portal, *pages: list[tuple[int, str]]) -> None:
    """A list of several pages, each of schools (number, date), and a page and a file each."""
    for at, schools in enumerate(pages):
        rows = [(f"青山市第{n}中学2026年单位预算", f"./t_{n}.html", day) for n, day in schools]
        name = f"index_{at}" if at else "index"
        portal.page(
            f"/ysjs/{name}.html",
            list_page(rows, f'<script>createPageHTML({len(pages)}, {at}, "index", "html")</script>'),
        )
        for title, address, day in rows:
            number = address[4:-5]
            portal.page(
                f"/ysjs/t_{number}.html", detail_page(title, f'<a href="/files/{number}.pdf">{title}.pdf</a>', day)
            )
            portal.put(f"/files/{number}.pdf", _tagged(pdf(title)))


def _schools(first: int, last: int) -> list[tuple[int, str]]:
    return [(n, f"2026-02-{28 - n:02}") for n in range(first, last + 1)]


def test_a_look_that_leaves_a_known_list_early_is_not_held_against_the_canary_of_the_whole_list(watch: Watch) -> None:
    watch.source = source(canaries={"min_items": 12, "must_contain": ["预决算公开"]})
    _paged(watch.portal, _schools(1, 5), _schools(6, 10), _schools(11, 15), _schools(16, 20))
    assert [(seen.outcome, seen.items) for seen in (watch.look() for _ in range(8))] == [("good", 20)] + [
        ("good", 10)
    ] * 6 + [("good", 20)]
    watch.look()
    assert watch.ledger.source(watch.source.id).items == 20, "what the source lists, not what the last look read of it"
    watch.portal.page("/ysjs/index.html", list_page([("青山市第1中学2026年单位预算", "./t_1.html", "2026-02-27")]))
    assert "too_few_items" in (watch.look().reason or "")
    watch.portal.page("/ysjs/index.html", list_page([]).replace("预决算公开", ""))
    assert "text_missing" in (watch.look().reason or "")


PINNED = (99, "2020-03-01")


def test_what_could_not_be_got_is_tried_again_though_its_entry_stands_on_a_page_that_is_left_unread(
    watch: Watch,
) -> None:
    _paged(watch.portal, _schools(1, 5), _schools(6, 10), _schools(11, 15), _schools(16, 20))
    there = watch.portal.replies[HOST, "/files/20.pdf"]
    watch.portal.put("/files/20.pdf", Reply(b"", 500))
    assert (len(watch.look().news), len(watch.look().troubled)) == (19, 1)
    watch.portal.put("/files/20.pdf", there)
    seen = watch.look()
    assert (seen.items, seen.fetched, [file.title for file in seen.news]) == (10, 1, ["青山市第20中学2026年单位预算"])
    assert watch.look().fetched == 0 and watch.look(7).fetched == 20 and watch.look(23).fetched == 20


def test_an_old_entry_pinned_to_the_first_page_makes_nothing_of_the_pages_that_were_not_read_missing(
    watch: Watch,
) -> None:
    _paged(watch.portal, [PINNED, *_schools(1, 4)], _schools(5, 9), _schools(10, 14), _schools(15, 19))
    outcomes = [watch.look().outcome for _ in range(6)]
    assert outcomes == ["good"] * 6
    assert set(watch.states().values()) == {"NEW"}
    assert all(row.missing == 0 for row in watch.ledger.items(watch.source.id))


def test_what_a_list_of_the_newest_pushes_out_below_a_pinned_entry_is_not_withdrawn(watch: Watch) -> None:
    for first in (5, 4, 3, 2, 1):
        _paged(watch.portal, [PINNED, *_schools(first, first + 3)])
        for _ in range(4):
            assert watch.look().outcome == "good"
    assert set(watch.states().values()) <= {"NEW", "UNCHANGED"}


def test_what_vanishes_from_a_page_that_is_read_is_withdrawn_though_the_list_is_left_early(watch: Watch) -> None:
    _paged(watch.portal, _schools(1, 5), _schools(6, 10), _schools(11, 15))
    watch.look()
    _paged(watch.portal, [one for one in _schools(1, 5) if one[0] != 3], _schools(6, 10), _schools(11, 15))
    for _ in range(3):
        watch.look()
    assert [title for title, state in watch.states().items() if state == "WITHDRAWN"] == ["青山市第3中学2026年单位预算"]


def test_a_look_that_could_not_read_everything_counts_nothing_as_missing(watch: Watch) -> None:
    _paged(watch.portal, _schools(1, 5), _schools(6, 10))
    watch.look()
    _paged(watch.portal, [one for one in _schools(1, 5) if one[0] != 3], _schools(6, 10))
    watch.portal.put("/ysjs/index_1.html", Reply(b"", 500))
    assert [watch.look().outcome for _ in range(4)] == ["error"] * 4
    assert set(watch.states().values()) == {"NEW"}


def test_a_page_that_the_program_fails_on_is_a_fault_of_its_own_and_the_others_are_read(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fiscal.discovery.looking import files

    def fails_on_one(page: Document, selector: str | None = None) -> Detail:
        if page.address.endswith("t_1.html"):
            raise ValueError("Invalid IPv6 URL")
        return detail_of(page, selector)

    monkeypatch.setattr(files, "detail_of", fails_on_one)
    seen = watch.look()
    assert (seen.outcome, [file.title for file in seen.news]) == ("good", [FINAL])
    assert [(file.trouble, (file.reason or "").partition(":")[0]) for file in seen.troubled] == [("ERROR", "fault")]
    assert "ValueError: Invalid IPv6 URL" in (seen.troubled[0].reason or "")


def test_a_source_that_the_program_fails_on_is_an_error_and_a_full_disk_is_not(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(error: Exception):
        def fails(*_: object) -> None:
            raise error

        return fails

    monkeypatch.setattr("fiscal.discovery.looking.look.survey", failing(RuntimeError("nobody foresaw this")))
    seen = watch.look()
    assert (seen.outcome, (seen.reason or "").partition(":")[0]) == ("error", "fault")
    assert watch.told() == [("ERROR", None)]
    monkeypatch.setattr("fiscal.discovery.looking.look.survey", failing(DiskFullError(28, "no space left")))
    with pytest.raises(DiskFullError):
        watch.look()


def test_titles_that_are_no_filings_are_left(watch: Watch) -> None:
    publish(watch.portal, (BUDGET, "1"), ("青山市财政局召开2026年预算编制工作会议", "5"), ("关于放假的通知公告", "6"))
    seen = watch.look()
    assert (seen.items, seen.wanted) == (3, 1)


def test_what_was_taken_in_waits_no_more_until_its_bytes_change(watch: Watch) -> None:
    watch.look()
    for file in watch.ledger.waiting():
        watch.ledger.taken(file, "some-filing")
    assert watch.ledger.waiting() == []
    watch.portal.put("/files/1.pdf", _tagged(pdf("corrected")))
    watch.look(8)
    assert [file.title for file in watch.ledger.waiting()] == [BUDGET]


def test_only_so_many_looks_of_a_source_are_kept(watch: Watch) -> None:
    for _ in range(settings.LOOKS_KEPT + 3):
        watch.look(0.01)
    assert len(watch.ledger.looks(watch.source.id, 100)) == settings.LOOKS_KEPT


STEPS = {
    "steps": [
        {"address": "/gk/departs.do", "form": {"year": "2026"}, "take": {"dept": "id", "body": "name"}},
        {
            "address": "files.do",
            "form": {"dept": "{dept}", "page": "{page}"},
            "rows": "rows",
            "take": {"file": "id", "name": "name"},
        },
    ],
    "title": "{body}{name}",
    "item": "/gk/files/{file}.pdf",
    "pages": "pages",
}


def test_a_platform_whose_steps_are_relative_is_read_and_what_it_shows_no_longer_is_withdrawn(watch: Watch) -> None:
    watch.source = source("http://czj.qingshan.gov.cn/gk/index.do", listing={"kind": "json", "json": STEPS})
    files = {"7": ["a", "b", "c"], "8": ["d"]}

    def answer(_: dict[str, str], body: bytes) -> Reply:
        asked = dict(parse_qsl(body.decode()))
        listed, last = files[asked["dept"]], int(asked["page"]) * 2
        rows = [{"id": one, "name": f"2026年单位预算{one}"} for one in listed[last - 2 : last]]
        return Reply(json.dumps({"pages": (len(listed) + 1) // 2, "rows": rows}).encode())

    watch.portal.put(
        "/gk/departs.do",
        Reply(json.dumps([{"id": 7, "name": "青山市教育局"}, {"id": 8, "name": "青山市财政局"}]).encode()),
    )
    watch.portal.put("/gk/files.do", answer)
    for name in "abcd":
        watch.portal.put(f"/gk/files/{name}.pdf", Reply(pdf(name)))
    seen = watch.look()
    assert (seen.outcome, seen.items, len(watch.ledger.waiting())) == ("good", 4, 4)
    assert {row.beside for row in watch.ledger.items(watch.source.id)} == {3, 1}
    files["7"].remove("c")
    for _ in range(settings.GOOD_LOOKS):
        assert watch.look(7).outcome == "good"
    assert [title for title, state in watch.states().items() if state == "WITHDRAWN"] == ["青山市教育局2026年单位预算c"]


def test_a_page_of_a_list_that_was_never_made_is_its_end(watch: Watch) -> None:
    watch.portal.page(
        "/ysjs/index.html",
        list_page([(BUDGET, "./t_1.html", "2026-02-12")], '<script>createPageHTML(3, 0, "index", "html")</script>'),
    )
    assert watch.look().outcome == "good"


def test_a_further_page_that_fails_does_not_keep_the_others_from_being_fetched(watch: Watch) -> None:
    watch.portal.page(
        "/ysjs/index.html", list_page([(BUDGET, "./t_1.html", "2026-02-12")], '<a href="index_2.html">下一页</a>')
    )
    watch.portal.put("/ysjs/index_2.html", Reply(b"", 500))
    seen = watch.look()
    assert (seen.outcome, len(seen.news)) == ("error", 1)
    watch.portal.page("/ysjs/index_2.html", list_page([(FINAL, "./t_2.html", "2025-09-12")]))
    assert [file.title for file in watch.look().news] == [FINAL]


def test_too_few_items_because_a_page_could_not_be_had_are_that_page_s_trouble(watch: Watch) -> None:
    watch.source = source(canaries={"min_items": 2})
    watch.portal.page(
        "/ysjs/index.html", list_page([(BUDGET, "./t_1.html", "2026-02-12")], '<a href="index_2.html">下一页</a>')
    )
    watch.portal.put("/ysjs/index_2.html", Reply(b"", 429, {"Retry-After": "3600"}))
    seen = watch.look()
    assert (seen.outcome, (seen.reason or "").partition(":")[0]) == ("error", "later")


def test_what_a_page_links_is_meant_from_where_it_stands_and_lists_that_are_followed_are_lists_of_their_own(
    watch: Watch,
) -> None:
    watch.source = source(listing={"follow": ["局$"]})
    watch.portal.page(
        "/ysjs/index.html",
        '<ul><li><a href="./edu/">青山市教育局</a></li><li><a href="./fin/">青山市财政局</a></li></ul><a'
        ' href="/">首页</a>',
    )
    for folder, body in (("edu", "青山市教育局"), ("fin", "青山市财政局")):
        title = f"{body}2026年部门预算"
        pager = '<script>createPageHTML(1, 0, "index", "html")</script>'
        watch.portal.page(f"/ysjs/{folder}/", list_page([(title, "./202602/t_1.html", "2026-02-12")], pager))
        watch.portal.page(f"/ysjs/{folder}/202602/t_1.html", detail_page(title, f'<a href="./P1.pdf">{title}.pdf</a>'))
        watch.portal.put(f"/ysjs/{folder}/202602/P1.pdf", Reply(pdf(folder)))
    assert len(watch.look().news) == 2
    assert {file.address.partition("/ysjs/")[2] for file in watch.ledger.files()} == {
        "edu/202602/P1.pdf",
        "fin/202602/P1.pdf",
    }
    assert {row.listing.partition("/ysjs/")[2] for row in watch.ledger.items(watch.source.id)} == {"edu/", "fin/"}
    added = [
        ("青山市财政局2024年度部门决算", "./202602/t_2.html", "2026-02-14"),
        ("青山市财政局2026年部门预算", "./202602/t_1.html", "2026-02-12"),
    ]
    watch.portal.page("/ysjs/fin/", list_page(added))
    watch.portal.page("/ysjs/fin/202602/t_2.html", detail_page(added[0][0], '<a href="P2.pdf">附件.pdf</a>'))
    watch.portal.put("/ysjs/fin/202602/P2.pdf", Reply(pdf("p2")))
    assert [file.title for file in watch.look().news] == ["青山市财政局2024年度部门决算"], (
        "though nothing is new in the list before it"
    )


def _own_page(views: int, figure: str) -> str:
    rows = "".join(f"<tr><td>科目{n}</td><td>{n * 7}.50</td><td>{figure}</td></tr>" for n in range(12))
    return detail_page(BUDGET, f"<p>浏览次数：{views}</p><table>{rows}</table>")


def test_a_page_that_is_the_filing_changes_with_its_figures_and_not_with_its_counters(watch: Watch) -> None:
    watch.source = source(listing={"kind": "page"})
    watch.portal.page("/ysjs/index.html", _own_page(1, "1,000.00"))
    assert [(file.kind, file.state) for file in watch.look().news] == [("html", "NEW")]
    assert watch.portal.paths() == ["/ysjs/index.html"], "the list is the filing"
    watch.portal.page("/ysjs/index.html", _own_page(2, "1,000.00"))
    assert watch.look(8).news == ()
    watch.look(100)
    watch.portal.page("/ysjs/index.html", _own_page(3, "1,000.01"))
    assert [file.state for file in watch.look().news] == ["CHANGED"], "every look has the page"


def test_a_page_to_which_files_are_added_from_year_to_year_brings_them_whenever_they_come(watch: Watch) -> None:
    watch.source = source(listing={"kind": "page"})
    links = "<a href='/files/{0}.pdf?sign={1}'>青山市财政局{0}年部门预算.pdf</a>"
    for year in (2024, 2025):
        watch.portal.put(f"/files/{year}.pdf", _tagged(pdf(str(year))))
    for view, years in enumerate([[2024]] * 5 + [[2024, 2025]] * 2):
        watch.portal.page("/ysjs/index.html", detail_page(BUDGET, "".join(links.format(y, view) for y in years)))
        asked = len(watch.portal.asked)
        assert len(watch.look(200 if view else 1).news) == (view in (0, 5))
    assert [path for _, path, _, _ in watch.portal.asked[asked:] if path != "/robots.txt"] == ["/ysjs/index.html"]


@pytest.mark.parametrize(
    ("reply", "name"),
    [
        (Reply(pdf()), f"{BUDGET}.pdf"),
        (Reply(b"Rar!" + b"x" * 900), BUDGET),
        (Reply(b"PK\x03\x04" + b"x" * 900, headers={"Content-Disposition": 'attachment; filename="1.docx"'}), "1.docx"),
    ],
)
def test_an_entry_that_leads_to_a_file_whose_address_does_not_tell_is_that_file(
    watch: Watch, reply: Reply, name: str
) -> None:
    watch.portal.page(
        "/ysjs/index.html",
        list_page([(BUDGET, "/gk/download.do?id=7", "2026-02-12"), (FINAL, "./t_2.html", "2026-02-12")]),
    )
    watch.portal.put("/gk/download.do", reply)
    assert [(file.title, file.state) for file in watch.look().news] == [(BUDGET, "NEW"), (FINAL, "NEW")]
    (file,) = watch.ledger.files(item=1)
    receipt = blobs.receipt(watch.root.store, file.sha256 or "")
    assert receipt is not None and receipt.source_file == name
    assert watch.portal.paths().count("/gk/download.do?id=7") == 1
    assert watch.look(8).news == () and watch.states()[BUDGET] == "UNCHANGED"
    watch.portal.put("/gk/download.do", Reply(pdf("other")))
    assert [file.state for file in watch.look(25).news] == ["CHANGED"]


def test_several_files_of_one_page_are_files_of_their_own_and_an_added_one_is_new(watch: Watch) -> None:
    links = "<a href='/files/1.pdf'>附件1：部门预算说明.pdf</a><a href='/files/b.xls'>附件2：部门预算报表.xls</a>"
    watch.portal.page("/ysjs/t_1.html", detail_page(BUDGET, links))
    watch.portal.put("/files/b.xls", Reply(b"\xd0\xcf\x11\xe0" + b"x" * 900))
    watch.look()
    assert [(file.name, file.kind, file.state) for file in watch.ledger.files() if file.title == BUDGET] == [
        ("部门预算说明.pdf", "pdf", "NEW"),
        ("部门预算报表.xls", "xls", "NEW"),
    ]
    watch.portal.page("/ysjs/t_1.html", detail_page(BUDGET, f"{links}<a href='/files/c.rar'>所属单位预算.rar</a>"))
    watch.portal.put("/files/c.rar", Reply(b"Rar!" + b"x" * 900))
    assert [(file.name, file.state) for file in watch.look(8).news] == [("所属单位预算.rar", "NEW")]


def test_a_file_whose_address_moved_within_its_page_is_moved_once_the_old_one_is_gone(watch: Watch) -> None:
    watch.look()
    watch.portal.page("/ysjs/t_1.html", detail_page(BUDGET, f'<a href="/new/1.pdf">{BUDGET}.pdf</a>'))
    watch.portal.put("/new/1.pdf", watch.portal.replies["czj.qingshan.gov.cn", "/files/1.pdf"])
    watch.portal.remove("/files/1.pdf")
    watch.look(8)
    watch.look(90)
    assert [state for state, _ in watch.told()] == ["NEW", "NEW", "MOVED"]


def test_a_page_without_attachments_is_read_once_and_kept_in_mind(watch: Watch) -> None:
    watch.portal.page("/ysjs/t_1.html", detail_page(BUDGET, ""))
    assert watch.look().outcome == "good"
    asked = len(watch.portal.asked)
    watch.look()
    assert [path for _, path, _, _ in watch.portal.asked[asked:] if path != "/robots.txt"] == ["/ysjs/index.html"]
    assert len(watch.ledger.items(watch.source.id)) == 2
