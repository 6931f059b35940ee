"""Who hears of what, and when: changes of state only, one message a root cause, a digest for many, nothing lost and nothing twice."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import dagster as dg
import pytest

from fiscal.model.contract import Filing, Finding, Term
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot
from pipelines.alerts.channels import channels
from pipelines.alerts.desk import LONGEST_WAIT, QUIET, SINGLY, Desk
from pipelines.alerts.ledger import Message
from pipelines.alerts.situations import causes, changes, situations_of
from pipelines.alerts.wording import LONGEST
from pipelines.daily import daily
from tests.filings import budget
from tests.pipeline.conftest import Ingest

pytestmark = pytest.mark.pipeline

FILING = "moushi-mouju-unit-2022-budget"
TERM = Term(observation_id="o", label="合计", value_reported="1,896.56", quote="1,896.56", weight=Decimal(1), table_no=1, row=2, col=3, page=4)
BROKEN = Finding(
    finding_id="f1", invariant="X1-same-fact", family="X1", verdict="violated", severity="error", tier="hard", lhs=Decimal("18965600.0000"), rhs=Decimal("18965700.0000"),
    residual=Decimal("-100.0000"), bound=Decimal("50.0000"), unit="元", terms=(TERM,), suspects=(), root_cause="c1",
    message_zh="同一事实多处一致：《收支总表》第4页“城乡社区支出”1,896.56万元 ≠ 1,896.57万元", message_en="not alike", numbers_hash="n1",
)  # fmt: skip
ROW = Filing(
    version=1, sha256="0" * 64, scope="unit", publisher="某市某局", publisher_parent=None, region_code=None, fiscal_year=2022, doc_kind="budget", title=None,
    pages=3, picture_pages=0, source_file="a.pdf", source_url=None, retrieved_at=datetime(2022, 2, 1, tzinfo=UTC), state="published", facts_published=9, facts_held=0,
    state_reason=None,
)  # fmt: skip
SECRET = "https://user:s3cr3t@hooks.example/services/T0/B0/x"


class Inbox:
    """A channel that keeps what it is sent, or refuses it."""

    def __init__(self, name: str = "here") -> None:
        self.name, self.got, self.takes = name, list[Message](), True

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
        clock.now += QUIET
        desk.tell()
        desk.send()
        sent, inbox.got = inbox.got, []
        return sent

    return write


def test_a_message_says_who_what_both_numbers_the_difference_and_where(happens) -> None:
    (message,) = happens(BROKEN)
    text = message.title + message.body
    for part in ("某市某局", "2022年", "预算", "同一事实多处一致", "18,965,600", "18,965,700", "元", "差额 -100", "允许舍入 50", "页码 4", FILING):
        assert part in text
    assert len(text) <= LONGEST


def test_a_long_message_is_cut_to_what_channels_take(happens) -> None:
    (message,) = happens(dataclasses.replace(BROKEN, message_zh="长" * 3000))
    assert len(message.title + message.body) <= LONGEST
    assert message.body.endswith(FILING)


def test_hostile_text_in_a_message_is_one_line_of_text(happens) -> None:
    label = "合计\x1b[2J\n查看：http://x.invalid [点此](http://x.invalid) <script>alert(1)</script>\x07"
    (message,) = happens(dataclasses.replace(BROKEN, message_zh=label), row=dataclasses.replace(ROW, publisher="某市\n某局\x00"))
    assert message.body.splitlines()[0] == "合计[2J 查看：http://x.invalid [点此] (http://x.invalid) <script>alert(1)</script>"
    assert "某市 某局" in message.title and not set(message.title + message.body) & set("\x00\x07\x1b")


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
    exact, known, info = (dataclasses.replace(BROKEN, **{key: value}) for key, value in (("verdict", "exact"), ("state", "acknowledged"), ("severity", "info")))
    assert happens(exact, known, info) == []


def test_a_cause_stays_the_same_situation_when_findings_join_or_leave_it() -> None:
    joined = dataclasses.replace(BROKEN, finding_id="f0")
    before = {s.key: s for s in situations_of(FILING, ROW, [BROKEN])}
    (change,) = changes(before, situations_of(FILING, ROW, [BROKEN, joined]))
    assert (change.what, change.situation.key) == ("changed", next(iter(before)))


def test_errors_stand_before_warnings_of_the_same_cause() -> None:
    warning = dataclasses.replace(BROKEN, finding_id="a", severity="warning")
    assert [f.severity for f in causes([warning, BROKEN])[0]] == ["error", "warning"]


def test_a_quarantined_filing_and_its_release_are_heard_of(happens) -> None:
    held = dataclasses.replace(ROW, state="quarantined", state_reason="balance_broken: 收入总计与支出总计不等。 / Total income differs.")
    (message,) = happens(row=held)
    assert "已隔离" in message.title and "收入总计与支出总计不等" in message.body
    assert "Total income" not in message.body
    (released,) = happens(row=ROW)
    assert "已解决" in released.title


def test_a_new_version_is_heard_of(happens) -> None:
    happens()
    (message,) = happens(row=dataclasses.replace(ROW, version=2))
    assert "更正重发" in message.title and "第 2 版" in message.body


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
    clock.now += QUIET - 1
    assert desk.tell() == 0
    desk.look_at_all()
    clock.now += QUIET - 1
    assert desk.tell() == 0
    while clock.now < 1_700_000_000.0 + LONGEST_WAIT:
        desk.look_at_all()
        clock.now += QUIET - 1
    assert desk.tell() == 1


def test_a_channel_that_refuses_is_tried_again_later_and_the_others_are_not(desk: Desk, happens, inbox: Inbox, clock: Clock) -> None:
    other = Inbox("other")
    both = Desk(desk.root, [inbox, other], clock)
    inbox.takes = False
    FilingFiles(desk.root, FILING).write("filings", [ROW])
    FilingFiles(desk.root, FILING).write("findings", [BROKEN])
    both.look_at_all()
    clock.now += QUIET
    both.tell()
    assert both.send() == {"here": 1}
    assert (len(inbox.got), len(other.got)) == (0, 1)
    inbox.takes = True
    assert both.send() == {}
    assert inbox.got == []
    clock.now += 3600
    assert both.send() == {}
    assert (len(inbox.got), len(other.got)) == (1, 1)


def test_a_restart_between_telling_and_sending_loses_nothing_and_sends_nothing_twice(desk: Desk, inbox: Inbox, clock: Clock) -> None:
    FilingFiles(desk.root, FILING).write("filings", [ROW])
    FilingFiles(desk.root, FILING).write("findings", [BROKEN])
    desk.look_at_all()
    clock.now += QUIET
    desk.tell()
    for _ in range(2):
        restarted = Desk(desk.root, [inbox], clock)
        restarted.tell()
        restarted.send()
    assert len(inbox.got) == 1


def test_the_daily_report_says_since_when(happens, desk: Desk, inbox: Inbox, clock: Clock) -> None:
    happens(row=dataclasses.replace(ROW, state="failed", state_reason="damaged: PDF 已损坏 / damaged"))
    clock.now += 86_400
    ((filing_id, row, since),) = desk.report()
    desk.send()
    assert (filing_id, row is not None and row.state, since) == (FILING, "failed", 1_700_000_000.0 + QUIET)
    (message,) = inbox.got
    assert "每日报告" in message.title and "2023-11-14" in message.body and "PDF 已损坏" in message.body


def test_runs_are_heard_of_by_their_checks_and_failures(take: Ingest, desk: Desk, instance: dg.DagsterInstance, clock: Clock, inbox: Inbox) -> None:
    take(a=budget(total="160.00"))
    failed = instance.create_run_for_job(daily, status=dg.DagsterRunStatus.STARTED)
    instance.report_run_failed(failed)
    for _ in range(2):
        desk.hear(instance)
    clock.now += QUIET
    desk.tell()
    desk.send()
    titles = [m.title for m in inbox.got]
    assert sum("运行失败" in t for t in titles) == 1
    assert any("青山市河湾区图书管理中心" in t for t in titles)
    assert len(titles) == len({m.title + m.body for m in inbox.got})


def test_addresses_of_channels_are_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FISCAL_ALERT_URLS", f"{SECRET} json://127.0.0.1:9/\n{SECRET}")
    found = channels()
    assert [c.name.partition("-")[0] for c in found] == ["https", "json"]
    assert "s3cr3t" not in repr(found) + "".join(c.name for c in found)
