"""The desk where alerts are made: it hears of filings that changed, waits until they have settled, compares with what it knew, and sends what is new.

Events come from Dagster, facts about filings from the datasets, memory is the ledger's, words are `pipelines.alerts.wording`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain

import dagster as dg

from fiscal.model.contract import Filing
from fiscal.storage.datasets import filing_ids
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot
from pipelines.alerts import situations, wording
from pipelines.alerts.channels import Channel
from pipelines.alerts.ledger import AlertLedger, Message
from pipelines.alerts.situations import Change
from pipelines.ingest import WITHIN_TAG

QUIET, LONGEST_WAIT = 15.0, 600.0
SINGLY = 3
RUNS_A_TICK = 200
OVERLAP = 60.0
ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
SENDINGS_A_TICK = 20
_RUNS = "ended_runs"


@dataclass(frozen=True, slots=True)
class _News:
    filing_id: str
    row: Filing | None
    is_new: bool
    changes: list[Change] = field(default_factory=list[Change])
    messages: list[Message] = field(default_factory=list[Message])


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk of a data root. `clock` gives seconds since the epoch."""

    root: DataRoot
    channels: Sequence[Channel]
    clock: Callable[[], float]

    @property
    def ledger(self) -> AlertLedger:
        """The memory of this data root."""
        return AlertLedger(self.root.work / ".ledger" / "alerts.sqlite")

    def hear(self, instance: dg.DagsterInstance) -> None:
        """Notes the filings whose checks were evaluated, and says which runs failed, in every run that ended since the last time.

        The oldest first: newest first with a limit would lose what is beyond it. A run is looked at again while its end may still have been written late.
        """
        ledger = self.ledger
        since = float(ledger.cursor(_RUNS) or 0)
        wanted = dg.RunsFilter(statuses=ENDED, updated_after=datetime.fromtimestamp(max(since - OVERLAP, 0), UTC))
        for record in instance.get_run_records(wanted, limit=RUNS_A_TICK, order_by="update_timestamp", ascending=True):
            run = record.dagster_run
            if not ledger.heard(run.run_id):
                evaluations = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
                filings = (entry.get_dagster_event().asset_check_evaluation_data.partition for entry in evaluations)
                messages = [_failed_run(instance, run)] if run.status is dg.DagsterRunStatus.FAILURE and WITHIN_TAG not in run.tags else []
                ended = record.update_timestamp.timestamp()
                ledger.note(run.run_id, [f for f in filings if f], messages, self._names, self.clock(), (_RUNS, str(ended)))

    def tell(self) -> int:
        """Turns what has settled into messages, each filing's singly or many filings' as one digest, and gives their count."""
        ledger, now = self.ledger, self.clock()
        news = [self._news(ledger, filing_id) for filing_id in ledger.settled(now, QUIET, LONGEST_WAIT)]
        if not news:
            return 0
        changes = [change for n in news for change in n.changes]
        messages = list(chain.from_iterable(n.messages for n in news))
        if sum(n.is_new for n in news) > SINGLY or len(messages) > SENDINGS_A_TICK:
            messages = [wording.digest([(n.filing_id, n.row) for n in news], changes)]
        ledger.record([(n.filing_id, n.row.version if n.row else 0) for n in news], changes, messages, self._names, now)
        return len(messages)

    def send(self) -> dict[str, int]:
        """Sends what is due; for each channel that refuses, how many messages wait for it."""
        ledger, refusing = self.ledger, dict[str, int]()
        for channel in self.channels:
            for delivery in ledger.due(channel.name, self.clock(), SENDINGS_A_TICK):
                if not channel.send(delivery.message):
                    ledger.refused(delivery, self.clock())
                    refusing[channel.name] = ledger.waiting(channel.name)
                    break
                ledger.sent(delivery, self.clock())
        return refusing

    def look_at_all(self) -> None:
        """Notes every filing, so that nothing that happened without an event is missed."""
        self.ledger.note(None, filing_ids(self.root.store), (), (), self.clock())

    def report(self) -> list[tuple[str, Filing | None, float]]:
        """Says what is still failing or quarantined, and gives it with since when (seconds since the epoch)."""
        ledger = self.ledger
        standing = [s for s in ledger.open_situations().values() if s.situation.kind == situations.FILING]
        rows = [(s.situation.filing_id, self._row(s.situation.filing_id), s) for s in standing]
        waiting = sum(ledger.waiting(name) for name in self._names)
        ledger.say([wording.standing(rows, len(filing_ids(self.root.store)), waiting)], self._names, self.clock())
        return [(filing_id, row, s.since) for filing_id, row, s in rows]

    @property
    def _names(self) -> list[str]:
        return [channel.name for channel in self.channels]

    def _row(self, filing_id: str) -> Filing | None:
        rows: list[Filing] = FilingFiles(self.root, filing_id).read("filings")
        return rows[-1] if rows else None

    def _news(self, ledger: AlertLedger, filing_id: str) -> _News:
        row, version = self._row(filing_id), ledger.version(filing_id)
        before = {key: s.situation for key, s in ledger.open_situations(filing_id).items()}
        found = FilingFiles(self.root, filing_id).read("findings")
        now = situations.situations_of(filing_id, row, found) if row else []
        news = _News(filing_id, row, version is None, situations.changes(before, now))
        if row is not None and version and row.version > version:
            news.messages.append(wording.restated(filing_id, row))
        groups = {frozenset(f.finding_id for f in group): group for group in situations.causes(found)}
        for change in news.changes:
            if change.what == "resolved" or row is None:
                news.messages.append(wording.resolved(change, row))
            elif change.situation.kind == situations.FILING:
                news.messages.append(wording.about_filing(change, row))
            else:
                news.messages.append(wording.about_finding(change, row, groups[frozenset(change.situation.members)]))
        return news


def _failed_run(instance: dg.DagsterInstance, run: dg.DagsterRun) -> Message:
    why = "运行所在的进程中断 / the process of the run ended"
    for entry in instance.all_logs(run.run_id, of_type=dg.DagsterEventType.STEP_FAILURE)[-1:]:
        data = entry.get_dagster_event().step_failure_data
        why = (data.user_failure_data.description if data.user_failure_data else None) or (data.error.message if data.error else why) or why
    return wording.failed_run(run.job_name, run.tags.get("dagster/partition"), run.run_id, why.strip()[:300])
