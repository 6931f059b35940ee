"""Every hostile file ends as a reading or as a failure with a reason, within its time; the parent stays flat and its
children replaceable.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fiscal.document.sandbox.sandbox import Sandbox
from fiscal.model.reading import Reading
from fiscal.model.reasons import REASONS, Failure
from tests.hostile.making import MADE

pytestmark = pytest.mark.slow

READ = "fiscal.extraction.reader.read"
REFUSED = {
    "form_that_draws_itself": "too_complex",
    "forms_that_draw_each_other": "too_complex",
    "billion_laughs_of_forms": "too_complex",
    "sixteen_gib_in_double_flate": "too_complex",
    "half_a_million_lines": "too_complex",
    "a_million_rectangles": "too_complex",
    "a_million_glyphs": "too_complex",
    "tounicode_bomb": "too_complex",
    "ten_thousand_pages": "too_many_pages",
    "one_page_ten_thousand_times": "too_many_pages",
    "a_hundred_megabytes_of_nuls": "not_a_pdf",
    "nuls_behind_a_header": "damaged",
    "an_image_of_ten_gigapixels": "too_complex",
    "a_page_of_many_kilometres": "too_complex",
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(preload=[READ.rpartition(".")[0]]) as pool:
        yield pool


@pytest.mark.parametrize("name", MADE)
def test_a_hostile_file_ends_with_a_reason_or_a_reading(name: str, sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "filing.pdf"
    MADE[name](path)
    before = _resident()
    outcome = sandbox.call(READ, path)
    if name in REFUSED:
        assert isinstance(outcome, Failure), outcome
        assert outcome.code == REFUSED[name], outcome
    elif isinstance(outcome, Failure):
        assert outcome.code in REASONS
    else:
        assert isinstance(outcome, Reading)
    assert _resident() - before < 64 << 20


def test_odd_files_of_public_test_suites_end_with_a_reason_or_a_reading(sandbox: Sandbox, shared: Path) -> None:
    files = sorted((shared / "filings" / "odd").glob("*.pdf"))
    assert files
    outcomes = {path.name: sandbox.call(READ, path) for path in files}
    strange = {
        name: o
        for name, o in outcomes.items()
        if not isinstance(o, Reading) and not (isinstance(o, Failure) and o.code in REASONS)
    }
    broken = {
        name: o
        for name, o in outcomes.items()
        if isinstance(o, Failure) and o.code in ("reader_error", "reader_died", "out_of_memory")
    }
    assert strange == {}
    assert broken == {}


def _resident() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))
