"""A filing that is published as several files, and a file that holds the filings of several bodies."""

import os
import random
import re
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from fiscal.intake import arrival
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot
from pipelines.running import home
from pipelines.running import ingest as work
from pipelines.running.ingest import ingest, publish
from pipelines.running.withdrawing import withdraw
from tests.drawing import pdf
from tests.parted import BODY, bound, cover, expenditure, income, narrative, pages_of, summary, whole
from tests.pipeline.conftest import Ingest

pytestmark = [pytest.mark.pipeline, pytest.mark.usefixtures("root")]

FILING = "qingshanshi-hewanqu-shuiwu-ju-department-2024-budget"
NAME = "河湾区水务局2024年部门预算"
BODIES = ("青山市河湾区水务局", "青山市河湾区财政局", "青山市河湾区教育局")


def said(filing: FilingFiles, dataset: str) -> list[Any]:
    """The rows of a dataset without the numbers of files and pages: what they say wherever it stands."""
    return [_placeless(asdict(row)) for row in filing.read(dataset)]


def _placeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _placeless(inner) for name, inner in value.items() if name not in ("page", "part_no")}
    if isinstance(value, (list, tuple)):
        return [_placeless(inner) for inner in value]
    return re.sub(r"(?:文件\d+)?第\d+页|page \d+(?: of file \d+)?", "", value) if isinstance(value, str) else value


def opened(folder: Path) -> DataRoot:
    """A data root of its own, which the assets work on from now on."""
    root = DataRoot.at(folder)
    os.environ["FISCAL_DATA"] = os.environ["DAGSTER_HOME"] = ""
    home.settle(root)
    return root


def into(folder: Path, instance: dg.DagsterInstance, files: list[tuple[str, bytes]]) -> FilingFiles:
    """Takes files in one after the other, each in an ingestion of its own."""
    root = opened(folder / "data")
    for name, content in files:
        (folder / name).write_bytes(content)
        list(ingest(root, instance, [folder / name]))
    return FilingFiles(root, FILING)


SETS = [
    ((1, 2), (3, 7)),
    ((1, 2), (3, 5), (6, 7)),
    ((1, 2), (3, 3), (4, 4), (5, 7)),
    ((1, 2), (3, 3), (4, 4), (5, 5), (6, 7)),
    ((1, 2), (3, 3), (4, 4), (5, 5), (6, 6), (7, 7)),
]
"""The pages of each file of a set."""
ALL_ORDERS, SOME_ORDERS = 4, 12
"""Files up to which every order of arrival is tried, and the orders tried of more."""


def parts(pages: Sequence[tuple[int, int]]) -> list[tuple[str, bytes]]:
    filing = whole(more=True)
    return [(f"{NAME}附件{at}.pdf", pages_of(filing, *own)) for at, own in enumerate(pages, 1)]


def orders(files: Sequence[tuple[str, bytes]]) -> list[Sequence[tuple[str, bytes]]]:
    if len(files) <= ALL_ORDERS:
        return list(permutations(files))
    drawn = random.Random(len(files))
    return [drawn.sample(files, len(files)) for _ in range(SOME_ORDERS)]


@pytest.mark.parametrize("pages", SETS, ids=len)
def test_files_of_a_filing_are_one_version_in_one_order_whichever_comes_first(
    pages: Sequence[tuple[int, int]], tmp_path: Path
) -> None:
    files = parts(pages)
    read = DataRoot.at(tmp_path / "read")
    for name, content in files:
        (tmp_path / name).write_bytes(content)
        arrival.take_in(read, tmp_path / name)
    for at, order in enumerate(orders(files)):
        root = DataRoot.at(tmp_path / str(at))
        shutil.copytree(read.work / ".cache", root.work / ".cache")
        for name, _ in order:
            taken = arrival.take_in(root, tmp_path / name)
            assert isinstance(taken, str)
            arrival.assign(root, taken)
        (version,) = FilingFiles(root, FILING).versions()
        assert [part.receipt.source_file for part in version.parts] == [name for name, _ in files]


