"""No damaged filing is published with facts lost in silence: it fails, is quarantined, has the sound one's facts, if
only held, or names the cells in doubt.
"""

from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from benchmarks.scoring.filings import judged
from fiscal.document.sandbox.sandbox import Sandbox
from fiscal.model.contract import Fact
from fiscal.model.reading import Reading
from fiscal.model.reasons import REASONS, Failure
from tests.filings import budget
from tests.hostile.mutants import ANYWHERE, mutants, rewritten

READ = "fiscal.extraction.reader.read"
SEED = 2022
PLAIN = budget()
FILINGS = {
    "as drawn": PLAIN,
    "inflated once": rewritten(PLAIN, stream_decode_level=pikepdf.StreamDecodeLevel.generalized),
    "objects in streams": rewritten(
        PLAIN,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
    ),
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(preload=[READ.rpartition(".")[0]]) as pool:
        yield pool


def amounts(facts: list[Fact]) -> dict[str, object]:
    return {fact.fact_id: (fact.value_yuan, fact.value_native, fact.unit) for fact in facts}


def silent(sandbox: Sandbox, folder: Path, count: int) -> list[str]:
    """What was done to the filings whose facts changed though they were published without a doubt about any cell or
    page.
    """
    path = folder / "filing.pdf"

    def outcome(data: bytes) -> tuple[str, dict[str, object], dict[str, object], set[str]]:
        path.write_bytes(data)
        reading = sandbox.call(READ, path)
        if isinstance(reading, Failure):
            assert reading.code in REASONS
            return "failed", {}, {}, set()
        assert isinstance(reading, Reading)
        found = judged("f", reading)
        return (
            found.gate.state,
            amounts(list(found.facts)),
            amounts(list(found.held)),
            {d.code for d in reading.doubts} - {"repaired"},
        )

    sound = {name: outcome(data) for name, data in FILINGS.items()}
    assert all(state == "published" and facts for state, facts, _, _ in sound.values())
    changed: list[str] = []
    for number, what, data in mutants(FILINGS, count, SEED):
        state, facts, held, doubted = outcome(data)
        if state == "published" and not doubted and (facts | held) != sound[what.partition(":")[0]][1]:
            changed.append(f"{number} {what}")
    return changed


@pytest.mark.pipeline
def test_every_way_of_damage_is_told(sandbox: Sandbox, tmp_path: Path) -> None:
    assert silent(sandbox, tmp_path, len(ANYWHERE) * len(FILINGS)) == []


@pytest.mark.slow
@pytest.mark.timeout(3000)
def test_hundreds_of_damaged_filings_are_told(sandbox: Sandbox, tmp_path: Path) -> None:
    assert silent(sandbox, tmp_path, 600) == []
