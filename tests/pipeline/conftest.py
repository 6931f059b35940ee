"""A data root with its Dagster home, and one call that ingests drawn filings as the command does."""

from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import pytest

from fiscal.intake import sandbox_pool as pool
from fiscal.storage.root import DataRoot
from pipelines import command_line
from pipelines.commands import terminal
from pipelines.running import home
from pipelines.running.arriving import Ingested
from pipelines.running.ingest import ingest
from tests.pipeline import reading

Ingest = Callable[..., list[Ingested]]
Command = Callable[..., tuple[int, str]]


@pytest.fixture(autouse=True)
def first_reader_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "READER", reading.NAME)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataRoot:
    for variable in ("FISCAL_DATA", "DAGSTER_HOME", "DAGSTER_DISABLE_TELEMETRY", "GX_ANALYTICS_ENABLED"):
        monkeypatch.setenv(variable, "")
    found = DataRoot.at(tmp_path / "data")
    home.settle(found)
    return found


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as found:
        yield found


@pytest.fixture
def take(root: DataRoot, instance: dg.DagsterInstance, tmp_path: Path) -> Ingest:
    """Writes files (content by name) into a folder and ingests them in that order."""

    def run(**files: bytes) -> list[Ingested]:
        folder = tmp_path / "dropped"
        folder.mkdir(exist_ok=True)
        paths = [folder / f"{name}.pdf" for name in files]
        for path, content in zip(paths, files.values(), strict=True):
            path.write_bytes(content)
        return list(ingest(root, instance, paths))

    return run


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs the console script and gives its exit status and what it printed."""

    def run(*arguments: object) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["fiscal", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            command_line.main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out + printed.err

    return run


@pytest.fixture
def fiscal(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command with a data root of its own."""
    for variable in ("FISCAL_DATA", "DAGSTER_HOME", "DAGSTER_DISABLE_TELEMETRY", "GX_ANALYTICS_ENABLED"):
        monkeypatch.setenv(variable, str(tmp_path / "data") if variable == "FISCAL_DATA" else "")
    monkeypatch.setattr(terminal.out, "width", 200)
    return command
