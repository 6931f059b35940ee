"""The reference tables themselves: from the classification, the vocabularies, the list of places and the filings that
there are.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pyarrow as pa

from fiscal.document.identity import regions
from fiscal.model import dictionary, vocabulary
from fiscal.model.classification import (
    CLASSIFICATIONS,
    FUNCTIONAL,
    LEVELS,
    classification,
    parent_code,
    printed,
    renames,
)
from fiscal.model.classification.naming import concept_names
from fiscal.model.records import to_arrow
from fiscal.publication.reference.rows import (
    TABLES,
    Code,
    ConceptRow,
    HeadlineRule,
    Place,
    Publisher,
    Statement,
    TermRow,
)
from fiscal.publication.store import Store

_OF_PUBLISHERS = ["filing_id", "publisher", "publisher_parent", "region_code", "scope", "fiscal_year", "state"]
FILINGS_OF_PUBLISHERS = f"FROM filings SELECT {', '.join(_OF_PUBLISHERS)}"
"""The query that gives what `publishers` are made of."""


def reference_tables(store: Store) -> dict[str, pa.Table]:
    """Every table of `rows.TABLES`, in that order; all but `publishers` are the same for every data root."""
    rows: dict[str, list[Any]] = {
        "about": list(_about()),
        "codes": list(_codes()),
        "concepts": [
            ConceptRow(class_system=c.class_system, concept=c.concept, name=c.zh, name_en=c.en) for c in concept_names()
        ],
        "vocabulary": list(_terms()),
        "places": list(_places()),
        "publishers": publishers(store.dataset("filings").to_table(columns=_OF_PUBLISHERS).to_pylist()),
        "headline_rules": list(headline_rules()),
    }
    return {name: to_arrow(rows[name], kind) for name, kind in TABLES.items()}


def _about() -> Iterator[Statement]:
    words = dictionary.notice("data")
    yield Statement(topic="title", statement="财政公开事实 · Reconciled facts from Chinese fiscal filings")
    yield Statement(topic="data_licence_zh", statement=words.zh)
    yield Statement(topic="data_licence_en", statement=words.en)
    yield Statement(topic="code_licence", statement="Apache-2.0")
    yield Statement(topic="version", statement=code_version())


def code_version() -> str:
    """The version of this project, `0` where it runs without being installed."""
    try:
        return version("fiscal-facts")
    except PackageNotFoundError:
        return "0"


def _codes() -> Iterator[Code]:
    seen = {(p.system, p.code): p for p in printed()}
    for system in CLASSIFICATIONS:
        listed = classification(system).codes
        for code in sorted({*listed, *(c for s, c in seen if s == system)}):
            entry, by_filings = listed.get(code), seen.get((system, code))
            latest = entry.name if entry else by_filings.name if by_filings else ""
            for name, since, until in _names(system, code, latest):
                yield Code(
                    class_system=system,
                    code=code,
                    name=name,
                    level=LEVELS[len(code)],
                    parent=parent_code(code),
                    valid_from=since,
                    valid_to=until,
                    source="list" if entry else "filings",
                    certainty=entry.certainty if entry else None,
                    first_year=by_filings.first_year if by_filings else None,
                    last_year=by_filings.last_year if by_filings else None,
                    bodies=by_filings.bodies if by_filings else None,
                    places=by_filings.places if by_filings else None,
                )


def _names(system: str, code: str, latest: str) -> Iterator[tuple[str, int | None, int | None]]:
    """The names of a class, each with the first and the last year in which it had it."""
    since: int | None = None
    for change in sorted((r for r in renames() if system == FUNCTIONAL and r.code == code), key=lambda r: r.from_year):
        if change.old_name:
            yield change.old_name, since, change.from_year - 1
        since = change.from_year
    yield latest, since, None


def _terms() -> Iterator[TermRow]:
    yield from (
        TermRow(dataset=dataset, column_name=column, value=value, label=label)
        for dataset, column, value, label in vocabulary.terms()
    )


def _places() -> Iterator[Place]:
    table = regions.table()
    for code, name in sorted(table.items()):
        above = [c for c in (f"{code[:2]}0000", f"{code[:4]}00") if c != code and c in table]
        level = 1 if code.endswith("0000") else 2 if code.endswith("00") else 3
        yield Place(
            region_code=code,
            name=name,
            full_name="".join((*(table[c] for c in above), name)),
            parent=above[-1] if above else None,
            level=level,
        )


def publishers(filings: Iterable[dict[str, Any]]) -> list[Publisher]:
    """The rows of `publishers`, by name, given those of `filings` in the columns of `FILINGS_OF_PUBLISHERS`."""
    full_names = {place.region_code: place.full_name for place in _places()}
    by_name: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for filing in sorted(filings, key=lambda row: row["filing_id"]):
        if filing["publisher"] and filing["state"] not in ("superseded", "withdrawn"):
            by_name[filing["publisher"]].append(filing)
    return [_publisher(name, of_one, full_names) for name, of_one in sorted(by_name.items())]


def _publisher(name: str, filings: Sequence[dict[str, Any]], full_names: Mapping[str, str]) -> Publisher:
    years = [f["fiscal_year"] for f in filings if f["fiscal_year"] is not None]
    region = next((f["region_code"] for f in filings if f["region_code"]), None)
    return Publisher(
        publisher=name,
        publisher_parent=next((f["publisher_parent"] for f in filings if f["publisher_parent"]), None),
        region_code=region,
        place=full_names.get(region) if region else None,
        scopes=" ".join(sorted({f["scope"] for f in filings if f["scope"]})),
        filings=len({f["filing_id"] for f in filings}),
        first_year=min(years, default=None),
        last_year=max(years, default=None),
    )


@cache
def headline_rules() -> tuple[HeadlineRule, ...]:
    """The headline items of `headline.csv`, a row for each concept and source of funds that may stand for one, the
    preferred first.
    """
    found: list[HeadlineRule] = []
    with (Path(__file__).parent / "headline.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            words = {column: row[column] for column in ("item", "name", "name_en", "class_system", "expenditure_type")}
            for rank, (concept, funds, substitute) in enumerate(_ways(row["concepts"], row["funds"]), 1):
                found.append(
                    HeadlineRule(**words, concept=concept, source_of_funds=funds, rank=rank, substitute=substitute)
                )
    return tuple(found)


def _ways(concepts: str, funds: str) -> Iterator[tuple[str, str, bool]]:
    """Concepts and funds in their order of preference; funds joined by = are as good as each other, whatever comes
    later is a substitute.
    """
    for i, concept in enumerate(concepts.split()):
        for j, equals in enumerate(funds.split()):
            yield from ((concept, source, i + j > 0) for source in equals.split("="))
