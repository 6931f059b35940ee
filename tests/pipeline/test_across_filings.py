"""What relates filings of one body: found whichever of them arrives last, renewed when one of them changes, and never a
filing's own verdict.
"""

import dagster as dg
import pytest

from fiscal.model.findings.rows import Finding
from fiscal.storage.datasets import read_rows
from fiscal.storage.root import DataRoot
from pipelines.running.ingest import Ingested, publish
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
