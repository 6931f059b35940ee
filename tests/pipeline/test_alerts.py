"""Who hears of what, and when: changes of state only, one message a root cause, a digest for many, nothing lost and
nothing twice.
"""

import dataclasses
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import dagster as dg
import pytest
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.remote_origin import InProcessCodeLocationOrigin, RemoteInstigatorOrigin, RemoteRepositoryOrigin
from dagster._core.scheduler.instigation import (
    InstigatorState,
    InstigatorStatus,
    SensorInstigatorData,
    TickData,
    TickStatus,
)
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin
from dagster_shared.error import SerializableErrorInfo
from filelock import FileLock

from expectations.gates.waivers import Waiver
from fiscal.model.contract import Filing
from fiscal.model.findings.rows import Finding, Suspect
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot
from pipelines.alerts.channels import Channel, channels
from pipelines.alerts.desk import LONGEST_SENDING, SINGLY, UNTIL_ALL_ARE_IN, USUAL, Desk
from pipelines.alerts.hearing import hear, stopped
from pipelines.alerts.ledger import Message
from pipelines.alerts.sensor import alerts
from pipelines.alerts.services.fitting import USUAL as ROOM
from pipelines.alerts.situations import causes, changes, situations_of
from pipelines.running.under_way import is_under_way, marked
from pipelines.schedules.daily import daily
from pipelines.schedules.inbox import inbox_file
from tests.filings import budget
from tests.pipeline.conftest import Ingest
from tests.rows import filing_row, term, violated

pytestmark = pytest.mark.pipeline

FILING = "moushi-mouju-unit-2022-budget"
TERM = term("1,896.56", observation_id="o", row=2, col=3, page=4)
BROKEN = violated(
    invariant="X1-same-fact",
    family="X1",
    lhs=Decimal("18965600.0000"),
    rhs=Decimal("18965700.0000"),
    residual=Decimal("-100.0000"),
    bound=Decimal("50.0000"),
    unit="元",
    terms=(TERM,),
    root_cause="c1",
    message_zh="同一事实多处一致：《收支总表》第4页“城乡社区支出”1,896.56万元 ≠ 1,896.57万元",
    message_en="not alike",
    numbers_hash="n1",
)
ROW = filing_row(pages=3, facts_published=9)
LOADABLE = LoadableTargetOrigin(module_name="pipelines.definitions")
SECRET = "https://user:s3cr3t@hooks.example/services/T0/B0/x"


class Inbox:
    """A channel that keeps what it is sent, or refuses it."""

    def __init__(self, name: str = "here") -> None:
        self.name, self.got, self.takes, self.why = name, list[Message](), True, "45009 too often"

    def send(self, message: Message) -> bool:
        if self.takes:
            self.got.append(message)
        return self.takes


class Clock:
    now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def desk(root: DataRoot, inbox: Inbox, clock: Clock) -> Desk:
    return Desk(root, [inbox], clock)


@pytest.fixture
def happens(desk: Desk, clock: Clock, inbox: Inbox) -> Callable[..., list[Message]]:
    """The filings are written so, time passes until they have settled, and what was sent about it is given."""

    def write(*found: Finding, row: Filing = ROW, filings: tuple[str, ...] = (FILING,)) -> list[Message]:
        for filing_id in filings:
            files = FilingFiles(desk.root, filing_id)
            files.write("findings", found)
            files.write("filings", [row])
        desk.look_at_all()
        clock.now += USUAL.quiet
        desk.tell()
        desk.send()
        sent, inbox.got = inbox.got, []
        return sent

    return write


def test_a_message_says_who_what_both_numbers_the_difference_and_where(happens) -> None:
    (message,) = happens(BROKEN)
    text = message.title + message.body
    for part in (
        "某市某局",
        "2022年",
        "预算",
        "同一事实多处一致",
        "18,965,600",
        "18,965,700",
        "元",
        "差额 -100",
        "允许舍入 50",
        "页码 4",
        FILING,
    ):
        assert part in text
    assert len(text) <= ROOM.longest


