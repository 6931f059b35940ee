import pytest

from fiscal.model import contract, vocabulary

pytestmark = pytest.mark.unit


def test_every_closed_column_stands_in_some_dataset() -> None:
    columns = {name for dataset in contract.DATASETS for name in contract.schema(dataset).names}
    assert set(vocabulary.COLUMNS) <= columns


def test_a_state_means_what_it_means_in_its_dataset() -> None:
    assert vocabulary.of_column("findings", "state") == vocabulary.FINDING_STATES
    assert vocabulary.of_column("filings", "state") == vocabulary.FILING_STATES
    assert vocabulary.of_column("facts", "publisher") is None
    assert vocabulary.label("phase", "executed") == "决算" and vocabulary.label("phase", None) is None
