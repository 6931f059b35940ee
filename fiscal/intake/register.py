"""The register of filings: one row a version, the last one with what became of it, the earlier ones superseded; and one
row a file of each.

What becomes of a filing is decided by the gate; this module only keeps the rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from fiscal.intake.kept_readings import Readings, opened
from fiscal.intake.sets.holdings import holdings
from fiscal.intake.sets.reading_parts import cut
from fiscal.model.contract import DATASETS, Filing, Part
from fiscal.model.identity import Identity
from fiscal.model.reading import Reading
from fiscal.model.reasons import Failure, said
from fiscal.storage.filing import FilingFiles
from fiscal.storage.versions import PartFile, Version

ENTERED = ("filings", "parts")
"""The datasets of the register: they hold every version of a filing and go into no history."""
NOBODY = Identity(
    publisher=None, publisher_parent=None, scope=None, fiscal_year=None, doc_kind=None, region_code=None, title=None
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a filing's latest version. `state`: `published`, `quarantined` or `failed`; `reason`, a code and a
    sentence, for the last two.
    """

    state: str
    reason: str | None
    facts_published: int = 0
    facts_held: int = 0


def enter(filing: FilingFiles, identity: Identity, reading: Reading, outcome: Outcome) -> None:
    """Writes the filing's rows and those of its files: the latest version with its outcome, every earlier one as
    superseded by it.
    """
    latest = filing.latest()
    earlier: dict[int, Filing] = {row.version: row for row in filing.read("filings")}
    rows = [
        _superseded(earlier.get(v.version) or _row(v, NOBODY, None, Outcome("superseded", None)), latest.version)
        for v in filing.versions()[:-1]
    ]
    filing.write("filings", [*rows, _row(latest, identity, reading, outcome)])
    known: dict[tuple[int, int], Part] = {(row.version, row.part_no): row for row in filing.read("parts")}
    before = [
        known.get((v.version, p.part_no)) or _part(filing, v, p, None) for v in filing.versions()[:-1] for p in v.parts
    ]
    filing.write("parts", [*before, *(_part(filing, latest, p, reading) for p in latest.parts)])


def withdraw(filing: FilingFiles, reason: str) -> None:
    """Enters the latest version as taken back; what it is stays said, its earlier versions stay as they are."""
    rows: list[Filing] = filing.read("filings")
    if not rows or rows[-1].version != filing.latest().version:
        enter(filing, NOBODY, opened(filing).reading, Outcome("withdrawn", reason))
        return
    filing.write(
        "filings",
        [*rows[:-1], replace(rows[-1], state="withdrawn", state_reason=reason, facts_published=0, facts_held=0)],
    )


def retire(filing: FilingFiles, now: str) -> None:
    """Empties a filing whose bytes are now told to be the filing `now`, and says so in its rows."""
    for dataset in DATASETS:
        if dataset not in ENTERED:
            filing.write(dataset, [])
    filing.unfinish()
    reason = said(Failure("identified_anew", now))
    filing.write(
        "filings",
        [
            replace(row, state="superseded", state_reason=reason, facts_published=0, facts_held=0)
            for row in filing.read("filings")
        ],
    )


def _superseded(row: Filing, by: int) -> Filing:
    return replace(row, state="superseded", state_reason=said(Failure("superseded", f"v{by}")))


def _part(filing: FilingFiles, version: Version, part: PartFile, reading: Reading | None) -> Part:
    own = cut(reading, part.part_no) if reading else None
    # What is in another file, too, is not read in this one; it holds that all the same.
    whole = Readings(filing.root).of(part.piece) if own and len(version.parts) > 1 else own
    receipt = part.receipt
    return Part(
        version=version.version,
        part_no=part.part_no,
        sha256=receipt.sha256,
        source_file=receipt.source_file,
        source_url=receipt.source_url,
        retrieved_at=receipt.retrieved_at,
        role=holdings(whole).role if whole else None,
        pages=len(own.pages) if own else None,
        member_of=part.member_of,
    )


def _row(version: Version, identity: Identity, reading: Reading | None, outcome: Outcome) -> Filing:
    receipt = version.receipt
    return Filing(
        version=version.version,
        sha256=receipt.sha256,
        scope=identity.scope,
        publisher=identity.publisher,
        publisher_parent=identity.publisher_parent,
        region_code=identity.region_code,
        fiscal_year=identity.fiscal_year,
        doc_kind=identity.doc_kind,
        title=identity.title,
        pages=len(reading.pages) if reading else None,
        picture_pages=sum(page.picture for page in reading.pages) if reading else None,
        source_file=receipt.source_file,
        source_url=receipt.source_url,
        retrieved_at=receipt.retrieved_at,
        state=outcome.state,
        facts_published=outcome.facts_published,
        facts_held=outcome.facts_held,
        state_reason=outcome.reason,
        repairs=reading.repairs if reading else (),
    )