def test_a_long_sentence_is_cut_and_the_numbers_after_it_stay(happens) -> None:
    (message,) = happens(
        dataclasses.replace(BROKEN, message_zh="长" * 3000), row=dataclasses.replace(ROW, publisher="某" * 500)
    )
    assert len(message.title + message.body) <= ROOM.longest
    for part in ("报告值 18,965,600元，对照值 18,965,700元", "差额 -100元", "允许舍入 50元", "页码 4"):
        assert part in message.body
    assert message.body.endswith(FILING)


def test_words_of_a_filing_are_no_link_mention_or_markup_in_a_message(happens) -> None:
    hostile = (
        "见 <!channel> <https://evil.example|这里> [这里](https://evil.example) @all **粗** \x07\x1b[2J\n【已解决】"
    )
    (message,) = happens(
        dataclasses.replace(BROKEN, message_zh=hostile), row=dataclasses.replace(ROW, publisher="<b>@某市\n某局\x00")
    )
    text = message.title + message.body
    assert not set("<>@*[]\x00\x07\x1b") & set(text)
    assert "某市 某局" in message.title
    assert "https://" not in text
    assert message.body.splitlines()[0].startswith("见 ")


def test_words_that_point_different_ways_are_told_without_the_numbers_that_stand_for_them(happens) -> None:
    ways = {"lhs": Decimal(1), "rhs": Decimal(-1), "residual": Decimal(2), "bound": Decimal(0), "unit": "增减方向"}
    (message,) = happens(dataclasses.replace(BROKEN, message_zh="增减方向不一致：增加4万元，下降17%。", **ways))
    assert "增加4万元，下降17%" in message.body
    assert "报告值" not in message.body and "差额" not in message.body


def test_findings_of_one_cause_are_one_message(happens) -> None:
    (message,) = happens(BROKEN, dataclasses.replace(BROKEN, finding_id="f2"))
    assert "另有 1 条" in message.body


def test_only_changes_are_heard_of(happens) -> None:
    assert len(happens(BROKEN)) == 1
    assert happens(BROKEN) == []
    (changed,) = happens(dataclasses.replace(BROKEN, numbers_hash="n2"))
    assert "数字有变" in changed.title
    (resolved,) = happens()
    assert "已解决" in resolved.title
    assert happens() == []


def test_what_holds_is_acknowledged_or_only_informs_is_not_heard_of(happens) -> None:
    exact, known, info = (
        dataclasses.replace(BROKEN, **{key: value})
        for key, value in (("verdict", "exact"), ("state", "acknowledged"), ("severity", "info"))
    )
    assert happens(exact, known, info) == []


def test_a_cause_stays_the_same_situation_when_findings_join_or_leave_it() -> None:
    joined = dataclasses.replace(BROKEN, finding_id="f0")
    before = {s.key: s for s in situations_of(FILING, ROW, [BROKEN])}
    (change,) = changes(before, situations_of(FILING, ROW, [BROKEN, joined]))
    assert (change.what, change.situation.key) == ("changed", next(iter(before)))


def test_only_errors_are_heard_of_also_beside_warnings_of_the_same_cause(happens) -> None:
    warning = dataclasses.replace(BROKEN, finding_id="a", severity="warning")
    assert causes([warning, BROKEN]) == [[BROKEN]]
    assert happens(warning) == []


def test_an_acknowledgement_is_told_as_such_and_so_is_its_end(happens, monkeypatch: pytest.MonkeyPatch) -> None:
    waiver = Waiver(
        finding="f" * 24,
        numbers="0" * 16,
        reason="已致电该局核实无误",
        by="someone@example.cn",
        expires=date(2023, 12, 31),
    )
    monkeypatch.setattr("pipelines.alerts.desk.read_waivers", lambda _: (waiver,))
    broken = dataclasses.replace(BROKEN, finding_id="f" * 24)
    known = dataclasses.replace(broken, state="acknowledged")
    happens(broken)
    (message,) = happens(known)
    assert message.title.startswith("【文件有误·已确认，未更正·错误】")
    for part in ("someone at example.cn", "2023-12-31", "已致电该局核实无误"):
        assert part in message.body
    assert happens(dataclasses.replace(known, numbers_hash="n2")) == []
    (again,) = happens(broken)
    assert "确认已失效，问题仍在" in again.title
    happens(known)
    (gone,) = happens()
    assert "已解决" in gone.title


