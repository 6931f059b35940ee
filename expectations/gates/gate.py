"""What a filing's verdicts stop: the extraction gate (the reading is not to be trusted) and the accounting gate (these
figures are not).

Pure: it says which observations are held or disputed and whether the filing is quarantined; `fiscal.reconciliation`
obeys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from expectations.filing.other_papers import title_of_other_paper
from expectations.filing.promised import promised
from expectations.filing.scripts import doubts_of_script
from expectations.filing.settings import DOUBTED_TOGETHER, HELD_AT_LEAST, HELD_SHARE
from fiscal.model.contract import Observation
from fiscal.model.findings.rows import Finding
from fiscal.model.identity import Identity
from fiscal.model.reading import Doubt, Reading
from fiscal.model.reasons import sentence
from fiscal.reconciliation.reconcile import key_of

BALANCE = "B1-income-is-expenditure"
NOT_A_FILING = "not_a_filing"
STAGE_SOUND = "I1-stage-sound"


@dataclass(frozen=True, slots=True)
class Gate:
    """`state`: `published` or `quarantined` with its reason. Held observations make held facts, disputed ones are
    published and marked.
    """

    state: str
    reason_code: str | None
    reason_zh: str | None
    reason_en: str | None
    held: frozenset[str]
    disputed: frozenset[str]


def decide(
    findings: Iterable[Finding], observations: Sequence[Observation], doubts: Iterable[Doubt], identity: Identity
) -> Gate:
    """The gates' decision on one filing. Findings that a waiver acknowledges (`state`) release what they would hold, as
    disputed.
    """
    broken = [f for f in findings if f.verdict == "violated"]
    held: set[str] = set()
    disputed: set[str] = set()
    for finding in broken:
        doubted, others = _doubted(finding)
        if _stops(finding) and finding.state != "acknowledged":
            held |= doubted
            disputed |= others
        elif _stops(finding) or (finding.severity != "info" and finding.tier != "extraction"):
            disputed |= doubted | others
    blocking = _blocking(doubts, observations, identity)
    code, words = (
        blocking or _unsound(broken) or _unbalanced(broken) or _too_many(observations, held, identity) or (None, {})
    )
    return Gate(
        state="quarantined" if code else "published",
        reason_code=code,
        reason_zh=sentence(code, "zh", **words) if code else None,
        reason_en=sentence(code, "en", **words) if code else None,
        held=frozenset(held),
        disputed=frozenset(disputed - held),
    )


def reading_doubts(reading: Reading) -> list[Doubt]:
    """Blocking doubts about a reading as a whole: it is printed in a way that is not read, promised tables are in the
    file and none was read, or nothing at all was.

    A narrative whose tables are another file is not doubted: that they have not come is a finding.
    """
    other = title_of_other_paper(reading)
    if other is not None:
        return [Doubt(NOT_A_FILING, blocking=False, detail=other), *doubts_of_script(reading)]
    unread = doubts_of_script(reading)
    if reading.tables or unread:
        return unread
    found = promised(reading)
    if found.listed and not found.elsewhere:
        return [
            Doubt(
                "missing_tables",
                blocking=True,
                page=found.page,
                detail=f"{len(found.unread)}/{len(found.listed)}" if found.unread else str(len(found.listed)),
            )
        ]
    return [] if reading.sentences else [Doubt("no_tables", blocking=True)]


def _stops(finding: Finding) -> bool:
    """Whether figures are held: what follows from an error does not count again, and is as wrong."""
    return finding.tier == "hard" and (finding.severity == "error" or finding.consequence_of is not None)


def _doubted(finding: Finding) -> tuple[set[str], set[str]]:
    """The figures that are doubted, and those merely in dispute: where no suspect is located and many took part, all
    but the total are most likely right.
    """
    suspects = {s.observation_id for s in finding.suspects}
    if suspects:
        return suspects, set()
    cells = [t.observation_id for t in finding.terms if t.observation_id is not None]
    return (set(cells), set()) if len(cells) <= DOUBTED_TOGETHER else (set(cells[:1]), set(cells[1:]))


_Reason = tuple[str, dict[str, object]]


def _blocking(doubts: Iterable[Doubt], observations: Sequence[Observation], identity: Identity) -> _Reason | None:
    if identity.is_compilation:
        return None
    told = list(doubts)
    for doubt in told:
        if doubt.blocking:
            return doubt.code, {"page": doubt.page or "", "detail": doubt.detail}
    missing = [name for name in ("publisher", "fiscal_year", "doc_kind") if getattr(identity, name) is None]
    other = next((doubt for doubt in told if doubt.code == NOT_A_FILING), None)
    if missing and other is not None:
        return other.code, {"detail": other.detail}
    if missing:
        return "unidentified", {
            "detail": ", ".join(
                f"{name}: {' / '.join(identity.between[name])}" if name in identity.between else name
                for name in missing
            )
        }
    if not any(o.amount is not None for o in observations):
        return "no_tables", {}
    return None


def _unsound(broken: Iterable[Finding]) -> _Reason | None:
    """Rows that are not as the contract says: nothing that was made from them can be trusted, whatever a person has
    acknowledged.
    """
    for finding in broken:
        if finding.invariant == STAGE_SOUND:
            return "stage_unsound", {
                "detail": f"{finding.terms[0].label}: {', '.join(t.value_reported for t in finding.terms)}"
            }
    return None


def _unbalanced(broken: Iterable[Finding]) -> _Reason | None:
    for finding in broken:
        if (
            finding.invariant == BALANCE
            and _stops(finding)
            and not finding.suspects
            and finding.state != "acknowledged"
        ):
            return "balance_broken", {}
    return None


def _too_many(observations: Sequence[Observation], held: set[str], identity: Identity) -> _Reason | None:
    facts: dict[object, bool] = {}
    for o in observations:
        if o.value_yuan is not None and (key := key_of(o, identity)) is not None:
            facts[key] = facts.get(key, False) or o.observation_id in held
    stopped = sum(facts.values())
    if stopped >= HELD_AT_LEAST and stopped > HELD_SHARE * len(facts):
        return "too_many_held", {"detail": f"{stopped}/{len(facts)}"}
    return None
