"""What a gate stops: doubted figures and nothing else, or the whole filing where nothing can be trusted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from expectations.gates.gate import decide, reading_doubts
from fiscal.model.findings.rows import Finding, Suspect
from fiscal.model.reading import Box, Doubt, Sentence
from tests.expectations.filing import IDENTITY, column, findings_of, reading
from tests.observing import observed

pytestmark = pytest.mark.expectations


def broken(**columns: object) -> tuple[list, Finding]:
    observations = column({"合计": "42.00", "a": "12.00", "b": "20.00"}, dict.fromkeys("ab", "合计"))
    (finding,) = [f for f in findings_of(observations) if f.verdict == "violated"]
    return observations, replace(finding, **columns)


def test_a_clean_filing_is_published_whole():
    observations = column({"合计": "32.00", "a": "12.00", "b": "20.00"}, dict.fromkeys("ab", "合计"))
    gate = decide(findings_of(observations), observations, [], IDENTITY)
    assert (gate.state, gate.held, gate.disputed) == ("published", frozenset(), frozenset())


def test_the_located_suspects_are_held_and_the_rest_flows():
    observations, finding = broken(suspects=(Suspect(observation_id="x", proposed_value="1", reason=""),))
    gate = decide([finding], observations, [], IDENTITY)
    assert (gate.state, gate.held) == ("published", {"x"})


def test_every_term_is_held_where_no_suspect_is_located():
    observations, finding = broken(suspects=())
    assert decide([finding], observations, [], IDENTITY).held == {o.observation_id for o in observations}


def test_the_total_alone_is_held_where_many_figures_could_be_wrong_and_the_rest_flows_as_disputed():
    rows = "abcdefgh"
    observations = column({"合计": "89.00", **dict.fromkeys(rows, "10.00")}, dict.fromkeys(rows, "合计"))
    (finding,) = [f for f in findings_of(observations) if f.verdict == "violated"]
    gate = decide([replace(finding, suspects=())], observations, [], IDENTITY)
    assert gate.state == "published"
    assert gate.held == {observations[0].observation_id}
    assert gate.disputed == {o.observation_id for o in observations[1:]}
    acknowledged = decide([replace(finding, suspects=(), state="acknowledged")], observations, [], IDENTITY)
    assert (acknowledged.held, acknowledged.disputed) == (frozenset(), {o.observation_id for o in observations})


@pytest.mark.parametrize("columns", [{"severity": "warning"}, {"tier": "precision_dependent"}])
def test_warnings_flow_as_disputed(columns: dict[str, str]):
    observations, finding = broken(suspects=(), **columns)
    gate = decide([finding], observations, [], IDENTITY)
    assert gate.held == frozenset()
    assert len(gate.disputed) == 3


def test_notices_and_doubts_of_the_reading_touch_nothing():
    for columns in ({"severity": "info"}, {"severity": "warning", "tier": "extraction"}):
        observations, finding = broken(**columns)
        gate = decide([finding], observations, [], IDENTITY)
        assert gate.held | gate.disputed == frozenset()


def test_an_acknowledged_finding_releases_what_it_held_as_disputed():
    observations, finding = broken(suspects=(), state="acknowledged")
    gate = decide([finding], observations, [], IDENTITY)
    assert gate.held == frozenset()
    assert len(gate.disputed) == 3


def test_a_blocking_doubt_quarantines_with_its_own_reason_whatever_is_acknowledged():
    observations, finding = broken(state="acknowledged")
    gate = decide(
        [finding], observations, [Doubt("numbers_not_conserved", blocking=True, page=3, detail="12")], IDENTITY
    )
    assert (gate.state, gate.reason_code) == ("quarantined", "numbers_not_conserved")
    assert "3" in (gate.reason_zh or "")


def test_an_unidentified_filing_is_quarantined():
    gate = decide([], [observed("1")], [], replace(IDENTITY, fiscal_year=None))
    assert (gate.state, gate.reason_code) == ("quarantined", "unidentified")


def test_an_unbalanced_summary_with_no_located_cell_quarantines_the_filing():
    observations, finding = broken(invariant="B1-income-is-expenditure", suspects=())
    assert decide([finding], observations, [], IDENTITY).reason_code == "balance_broken"
    located = replace(finding, suspects=(Suspect(observation_id="x", proposed_value=None, reason=""),))
    assert decide([located], observations, [], IDENTITY).state == "published"


def test_too_many_held_facts_quarantine_the_filing():
    observations = [observed("1.00", concept=f"c{n}", row=n) for n in range(30)]
    _, finding = broken(
        suspects=tuple(
            Suspect(observation_id=o.observation_id, proposed_value=None, reason="") for o in observations[:20]
        )
    )
    gate = decide([finding], observations, [], IDENTITY)
    assert (gate.state, gate.reason_code) == ("quarantined", "too_many_held")
    fewer = replace(finding, suspects=finding.suspects[:19])
    assert decide([fewer], observations, [], IDENTITY).state == "published"


def test_tables_that_are_printed_and_could_not_be_read_block():
    line = Sentence(1, "contents", "一、收支总表……3", (), None, (Box(2, 0, 0, 1, 1),))
    title = Sentence(2, "caption", "收支总表", (), None, (Box(4, 0, 0, 1, 1),))
    (doubt,) = reading_doubts(reading([], [line, title]))
    assert (doubt.code, doubt.blocking, doubt.page) == ("missing_tables", True, 2)
    assert [d.code for d in reading_doubts(reading())] == ["no_tables"]


def test_a_narrative_whose_tables_are_another_file_does_not_block():
    line = Sentence(1, "contents", "一、收支总表……3", (), None, (Box(2, 0, 0, 1, 1),))
    assert reading_doubts(reading([], [line])) == []
    assert reading_doubts(reading([], [replace(line, text="一、单位职责……3")])) == []


def test_what_cannot_be_identified_says_between_what():
    unsure = replace(IDENTITY, fiscal_year=None, publisher=None, between={"fiscal_year": ("2022", "2023")})
    gate = decide([], [observed("1.00")], [], unsure)
    assert (gate.state, gate.reason_code) == ("quarantined", "unidentified")
    assert "publisher, fiscal_year: 2022 / 2023" in (gate.reason_zh or "")


def test_what_is_printed_in_a_way_that_is_not_read_says_so():
    drawn = Sentence(
        1, "sentence", "┌────┬────┐│合计│１６１０│├────┼────┤│住房│３０│└────┴────┘", (), None, (Box(2, 0, 0, 1, 1),)
    )
    assert [(d.code, d.blocking, d.page) for d in reading_doubts(reading([], [drawn]))] == [("box_characters", True, 2)]
    traditional = [
        Sentence(n, "sentence", text, (), None, ())
        for n, text in enumerate(("2024年部門預算", "財政撥款收入總計", "單位：萬元"))
    ]
    assert [d.code for d in reading_doubts(reading([], traditional))] == ["traditional_characters"]
    assert (
        reading_doubts(
            reading([], [Sentence(1, "sentence", "2024年部门预算财政拨款总计、单位：万元、项目经费", (), None, ())])
        )
        == []
    )
