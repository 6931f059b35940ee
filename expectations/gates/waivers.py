"""Acknowledgements of findings, as data: which finding, for which figures, why, by whom and until when; and what has become of each.

What an acknowledged finding still stops is decided by `expectations.gates.gate`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from fiscal.model.contract import Finding

OWN = Path(__file__).parents[1] / "waivers.yaml"


class Waiver(BaseModel):
    """One acknowledgement. `numbers` is the finding's `numbers_hash`: other figures re-open it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    finding: str = Field(pattern=r"^[0-9a-f]{24}$")
    numbers: str = Field(pattern=r"^[0-9a-f]{16}$")
    reason: str = Field(min_length=8)
    by: str = Field(pattern=r"^(team:[a-z-]+|[^@\s]+@[^@\s]+\.[^@\s]+)$")
    expires: date


class _Waivers(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    waivers: tuple[Waiver, ...]

    @model_validator(mode="after")
    def _once(self) -> _Waivers:
        ids = [(w.finding, w.numbers, w.expires) for w in self.waivers]
        if repeated := {i[0] for i in ids if ids.count(i) > 1}:
            raise ValueError(f"acknowledged twice: {sorted(repeated)}")
        return self


@dataclass(frozen=True, slots=True)
class Figures:
    """As much of a finding as a waiver is held against."""

    finding_id: str
    verdict: str
    numbers_hash: str


WHY_LAPSED: dict[str, str] = {
    "expired": "已过期 has expired",
    "numbers_changed": "数字已变 the figures have changed",
    "satisfied": "已无不符 nothing is violated any more",
    "unmatched": "没有这项发现 no filing has this finding",
}


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A waiver that acknowledges nothing, and why: a key of `WHY_LAPSED`."""

    waiver: Waiver
    reason: str

    @property
    def said(self) -> str:
        """The waiver's finding, who wrote it, and why it no longer stands."""
        return f"{self.waiver.finding}（{self.waiver.by}，{self.waiver.expires}）：{WHY_LAPSED[self.reason]}"


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The findings with their state, and the waivers among those of this filing that acknowledge nothing."""

    findings: tuple[Finding, ...]
    lapsed: tuple[Lapsed, ...]


class InvalidWaiversError(ValueError):
    """The file of acknowledgements cannot be taken: it says which entry, which part of it and why."""


def read_waivers(path: Path = OWN) -> tuple[Waiver, ...]:
    """The acknowledgements of a YAML list; none where the file is absent. InvalidWaiversError where it is not one or an entry is not valid."""
    if not path.exists():
        return ()
    try:
        entries = TypeAdapter(list[object]).validate_python(yaml.safe_load(path.read_text("utf-8")) or [])
        return _Waivers.model_validate({"waivers": entries}).waivers
    except ValidationError as wrong:
        raise InvalidWaiversError(f"{path.name}: {told(wrong)}") from wrong
    except yaml.YAMLError as wrong:
        raise InvalidWaiversError(f"{path.name}: {wrong}") from wrong


def told(wrong: ValidationError) -> str:
    """What is wrong with an acknowledgement, part by part."""
    return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in wrong.errors())


def acknowledge(findings: Iterable[Finding], waivers: Sequence[Waiver], today: date) -> Acknowledged:
    """The findings of one filing, those `acknowledged` that a waiver names with the same figures before its expiry.

    Waivers of other filings' findings are left out of `lapsed`; `review` finds those that no filing has. One that has run out and was renewed has not lapsed.
    """
    named = {w.finding: [v for v in waivers if v.finding == w.finding] for w in waivers}
    judged: list[Finding] = []
    lapsed: list[Lapsed] = []
    for finding in findings:
        own = named.get(finding.finding_id, [])
        reasons = [(waiver, _why_not(waiver, finding, today)) for waiver in own]
        stands = any(reason is None for _, reason in reasons)
        lapsed += _lapsed(reasons)
        judged.append(replace(finding, state="acknowledged") if stands else finding)
    return Acknowledged(tuple(judged), tuple(lapsed))


def _lapsed(reasons: Sequence[tuple[Waiver, str | None]]) -> list[Lapsed]:
    """Those of one finding's waivers that acknowledge nothing; `reasons` says of each why it does not, None where it does."""
    renewed = {waiver.numbers for waiver, reason in reasons if reason is None}
    return [Lapsed(waiver, reason) for waiver, reason in reasons if reason is not None and not (reason == "expired" and waiver.numbers in renewed)]


def _why_not(waiver: Waiver, finding: Figures | Finding, today: date) -> str | None:
    if finding.verdict != "violated":
        return "satisfied"
    if finding.numbers_hash != waiver.numbers:
        return "numbers_changed"
    return "expired" if waiver.expires < today else None


def expired(waivers: Iterable[Waiver], today: date) -> list[str]:
    """The findings whose acknowledgement has run out by a day, sorted."""
    return sorted({w.finding for w in waivers if w.expires < today})


def add_waivers(waivers: Iterable[Waiver], path: Path = OWN) -> tuple[Waiver, ...]:
    """Appends the acknowledgements that are not there yet to the YAML list, keeps what people wrote there, and gives the new ones."""
    there = {(w.finding, w.numbers, w.expires) for w in read_waivers(path)}
    new = tuple(w for w in waivers if (w.finding, w.numbers, w.expires) not in there)
    if not new:
        return ()
    text = path.read_text("utf-8") if path.exists() else ""
    kept = "\n".join(line for line in text.splitlines() if line.strip() != "[]")
    # One by one: dumped together they would share their day through an anchor.
    entries = "".join(yaml.safe_dump([w.model_dump()], allow_unicode=True, sort_keys=False) for w in new)
    draft = path.with_name(f".{path.name}.new")
    draft.write_text(f"{kept}\n{entries}" if kept else entries, "utf-8")
    draft.replace(path)
    return new


def review(findings: Iterable[Figures | Finding], waivers: Sequence[Waiver], today: date) -> list[Lapsed]:
    """All waivers that acknowledge nothing, given the findings of all filings; `unmatched` are those whose finding none has."""
    known = {f.finding_id: f for f in findings}
    reasons: dict[str, list[tuple[Waiver, str | None]]] = defaultdict(list)
    for waiver in waivers:
        finding = known.get(waiver.finding)
        reasons[waiver.finding].append((waiver, "unmatched" if finding is None else _why_not(waiver, finding, today)))
    return [lapse for own in reasons.values() for lapse in _lapsed(own)]
