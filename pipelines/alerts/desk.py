"""The desk where alerts are made: it hears of filings that changed, waits until they have settled, compares with what
it knew, and sends what is new.

What it hears of comes from `pipelines.alerts.hearing`, facts about filings from the datasets, memory is the ledger's,
words are `pipelines.alerts.words.wording`'s."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from expectations.gates.waivers import Waiver, read_waivers
from fiscal.model.contract import Filing
from fiscal.storage.datasets import filing_ids
from fiscal.storage.root import DataRoot
from pipelines.alerts import situations, sources
from pipelines.alerts.channels import Channel
from pipelines.alerts.ledger import AlertLedger, Standing
from pipelines.alerts.news import news_of, row_of
from pipelines.alerts.situations import Situation
from pipelines.alerts.words import digests, wording
from pipelines.alerts.words.digests import Counts

SINGLY = 3
SENDINGS_A_TICK = 20
LONGEST_SENDING = 30.0
_A_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the desk waits before it speaks: until nothing has happened for `quiet` seconds, in any case until
    something is `longest` seconds old.
    """

    quiet: float
    longest: float


USUAL = Patience(15.0, 600.0)
UNTIL_ALL_ARE_IN = Patience(float("inf"), 6 * 3600.0)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A channel that does not take its messages: how many wait for it, when it is tried again (seconds since the
    epoch), and why it did not.
    """

    waiting: int
    again: float
    why: str


@dataclass(frozen=True, slots=True)
class Standings:
    """What has not been put right: filings that failed or are quarantined, with their rows, and errors found in
    filings; the oldest first.
    """

    filings: list[tuple[str, Filing | None, Standing]]
    errors: list[Standing]


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk of a data root. `clock` gives seconds since the epoch."""

    root: DataRoot
    channels: Sequence[Channel]
    clock: Callable[[], float]
    ledger: AlertLedger = field(init=False)
    """The memory of this data root."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "ledger", AlertLedger(self.root.work / ".ledger" / "alerts.sqlite"))

    def tell(self, patience: Patience = USUAL) -> int:
        """Turns what has settled into messages, each filing's singly or many filings' as one digest, and gives their
        count. `patience` is that with filings.
        """
        return self._tell_filings(patience) + self._tell_failures()

    def tell_automation(self, stopped: Sequence[Situation]) -> int:
        """Says which sensors and schedules have stopped working since the last time, and which work again; gives the
        count of messages.
        """
        ledger = self.ledger
        before = {
            key: s.situation for key, s in ledger.open_situations().items() if s.situation.kind == situations.AUTOMATION
        }
        changes = situations.changes(before, stopped)
        ledger.record([], changes, [wording.automation(change) for change in changes], self._names, self.clock())
        return len(changes)

    def tell_sources(self) -> int:
        """Says which sources are blocked, failing or silent since the last time, and which are well again; gives the
        count of messages.
        """
        ledger, now = self.ledger, self.clock()
        before = sources.sources_of([standing.situation for standing in ledger.open_situations().values()])
        changes = situations.changes(before, sources.troubled(self.root, now))
        messages = (
            [wording.source(change) for change in changes]
            if len(changes) <= SENDINGS_A_TICK
            else [digests.sources(changes)]
        )
        ledger.record([], changes, messages, self._names, now)
        return len(messages)

    def send(self) -> dict[str, Refusal]:
        """Sends what is due, and gives the channels that have not taken everything so far."""
        ledger, started = self.ledger, self.clock()
        ledger.hand_over(self._names, started)
        for channel in self.channels:
            for delivery in ledger.due(channel.name, self.clock(), SENDINGS_A_TICK):
                if self.clock() - started > LONGEST_SENDING:
                    break
                if not channel.send(delivery.message):
                    ledger.refused(delivery, self.clock(), channel.why)
                    break
                ledger.sent(delivery, self.clock())
        return {
            name: Refusal(ledger.waiting(name), again, why)
            for name, (again, why) in ledger.refusing(self._names).items()
        }

    def look_at_all(self) -> None:
        """Notes every filing, so that nothing that happened without an event is missed."""
        self.ledger.note(filing_ids(self.root.store), self.clock())

    def report(self, troubles: Sequence[str] = ()) -> Standings:
        """Says what has not been put right and gives it; `troubles` are what the round itself met. It is said also
        where nothing is the matter.
        """
        ledger = self.ledger
        opened = list(ledger.open_situations().values())
        filings = [
            (s.situation.filing_id, row_of(self.root, s.situation.filing_id), s)
            for s in opened
            if s.situation.kind == situations.FILING
        ]
        errors = [s for s in opened if s.situation.kind in (situations.INCONSISTENT, situations.DOUBTFUL)]
        standings = Standings(filings, [s for s in errors if not s.situation.acknowledged])
        known = filing_ids(self.root.store)
        rows = [row for row in (row_of(self.root, filing_id) for filing_id in known) if row]
        new = sum(self.clock() - row.retrieved_at.timestamp() < _A_DAY for row in rows)
        counts = Counts(
            len(known), new, len(errors) - len(standings.errors), sum(ledger.waiting(name) for name in self._names)
        )
        ledger.say(
            [
                digests.standing(
                    standings.filings, standings.errors, counts, troubles, sources.counted(self.root, self.clock())
                )
            ],
            self._names,
            self.clock(),
        )
        return standings

    def _tell_filings(self, patience: Patience) -> int:
        ledger, now = self.ledger, self.clock()
        settled = ledger.settled(now, patience.quiet, patience.longest)
        if not settled:
            return 0
        waivers: Mapping[str, Waiver] = {waiver.finding: waiver for waiver in read_waivers(self.root.store)}
        news = [news_of(self.root, ledger, filing_id, waivers) for filing_id in settled]
        changes = [change for n in news for change in n.changes]
        messages = list(chain.from_iterable(n.messages for n in news))
        if sum(n.is_new for n in news) > SINGLY or len(messages) > SENDINGS_A_TICK:
            rows = [(n.filing_id, n.row) for n in news]
            messages = [
                digests.digest(
                    rows, changes, chain.from_iterable(n.errors for n in news), sum(n.is_restated for n in news)
                )
            ]
        ledger.record([(n.filing_id, n.row.version if n.row else 0) for n in news], changes, messages, self._names, now)
        return len(messages)

    def _tell_failures(self) -> int:
        ledger, now = self.ledger, self.clock()
        failures = ledger.settled_failures(now, USUAL.quiet, USUAL.longest)
        messages = (
            [digests.failed_runs(failures)]
            if len(failures) > SINGLY
            else [digests.failed_runs([failure]) for failure in failures]
        )
        ledger.say(messages, self._names, now, failures)
        return len(messages)

    @property
    def _names(self) -> list[str]:
        return [channel.name for channel in self.channels]
