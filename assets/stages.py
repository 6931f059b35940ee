"""The stages of a filing's way as data: what each writes, of which code it consists, and what its output was made from.

What a stage does is said in the module of its name; running stages is left to `pipelines`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from expectations.gates.waivers import in_effect, read_waivers
from fiscal.intake.kept_readings import reading_version
from fiscal.intake.withdrawals import withdrawal
from fiscal.model.reading_rows import READING_DATASETS
from fiscal.model.reasons import Failure
from fiscal.storage.code import code_version, fingerprint
from fiscal.storage.filing import FilingFiles

WRITING = "fiscal.storage.datasets"
"""What the files of every dataset are like: where that changes, they are written anew, so that a dataset's files stay alike."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the way of one filing. `code` are the packages that decide what it writes; the code of the stages before it counts by itself."""

    name: str
    datasets: tuple[str, ...]
    code: tuple[str, ...]

    @property
    def code_version(self) -> str:
        """Changes when the stage's code or rules do, and then every filing is worked on again from this stage on."""
        if self is EXTRACTED_TABLES:
            return fingerprint([reading_version(), code_version(WRITING, "fiscal.intake.sets")])
        return code_version("fiscal.model", WRITING, f"assets.{self.name}", *self.code)


RAW_FILING = Stage("raw_filing", (), ())
EXTRACTED_TABLES = Stage("extracted_tables", READING_DATASETS, ())
OBSERVATIONS = Stage("observations", ("observations", "coverage"), ("fiscal.lexicon", "fiscal.cleaning", "expectations"))
VERDICTS = Stage("verdicts", ("findings",), ("fiscal.lexicon", "expectations", "fiscal.discovery.details.told"))
FACTS = Stage("facts", ("facts", "held_facts", "filings", "parts"), ("fiscal.reconciliation", "fiscal.intake.register", "fiscal.intake.sets"))
REPORT = Stage("report", (), ("fiscal.publication", "fiscal.document.page_picture"))
STAGES = (RAW_FILING, EXTRACTED_TABLES, OBSERVATIONS, VERDICTS, FACTS, REPORT)


def before(stage: Stage) -> Stage | None:
    """The stage whose output this one reads, None for the first."""
    position = STAGES.index(stage)
    return STAGES[position - 1] if position else None


def made_from(filing: FilingFiles, stage: Stage) -> str:
    """The fingerprint of what the stage would work with now: the files, what the stage before it last made, its own code, and for verdicts what was acknowledged."""
    upstream = before(stage)
    if upstream is None:
        latest, taken_back = filing.latest(), withdrawal(filing)
        return fingerprint([str(latest.version), *map(str, latest.pieces), stage.code_version, *([f"withdrawn {taken_back.at}"] if taken_back else [])])
    last = filing.stages().get(upstream.name)
    acknowledged = in_effect(read_waivers(filing.root.store), filing.filing_id, datetime.now(UTC).date()) if stage is VERDICTS else ()
    return fingerprint([last.fingerprint if last else "", stage.code_version, *acknowledged])


def stale_stages(filing: FilingFiles) -> tuple[Stage, ...]:
    """The stages that have to run: from the first one whose files, code or rules have changed since it last ran; none where nothing did."""
    states = filing.stages()
    for position, stage in enumerate(STAGES):
        state = states.get(stage.name)
        if state is None or state.fingerprint != made_from(filing, stage):
            return STAGES[position:]
    return ()


def failure_before(filing: FilingFiles, stage: Stage) -> Failure | None:
    """What kept an earlier stage from its work on this version, None where all of them did it."""
    states = filing.stages()
    done = (states.get(earlier.name) for earlier in STAGES[: STAGES.index(stage)])
    return next((state.failure for state in done if state and state.failure), None)
