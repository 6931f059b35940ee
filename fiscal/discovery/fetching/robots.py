"""What robots.txt of a host allows, asked once a day.

RFC 9309: a file that is not there, or that the host refuses, forbids nothing; one that cannot be had now forbids
everything until it can."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from protego import Protego

from fiscal.discovery import settings
from fiscal.discovery.fetching.answers import NotFetchedError
from fiscal.storage.root import FolderStore


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host allows. `delay`: seconds that it wants between requests."""

    agent: str
    parsed: Protego

    def allows(self, address: str) -> bool:
        """Whether an address may be fetched."""
        return bool(self.parsed.can_fetch(address, self.agent))

    @property
    def delay(self) -> float:
        """Seconds between requests, 0 where the host asks for none."""
        return float(self.parsed.crawl_delay(self.agent) or 0.0)


@dataclass(frozen=True, slots=True)
class Robots:
    """The robots.txt of hosts, kept in a folder."""

    folder: Path
    agent: str
    clock: Callable[[], float]

    def rules(self, origin: str, ask: Callable[[str], tuple[int, str]]) -> Rules:
        """The rules of an origin (`https://host`); `ask` gives status and text of an address. NotFetchedError where
        they cannot be had.
        """
        name = re.sub(r"[^a-z0-9.-]", "_", origin.lower()) + ".json"
        store = FolderStore(self.folder)
        kept = store.read(name)
        if kept is not None:
            values = json.loads(kept)
            if 0 <= self.clock() - values["at"] < settings.ROBOTS_SECONDS:
                return Rules(self.agent, Protego.parse(values["text"]))
        try:
            status, text = ask(f"{origin}/robots.txt")
        except NotFetchedError as error:
            if error.code in {"refused_address", "no_connection", "tls", "secret_missing"}:
                raise
            raise NotFetchedError("robots_unreachable", error.detail) from error
        if status >= 500 or status == 429:
            raise NotFetchedError("robots_unreachable", f"{status} {origin}")
        # Many hosts answer a page of their own where there is no such file.
        text = text if status == 200 and "<html" not in text[:2000].lower() else ""
        store.write(name, json.dumps({"at": self.clock(), "text": text}).encode())
        return Rules(self.agent, Protego.parse(text))
