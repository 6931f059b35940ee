"""What stands of each filing, and from what the publication was made: a state of its own, so that any run that finds it
behind makes it good, whatever became of the run that should have.

Making it is left to `assets.published`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fiscal.storage import datasets
from fiscal.storage.code import code_version, fingerprint
from fiscal.storage.digests import digests
from fiscal.storage.root import DataRoot

MADE_FROM = ".state/_published"
_CODE = (
    "fiscal.publication",
    "fiscal.model",
    "expectations.across",
    "assets.cross_filing_verdicts",
    "assets.published",
)
DATABASE, INDEX = "fiscal.duckdb", "reports/index.html"


@dataclass(frozen=True, slots=True)
class Standing:
    """Of a filing as it stands: `own` changes with what its stages last did and with its versions, `across` with what
    relates it to others.
    """

    own: str
    across: str

    @property
    def made_from(self) -> str:
        """What rows of the filing that are published now would be made from, the code that publishes included."""
        return fingerprint([self.own, self.across, code_version(*_CODE)])


def standing(root: DataRoot) -> dict[str, Standing]:
    """What stands of every filing, by its id, in order: told without reading the files that were not written since it
    was told last.
    """
    found = digests(root, {".state": ".json", "filings": ".parquet", "findings": f"/{datasets.ACROSS}.parquet"})
    ids = {name.split("/filing_id=", 1)[1].split("/", 1)[0] for name in found if name.startswith("filings/filing_id=")}
    told: dict[str, Standing] = {}
    for filing_id in sorted(ids):
        stages, versions, across = (
            found.get(name, "")
            for name in (
                f".state/{filing_id}.json",
                datasets.name_of("filings", filing_id),
                datasets.name_of("findings", filing_id, datasets.ACROSS),
            )
        )
        told[filing_id] = Standing(fingerprint([stages, versions]), across)
    return told


def record(root: DataRoot, made_from: Mapping[str, Standing]) -> None:
    """Says from what the publication that stands now was made: to be called when all of it is written."""
    root.store.write(MADE_FROM, _all_of(made_from).encode())


def is_behind(root: DataRoot) -> bool:
    """Whether there are filings, and what is published was not made from them as they stand, or is not there."""
    now = standing(root)
    if not now:
        return False
    there = (root.work / DATABASE).is_file() and root.store.read(INDEX) is not None
    return not there or (root.store.read(MADE_FROM) or b"").decode() != _all_of(now)


def _all_of(standings: Mapping[str, Standing]) -> str:
    return fingerprint(part for filing_id, one in standings.items() for part in (filing_id, one.made_from))
