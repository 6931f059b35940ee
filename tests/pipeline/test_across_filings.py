"""What relates filings of one body: found whichever of them arrives last, renewed when one of them changes, and never a
filing's own verdict.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import dagster as dg
import pytest

from assets import cross_filing_verdicts
from expectations.across.evaluation import evaluate_across
from expectations.across.pairs import Side
from fiscal.model.findings.rows import Finding
from fiscal.storage.datasets import read_rows
from fiscal.storage.root import DataRoot
from pipelines.running.arriving import Ingested
from pipelines.running.ingest import publish
from tests.filings import budget
from tests.pipeline.conftest import Ingest

pytestmark = pytest.mark.pipeline


def stated_changes(root: DataRoot, result: Ingested) -> list[Finding]:
    assert result.filing is not None
    return [
        f
        for f in read_rows(root.store, "findings", result.filing.filing_id, "across")
        if f.invariant == "Y1-stated-change"
    ]


@pytest.mark.parametrize("order", [("earlier", "later"), ("later", "earlier")])
def test_a_stated_change_is_held_against_last_years_filing_whichever_arrives_last(
    order: tuple[str, str], take: Ingest, root: DataRoot, instance: dg.DagsterInstance
) -> None:
    files = {
        "later": budget(year=2024, total="160.00", prose="160.00", change="，比上年预算增加10.00万元"),
        "earlier": budget(year=2023, total="155.00", prose="155.00"),
    }
    results: dict[str, Ingested] = {}
    for name in order:
        (results[name],) = take(**{name: files[name]})
        assert publish(instance) is None
    later = results["later"]
    (found,) = stated_changes(root, later)
    assert (found.verdict, found.lhs, found.rhs) == ("violated", 160, 165)
    assert later.filing is not None
    own, row = later.filing.read("findings"), later.row()

    take(restated=budget(year=2023))
    assert publish(instance) is None
    assert [f.verdict for f in stated_changes(root, later)] == ["exact"]
    assert (later.filing.read("findings"), later.row()) == (own, row)


def test_what_relates_a_filing_to_its_own_body_stays_where_it_belongs_to_another_group_too(
    take: Ingest, root: DataRoot, instance: dg.DagsterInstance
) -> None:
    (earlier,) = take(earlier=budget(year=2023, total="155.00", prose="155.00"))
    (later,) = take(later=budget(year=2024, total="160.00", prose="160.00", change="，比上年预算增加10.00万元"))
    assert publish(instance) is None
    for parent in ("甲市教育局", "乙市文化局", "丙市水务局", "丁市民政局"):
        assert later.filing is not None
        later.filing.write("filings", [replace(row, publisher_parent=parent) for row in later.filing.read("filings")])
        assert publish(instance) is None
        assert [f.verdict for f in stated_changes(root, later)] == ["violated"]
    assert stated_changes(root, earlier) == []


def test_only_groups_of_filings_that_changed_are_evaluated(
    take: Ingest, root: DataRoot, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluated: list[list[str]] = []

    def evaluate(sides: Sequence[Side], **options: Any) -> dict[str, list[Finding]]:
        evaluated.append([side.filing_id for side in sides])
        return evaluate_across(sides, **options)

    monkeypatch.setattr(cross_filing_verdicts, "evaluate_across", evaluate)
    for body in ("青山市河湾区图书管理中心", "青山市东岭区文化服务中心"):
        take(**{f"a{year}{body}": budget(body, year=year) for year in (2022, 2023)})
    assert publish(instance) is None
    assert [len(sides) for sides in evaluated] == [2, 2]
    evaluated.clear()
    assert publish(instance) is None
    assert evaluated == []
    (last,) = take(third=budget(year=2024))
    assert publish(instance) is None
    ((*_, third),) = evaluated
    assert last.filing is not None and third == last.filing.filing_id