def test_what_was_acknowledged_before_anybody_heard_of_it_is_not_told(happens) -> None:
    assert happens(dataclasses.replace(BROKEN, state="acknowledged")) == []


def test_the_likely_wrong_cell_is_named_with_the_value_that_would_be_right(happens) -> None:
    suspect = Suspect(observation_id="o", proposed_value="1,896.57", reason="错一位 / one digit")
    (message,) = happens(dataclasses.replace(BROKEN, suspects=(suspect,)))
    assert "最可能有误：第4页表1“合计”1,896.56，若为 1,896.57 则各式成立" in message.body
    (elsewhere,) = happens(
        dataclasses.replace(BROKEN, finding_id="f2", suspects=(dataclasses.replace(suspect, observation_id="unknown"),))
    )[-1:]
    assert "最可能有误" not in elsewhere.body


def test_the_kinds_are_kept_apart_with_their_severity(happens) -> None:
    doubt = dataclasses.replace(BROKEN, finding_id="f2", tier="extraction", root_cause="c2")
    titles = [m.title for m in happens(BROKEN, doubt)]
    assert [t.partition("】")[0] for t in titles] == ["【文件有误·新问题·错误", "【读取存疑·新问题·错误"]
    failed = dataclasses.replace(ROW, state="failed", state_reason="damaged: PDF 已损坏 / damaged")
    held = dataclasses.replace(ROW, state="quarantined", state_reason="balance_broken: 收支不等 / differs")
    assert [m.title.partition("】")[0] for m in happens(BROKEN, doubt, row=failed)] == ["【读取存疑·未能读取·错误"]
    assert [m.title.partition("】")[0] for m in happens(BROKEN, doubt, row=held)] == ["【文件有误·已隔离·错误"]


def test_a_filing_that_is_withdrawn_is_one_message_and_its_errors_are_not_told_as_resolved(happens) -> None:
    happens(BROKEN)
    gone = dataclasses.replace(
        ROW, state="withdrawn", state_reason="withdrawn: 公布单位已撤下 / taken off", facts_published=0
    )
    (message,) = happens(row=gone)
    assert message.title.startswith("【来源变动·已撤回·警告】") and "公布单位已撤下" in message.body
    assert [m.title.partition("】")[0] for m in happens(BROKEN)] == ["【文件有误·新问题·错误", "【来源变动·撤回已取消"]


def test_a_digest_names_the_worst_ten_by_the_size_of_the_difference(desk: Desk, clock: Clock, inbox: Inbox) -> None:
    for n in range(14):
        files = FilingFiles(desk.root, f"mouju{n}-unit-2022-budget")
        files.write("filings", [dataclasses.replace(ROW, publisher=f"第{n}局")])
        doubtful = {"tier": "extraction"} if n == 13 else {}
        files.write("findings", [dataclasses.replace(BROKEN, residual=Decimal(-100 * (n + 1)), **doubtful)])
    desk.look_at_all()
    clock.now += USUAL.quiet
    assert desk.tell() == 1
    desk.send()
    (message,) = inbox.got
    lines = message.body.splitlines()
    assert [line.partition("：")[0] for line in lines if line[:1].isdigit()] == [
        f"{place}. 第{13 - place}局 2022年预算" for place in range(1, 11)
    ]
    assert "差1,300元" in message.body and "文件有误 13，读取存疑 1" in message.body
    assert len(message.title + message.body) <= ROOM.longest


def test_a_quarantined_filing_and_its_release_are_heard_of(happens) -> None:
    held = dataclasses.replace(
        ROW, state="quarantined", state_reason="balance_broken: 收入总计与支出总计不等。 / Total income differs."
    )
    (message,) = happens(row=held)
    assert "已隔离" in message.title and "收入总计与支出总计不等" in message.body
    assert "Total income" not in message.body
    (released,) = happens(row=ROW)
    assert "已解决" in released.title


