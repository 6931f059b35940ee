"""The channels that messages go to, from the environment; an address is a secret and is never shown, logged or stored.

What is sent and when it is tried again is left to `pipelines.alerts.desk`.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
from dataclasses import dataclass, field
from io import StringIO
from typing import Any, cast
from urllib.parse import unquote

from pipelines.alerts.ledger import Message
from pipelines.alerts.services.answers import listen
from pipelines.alerts.services.fitting import ROOMS, USUAL, fitted

VARIABLE = "FISCAL_ALERT_URLS"
_SHORTEST_SECRET = 4
_LONGEST_REASON = 200


@dataclass(slots=True)
class Channel:
    """One apprise address. `name` is what may be shown of it: its kind and a few digits of its hash; `why`: for what
    reason it did not take the last message.
    """

    name: str
    url: str = field(repr=False)
    why: str = field(default="", init=False)

    def send(self, message: Message) -> bool:
        """Whether the channel took the message, cut to what it takes; where it did not, `why` says so without any part
        of the address.
        """
        import apprise as library

        apprise: Any = library
        logging.getLogger("apprise").propagate = False
        refusals = listen()
        self.why = ""
        with apprise.LogCapture(level=logging.WARNING, fmt="%(message)s") as said:
            try:
                plugin, desk = apprise.Apprise.instantiate(self.url), apprise.Apprise()
                if plugin is None or not desk.add(plugin):
                    self.why = "地址无法识别 / apprise does not know such an address"
                    return False
                service = str(getattr(plugin, "secure_protocol", None) or "")
                short = fitted(message, USUAL, *([ROOMS[service]] if service in ROOMS else []))
                if desk.notify(title=short.title, body=short.body, body_format=apprise.NotifyFormat.TEXT):
                    return True
                self.why = self._without_secrets(refusals[-1] if refusals else cast(StringIO, said).getvalue())
            # the boundary: what a plugin raises may quote the address, and nothing more is known than that the message
            # was not taken
            except Exception as error:
                self.why = type(error).__name__
        return False

    def _without_secrets(self, reason: str) -> str:
        """The reason on one line, without any part of the address that may be a secret."""
        address = self.url.partition("://")[2]
        parts = {
            part for part in re.split(r"[/:@?&=,#]+", f"{address}/{unquote(address)}") if len(part) >= _SHORTEST_SECRET
        }
        for part in sorted(parts, key=len, reverse=True):
            reason = reason.replace(part, "…")
        return " ".join(reason.split())[:_LONGEST_REASON]


def channels() -> list[Channel]:
    """The channels of `FISCAL_ALERT_URLS`: apprise addresses, separated by white space."""
    urls = dict.fromkeys(os.environ.get(VARIABLE, "").split())
    return [Channel(_name(url), url) for url in urls]


def _name(url: str) -> str:
    scheme = re.match(r"[a-z0-9]+", url.partition(":")[0].lower())
    return f"{scheme.group() if scheme else 'channel'}-{hashlib.sha256(url.encode()).hexdigest()[:6]}"
