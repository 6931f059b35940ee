"""Nobody steers the UI but its own pages, under its own name, with the token where one is set."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from pipelines.serving.apart import webserver
from pipelines.serving.guard import Guard, UnguardedError, name_for, name_of, refusal
from pipelines.serving.serve import serve

pytestmark = pytest.mark.unit

HERE = frozenset({"127.0.0.1", "localhost"})
OWN = {
    "host": "127.0.0.1:3000",
    "origin": "http://127.0.0.1:3000",
    "content-type": "application/json",
    "sec-fetch-site": "same-origin",
}
MUTATION = "query=mutation%20%7B%20terminateRun(runId%3A%22a%22)%20%7B%20__typename%20%7D%20%7D"


def status(method: str = "POST", path: str = "/graphql", query: str = "", **changed: str | None) -> int:
    headers = {
        name: value
        for name, value in (OWN | {k.replace("_", "-"): v for k, v in changed.items()}).items()
        if value is not None
    }
    refused = refusal(method, path, query, headers, HERE)
    return 200 if refused is None else int(refused.status)


def test_its_own_pages_and_programs_of_this_machine_may_ask() -> None:
    assert status() == 200
    assert status(origin=None, sec_fetch_site=None) == 200
    assert (
        status(
            "GET",
            "/runs",
            origin=None,
            sec_fetch_site="cross-site",
            sec_fetch_mode="navigate",
            sec_fetch_dest="document",
        )
        == 200
    )
    assert status("GET", query="query=%7B%20version%20%7D") == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:3001", "http://127.0.0.1:3000.evil.example"]
)
def test_other_pages_may_not(origin: str) -> None:
    assert status(origin=origin) == 403


def test_a_request_without_an_origin_that_another_page_made_is_refused() -> None:
    assert (
        status(
            "GET", query="query=%7B%20version%20%7D", origin=None, sec_fetch_site="cross-site", sec_fetch_mode="no-cors"
        )
        == 403
    )
    assert (
        status("GET", "/", origin=None, sec_fetch_site="cross-site", sec_fetch_mode="navigate", sec_fetch_dest="iframe")
        == 403
    )


@pytest.mark.parametrize("host", ["evil.example:3000", "", "127.0.0.1.evil.example"])
def test_another_name_that_leads_here_is_refused(host: str) -> None:
    assert status(host=host, origin=f"http://{host}") == 421


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_what_a_form_can_send_is_refused(kind: str) -> None:
    assert status(content_type=kind) == 415
    assert status(path="/report_asset_materialization/facts", content_type=kind) == 415


@pytest.mark.parametrize(
    "query", [MUTATION, "query=%7B", "query=subscription%20%7B%20a%20%7D", f"query=%7Ba%7D&{MUTATION}"]
)
def test_nothing_is_changed_by_get(query: str) -> None:
    assert status("GET", query=query) == 405


def test_names_are_told_from_ports() -> None:
    assert [name_of(host) for host in ("localhost:3000", "[::1]:3000", "LOCALHOST", "")] == [
        "localhost",
        "::1",
        "localhost",
        "",
    ]


def asked(
    token: str, query: str = "", kind: str = "http", path: str = "/", **headers: str
) -> tuple[list[MutableMapping[str, Any]], bool]:
    sent: list[MutableMapping[str, Any]] = []
    passed: list[bool] = []

    async def app(*_: Any) -> None:
        passed.append(True)

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    async def receive() -> MutableMapping[str, Any]:
        return {}

    given = {"host": "localhost:3000"} | headers
    scope = {
        "type": kind,
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": [(k.encode(), v.encode()) for k, v in given.items()],
    }
    asyncio.run(Guard(app, HERE, token)(scope, receive, send))
    return sent, bool(passed)


def test_a_token_is_demanded_taken_once_and_kept() -> None:
    assert asked("")[1]
    sent, passed = asked("s3cret")
    assert (sent[0]["status"], passed) == (401, False)
    assert asked("s3cret", query="token=wrong")[0][0]["status"] == 401
    sent, passed = asked("s3cret", query="token=s3cret")
    assert (sent[0]["status"], passed) == (303, False)
    cookie = dict(sent[0]["headers"])[b"set-cookie"].decode()
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert asked("s3cret", cookie=cookie.partition(";")[0])[1]
    assert asked("s3cret", authorization="Bearer s3cret")[1]


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/reports/甲.html", b"/reports/%E7%94%B2.html"),
        ("//evil.example/a", b"/evil.example/a"),
        ("/\\evil.example", b"/%5Cevil.example"),
    ],
)
def test_who_brings_the_token_is_led_to_what_was_asked_for_and_stays_here(path: str, leads_to: bytes) -> None:
    sent, _ = asked("s3cret", query="token=s3cret", path=path)
    assert dict(sent[0]["headers"])[b"location"] == leads_to


def test_a_connection_of_another_page_is_closed() -> None:
    sent, passed = asked("", kind="websocket", origin="http://evil.example")
    assert (sent[0]["type"], passed) == ("websocket.close", False)
    assert asked("", kind="websocket", origin="http://localhost:3000")[1]


def test_nothing_is_served_beyond_this_machine_without_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FISCAL_UI_HOSTS", "budget.example other.example")
    monkeypatch.delenv("FISCAL_UI_TOKEN", raising=False)
    with pytest.raises(UnguardedError):
        serve(None, 3000, "0.0.0.0")  # type: ignore[arg-type]
    with pytest.raises(UnguardedError):
        webserver(None, "0.0.0.0", 3000)  # type: ignore[arg-type]
    assert [name_for(address) for address in ("127.0.0.1", "::1", "0.0.0.0")] == [
        "127.0.0.1",
        "[::1]",
        "budget.example",
    ]
