"""The daily round: everything is tried again, published and reported, also where something went wrong on the way."""

import dagster as dg
import pytest

from fiscal.storage.root import DataRoot
from pipelines.alerts.ledger import Message
from pipelines.definitions import defs
from pipelines.schedules import daily as round_
from pipelines.schedules.daily import daily
from tests.filings import budget

pytestmark = pytest.mark.pipeline


class Sink:
    """A channel that keeps what it is sent."""

    def __init__(self) -> None:
        self.name, self.got = "sink", list[Message]()

    def send(self, message: Message) -> bool:
        self.got.append(message)
        return True


@pytest.fixture
def sink(monkeypatch: pytest.MonkeyPatch) -> Sink:
    channel = Sink()
    monkeypatch.setattr(round_, "channels", lambda: [channel])
    monkeypatch.setattr(round_, "_SETTLING", 0.0)
    return channel


def reported(root: DataRoot, channel: Sink) -> str:
    round_.Desk(root, [channel], round_.time.time).send()
    return channel.got[-1].title + channel.got[-1].body


def outputs(result: dg.ExecuteInProcessResult) -> dict[str, dg.MetadataValue]:
    (event,) = [e for e in result.all_events if e.is_successful_output and e.step_key == "report_standing"] or [None]
    return dict(event.event_specific_data.metadata) if event else {}


def test_what_lies_in_the_inbox_is_worked_on_and_what_cannot_be_read_is_reported(
    root: DataRoot, instance: dg.DagsterInstance, sink: Sink
) -> None:
    root.inbox.mkdir(parents=True)
    (root.inbox / "good.pdf").write_bytes(budget())
    (root.inbox / "torn.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n%%EOF")
    first = daily.execute_in_process(instance=instance)
    assert first.success
    assert (root.work / "fiscal.duckdb").is_file()
    assert "共 2 份文件" in reported(root, sink)
    desk = round_.Desk(root, [sink], lambda: round_.time.time() + 60)
    desk.tell()
    again = daily.execute_in_process(instance=instance)
    shown = outputs(again)
    assert shown["still_standing"].value == 1
    assert "damaged" in shown["filings"].value.replace("\\", "")
    assert "1 份未能读取或已隔离" in reported(root, sink)


def test_a_round_in_which_something_fails_reports_first_and_fails_then(
    root: DataRoot, instance: dg.DagsterInstance, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    root.inbox.mkdir(parents=True)
    (root.inbox / "large.pdf").write_bytes(budget())
    monkeypatch.setattr("fiscal.intake.arrival.LARGEST", 10)
    result = daily.execute_in_process(instance=instance, raise_on_error=False)
    assert not result.success
    assert "今日未完成：large.pdf" in reported(root, sink)
    monkeypatch.setenv("FISCAL_INBOX", str(root.work / "no" / "share"))
    monkeypatch.setattr(round_, "look_again", gone)
    assert not daily.execute_in_process(instance=instance, raise_on_error=False).success
    assert "收件箱无法读取" in reported(root, sink)


def gone(_root: DataRoot) -> dict[str, object]:
    raise FileNotFoundError(2, "No such file or directory", "share")


def test_a_filing_whose_facts_changed_asks_once_for_what_relates_filings_and_for_the_snapshot(
    instance: dg.DagsterInstance,
) -> None:
    instance.add_dynamic_partitions("filings", ["a"])
    cursor = dg.evaluate_automation_conditions(defs=defs, instance=instance).cursor
    for stage in ("facts", "report"):
        instance.report_runless_asset_event(dg.AssetMaterialization(stage, partition="a"))
    asked = dg.evaluate_automation_conditions(defs=defs, instance=instance, cursor=cursor)
    assert [asked.get_num_requested(dg.AssetKey(name)) for name in ("cross_filing_verdicts", "published")] == [1, 1]
    assert dg.evaluate_automation_conditions(defs=defs, instance=instance, cursor=asked.cursor).total_requested == 0
