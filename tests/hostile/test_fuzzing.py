"""Pages that chance draws, led by what of the reader they reach, are read without an error of the program."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("atheris", reason="the fuzzer is built for Linux on x86_64 alone")

SECONDS = int(os.environ.get("FISCAL_FUZZ_SECONDS", "120"))
"""`FISCAL_FUZZ_SECONDS` for a longer look."""


@pytest.mark.slow
@pytest.mark.timeout(SECONDS + 600)
def test_no_page_that_chance_draws_is_an_error_of_the_reader(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "tests.hostile.fuzzing",
        f"-max_total_time={SECONDS}",
        "-seed=2022",
        f"-artifact_prefix={tmp_path}/",
    ]
    ended = subprocess.run(
        command,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-4000:]
    done = re.search(r"Done (\d+) runs", ended.stderr)
    assert done and int(done[1]) > 20, ended.stderr[-1000:]
