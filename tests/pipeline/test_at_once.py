"""Several processes over one data root: no filing is lost, none is worked on twice."""

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot
from tests.filings import budget

pytestmark = pytest.mark.pipeline

FILING = "qingshanshi-hewanqu-tushu-guanli-zhongxin-unit-2023-budget"
COMMAND = """
import sys
from fiscal.intake import kept_readings as readings
from tests.pipeline import reading
readings.READER = reading.NAME
from pipelines.command_line import main
main()
"""


def test_two_commands_over_the_same_files_work_on_each_filing_once(root: DataRoot, tmp_path: Path) -> None:
    folder = tmp_path / "filings"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(budget())
    (folder / "b.pdf").write_bytes(budget(publisher="青山市河湾区档案馆"))
    (folder / "c.pdf").write_bytes(budget(remark="another copy"))
    environment = os.environ | {"FISCAL_DATA": root.location}
    commands = [
        subprocess.Popen(
            [sys.executable, "-c", COMMAND, "ingest", str(folder)], env=environment, stdout=subprocess.DEVNULL
        )
        for _ in range(2)
    ]
    assert [command.wait(300) for command in commands] == [0, 0]
    rows = FilingFiles(root, FILING).read("filings")
    assert [(row.version, row.state) for row in rows] == [(1, "superseded"), (2, "published")]
    with dg.DagsterInstance.get() as instance:
        assert len(instance.get_dynamic_partitions("filings")) == 2
        done = [run.tags["dagster/partition"] for run in instance.get_runs() if run.job_name == "one_filing"]
    assert sorted(done) == sorted([FILING, FILING, "qingshanshi-hewanqu-dangan-guan-unit-2023-budget"])
