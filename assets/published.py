"""What people open: the consistent snapshot of all datasets as one DuckDB file, and the index over all reports."""

import json
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any

import dagster as dg

from assets.per_filing import AFTER_A_CHANGE, GROUP, Materialized, Workbench
from assets.showing import as_markdown, link, previewed
from assets.stages import stale_by, stale_filings
from expectations.gates.waivers import Figures, Lapsed, read_waivers, review
from fiscal.model.vocabulary import DOC_KINDS, FILING_STATES
from fiscal.publication.publication_state import DATABASE, INDEX, record, standing
from fiscal.publication.store import Store
from fiscal.storage.datasets import filing_ids
from fiscal.storage.root import DataRoot, FolderStore

UP_TO_DATE = "filings_up_to_date"
_LISTED = 200
_LAST_LOOK = ".cache/stale.json"
_FIGURES = "SELECT finding_id, verdict, numbers_hash FROM findings WHERE finding_id IN (SELECT unnest(?))"


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
    from fiscal.publication.database.exchange import publish
    from fiscal.publication.database.snapshot import overview
    from fiscal.publication.report import index

    root = DataRoot.at(workbench.root or None)
    stands, database = standing(root), root.work / DATABASE
    done = publish(Store.at(root.location), database, {name: one.made_from for name, one in stands.items()})
    root.share(database)
    root.store.write(INDEX, index(*overview(database)).encode())
    record(root, stands)
    places = {
        "index": link("reports/index.html"),
        "database": link("fiscal.duckdb"),
        "file_database": dg.PathMetadataValue(str(root.work / "fiscal.duckdb")),
    }
    shown = {"preview_filings": _filings(database), "filings_exchanged": len(done.exchanged)}
    yield dg.MaterializeResult(metadata=places | shown | done.rows)
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
    yield up_to_date(root, done.exchanged)


def _filings(database: Path) -> dg.TableMetadataValue:
    """Which body, year and kind each partition is, with what became of it."""
    from fiscal.publication.database import snapshot

    with snapshot.reading(database) as db:
        latest = snapshot.rows(db, f"{snapshot.LATEST} ORDER BY filing_id LIMIT ?", [_LISTED])
    return previewed(
        latest,
        {
            "filing_id": itemgetter("filing_id"),
            "publisher": lambda row: row["publisher"] or row["source_file"],
            "fiscal_year": itemgetter("fiscal_year"),
            "doc_kind": lambda row: DOC_KINDS.get(row["doc_kind"], row["doc_kind"]),
            "state": lambda row: FILING_STATES.get(row["state"], row["state"]),
            "facts_published": itemgetter("facts_published"),
            "facts_held": itemgetter("facts_held"),
        },
        _LISTED,
    )


def up_to_date(root: DataRoot, worked_on: Collection[str] | None = None) -> dg.AssetCheckResult:
    """Which filings are not as today's code, rules and acknowledgements would have them: `stale` in its metadata counts
    them.

    Where code and acknowledgements are those of the last look, only filings that were stale then and those `worked_on`
    since are looked at; all without it.
    """
    stale = _stale(root, worked_on)
    told = as_markdown(("文件 Filing", "自 From"), list(islice(stale.items(), _LISTED)))
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


def _stale(root: DataRoot, worked_on: Collection[str] | None) -> dict[str, str]:
    """The stale filings, each with the first stage that is; kept for the next look."""
    kept = FolderStore(root.work)
    made_by = stale_by(root)
    last: dict[str, Any] = json.loads(kept.read(_LAST_LOOK) or b"{}")
    if worked_on is None or last.get("made_by") != made_by:
        names = filing_ids(root.store)
    else:
        names = sorted({*worked_on, *last["stale"]})
    stale = {name: stage.name for name, stage in stale_filings(root, names).items()}
    kept.write(_LAST_LOOK, json.dumps({"made_by": made_by, "stale": stale}).encode())
    return stale


def lapsed_waivers(root: DataRoot) -> list[Lapsed]:
    """The acknowledgements that no longer acknowledge anything, given the published findings; these are asked only
    where there is any.
    """
    waivers = read_waivers(root.store)
    if not waivers:
        return []
    from fiscal.publication.database import snapshot

    with snapshot.reading(root.work / DATABASE) as db:
        rows = snapshot.rows(db, _FIGURES, [sorted({waiver.finding for waiver in waivers})])
    return review([Figures(**row) for row in rows], waivers, datetime.now(UTC).date())
