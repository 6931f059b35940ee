"""The process that takes filings in stays as large as it was, however many come."""

import gc
from pathlib import Path

import pytest

from fiscal.storage.root import DataRoot
from pipelines.running import home
from pipelines.running.ingest import ingest
from tests.filings import budget

pytestmark = [pytest.mark.pipeline, pytest.mark.slow]

WARM, MORE, A_FILING = 8, 24, 1.0
NAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥乾坤震巽坎离艮兑天地"


def resident() -> float:
    """What this process occupies, in MB."""
    gc.collect()
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def test_memory_does_not_grow_with_the_filings_taken_in(root: DataRoot, tmp_path: Path) -> None:
    files = [tmp_path / f"{n}.pdf" for n in range(WARM + MORE)]
    for path, name in zip(files, NAMES, strict=True):
        path.write_bytes(budget(publisher=f"青山市河湾区{name}地档案馆", total="160.00"))
    with home.opened(root) as instance:
        taken = ingest(root, instance, files)
        assert [next(taken).work for _ in range(WARM)] == ["done"] * WARM
        before = resident()
        assert [result.work for result in taken] == ["done"] * MORE
    assert resident() - before < MORE * A_FILING
