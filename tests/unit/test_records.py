import dataclasses
from decimal import Decimal

import pytest

from fiscal.model import contract
from fiscal.model.findings.rows import Finding, Suspect, Term
from fiscal.model.records import from_arrow, to_arrow

pytestmark = pytest.mark.unit

TERM = Term(
    observation_id="a",
    label="合计",
    value_reported="1.5",
    quote="1.5",
    weight=Decimal("1.0000"),
    table_no=1,
    row=2,
    col=3,
    page=4,
)
FINDING = Finding(
    finding_id="f",
    invariant="h1",
    family="H1",
    verdict="exact",
    severity="info",
    tier="hard",
    lhs=Decimal("1.5000"),
    rhs=None,
    residual=None,
    bound=None,
    unit="万元",
    terms=(TERM,),
    suspects=(Suspect(observation_id="a", proposed_value=None, reason="x"),),
    root_cause=None,
    message_zh="一",
    message_en="one",
)


def test_rows_survive_arrow_and_back() -> None:
    table = to_arrow([FINDING], Finding, filing_id="x")
    assert table.schema == contract.schema("findings")
    assert from_arrow(table, Finding) == [FINDING]


@pytest.mark.parametrize("dataset", contract.DATASETS)
def test_every_dataset_has_a_schema_of_plain_types_with_the_filing_first(dataset: str) -> None:
    schema = contract.schema(dataset)
    assert schema.names[0] == "filing_id"
    assert schema.names[1:] == [f.name for f in dataclasses.fields(contract.DATASETS[dataset])]
    assert schema.metadata is None
