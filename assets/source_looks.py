"""Looks at sources: where filings are found, one partition a source, with its last looks and what they brought.

What a look is, is said in `fiscal.discovery`; when sources are looked at and what they brought is taken in, in
`pipelines`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from assets.per_filing import Materialized, Workbench
from assets.showing import previewed
from fiscal.discovery.ledger.ledger import Ledger
from fiscal.discovery.ledger.rows import LookRow
from fiscal.discovery.looking.look import Look
from fiscal.discovery.looking.several import look_at
from fiscal.discovery.sources.reading import Sources, read_sources
from fiscal.discovery.sources.source import Source
from fiscal.storage.root import DataRoot

SOURCES = dg.DynamicPartitionsDefinition(name="sources")
SOURCE_LOOKS = "source_looks"
NO_NEWS_BY_ITSELF = "looked"
"""The data version of every look: what is news is a filing's bytes, so that no filing counts as out of date because its
source was looked at again.
"""
_SOURCES_A_RUN = 50
_LOOKS_SHOWN = 30
_COLUMNS = ("ended", "outcome", "items", "wanted", "fetched", "news", "troubled", "reason")


@dg.asset(
    name=SOURCE_LOOKS,
    partitions_def=SOURCES,
    group_name="sources",
    owners=["team:discovery"],
    kinds={"http"},
    backfill_policy=dg.BackfillPolicy.multi_run(_SOURCES_A_RUN),
)
def source_looks(context: dg.AssetExecutionContext, workbench: Workbench) -> Iterator[Materialized]:
    """查看来源：一个分区对应一个来源；列出条目，取回新的与变更的文件，记入台账。受阻、出错或空的列表从不改变任何文件的状态。

    A look at a source, one partition each: its list, the files that are new or changed, and what became of each in the
    ledger. A look that is blocked, fails or finds an empty list never changes a filing's state."""
    root = DataRoot.at(workbench.root or None)
    known, ledger = read_sources(), Ledger(root)
    for found in look_at(root, chosen_of(known, context.partition_keys, context.log)):
        context.add_asset_metadata(shown(known.by_id[found.source_id], found, ledger), partition_key=found.source_id)
    yield dg.MaterializeResult(data_version=dg.DataVersion(NO_NEWS_BY_ITSELF))


def chosen_of(known: Sources, ids: Sequence[str], log: dg.DagsterLogManager) -> list[Source]:
    """The sources with these ids, all that are enabled where there are none; ids of no source are warned of."""
    there = [name for name in ids if name in known.by_id]
    for name in ids:
        if name not in known.by_id:
            log.warning(f"没有这个来源 / no such source: {name}")
    return known.chosen(there) if there or not ids else []


def shown(source: Source, found: Look, ledger: Ledger) -> Mapping[str, Any]:
    """A source's page: where it is, what the look found, and its last looks."""
    row = ledger.source(source.id)
    return {
        "outcome": found.outcome,
        "reason": found.reason or "",
        "listing": dg.MetadataValue.url(source.listing.url),
        "items": found.items,
        "wanted": found.wanted,
        "fetched": found.fetched,
        "news": len(found.news),
        "troubled": len(found.troubled),
        "files_kept": sum(file.sha256 is not None for file in ledger.files(source.id)),
        "last_success": _time(row.succeeded),
        "last_news": _time(row.news),
        "preview_news": previewed(
            found.news,
            {
                "state": lambda f: f.state,
                "title": lambda f: f.title,
                "name": lambda f: f.name,
                "filing_id": lambda f: f.filing_id,
            },
        ),
        "last_looks": previewed(
            ledger.looks(source.id, _LOOKS_SHOWN), {column: _of(column) for column in _COLUMNS}, _LOOKS_SHOWN
        ),
    }


def _of(column: str) -> Any:
    def value(row: LookRow) -> object:
        found = getattr(row, column)
        return _time(found) if column == "ended" else found

    return value


def _time(moment: float | None) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M UTC") if moment else ""
