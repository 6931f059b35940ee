"""The stages of a filing's way as data: what each writes, of which code it consists, and what its output was made from.

What a stage does is said in the module of its name; running stages is left to `pipelines`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain

from expectations.gates.waivers import in_effect, read_waivers
from fiscal.document.programs import came_since
from fiscal.intake.kept_readings import reading_version
from fiscal.intake.placements import decided_identity
from fiscal.intake.sets.own_files import own_file
from fiscal.intake.withdrawals import withdrawal
from fiscal.model.reading_rows import READING_DATASETS
from fiscal.model.reasons import Failure
from fiscal.storage.blobs import provenance
from fiscal.storage.code import code_version, fingerprint
from fiscal.storage.filing import FilingFiles, StageState
from fiscal.storage.root import DataRoot

WRITING = "fiscal.storage.datasets"
"""What the files of every dataset are like: where that changes, they are written anew, so that a dataset's files stay
alike.
"""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the way of one filing. `code` are the packages that decide what it writes; the code of the stages
    before it counts by itself.
    """

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
OBSERVATIONS = Stage(
    "observations", ("observations", "coverage"), ("fiscal.lexicon", "fiscal.cleaning", "expectations")
)
VERDICTS = Stage("verdicts", ("findings",), ("fiscal.lexicon", "expectations", "fiscal.discovery.details.told"))
FACTS = Stage(
    "facts",
    ("facts", "held_facts", "filings", "parts"),
    ("fiscal.reconciliation", "fiscal.intake.register", "fiscal.intake.sets"),
)
REPORT = Stage("report", (), ("fiscal.publication", "fiscal.document.page_picture"))
STAGES = (RAW_FILING, EXTRACTED_TABLES, OBSERVATIONS, VERDICTS, FACTS, REPORT)


def before(stage: Stage) -> Stage | None:
    """The stage whose output this one reads, None for the first."""
    position = STAGES.index(stage)
    return STAGES[position - 1] if position else None


def made_from(filing: FilingFiles, stage: Stage) -> str:
    """The fingerprint of what the stage would work with now: the files, what the stage before it last made, its own
    code, for verdicts what was acknowledged and what a source calls the file, for facts whether the body's own file is
    current instead."""
    return _made_from(filing, stage, filing.stages())


def stale_stages(filing: FilingFiles) -> tuple[Stage, ...]:
    """The stages that have to run: from the first one whose files, code or rules have changed since it last ran, or
    that lacked a program which is installed now; none where nothing did.
    """
    states = filing.stages()
    for position, stage in enumerate(STAGES):
        state = states.get(stage.name)
        if state is None or came_since(state.failure) or state.fingerprint != _made_from(filing, stage, states):
            return STAGES[position:]
    return ()


def stale_filings(root: DataRoot, names: Iterable[str]) -> dict[str, Stage]:
    """Those of the filings that there is something to do for, with the first stage that is not as its bytes, code and
    rules would have it.
    """
    found = {name: stale_stages(filing) for name in names if (filing := FilingFiles(root, name)).versions()}
    return {name: stages[0] for name, stages in found.items() if stages}


def stale_by(root: DataRoot) -> str:
    """Changes with what may make all filings stale at once: the code of the stages, and the acknowledgements as they
    stand today.
    """
    waivers, today = read_waivers(root.store), datetime.now(UTC).date()
    standing = {f"{w.filing} {line}" for w in waivers for line in in_effect([w], w.filing or "", today)}
    return fingerprint([*(stage.code_version for stage in STAGES), *sorted(standing)])


def called_by_sources(filing: FilingFiles) -> tuple[tuple[str, str], ...]:
    """The names and titles under which sources show the files of the latest version, in their order; nothing for those
    that came from no source.
    """
    origins = (
        provenance(filing.root.store, sha256) for sha256 in dict.fromkeys(p.sha256 for p in filing.latest().pieces)
    )
    return tuple((str(origin["name"]), str(origin["title"])) for origin in origins if origin)


def _made_from(filing: FilingFiles, stage: Stage, states: Mapping[str, StageState]) -> str:
    upstream = before(stage)
    if upstream is None:
        latest, taken_back, decided = filing.latest(), withdrawal(filing), decided_identity(filing)
        return fingerprint(
            [
                str(latest.version),
                *map(str, latest.pieces),
                stage.code_version,
                *([f"withdrawn {taken_back.at}"] if taken_back else []),
                *([f"decided {decided}"] if decided else []),
            ]
        )
    last = states.get(upstream.name)
    besides: Iterable[str] = ()
    if stage is VERDICTS:
        besides = (
            *in_effect(read_waivers(filing.root.store), filing.filing_id, datetime.now(UTC).date()),
            *chain.from_iterable(called_by_sources(filing)),
        )
    if stage is FACTS and (own := own_file(filing)) is not None:
        besides = (f"beside {own.filing_id}",)
    return fingerprint([last.fingerprint if last else "", stage.code_version, *besides])


def failure_before(filing: FilingFiles, stage: Stage) -> Failure | None:
    """What kept an earlier stage from its work on this version, None where all of them did it."""
    states = filing.stages()
    done = (states.get(earlier.name) for earlier in STAGES[: STAGES.index(stage)])
    return next((state.failure for state in done if state and state.failure), None)
