"""What a command's help costs: nothing is loaded for it but what prints it."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.unit

HEAVY = ("dagster", "pyarrow", "pandas", "great_expectations", "duckdb", "fsspec", "yaml", "expectations", "assets")
PROBE = f"""
import sys
from pipelines.command_line import main
try:
    main()
except SystemExit as ended:
    print("loaded", sorted(set({HEAVY!r}) & sys.modules.keys()), ended.code)
"""


@pytest.mark.parametrize("arguments", [["--help"], ["ingest", "--help"], ["sources", "new", "--help"]])
def test_help_loads_nothing_of_what_works_on_filings(arguments: list[str]) -> None:
    ended = subprocess.run([sys.executable, "-c", PROBE, *arguments], capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines()[-1] == "loaded [] 0", ended.stderr