def test_a_new_version_is_heard_of_with_the_figures_that_changed(
    take: Ingest, desk: Desk, clock: Clock, inbox: Inbox
) -> None:
    for total in ("150.00", "170.00"):
        take(a=budget(total=total, prose=total, remark=total))
        desk.look_at_all()
        clock.now += USUAL.quiet
        desk.tell()
        desk.send()
    (message,) = [m for m in inbox.got if "更正重发" in m.title]
    assert "第 2 版取代第 1 版" in message.body
    assert "由 150.00万元 改为 170.00万元" in message.body


def test_many_filings_at_once_are_one_digest(happens) -> None:
    filings = tuple(f"mouju{n}-unit-2022-budget" for n in range(SINGLY + 1))
    (message,) = happens(BROKEN, filings=filings)
    assert "汇总" in message.title
    assert f"{len(filings)} 份文件" in message.title
    assert happens(BROKEN, filings=filings) == []


def test_nothing_is_said_of_filings_that_are_still_being_worked_on(desk: Desk, clock: Clock) -> None:
    FilingFiles(desk.root, FILING).write("filings", [ROW])
    FilingFiles(desk.root, FILING).write("findings", [BROKEN])
    desk.look_at_all()
    clock.now += USUAL.quiet - 1
    assert desk.tell() == 0
    desk.look_at_all()
    clock.now += USUAL.quiet - 1
    assert desk.tell() == 0
    while clock.now < 1_700_000_000.0 + USUAL.longest:
        desk.look_at_all()
        clock.now += USUAL.quiet - 1
    assert desk.tell() == 1


def test_while_filings_are_taken_in_nothing_is_said_and_then_one_digest(desk: Desk, clock: Clock, inbox: Inbox) -> None:
    for n in range(SINGLY + 1):
        filing_id = f"mouju{n}-unit-2022-budget"
        FilingFiles(desk.root, filing_id).write("filings", [ROW])
        FilingFiles(desk.root, filing_id).write("findings", [BROKEN])
        desk.ledger.note([filing_id], clock.now)
        clock.now += 10 * USUAL.quiet
        assert desk.tell(UNTIL_ALL_ARE_IN) == 0
    desk.tell()
    desk.send()
    assert [m.title for m in inbox.got] == [f"【汇总】{SINGLY + 1} 份文件已处理"]


def test_filings_are_being_taken_in_while_a_command_works_or_runs_of_the_inbox_wait(
    root: DataRoot, instance: dg.DagsterInstance
) -> None:
    assert not is_under_way(root, instance)
    with marked(root), marked(root):
        assert is_under_way(root, instance)
    assert not is_under_way(root, instance)
    instance.create_run_for_job(
        inbox_file,
        run_config={"ops": {"take_in_file": {"config": {"name": "a.pdf"}}}},
        status=dg.DagsterRunStatus.NOT_STARTED,
    )
    assert is_under_way(root, instance)


def test_a_channel_that_refuses_is_tried_again_later_and_the_others_are_not(
    desk: Desk, happens, inbox: Inbox, clock: Clock
) -> None:
    other = Inbox("other")
    both = Desk(desk.root, [inbox, other], clock)
    inbox.takes = False
    FilingFiles(desk.root, FILING).write("filings", [ROW])
    FilingFiles(desk.root, FILING).write("findings", [BROKEN])
    both.look_at_all()
    clock.now += USUAL.quiet
    both.tell()
    assert {name: refusal.waiting for name, refusal in both.send().items()} == {"here": 1}
    assert (len(inbox.got), len(other.got)) == (0, 1)
    inbox.takes = True
    (refusal,) = both.send().values()
    assert inbox.got == [] and refusal.again > clock.now
    clock.now = refusal.again
    assert both.send() == {}
    assert (len(inbox.got), len(other.got)) == (1, 1)


