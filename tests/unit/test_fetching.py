"""Asking portals: which addresses are connected to, how politely, and what ends a request."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from fiscal.discovery.fetching.addresses import Network, RefusedAddressError
from fiscal.discovery.fetching.answers import NotFetchedError
from fiscal.discovery.fetching.fetcher import Fetcher
from fiscal.discovery.pages.document import Request
from tests.portal import HOST, Portal, Reply, serving, source

pytestmark = pytest.mark.unit

PAGE = f"http://{HOST}/a.html"


@pytest.fixture
def portal() -> Iterator[Portal]:
    with serving() as found:
        found.page("/a.html", "<p>页</p>")
        yield found


def refused(fetcher: Fetcher, address: str, **values: object) -> str:
    with pytest.raises(NotFetchedError) as caught:
        fetcher.fetch(source(**values), Request(address))
    return caught.value.code


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
        ),
        *(
            "::1",
            "::",
            "fe80::1%eth0",
            "fc00::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "2002:a00:1::",
            "2001::1",
            "::7f00:1",
        ),
        "no address",
    ],
)
def test_addresses_of_ones_own_network_are_never_connected_to(address: str) -> None:
    assert not Network().permits(address)


def test_public_addresses_are_and_loopback_only_where_it_is_allowed() -> None:
    assert Network().permits("223.5.5.5") and Network().permits("2400:3200::1")
    assert Network(loopback=True).permits("127.0.0.1") and not Network(loopback=True).permits("10.0.0.1")


def test_a_name_that_leads_to_loopback_is_refused_when_it_is_connected_to(portal: Portal, tmp_path: Path) -> None:
    here = f"http://localhost:{portal.port}/a.html"
    assert refused(Fetcher(tmp_path, Network()), here, url=here) == "refused_address"
    assert portal.asked == []
    with pytest.raises(RefusedAddressError):
        Network().places("localhost", 80)


def test_every_redirect_is_judged_again(portal: Portal, tmp_path: Path) -> None:
    for to, code in (
        ("http://evil.example/", "refused_host"),
        (f"http://{HOST}:8080/", "refused_host"),
        ("file:///etc/passwd", "refused_host"),
        ("http://[x/", "refused_host"),
        ("/loop", "too_many_redirects"),
    ):
        portal.put("/loop", Reply(b"", 302, {"Location": to}))
        assert refused(portal.fetcher(tmp_path), f"http://{HOST}/loop") == code
    routed = Fetcher(tmp_path, Network(routes={HOST: ("127.0.0.1", portal.port)}))
    portal.put("/loop", Reply(b"", 302, {"Location": f"http://127.0.0.1:{portal.port}/a.html"}))
    assert refused(routed, f"http://{HOST}/loop", allow_hosts=[f"127.0.0.1:{portal.port}"]) == "refused_address"


def test_redirects_are_followed_and_kept(portal: Portal, tmp_path: Path) -> None:
    portal.put("/old", Reply(b"", 301, {"Location": "/预算.html".encode().decode("latin-1")}))
    portal.page("/%E9%A2%84%E7%AE%97.html", "<p>新</p>")
    answer = portal.fetcher(tmp_path).fetch(source(), Request(f"http://{HOST}/old"))
    assert (answer.redirects, answer.page().text) == ((f"http://{HOST}/old",), "<p>新</p>")


def test_only_the_listings_domain_and_allowed_hosts_are_asked() -> None:
    asked = source(allow_hosts=["*.files.cn", "10.0.0.9:8080"])
    assert all(asked.allows(host) for host in (HOST, "www.qingshan.gov.cn", "a.files.cn", "10.0.0.9:8080"))
    assert not any(
        asked.allows(host)
        for host in ("www.other.gov.cn", "files.cn.evil.com", "www.qingshan.gov.cn:8443", "10.0.0.9", "gov.cn")
    )


def test_robots_are_heeded_and_asked_once(portal: Portal, tmp_path: Path) -> None:
    portal.put("/robots.txt", Reply(b"User-agent: *\nDisallow: /private/\nCrawl-delay: 7\n"))
    waited: list[float] = []
    fetcher = portal.fetcher(tmp_path, sleep=waited.append)
    fetcher.fetch(source(), Request(PAGE))
    fetcher.fetch(source(), Request(PAGE))
    assert refused(fetcher, f"http://{HOST}/private/x.pdf") == "robots"
    assert [path for _, path, _, _ in portal.asked] == ["/robots.txt", "/a.html", "/a.html"]
    assert [round(seconds) for seconds in waited] == [7, 7]


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(b"", 500), "robots_unreachable"),
        (Reply(b"", 404), None),
        (Reply(b"<html>404</html>"), None),
        (Reply(b"", 403), None),
    ],
)
def test_robots_that_cannot_be_had_forbid_and_missing_ones_do_not(
    portal: Portal, tmp_path: Path, reply: Reply, code: str | None
) -> None:
    portal.put("/robots.txt", reply)
    if code:
        assert refused(portal.fetcher(tmp_path), PAGE) == code
    else:
        assert portal.fetcher(tmp_path).fetch(source(), Request(PAGE)).status == 200


def test_a_short_retry_after_is_waited_out_and_a_long_one_leaves_the_host_alone(portal: Portal, tmp_path: Path) -> None:
    replies = iter([Reply(b"", 503, {"Retry-After": "3"}), Reply(b"ok")])
    portal.put("/x", lambda *_: next(replies))
    waited: list[float] = []
    assert portal.fetcher(tmp_path, sleep=waited.append).fetch(source(), Request(f"http://{HOST}/x")).content == b"ok"
    assert 3.0 in waited
    portal.put("/x", Reply(b"", 429, {"Retry-After": "Wed, 21 Oct 2099 07:28:00 GMT"}))
    assert refused(portal.fetcher(tmp_path), f"http://{HOST}/x") == "later"
    asked = len(portal.asked)
    assert refused(portal.fetcher(tmp_path), PAGE) == "later"
    assert len(portal.asked) == asked


def test_a_host_is_asked_one_request_at_a_time_whoever_asks(portal: Portal, tmp_path: Path) -> None:
    portal.put("/slow", Reply(b"ab", stall=0.1))
    threads = [
        threading.Thread(target=portal.fetcher(tmp_path).fetch, args=(source(), Request(f"http://{HOST}/slow")))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(portal.paths()) == 4 and portal.most_at_once == 1


def test_a_compressed_bomb_ends_at_the_limit(portal: Portal, tmp_path: Path) -> None:
    import gzip

    portal.file("/bomb", gzip.compress(b"\0" * (64 << 20)), Content_Encoding="gzip")
    assert refused(portal.fetcher(tmp_path), f"http://{HOST}/bomb", politeness={"max_bytes": 1 << 20}) == "too_large"


def test_secrets_come_from_the_environment_go_to_the_listings_host_alone_and_show_nowhere(
    portal: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = source(secrets={"Authorization": "QINGSHAN_TOKEN"})
    with pytest.raises(NotFetchedError, match="secret_missing: QINGSHAN_TOKEN"):
        portal.fetcher(tmp_path).fetch(kept, Request(PAGE))
    monkeypatch.setenv("QINGSHAN_TOKEN", "s3cr3t")
    portal.page("/b.html", "x", host="www.qingshan.gov.cn")
    fetcher = portal.fetcher(tmp_path)
    fetcher.fetch(kept, Request(PAGE))
    fetcher.fetch(kept, Request("http://www.qingshan.gov.cn/b.html"))
    headers = {
        (host, path): headers.get("Authorization") for host, path, headers, _ in portal.asked if path != "/robots.txt"
    }
    assert headers == {(HOST, "/a.html"): "s3cr3t", ("www.qingshan.gov.cn", "/b.html"): None}
    assert all(b"s3cr3t" not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_the_agent_says_who_asks_and_how_to_reach_them(
    portal: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FISCAL_CONTACT", "desk@example.org")
    portal.fetcher(tmp_path).fetch(source(), Request(PAGE))
    assert portal.asked[-1][2]["User-Agent"] == "fiscal-facts/0.1 (+desk@example.org)"


def test_a_name_in_any_encoding_is_the_files_name(portal: Portal, tmp_path: Path) -> None:
    for written in (
        'attachment; filename="预算.pdf"'.encode(),
        "attachment; filename=预算.pdf".encode("gb18030"),
        b"attachment; filename*=UTF-8''%E9%A2%84%E7%AE%97.pdf",
    ):
        portal.file("/f", b"x", Content_Disposition=written.decode("latin-1"))
        assert portal.fetcher(tmp_path).fetch(source(), Request(f"http://{HOST}/f")).file_name == "预算.pdf"
