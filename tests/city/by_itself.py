"""The product as it is served: its daemon ticks, its runs are processes, and a kill ends all of them as a power cut
would.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

from fiscal.discovery.ledger.ledger import Ledger
from fiscal.storage.root import DataRoot
from tests.city import standing
from tests.ui.served import Served, until

PATIENCE = 1800.0
"""Seconds, far more than two hundred filings take on a machine that is busy with something else."""


@dataclass
class ByItself:
    """The served product and its sources. The first look is the schedule's, the others are launched as a person does:
    no test waits five minutes for each day.
    """

    served: Served
    sources: list[str]
    unread: ClassVar[frozenset[str]] = frozenset()
    lives: bool = field(default=False, init=False)
    looked_by_itself: bool = field(default=False, init=False)

    @property
    def root(self) -> DataRoot:
        return DataRoot.at(self.served.data)

    def look(self, days: float = 1.0) -> None:
        standing.pass_days(self.root, days)
        self._live()
        if self.looked_by_itself:
            self._ended(self._launched())
        else:
            since = time.time()
            until(lambda: all(self._looked(name) > since for name in self.sources), PATIENCE)
            self.looked_by_itself = True
        self._rest()

    def killed_while_looking(self, at: Callable[[], bool]) -> None:
        self._live()
        self._launched()
        self._die(at)

    def look_twice_at_once(self) -> None:
        standing.pass_days(self.root, 1)
        run_id, command = self._launched(), self.served.begin("discover")
        self._ended(run_id)
        assert command.wait(PATIENCE) in {0, 3, 4}
        self._rest()

    def killed_before_runs(self, at: Callable[[], bool]) -> None:
        standing.pass_days(self.root, 1)
        self._launched()
        self._die(at)
        self._live()
        self._rest()

    def asked_for(self) -> list[str]:
        query = """{ runsOrError { ... on Runs { results { jobName tags { key value } } } } }"""
        runs = self.served.ask(query)["runsOrError"]["results"]
        keys = {
            (run["jobName"], tag["value"]) for run in runs for tag in run["tags"] if tag["key"] == "dagster/run_key"
        }
        return sorted(key for job, key in keys if job in {"found_files", "followed_source"})

    def _live(self) -> None:
        if not self.lives:
            self.served.start()
            self.lives = True

    def _die(self, at: Callable[[], bool]) -> None:
        until(at, PATIENCE)
        self.served.kill()
        self.lives = False

    def _launched(self) -> str:
        return self.served.launched("discover", {"ops": {"look_at_sources": {"config": {"sources": self.sources}}}})

    def _ended(self, run_id: str) -> None:
        assert until(lambda: self.served.ended(run_id), PATIENCE) == "SUCCESS"

    def _looked(self, name: str) -> float:
        return Ledger(self.root).source(name).looked or 0.0

    def _rest(self) -> None:
        """Until the sensor has seen that nothing waits and no run is under way."""
        until(self._nothing_waits, PATIENCE)
        seen = self._last_tick()
        until(lambda: self._last_tick() > seen, PATIENCE)
        until(self._nothing_waits, PATIENCE)

    def _nothing_waits(self) -> bool:
        return not self.served.unfinished_runs() and not Ledger(self.root).waiting()

    def _last_tick(self) -> float:
        return max((tick["timestamp"] for tick in self.served.ticks("found")), default=0.0)
