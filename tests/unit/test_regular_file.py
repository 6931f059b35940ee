"""Pipes, sockets, devices, broken links and huge files under the name of a PDF are told before a byte of them is
read.
"""

import os
import socket
from pathlib import Path

import pytest

from fiscal.intake.inbox import look
from fiscal.intake.regular_file import bytes_of
from fiscal.model.reasons import REASONS, Failure

pytestmark = pytest.mark.unit


def code(path: Path, largest: int = 1 << 20) -> str:
    outcome = bytes_of(path, largest)
    assert isinstance(outcome, Failure)
    assert outcome.code in REASONS
    return outcome.code


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-")
    assert bytes_of(path) == b"%PDF-"
    assert code(path, largest=4) == "too_large"


@pytest.mark.timeout(20)
def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "folder.pdf").mkdir()
    (tmp_path / "link.pdf").symlink_to(tmp_path / "nowhere")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s.pdf"))
        assert code(tmp_path / "s.pdf") == "not_a_file"
    assert code(tmp_path / "pipe.pdf") == "not_a_file"
    assert code(tmp_path / "folder.pdf") == "not_a_file"
    assert code(tmp_path / "link.pdf") == "not_a_file"
    assert code(Path("/dev/zero")) == "not_a_file"


def test_a_missing_file_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        bytes_of(tmp_path / "a.pdf")


@pytest.mark.timeout(20)
def test_a_pipe_in_the_inbox_is_told_and_stops_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "a.pdf").write_bytes(b"%PDF- %%EOF")
    seen = look(tmp_path, look(tmp_path, {}, 0.0), 60.0)
    assert seen["a.pdf"].sha256
    assert seen["pipe.pdf"].sha256 is None
    assert "not_a_file" in (seen["pipe.pdf"].trouble or "")
