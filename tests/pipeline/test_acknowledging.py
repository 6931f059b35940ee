"""A person acknowledges a finding: what it held is published, marked as disputed, until the figures change or the day
has passed.
"""

import io
from datetime import date

import dagster as dg
import pytest
from rich.console import Console

from assets.stages import stale_stages
from expectations.gates import waivers
from fiscal.model.findings.causes import by_cause
from fiscal.storage.root import DataRoot
from pipelines.decisions.acknowledging import Unacknowledged, write_waivers
from pipelines.printing.listing import Asked, print_findings
from pipelines.running.ingest import publish
from tests.filings import budget
from tests.pipeline.conftest import Ingest

pytestmark = pytest.mark.pipeline

WHY = {"reason": "单位来函说明，原始凭证无误", "by": "team:audit"}


def test_an_acknowledged_finding_releases_what_it_held_as_disputed(take: Ingest, root: DataRoot) -> None:
    (result,) = take(a=budget(total="160.00"))
    assert result.filing is not None
    held = {f.fact_id for f in result.filing.read("held_facts")}
    assert held
    for group in by_cause(f for f in result.filing.read("findings") if f.verdict == "violated"):
        assert not isinstance(write_waivers(root, group[0].finding_id, expires="2999-12-31", **WHY), Unacknowledged)
    take(a=budget(total="160.00"))
    assert result.filing.read("held_facts") == []
    released = [f for f in result.filing.read("facts") if f.fact_id in held]
    assert len(released) == len(held) and {f.agreement for f in released} == {"disputed"}
    assert {f.state for f in result.filing.read("findings") if f.verdict == "violated"} == {"acknowledged"}


def test_only_the_filing_that_it_names_is_judged_again(take: Ingest, root: DataRoot) -> None:
    first, second = take(a=budget(total="160.00"), b=budget(year=2022, total="160.00"))
    assert first.filing is not None and second.filing is not None
    assert stale_stages(first.filing) == stale_stages(second.filing) == ()
    finding = next(f for f in first.filing.read("findings") if f.verdict == "violated")
    assert not isinstance(write_waivers(root, finding.finding_id, expires="2999-12-31", **WHY), Unacknowledged)
    assert [stage.name for stage in stale_stages(first.filing)][:1] == ["verdicts"]
    assert stale_stages(second.filing) == ()


def test_what_has_the_same_cause_is_acknowledged_with_it_an_entry_each_and_not_twice(
    take: Ingest, root: DataRoot
) -> None:
    (result,) = take(a=budget(total="160.00"))
    assert result.filing is not None
    violated = [f for f in result.filing.read("findings") if f.verdict == "violated"]
    cause = max(by_cause(violated), key=len)
    assert len(cause) > 1
    written = write_waivers(root, cause[1].finding_id, expires="2999-12-31", **WHY)
    assert not isinstance(written, Unacknowledged)
    assert written[0] == cause[1] and {f.finding_id for f in written} == {f.finding_id for f in cause}
    assert {(w.finding, w.numbers) for w in waivers.read_waivers(root.store)} == {
        (f.finding_id, f.numbers_hash) for f in cause
    }
    assert (root.store.read("waivers.yaml") or b"").count(b"\n  expires: 2999-12-31") == len(cause)
    assert isinstance(write_waivers(root, cause[0].finding_id, expires="2999-12-31", **WHY), Unacknowledged)
    assert len(waivers.read_waivers(root.store)) == len(cause)


def test_what_two_years_say_differently_is_listed_and_acknowledged_like_all_else(
    take: Ingest, root: DataRoot, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, later = take(before=budget(year=2022), after=budget(year=2023, change="，比上年预算增加10.00万元"))
    assert publish(instance) is None
    assert later.filing is not None
    assert [f for f in later.filing.read("findings") if f.verdict == "violated"] == []
    across = [f for f in later.filing.findings() if f.verdict == "violated"]
    assert {f.invariant for f in across} == {"Y1-stated-change"}
    assert across[0].finding_id in shown(root)
    for finding in across:
        write_waivers(root, finding.finding_id, expires="2999-12-31", **WHY)
    assert publish(instance) is None
    assert {f.state for f in later.filing.findings() if f.verdict == "violated"} == {"acknowledged"}
    assert across[0].finding_id not in shown(root)


def shown(root: DataRoot) -> str:
    """The open findings as the command prints them, without the breaks of its lines."""
    console = Console(record=True, width=400, file=io.StringIO())
    print_findings(console, root, Asked())
    return console.export_text().replace("\n", "")


def test_an_acknowledgement_whose_day_has_passed_releases_nothing(take: Ingest, root: DataRoot) -> None:
    (result,) = take(a=budget(total="160.00"))
    assert result.filing is not None
    violated = [f for f in result.filing.read("findings") if f.verdict == "violated"]
    waivers.add_waivers(
        root.store,
        (
            waivers.Waiver(finding=f.finding_id, numbers=f.numbers_hash, expires=date(2001, 1, 1), **WHY)
            for f in violated
        ),
    )
    take(a=budget(total="160.00"))
    assert result.filing.read("held_facts")


def test_an_acknowledgement_that_no_longer_stands_is_told_where_all_filings_are_known(
    take: Ingest,
    root: DataRoot,
    instance: dg.DagsterInstance,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (result,) = take(a=budget(total="160.00"))
    assert result.filing is not None and publish(instance) is None
    assert [e.passed for e in waiver_checks(instance)] == [True]
    root.store.write(
        "waivers.yaml",
        f"- finding: '{'0' * 24}'\n  numbers: '{'0' * 16}'\n  reason: 单位来函说明，凭证无误\n  by: team:audit\n "
        " expires: 2999-12-31\n".encode(),
    )
    assert publish(instance) is None
    last = waiver_checks(instance)[0]
    assert not last.passed and last.severity is dg.AssetCheckSeverity.WARN
    assert f"{'0' * 24}（team:audit，2999-12-31）：没有这项发现" in last.metadata["lapsed"].value  # type: ignore[operator]
    print_findings(Console(width=200), root, Asked())
    assert "没有这项发现 no filing has this finding" in capsys.readouterr().out


def waiver_checks(instance: dg.DagsterInstance) -> list[dg.AssetCheckEvaluation]:
    """Every evaluation of the acknowledgements, the last first."""
    records = instance.get_event_records(dg.EventRecordsFilter(dg.DagsterEventType.ASSET_CHECK_EVALUATION), limit=1000)
    found = [r.event_log_entry.get_dagster_event().asset_check_evaluation_data for r in records]
    return [e for e in found if e.check_name == "waivers_stand"]


@pytest.mark.parametrize(
    ("finding", "expires", "by"),
    [
        ("0" * 24, "2999-12-31", "team:audit"),
        ("violated", "soon", "team:audit"),
        ("violated", "2001-01-01", "team:audit"),
        ("violated", "2999-12-31", "somebody"),
        ("exact", "2999-12-31", "team:audit"),
    ],
)
def test_what_cannot_be_acknowledged_is_said_in_both_languages(
    take: Ingest, root: DataRoot, finding: str, expires: str, by: str
) -> None:
    (result,) = take(a=budget(total="160.00"))
    assert result.filing is not None
    ids = {f.verdict: f.finding_id for f in result.filing.read("findings")}
    told = write_waivers(root, ids.get(finding, finding), "单位来函说明，原始凭证无误", by, expires)
    assert isinstance(told, Unacknowledged) and told.zh and told.en
    assert waivers.read_waivers(root.store) == ()
