"""Fixtures that all tests share."""

import os
from pathlib import Path

import pytest

# Their assertions say what stood there, as those of test modules do.
pytest.register_assert_rewrite("tests.city", "tests.ui.served")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of filings that are beside the checkout and no part of it (`FISCAL_SHARED`, else `../shared`); without
    it the test is skipped.
    """
    folder = Path(os.environ.get("FISCAL_SHARED") or Path(__file__).resolve().parents[2] / "shared")
    if not folder.is_dir():
        pytest.skip("no folder of shared filings")
    return folder
