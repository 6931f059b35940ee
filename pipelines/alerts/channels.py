"""The channels that messages go to, from the environment; an address is a secret and is never shown, logged or stored.

What is sent and when it is tried again is left to `pipelines.alerts.desk`.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
from dataclasses import dataclass, field

from pipelines.alerts.ledger import Message

VARIABLE = "FISCAL_ALERT_URLS"


@dataclass(frozen=True, slots=True)
class Channel:
    """One apprise address. `name` is what may be shown of it: its kind and a few digits of its hash."""

    name: str
    url: str = field(repr=False)

    def send(self, message: Message) -> bool:
        """Whether the channel took the message."""
        logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
        from apprise import Apprise, NotifyFormat

        apprise = Apprise()
        try:
            return bool(apprise.add(self.url)) and bool(apprise.notify(title=message.title, body=message.body, body_format=NotifyFormat.TEXT))
        except Exception:  # the boundary: what a plugin raises may quote the address, and nothing more is known than that the message was not taken
            return False


def channels() -> list[Channel]:
    """The channels of `FISCAL_ALERT_URLS`: apprise addresses, separated by white space."""
    urls = dict.fromkeys(os.environ.get(VARIABLE, "").split())
    return [Channel(_name(url), url) for url in urls]


def _name(url: str) -> str:
    scheme = re.match(r"[a-z0-9]+", url.partition(":")[0].lower())
    return f"{scheme.group() if scheme else 'channel'}-{hashlib.sha256(url.encode()).hexdigest()[:6]}"
