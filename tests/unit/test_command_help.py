"""What a command's help costs: nothing is loaded for it but what prints it."""

import subprocess
import sys

import pytest

from pipelines.command_line import app
from pipelines.commands.alerting import alerts
from pipelines.commands.discovering import sources

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


def test_what_a_command_says_of_itself_is_wrapped_by_the_terminal_alone() -> None:
    told = [command.help for group in (app, sources, alerts) for command in group.registered_commands]
    assert len(told) > 15 and all(text and "\n" not in text.replace("\n\n", "") for text in told)