def test_a_tick_that_is_still_sending_is_not_joined_by_the_next_one(root: DataRoot) -> None:
    context = dg.build_sensor_context(instance=dg.DagsterInstance.get(), sensor_name="alerts")
    (root.work / ".locks").mkdir(exist_ok=True)
    with FileLock(root.work / ".locks" / "alerts.lock"):
        (skipped,) = [alerts(context)]
    assert isinstance(skipped, dg.SkipReason) and "仍在进行" in (skipped.skip_message or "")
    assert "未设置通道" in (alerts(context).skip_message or "")


def test_a_slow_channel_ends_the_sending_of_a_tick_and_gets_the_rest_at_the_next(
    desk: Desk, inbox: Inbox, clock: Clock
) -> None:
    def slow(message: Message) -> bool:
        clock.now += LONGEST_SENDING
        inbox.got.append(message)
        return True

    inbox.send = slow
    desk.ledger.say([Message(str(n), "") for n in range(4)], ["here"], clock.now)
    desk.send()
    assert [m.title for m in inbox.got] == ["0", "1"]
    desk.send()
    assert [m.title for m in inbox.got] == ["0", "1", "2", "3"]


def test_what_waits_for_a_channel_goes_to_its_new_address(desk: Desk, happens, inbox: Inbox, clock: Clock) -> None:
    inbox.name, inbox.takes = "slack-0000", False
    happens(BROKEN)
    renewed, other = Inbox("slack-1111"), Inbox("mailto-2222")
    for _ in range(2):
        assert Desk(desk.root, [renewed, other], clock).send() == {}
    assert (len(renewed.got), len(other.got)) == (1, 0)


def test_a_channel_whose_plugin_fails_has_not_taken_the_message_and_says_nothing_of_its_address(
    monkeypatch: pytest.MonkeyPatch, caplog, capfd
) -> None:
    def fails(*_: object, **__: object) -> bool:
        raise RuntimeError(SECRET)

    monkeypatch.setattr("apprise.Apprise.notify", fails)
    assert Channel("json-1", "json://user:s3cr3t@127.0.0.1:9/").send(Message("a", "b")) is False
    assert Channel("x-1", "no such scheme s3cr3t").send(Message("a", "b")) is False
    assert "s3cr3t" not in caplog.text + "".join(capfd.readouterr())


def test_a_restart_between_telling_and_sending_loses_nothing_and_sends_nothing_twice(
    desk: Desk, inbox: Inbox, clock: Clock
) -> None:
    FilingFiles(desk.root, FILING).write("filings", [ROW])
    FilingFiles(desk.root, FILING).write("findings", [BROKEN])
    desk.look_at_all()
    clock.now += USUAL.quiet
    desk.tell()
    for _ in range(2):
        restarted = Desk(desk.root, [inbox], clock)
        restarted.tell()
        restarted.send()
    assert len(inbox.got) == 1


def test_the_daily_report_says_since_when(happens, desk: Desk, inbox: Inbox, clock: Clock) -> None:
    happens(row=dataclasses.replace(ROW, state="failed", state_reason="damaged: PDF 已损坏 / damaged"))
    clock.now += 86_400
    ((filing_id, row, standing),) = desk.report().filings
    desk.send()
    assert (filing_id, row is not None and row.state, standing.since) == (
        FILING,
        "failed",
        1_700_000_000.0 + USUAL.quiet,
    )
    (message,) = inbox.got
    assert "每日报告" in message.title and "自 2023-11-15" in message.body and "PDF 已损坏" in message.body


def test_the_daily_report_counts_the_errors_that_stand_and_says_what_could_not_be_done(
    happens, desk: Desk, inbox: Inbox
) -> None:
    happens(BROKEN)
    desk.report(["a.pdf: disk_full: 磁盘空间不足 / disk full"])
    desk.send()
    (message,) = inbox.got
    assert "未解决的错误 1 项，涉及 1 份文件，最早自 2023-11-15" in message.body
    assert "今日未完成：a.pdf" in message.body and "磁盘空间不足" in message.body


