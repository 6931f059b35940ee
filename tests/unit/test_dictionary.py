import pytest

from fiscal.model import contract, dictionary

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("dataset", contract.DATASETS)
def test_every_dataset_and_column_is_described_in_both_languages(dataset: str) -> None:
    assert dictionary.of_dataset(dataset).zh
    for column in contract.schema(dataset).names:
        assert dictionary.of_column(column).zh and dictionary.of_column(column).en
