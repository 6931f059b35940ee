"""From a dropped PDF to a message and back: a planted contradiction is heard of once, also over a power cut, and its
correction too.
"""

import json
from collections.abc import Iterator

import pytest

from tests.filings import PUBLISHER, budget
from tests.ui.served import Served, free_port, until
from tests.ui.webhook import SECRET, Webhook

pytestmark = pytest.mark.ui


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    receiver = Webhook()
    yield receiver
    receiver.server.shutdown()


def drop(served: Served, name: str, content: bytes) -> None:
    (served.inbox / name).write_bytes(content)


def test_a_contradiction_is_heard_of_once_and_so_is_its_correction(served: Served, webhook: Webhook) -> None:
    served.environment["FISCAL_ALERT_URLS"] = webhook.url
    served.start()
    drop(served, "first.pdf", budget(total="160.00"))
    until(lambda: webhook.titled("新问题"))
    opened = webhook.titled("新问题")
    assert all(PUBLISHER in message["title"] and "2023年预算" in message["title"] for message in opened)
    assert any(
        "160.00" in message["message"] and "差额" in message["message"] and "页码 2" in message["message"]
        for message in opened
    )

    served.kill()
    served.start()
    served.come_to_rest()
    assert len({m["title"] + m["message"] for m in webhook.got}) == len(webhook.got)
    assert webhook.titled("新问题") == opened

    drop(served, "corrected.pdf", budget(total="150.00"))
    until(lambda: len(webhook.titled("已解决")) >= len(opened))
    assert len(webhook.titled("更正重发")) == 1
    served.come_to_rest()
    assert len(webhook.titled("已解决")) == len(opened)
    assert webhook.titled("新问题") == opened
    assert max(len(m["title"] + m["message"]) for m in webhook.got) <= 1000

    runs = served.run_statuses("inbox_file")
    drop(served, "the same again.pdf", budget(total="150.00"))
    served.come_to_rest()
    assert served.run_statuses("inbox_file") == runs
    assert_not_kept(served, SECRET)


def test_a_channel_that_fails_is_seen_in_the_ui_and_gets_its_message_later(served: Served) -> None:
    port = free_port()
    served.environment["FISCAL_ALERT_URLS"] = f"json://reader:{SECRET}@127.0.0.1:{port}/"
    served.start()
    drop(served, "first.pdf", budget(total="160.00"))
    (tick, *_) = until(lambda: [t for t in served.ticks("alerts") if t["status"] == "FAILURE"])
    assert "告警通道发送失败" in json.dumps(tick["error"], ensure_ascii=False)
    assert SECRET not in json.dumps(tick)

    later = Webhook(port)
    until(lambda: later.titled("新问题"))
    until(lambda: served.ticks("alerts")[0]["status"] != "FAILURE")
    served.come_to_rest()
    assert len({m["title"] + m["message"] for m in later.got}) == len(later.got)
    later.server.shutdown()
    assert_not_kept(served, SECRET)


def assert_not_kept(served: Served, secret: str) -> None:
    """Stops the product: nothing that it wrote holds the secret."""
    served.stop()
    kept = [path for path in served.data.parent.rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if secret.encode() in path.read_bytes()]