def test_runs_are_heard_of_by_their_checks_and_failures(
    take: Ingest, desk: Desk, instance: dg.DagsterInstance, clock: Clock, inbox: Inbox
) -> None:
    take(a=budget(total="160.00"))
    failed = instance.create_run_for_job(daily, status=dg.DagsterRunStatus.STARTED)
    instance.report_run_failed(failed)
    for _ in range(2):
        hear(instance, desk.ledger, clock.now)
    clock.now += USUAL.quiet
    desk.tell()
    desk.send()
    titles = [m.title for m in inbox.got]
    assert sum("运行失败" in t for t in titles) == 1
    assert any("青山市河湾区图书管理中心" in t for t in titles)
    assert len(titles) == len({m.title + m.body for m in inbox.got})


def test_the_daily_report_is_sent_also_where_nothing_is_the_matter(happens, desk: Desk, inbox: Inbox) -> None:
    happens(row=dataclasses.replace(ROW, retrieved_at=datetime.fromtimestamp(1_700_000_000, UTC)))
    desk.report()
    desk.send()
    (message,) = inbox.got
    assert "共 1 份文件，一日内新收 1 份，0 份未能读取" in message.body and "没有未解决的问题" in message.body


def test_more_runs_that_end_at_once_than_are_looked_at_in_one_go_are_all_heard_of(
    desk: Desk, instance: dg.DagsterInstance, clock: Clock, monkeypatch
) -> None:
    monkeypatch.setattr("pipelines.alerts.hearing.RUNS_AT_ONCE", 3)
    runs = [instance.create_run_for_job(daily, status=dg.DagsterRunStatus.SUCCESS).run_id for _ in range(10)]
    while hear(instance, desk.ledger, clock.now):
        pass
    assert all(desk.ledger.heard(run_id) for run_id in runs)


def test_many_failed_runs_are_one_message_and_none_is_forgotten(
    desk: Desk, instance: dg.DagsterInstance, clock: Clock, inbox: Inbox
) -> None:
    failed = [instance.create_run_for_job(daily, status=dg.DagsterRunStatus.STARTED) for _ in range(SINGLY + 1)]
    for run in failed:
        instance.report_run_failed(run)
        hear(instance, desk.ledger, clock.now)
        clock.now += 1
        assert desk.tell() == 0
    clock.now += USUAL.quiet
    assert (desk.tell(), desk.tell()) == (1, 0)
    desk.send()
    (message,) = inbox.got
    assert all(run.run_id[:8] in message.body for run in failed)


def test_a_sensor_that_keeps_failing_is_heard_of_and_so_is_its_recovery(desk: Desk, clock: Clock, inbox: Inbox) -> None:
    instance = dg.DagsterInstance.get()
    origin = RemoteInstigatorOrigin(RemoteRepositoryOrigin(InProcessCodeLocationOrigin(LOADABLE), "repo"), "inbox")
    state = InstigatorState(
        origin, InstigatorType.SENSOR, InstigatorStatus.RUNNING, SensorInstigatorData(min_interval=5)
    )
    instance.add_instigator_state(state)

    def ticks(*statuses: TickStatus) -> None:
        for status in statuses:
            clock.now += 5
            error = SerializableErrorInfo("the share is gone", [], None) if status is TickStatus.FAILURE else None
            tick = TickData(
                origin.get_id(),
                state.name,
                InstigatorType.SENSOR,
                status,
                clock.now,
                error=error,
                selector_id=state.selector_id,
            )
            instance.create_tick(tick)
        desk.tell_automation(stopped(instance, but="alerts"))
        desk.send()

    ticks(TickStatus.SKIPPED, TickStatus.FAILURE)
    assert inbox.got == []
    ticks(TickStatus.FAILURE, TickStatus.FAILURE)
    ticks(TickStatus.FAILURE)
    assert [m.title for m in inbox.got] == ["【流水线·运行不正常·错误】inbox"]
    assert "the share is gone" in inbox.got[0].body
    ticks(TickStatus.SKIPPED)
    assert [m.title for m in inbox.got][1:] == ["【流水线·已恢复】inbox"]


def test_addresses_of_channels_are_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FISCAL_ALERT_URLS", f"{SECRET} json://127.0.0.1:9/\n{SECRET}")
    found = channels()
    assert [c.name.partition("-")[0] for c in found] == ["https", "json"]
    assert "s3cr3t" not in repr(found) + "".join(c.name for c in found)
