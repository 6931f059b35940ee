"""How large a module and a folder may be, so that each is read in one sitting and found by its name."""

from collections import Counter
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit
ROOT = Path(__file__).parents[2]
ROOMS = ("fiscal", "expectations", "assets", "pipelines", "benchmarks")
LINES, MODULES = 300, 12

FILES = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]


def test_no_module_is_longer_than_it_can_be_read_in_one_sitting():
    assert len(FILES) > 400
    lines = {str(file.relative_to(ROOT)): len(file.read_text("utf-8").splitlines()) for file in FILES}
    assert {file: count for file, count in lines.items() if count > LINES} == {}


def test_no_folder_has_more_modules_than_can_be_told_apart():
    modules = Counter(str(file.parent.relative_to(ROOT)) for file in FILES if file.name != "__init__.py")
    assert {folder: count for folder, count in modules.items() if count > MODULES} == {}


def test_every_module_opens_with_what_it_does():
    assert [str(file.relative_to(ROOT)) for file in FILES if not file.read_text("utf-8").startswith('"""')] == []
