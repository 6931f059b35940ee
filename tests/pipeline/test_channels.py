"""What services take and refuse: refusals with status 200, limits in characters and bytes, secrets that stay secret;
and what a command says of its messages.
"""

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from pipelines.alerts.channels import Channel
from pipelines.alerts.ledger import Message
from pipelines.alerts.services.answers import refusal
from pipelines.alerts.services.fitting import ROOMS, SEE, USUAL, fitted
from tests.filings import budget

pytestmark = pytest.mark.pipeline

KEY = "693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa"
REFUSALS = [
    (f"wecombot://{KEY}", {"errcode": 45009, "errmsg": "api freq out of limit"}, "45009 api freq out of limit"),
    (
        "dingtalk://SEC123@abcdefabcdef1234567890",
        {"errcode": 310000, "errmsg": "sign not match"},
        "310000 sign not match",
    ),
    (
        "feishu://abcdef12-3456-7890-abcd-ef1234567890",
        {"code": 19024, "msg": "Key Words Not Found"},
        "19024 Key Words Not Found",
    ),
    ("lark://abcdef12-3456-7890-abcd-ef1234567890", {"code": 9499, "msg": "too many request"}, "9499 too many request"),
]
TAKEN = {
    "wecombot": {"errcode": 0, "errmsg": "ok"},
    "dingtalk": {"errcode": 0, "errmsg": "ok"},
    "feishu": {"StatusCode": 0, "code": 0},
    "lark": {"StatusCode": 0},
}


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch):
    """Every service answers so, with status 200; what it was sent is kept."""
    sent: list[bytes] = []

    def answers(body: bytes) -> list[bytes]:
        def post(*_: Any, **kwargs: Any) -> requests.Response:
            sent.append(kwargs["data"])
            answer = requests.Response()
            answer.status_code, answer._content = 200, body
            return answer

        monkeypatch.setattr(requests, "post", post)
        return sent

    return answers


@pytest.mark.parametrize(("url", "body", "why"), REFUSALS)
def test_a_code_in_an_answer_with_status_200_is_a_refusal_with_its_reason(
    url: str, body: dict[str, Any], why: str, answered
) -> None:
    answered(json.dumps(body).encode())
    channel = Channel("c", url)
    assert channel.send(Message("a", "b")) is False
    assert channel.why == why
    answered(json.dumps(TAKEN[url.partition(":")[0]]).encode())
    assert channel.send(Message("a", "b")) is True
    assert channel.why == ""


@pytest.mark.parametrize("body", [b"<html>sign in</html>", b"[]", b"{}", b""])
def test_an_answer_that_does_not_say_that_the_message_was_taken_is_a_refusal(body: bytes, answered) -> None:
    answered(body)
    assert Channel("c", f"wecombot://{KEY}").send(Message("a", "b")) is False
    assert refusal(body)


def test_a_reason_does_not_quote_the_address(answered) -> None:
    answered(json.dumps({"errcode": 93000, "errmsg": f"invalid webhook key {KEY}"}).encode())
    channel = Channel("c", f"wecombot://{KEY}")
    assert not channel.send(Message("a", "b"))
    assert channel.why.startswith("93000") and KEY not in channel.why


def test_a_message_is_cut_to_the_bytes_that_a_service_takes(answered) -> None:
    sent = answered(b'{"errcode": 0}')
    lines = [f"{n}. " + "一二三四五六七八九十" * 12 for n in range(12)]
    see = f"{SEE}https://evidence.example/reports/index.html"
    assert Channel("c", f"wecombot://{KEY}").send(
        Message("题" * 60, "\n".join(["文" * 100, "差额 -100元", *lines, see]))
    )
    content = json.loads(sent[0])["text"]["content"]
    assert ROOMS["wecombot"].longest * 0.9 < len(content.encode()) <= ROOMS["wecombot"].longest
    assert content.endswith(see) and "差额 -100元" in content
    assert all(f"\n{n}. 一二" in content for n in range(12))


def test_a_message_that_fits_stays_as_it_is_and_one_of_many_lines_keeps_where_to_look() -> None:
    short = Message("a", "b\nc")
    assert fitted(short, USUAL, ROOMS["wecombot"]) == short
    cut = fitted(Message("a", "\n".join([*("长" * 30 for _ in range(400)), f"{SEE}here"])), USUAL)
    assert len(cut.title + cut.body) <= USUAL.longest and cut.body.endswith(f"\n{SEE}here")


def test_alerts_test_says_of_each_channel_whether_it_took_the_message(
    fiscal, answered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FISCAL_ALERT_URLS", raising=False)
    status, printed = fiscal("alerts", "test")
    assert status == 2 and "FISCAL_ALERT_URLS" in printed
    monkeypatch.setenv("FISCAL_ALERT_URLS", f"wecombot://{KEY}")
    answered(b'{"errcode": 45009, "errmsg": "api freq out of limit"}')
    status, printed = fiscal("alerts", "test")
    assert status == 1 and "45009" in printed and KEY not in printed
    answered(b'{"errcode": 0}')
    assert fiscal("alerts", "test")[0] == 0


def test_an_ingestion_sends_or_says_that_nothing_is_sent(
    fiscal, answered, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FISCAL_ALERT_URLS", raising=False)
    sent = answered(b'{"errcode": 0}')
    (tmp_path / "a.pdf").write_bytes(budget(total="160.00"))
    assert "nothing is sent" in fiscal("ingest", tmp_path / "a.pdf")[1]
    monkeypatch.setenv("FISCAL_ALERT_URLS", f"wecombot://{KEY}")
    monkeypatch.setenv("FISCAL_BASE_URL", "https://reader:hush@evidence.example/facts/")
    printed = fiscal("ingest", tmp_path / "a.pdf")[1]
    told = [json.loads(body)["text"]["content"] for body in sent]
    assert told and f"{len(told)} new messages" in printed
    assert all("https://evidence.example/facts/reports/qingshanshi" in text and "hush" not in text for text in told)
    assert "0 new messages" in fiscal("ingest", tmp_path / "a.pdf")[1]
    assert len(sent) == len(told)