@pytest.mark.parametrize("pages", (SETS[0], SETS[-1]), ids=len)
def test_files_of_a_filing_give_the_same_facts_and_findings_as_one_file_whichever_comes_first(
    pages: Sequence[tuple[int, int]], tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    files = parts(pages)
    ways = {
        "one": [("水务局.pdf", whole(more=True))],
        "backwards": files[::-1],
        "mixed": random.Random(1).sample(files, len(files)),
    }
    found: dict[str, FilingFiles] = {}
    for way, order in ways.items():
        (tmp_path / way).mkdir()
        found[way] = into(tmp_path / way, instance, list(order))
        assert [row.state for row in found[way].read("filings")] == ["published"]
    for dataset in ("facts", "held_facts", "findings"):
        assert said(found["backwards"], dataset) == said(found["one"], dataset)
        assert found["backwards"].content(dataset) == found["mixed"].content(dataset)


def test_a_process_killed_before_the_files_beside_were_told_again_leaves_that_to_the_next(
    take: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    (alone,) = take(**{f"{NAME}附件2": pages_of(whole(), 4, 4)})
    assert alone.filing is not None and alone.filing.filing_id.startswith("unidentified-")

    class KilledError(Exception): ...

    def killed(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as patched, pytest.raises(KilledError):
        patched.setattr(arrival, "_tell_again", killed)
        take(**{f"{NAME}附件1": pages_of(whole(), 1, 2)})
    (both,) = take(**{f"{NAME}附件1": pages_of(whole(), 1, 2)})
    assert both.filing is not None and both.filing.filing_id == FILING
    assert [part.receipt.source_file for part in both.filing.latest().parts] == [f"{NAME}附件1.pdf", f"{NAME}附件2.pdf"]


def test_what_a_file_was_taken_for_is_emptied_by_the_next_run_where_a_process_was_killed_before(
    take: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    (alone,) = take(**{f"{NAME}附件2": pages_of(whole(), 4, 4)})
    assert alone.filing is not None and alone.filing.read("filings")[-1].state != "superseded"

    class KilledError(Exception): ...

    def killed(*_: object) -> None:
        raise KilledError

    for lost in ("retire", "handed_over"):
        with monkeypatch.context() as patched, pytest.raises(KilledError):
            patched.setattr(work, lost, killed)
            take(**{f"{NAME}附件1": pages_of(whole(), 1, 2)})
    assert not alone.filing.versions()
    (both,) = take(**{f"{NAME}附件1": pages_of(whole(), 1, 2)})
    assert both.filing is not None and both.work == "done"
    assert [row.state for row in alone.filing.read("filings")] == ["superseded"]
    assert not alone.filing.read("observations")
    (again,) = take(**{f"{NAME}附件1": pages_of(whole(), 1, 2)})
    assert again.work == "unchanged"


def test_evidence_names_the_file_and_the_page_in_it(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    filing = into(
        tmp_path,
        instance,
        [(f"{NAME}附件{at}.pdf", pages_of(whole(), *pages)) for at, pages in ((1, (1, 2)), (2, (3, 5)))],
    )
    assert [(part.part_no, part.role, part.pages, part.source_file) for part in filing.read("parts")] == [
        (1, "narrative", 2, f"{NAME}附件1.pdf"),
        (2, "tables", 3, f"{NAME}附件2.pdf"),
    ]
    assert {(cell.part_no, cell.page) for cell in filing.read("extracted_tables")} == {(2, 1), (2, 2), (2, 3)}
    assert {(source.part_no, source.page) for fact in filing.read("facts") for source in fact.sources} <= {
        (1, 2),
        (2, 1),
        (2, 2),
        (2, 3),
    }


def test_a_corrected_part_is_a_new_version_that_keeps_the_other_parts(take: Ingest) -> None:
    narrative, tables = pages_of(whole(), 1, 2), pages_of(whole(), 3, 5)
    take(**{f"{NAME}说明": narrative})
    take(**{f"{NAME}表格": tables})
    (corrected,) = take(corrected=pages_of(whole(remark="corrected"), 1, 2))
    assert corrected.filing is not None
    assert [[part.receipt.source_file for part in v.parts] for v in corrected.filing.versions()] == [
        [f"{NAME}说明.pdf", f"{NAME}表格.pdf"],
        ["corrected.pdf", f"{NAME}表格.pdf"],
    ]
    assert [(row.version, row.state) for row in corrected.filing.read("filings")] == [
        (1, "superseded"),
        (2, "published"),
    ]


def test_what_says_the_same_otherwise_is_published_beside_and_takes_nothing_away(take: Ingest) -> None:
    (first,) = take(**{NAME: whole()})
    facts = first.filing.read("facts") if first.filing else []
    other = [summary, lambda c: income(c, total="301.00"), expenditure]
    (part,) = take(**{f"{NAME}附表": pdf(*other)})
    assert first.filing is not None and part.filing is not None
    assert part.filing.beside == FILING == first.filing.filing_id
    assert first.filing.read("facts") == facts
    assert [d.detail for d in part.filing.read("doubts") if d.code == "unsure_part"] == [FILING]


def test_an_excerpt_is_read_once_whichever_comes_first(take: Ingest, root: DataRoot) -> None:
    (alone,) = take(**{NAME: whole()})
    assert alone.filing is not None
    facts = alone.filing.read("facts")
    take(**{f"{NAME}附表": pages_of(whole(), 3, 5)})
    assert [part.receipt.source_file for part in alone.filing.latest().parts] == [f"{NAME}.pdf", f"{NAME}附表.pdf"]
    assert [row.state for row in alone.filing.read("filings")] == ["published"]
    assert alone.filing.read("facts") == facts


def test_every_chapter_of_a_compilation_is_the_filing_that_its_own_file_would_be(
    tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    path = tmp_path / "汇编.pdf"
    path.write_bytes(bound(*(whole(body) for body in BODIES)))
    front, *found = ingest(opened(tmp_path / "bound"), instance, [path])
    assert front.filing is not None and (row := front.row()) is not None
    assert (row.scope, row.publisher, row.pages, row.facts_published, row.state) == (
        "compilation",
        None,
        1,
        0,
        "published",
    )
    assert [result.filing.latest().pieces[0].pages for result in found if result.filing] == [(2, 6), (7, 11), (12, 16)]
    apart = opened(tmp_path / "apart")
    for body, result in zip(BODIES, found, strict=True):
        own = tmp_path / f"{body}.pdf"
        own.write_bytes(whole(body))
        (alone,) = ingest(apart, instance, [own])
        assert result.filing is not None and alone.filing is not None
        assert result.filing.filing_id == alone.filing.filing_id
        for dataset in ("facts", "findings", "observations", "tables"):
            assert said(result.filing, dataset) == said(alone.filing, dataset)
        assert result.filing.read("parts")[0].member_of.endswith(
            "#page={}-{}".format(*result.filing.latest().pieces[0].pages or ())
        )


OWN = pdf(
    cover,
    lambda c: narrative(c, BODY, "777.00"),
    *(lambda c, draw=draw: draw(c, BODY, "777.00") for draw in (summary, income)),
)


@pytest.mark.parametrize("first", ["chapter", "own"])
def test_a_bodys_own_file_is_current_and_its_chapter_is_kept_and_compared(
    first: str, take: Ingest, instance: dg.DagsterInstance
) -> None:
    files = {"compilation": bound(*(whole(body) for body in BODIES)), "own": OWN}
    results = [
        result
        for name in (files if first == "chapter" else reversed(files))
        for result in take(**{name: files[name]})
        if result.filing
    ]
    current = {result.filing.filing_id: result.filing for result in results if result.filing}
    chapter, own = (
        next(
            f for f in current.values() if f.filing_id.startswith(FILING) and bool(f.latest().pieces[0].pages) == paged
        )
        for paged in (True, False)
    )
    assert {chapter.beside, own.beside} == {FILING, None}
    (row,) = chapter.read("filings")
    assert (
        row.state == "superseded"
        and row.state_reason.startswith("own_file_current")
        and own.filing_id in row.state_reason
    )
    assert not chapter.read("facts") and chapter.read("observations")
    assert [row.state for row in own.read("filings")] == ["published"] and own.read("facts")
    assert not [d for f in (chapter, own) for d in f.read("doubts") if d.code == "unsure_part"]
    others = [f for f in current.values() if not f.filing_id.startswith((FILING, "compilation"))]
    assert len(others) == 2 and all(f.read("facts") for f in others)
    assert publish(instance) is None
    told = [f for f in own.findings() if f.invariant == "Y1-own-and-chapter"]
    assert {(f.lhs, f.rhs) for f in told if f.verdict == "violated"} == {(Decimal("777.00"), Decimal("300.00"))}
    assert withdraw(instance, own, True, "公布单位来函", "somebody") is None
    assert chapter.read("facts") and [row.state for row in chapter.read("filings")] == ["published"]


def test_a_body_corrects_its_own_file_beside_its_chapter(take: Ingest) -> None:
    take(compilation=bound(*(whole(body) for body in BODIES)))
    (own,) = take(own=whole(BODY, remark="own"))
    (again,) = take(again=whole(BODY, remark="again"))
    assert own.filing is not None and again.filing is not None and again.filing.filing_id == own.filing.filing_id
    assert [row.state for row in own.filing.read("filings")] == ["superseded", "published"]
