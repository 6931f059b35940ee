"""What people open: the consistent snapshot of all datasets as one DuckDB file, and the index over all reports."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

import dagster as dg

from assets.per_filing import AFTER_A_CHANGE, GROUP, Materialized, Workbench
from assets.showing import as_markdown, link, previewed
from assets.stages import stale_filings
from expectations.gates.waivers import Figures, Lapsed, read_waivers, review
from fiscal.model.contract import Filing
from fiscal.model.vocabulary import DOC_KINDS, FILING_STATES
from fiscal.publication.publication_state import DATABASE, INDEX, record, to_publish
from fiscal.publication.store import Store
from fiscal.storage.datasets import filing_ids
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot

UP_TO_DATE = "filings_up_to_date"
_LISTED = 200


@dg.asset(
    deps=["cross_filing_verdicts", dg.AssetDep("report", partition_mapping=dg.AllPartitionMapping())],
    group_name=GROUP,
    owners=["team:publication"],
    kinds={"duckdb"},
    check_specs=[
        dg.AssetCheckSpec(
            "waivers_stand",
            asset="published",
            description="每项确认都有所指、未过期、数字未变 · Every acknowledgement still stands",
        ),
        dg.AssetCheckSpec(
            UP_TO_DATE,
            asset="published",
            description=(
                "各文件均按现行代码、规则与确认处理 · Every filing is as today's code, rules and acknowledgements"
                " have it"
            ),
        ),
    ],
    automation_condition=AFTER_A_CHANGE,
)
def published(workbench: Workbench) -> Iterator[Materialized | dg.AssetCheckResult]:
    """全部数据集的一致快照 `fiscal.duckdb`：事实、结论、观测与出处，一个文件即可查询；以及各报告的总览
    `reports/index.html`。

    The consistent snapshot of every dataset, `fiscal.duckdb`: facts, findings, observations and evidence in one file;
    and `reports/index.html` over all reports."""
    from fiscal.publication.database.build import build
    from fiscal.publication.reference.tables import reference_tables
    from fiscal.publication.report import index

    root = DataRoot.at(workbench.root or None)
    made_from = to_publish(root)
    store = Store.at(root.location)
    rows = build(store, root.work / DATABASE, reference_tables(store))
    root.share(root.work / DATABASE)
    root.store.write(INDEX, index(store).encode())
    record(root, made_from)
    places = {
        "index": link("reports/index.html"),
        "database": link("fiscal.duckdb"),
        "file_database": dg.PathMetadataValue(str(root.work / "fiscal.duckdb")),
    }
    yield dg.MaterializeResult(metadata=places | {"preview_filings": _filings(root)} | rows)
    lapsed = lapsed_waivers(root)
    told = "\n".join(f"- {lapse.said}" for lapse in lapsed)
    yield dg.AssetCheckResult(
        passed=not lapsed,
        check_name="waivers_stand",
        severity=dg.AssetCheckSeverity.WARN,
        description=(
            f"{len(lapsed)} 项确认已失效 / {len(lapsed)} acknowledgements no longer stand" if lapsed else "成立 / holds"
        ),
        metadata={"waivers": len(read_waivers(root.store)), "lapsed": dg.MetadataValue.md(told)},
    )
    yield up_to_date(root)


def _filings(root: DataRoot) -> dg.TableMetadataValue:
    """Which body, year and kind each partition is, with what became of it."""
    latest: list[tuple[str, Filing]] = [
        (name, rows[-1]) for name in filing_ids(root.store) if (rows := FilingFiles(root, name).read("filings"))
    ]
    return previewed(
        latest,
        {
            "filing_id": lambda at: at[0],
            "publisher": lambda at: at[1].publisher or at[1].source_file,
            "fiscal_year": lambda at: at[1].fiscal_year,
            "doc_kind": lambda at: DOC_KINDS.get(at[1].doc_kind, at[1].doc_kind),
            "state": lambda at: FILING_STATES.get(at[1].state, at[1].state),
            "facts_published": lambda at: at[1].facts_published,
            "facts_held": lambda at: at[1].facts_held,
        },
        _LISTED,
    )


def up_to_date(root: DataRoot) -> dg.AssetCheckResult:
    """Which filings are not as today's code, rules and acknowledgements would have them: `stale` in its metadata counts
    them.
    """
    stale = stale_filings(root, filing_ids(root.store))
    told = as_markdown(
        ("文件 Filing", "自 From"), [(name, stage.name) for name, stage in islice(stale.items(), _LISTED)]
    )
    text = (
        f"{len(stale)} 份需补跑：fiscal backfill，或任务 backfill / {len(stale)} are due: fiscal backfill, or the job"
        " backfill"
        if stale
        else "均为最新 / all is up to date"
    )
    return dg.AssetCheckResult(
        passed=not stale,
        check_name=UP_TO_DATE,
        severity=dg.AssetCheckSeverity.WARN,
        description=text,
        metadata={"stale": len(stale), "filings": dg.MetadataValue.md(told)},
    )


def lapsed_waivers(root: DataRoot) -> list[Lapsed]:
    """The acknowledgements that no longer acknowledge anything, given the findings of all filings; the findings are
    read only where there is any.
    """
    waivers = read_waivers(root.store)
    if not waivers:
        return []
    rows = (
        Store.at(root.location)
        .dataset("findings")
        .to_table(columns=["finding_id", "verdict", "numbers_hash"])
        .to_pylist()
    )
    return review([Figures(**row) for row in rows], waivers, datetime.now(UTC).date())
