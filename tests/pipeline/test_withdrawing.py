"""A filing that is taken back: no facts in the current data, its history kept, said everywhere; and given back as it
was.
"""

from pathlib import Path

import dagster as dg
import pytest

from assets.stages import stale_stages
from fiscal.storage.datasets import read_version
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot
from pipelines.running.ingest import publish
from pipelines.running.withdrawing import withdraw
from tests.filings import budget
from tests.parted import pages_of, whole
from tests.pipeline.conftest import Ingest
from tests.pipeline.test_parts import NAME

pytestmark = pytest.mark.pipeline


@pytest.fixture
def filing(take: Ingest) -> FilingFiles:
    (one,) = take(a=budget())
    assert one.filing is not None
    return one.filing


def files_of(root: DataRoot) -> dict[str, bytes]:
    """Every file of the datasets and reports by its name."""
    places = [
        Path(root.location) / name
        for name in ("facts", "findings", "filings", "observations", "extracted_tables", "reports")
    ]
    return {
        str(path.relative_to(root.location)): path.read_bytes()
        for place in places
        for path in sorted(place.rglob("*"))
        if path.is_file()
    }


def test_what_is_taken_back_has_no_facts_but_its_history_and_comes_back_as_it_was(
    filing: FilingFiles, root: DataRoot, instance: dg.DagsterInstance
) -> None:
    before, facts = files_of(root), filing.read("facts")
    assert facts
    assert withdraw(instance, filing, True, "公布单位来函", "somebody") is None
    (row,) = filing.read("filings")
    assert (row.state, row.facts_published, row.publisher is not None) == ("withdrawn", 0, True)
    assert row.state_reason.startswith("withdrawn: 撤回理由：公布单位来函（somebody，")
    assert not filing.read("facts") and not filing.read("findings") and not filing.read("observations")
    assert read_version(root.store, "facts", filing.filing_id, 1) == facts
    assert not stale_stages(filing)
    assert publish(instance) is None
    for page in ("index.html", f"{filing.filing_id}.html"):
        assert "公布单位来函" in (root.store.read(f"reports/{page}") or b"").decode()
    assert withdraw(instance, filing, False, "来函有误", "somebody") is None
    assert {name: content for name, content in files_of(root).items() if "index.html" not in name} == before
    assert read_version(root.store, "facts", filing.filing_id, 1) == []


def test_a_version_that_comes_in_later_is_not_taken_back_and_the_history_stays(
    filing: FilingFiles, take: Ingest, root: DataRoot, instance: dg.DagsterInstance
) -> None:
    facts = filing.read("facts")
    withdraw(instance, filing, True, "公布单位来函", "somebody")
    take(b=budget(total="170.00", prose="170.00", remark="170.00"))
    assert [row.state for row in filing.read("filings")] == ["superseded", "published"]
    assert filing.read("facts")
    assert read_version(root.store, "facts", filing.filing_id, 1) == facts


def test_what_completes_a_filing_that_is_taken_back_is_taken_back_with_it(
    take: Ingest, instance: dg.DagsterInstance
) -> None:
    (narrative,) = take(**{f"{NAME}附件2": pages_of(whole(), 1, 2)})
    filing = narrative.filing
    assert filing is not None
    withdraw(instance, filing, True, "公布单位来函", "somebody")
    take(**{f"{NAME}附件1": pages_of(whole(), 3, 5)})
    assert [part.receipt.source_file for part in filing.latest().parts] == [f"{NAME}附件1.pdf", f"{NAME}附件2.pdf"]
    assert [row.state for row in filing.read("filings")] == ["withdrawn"] and not filing.read("facts")
    withdraw(instance, filing, False, "来函有误", "somebody")
    assert [row.state for row in filing.read("filings")] == ["published"]
    assert {source.part_no for fact in filing.read("facts") for source in fact.sources} == {1, 2}


def test_the_command_takes_back_gives_back_and_says_what_would_change_nothing(fiscal, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(budget())
    fiscal("ingest", tmp_path / "a.pdf")
    name = "qingshanshi-hewanqu-tushu-guanli-zhongxin-unit-2023-budget"
    assert fiscal("withdraw", "no-such-filing", "--reason", "公布单位来函")[0] == 2
    assert fiscal("withdraw", name, "--reason", "公布单位来函", "--undo")[0] == 2
    status, printed = fiscal("withdraw", name, "--reason", "公布单位来函")
    assert status == 0 and "Withdrawn" in printed
    assert fiscal("withdraw", name, "--reason", "公布单位来函")[0] == 2
    status, printed = fiscal("ingest", tmp_path / "a.pdf")
    assert "withdrawn" in printed and "1 unchanged" in printed
    status, printed = fiscal("withdraw", name, "--reason", "来函有误", "--undo")
    assert status == 0 and "Given back" in printed
