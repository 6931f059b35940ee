"""A finding is acknowledged for its figures, with a reason, by somebody, until a day; nothing else releases it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from expectations.gates.waivers import (
    WHY_LAPSED,
    InvalidWaiversError,
    acknowledge,
    add_waivers,
    adopt_former,
    in_effect,
    read_waivers,
    review,
)
from fiscal.model.findings.rows import Finding
from fiscal.storage.root import FolderStore
from tests.expectations.filing import column, findings_of

pytestmark = pytest.mark.expectations

TODAY = date(2026, 6, 1)


def broken(total: str = "42.00") -> list[Finding]:
    return findings_of(column({"合计": total, "a": "12.00", "b": "20.00"}, dict.fromkeys("ab", "合计")))


def written(folder: Path, of: Finding, **changes: str) -> FolderStore:
    entry = {
        "finding": of.finding_id,
        "numbers": of.numbers_hash,
        "reason": "单位来函说明，凭证无误",
        "by": "zhang@example.org",
        "expires": "2026-12-31",
    } | changes
    (folder / "waivers.yaml").write_text(
        "- " + "\n  ".join(f"{k}: {v!r}" if k != "expires" else f"{k}: {v}" for k, v in entry.items()), "utf-8"
    )
    return FolderStore(folder)


def the_broken(findings: list[Finding]) -> Finding:
    (finding,) = [f for f in findings if f.verdict == "violated"]
    return finding


def test_an_acknowledged_finding_is_marked_so(tmp_path: Path):
    findings = broken()
    told = acknowledge(findings, read_waivers(written(tmp_path, the_broken(findings))), TODAY)
    assert [f.state for f in told.findings if f.verdict == "violated"] == ["acknowledged"]
    assert told.lapsed == ()


def test_other_figures_reopen_it(tmp_path: Path):
    waivers = read_waivers(written(tmp_path, the_broken(broken())))
    told = acknowledge(broken("43.00"), waivers, TODAY)
    assert [f.state for f in told.findings if f.verdict == "violated"] == ["open"]
    assert [lapse.reason for lapse in told.lapsed] == ["numbers_changed"]


def test_a_waiver_expires(tmp_path: Path):
    findings = broken()
    told = acknowledge(findings, read_waivers(written(tmp_path, the_broken(findings), expires="2026-05-31")), TODAY)
    assert the_broken(list(told.findings)).state == "open"
    assert [lapse.reason for lapse in told.lapsed] == ["expired"]


def test_a_waiver_that_has_run_out_can_be_renewed(tmp_path: Path):
    findings = broken()
    store = written(tmp_path, the_broken(findings), expires="2026-05-31")
    (old,) = read_waivers(store)
    renewed = old.model_copy(update={"expires": date(2027, 5, 31)})
    assert add_waivers(store, [old, renewed]) == (renewed,)
    told = acknowledge(findings, read_waivers(store), TODAY)
    assert [f.state for f in told.findings if f.verdict == "violated"] == ["acknowledged"]
    assert told.lapsed == () and review(findings, read_waivers(store), TODAY) == []
    assert [lapse.reason for lapse in review(findings, read_waivers(store), date(2028, 1, 1))] == ["expired", "expired"]


def test_a_waiver_of_what_is_mended_or_gone_is_told(tmp_path: Path):
    waivers = read_waivers(written(tmp_path, the_broken(broken())))
    assert [lapse.reason for lapse in acknowledge(broken("32.00"), waivers, TODAY).lapsed] == ["satisfied"]


def test_over_all_filings_every_waiver_that_acknowledges_nothing_is_told_with_its_reason(tmp_path: Path):
    waivers = read_waivers(written(tmp_path, the_broken(broken())))
    assert review(broken(), waivers, TODAY) == []
    told = {
        "unmatched": review([], waivers, TODAY),
        "numbers_changed": review(broken("43.00"), waivers, TODAY),
        "satisfied": review(broken("32.00"), waivers, TODAY),
        "expired": review(broken(), waivers, date(2027, 1, 1)),
    }
    assert {reason: [lapse.reason for lapse in lapsed] for reason, lapsed in told.items()} == {
        reason: [reason] for reason in WHY_LAPSED
    }
    assert told["expired"][0].said.startswith(f"{waivers[0].finding}（zhang@example.org，2026-12-31）：已过期")


@pytest.mark.parametrize(
    "wrong", [{"reason": "ok"}, {"by": "somebody"}, {"finding": "x"}, {"expires": "never"}, {"numbers": ""}]
)
def test_an_acknowledgement_says_what_why_and_who(tmp_path: Path, wrong: dict[str, str]):
    with pytest.raises(InvalidWaiversError, match=r"waivers\.yaml: waivers\.0\."):
        read_waivers(written(tmp_path, the_broken(broken()), **wrong))


@pytest.mark.parametrize("text", ["- [", "finding: x", "- finding: 000000000000000000000000"])
def test_a_file_that_is_no_list_of_acknowledgements_is_refused_with_its_name(tmp_path: Path, text: str):
    (tmp_path / "waivers.yaml").write_text(text, "utf-8")
    with pytest.raises(InvalidWaiversError, match=r"^waivers\.yaml: "):
        read_waivers(FolderStore(tmp_path))


def test_where_nothing_was_acknowledged_there_is_no_file_and_nothing_to_read(tmp_path: Path):
    assert read_waivers(FolderStore(tmp_path)) == ()
    assert adopt_former(FolderStore(tmp_path), tmp_path / "none.yaml") == 0


def test_what_was_acknowledged_for_all_roots_is_taken_over_once_and_only_into_a_root_without_its_own(tmp_path: Path):
    of = the_broken(broken())
    written(tmp_path, of)
    root = FolderStore(tmp_path / "root")
    assert adopt_former(root, tmp_path / "waivers.yaml") == 1
    assert [w.finding for w in read_waivers(root)] == [of.finding_id]
    root.write("waivers.yaml", b"[]")
    assert adopt_former(root, tmp_path / "waivers.yaml") == 0
    assert read_waivers(root) == ()


def test_a_filing_depends_on_what_names_it_or_names_none_and_on_whether_its_day_has_passed(tmp_path: Path):
    of = the_broken(broken())
    (nameless,) = read_waivers(written(tmp_path, of))
    named = nameless.model_copy(update={"filing": "a-department-2026-budget"})
    assert in_effect([named], "another-department-2026-budget", TODAY) == []
    assert (
        in_effect([named], "a-department-2026-budget", TODAY)
        == in_effect([nameless], "another-department-2026-budget", TODAY)
        != []
    )
    assert in_effect([named], "a-department-2026-budget", TODAY) != in_effect(
        [named], "a-department-2026-budget", date(2027, 1, 1)
    )
