"""A process that is killed at any write: what readers open is whole, and the same command again gives the bytes that it
would have given.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pyarrow.parquet as pq
import pytest

from fiscal.model.contract import DATASETS
from fiscal.storage.root import DataRoot
from pipelines.running import home
from pipelines.running.ingest import ingest
from tests.filings import budget

pytestmark = [pytest.mark.pipeline, pytest.mark.slow]

SPREAD = 6
COUNTED = """
import os, signal, sys
from pathlib import Path
from fiscal.intake import kept_readings as readings
from fiscal.storage.root import FolderStore
from tests.pipeline import reading
readings.pool.READER = reading.NAME
left = int(sys.argv.pop(1))
whole = Path.replace
def cut(staged, target):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(staged, target)
Path.replace = cut
from pipelines.command_line import main
try:
    main()
finally:
    print("writes", -left)
"""


def test_a_killed_ingestion_leaves_whole_files_and_is_made_good_by_the_next(root: DataRoot, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(budget(total="160.00"))
    assert _ingest_cut_short(path, root, at=0).returncode == 0
    wanted = _bytes(root)
    uncut = _received(root, tmp_path / "uncut")
    writes = int(_ingest_cut_short(path, uncut, at=0).stdout.rsplit("writes", 1)[1])
    assert writes > SPREAD
    assert _bytes(uncut) == wanted
    for step in range(SPREAD):
        at = 1 + step * (writes - 1) // (SPREAD - 1)
        cut = _received(root, tmp_path / f"cut-{at}")
        assert _ingest_cut_short(path, cut, at).returncode == -signal.SIGKILL
        for name in _bytes(cut):
            pq.read_table(cut.work / name, partitioning=None)
        home.settle(cut)
        with dg.DagsterInstance.ephemeral() as instance:
            assert [result.reason for result in ingest(cut, instance, [path])] == [None]
        assert _bytes(cut) == wanted, f"cut at write {at} of {writes}"


def _received(root: DataRoot, folder: Path) -> DataRoot:
    """A data root where the same bytes were received at the same time, and nothing was done with them."""
    shutil.copytree(root.work / "raw" / "blobs", folder / "raw" / "blobs")
    return DataRoot.at(folder)


def _ingest_cut_short(path: Path, root: DataRoot, at: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", COUNTED, str(at), "ingest", str(path), "--data", root.location]
    return subprocess.run(command, env=os.environ, capture_output=True, text=True, timeout=300, check=False)


def _bytes(root: DataRoot) -> dict[str, bytes]:
    files = [path for dataset in DATASETS for path in sorted((root.work / dataset).rglob("*")) if path.is_file()]
    return {path.relative_to(root.work).as_posix(): path.read_bytes() for path in files}
