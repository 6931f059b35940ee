"""Acknowledgements of findings, as data of a data root (`waivers.yaml`): which finding, for which figures, why, by whom
and until when; and what has become of each.

What an acknowledged finding still stops is decided by `expectations.gates.gate`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from fiscal.model.findings.rows import Finding
from fiscal.storage.root import Store

NAME = "waivers.yaml"
_FORMER = Path(__file__).parents[1] / NAME
_HEAD = """\
# 已确认的发现 · Acknowledged findings. A waiver releases what the accounting gate holds because of one
# finding: its figures are published, marked as disputed.
# It never overrides the extraction gate, and it lapses when the figures change or the day of expiry has passed.
#
# - finding: '0123456789abcdef01234567'     # finding_id, as `fiscal findings` shows it
#   filing: some-filing-department-2026-budget     # the filing that has it; without it every filing is judged
#                                                  # again when the entry changes
#   numbers: '89abcdef01234567'             # numbers_hash of the same row: the figures that were looked at
#   reason: 单位来函说明：合计含尾数调整，原始凭证无误。
#   by: zhang.san@example.org
#   expires: 2027-12-31
"""


class Waiver(BaseModel):
    """One acknowledgement. `numbers` is the finding's `numbers_hash`: other figures re-open it. `filing` is the one
    that has the finding, None where nobody said.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    finding: str = Field(pattern=r"^[0-9a-f]{24}$")
    filing: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9._-]{2,119}$")
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


def read_waivers(store: Store) -> tuple[Waiver, ...]:
    """The acknowledgements of a data root, a YAML list; none where there is no such file. InvalidWaiversError where it
    is not one or an entry is not valid.
    """
    return _parsed(store.read(NAME) or b"")


@lru_cache(maxsize=8)
def _parsed(content: bytes) -> tuple[Waiver, ...]:
    try:
        entries = TypeAdapter(list[object]).validate_python(yaml.safe_load(content) or [])
        return _Waivers.model_validate({"waivers": entries}).waivers
    except ValidationError as wrong:
        raise InvalidWaiversError(f"{NAME}: {told(wrong)}") from wrong
    except yaml.YAMLError as wrong:
        raise InvalidWaiversError(f"{NAME}: {wrong}") from wrong


def adopt_former(store: Store, former: Path = _FORMER) -> int:
    """How many acknowledgements were taken over into a data root that has no file of its own from where they were kept
    for all roots; 0 when there is nothing to take.
    """
    if store.read(NAME) is not None or not former.exists():
        return 0
    content = former.read_bytes()
    if found := _parsed(content):
        store.write(NAME, content)
    return len(found)


def in_effect(waivers: Iterable[Waiver], filing_id: str, today: date) -> list[str]:
    """What a filing's verdicts depend on of the acknowledgements: those that name it or name none, and whether their
    day has passed; sorted.
    """
    own = [w for w in waivers if w.filing in (None, filing_id)]
    return sorted(f"{w.finding} {w.numbers} {'expired' if w.expires < today else 'stands'}" for w in own)


def told(wrong: ValidationError) -> str:
    """What is wrong with an acknowledgement, part by part."""
    return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in wrong.errors())


def acknowledge(findings: Iterable[Finding], waivers: Sequence[Waiver], today: date) -> Acknowledged:
    """The findings of one filing, those `acknowledged` that a waiver names with the same figures before its expiry.

    Waivers of other filings' findings are left out of `lapsed`; `review` finds those that no filing has. One that has
    run out and was renewed has not lapsed."""
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
    """Those of one finding's waivers that acknowledge nothing; `reasons` says of each why it does not, None where it
    does.
    """
    renewed = {waiver.numbers for waiver, reason in reasons if reason is None}
    return [
        Lapsed(waiver, reason)
        for waiver, reason in reasons
        if reason is not None and not (reason == "expired" and waiver.numbers in renewed)
    ]


def _why_not(waiver: Waiver, finding: Figures | Finding, today: date) -> str | None:
    if finding.verdict != "violated":
        return "satisfied"
    if finding.numbers_hash != waiver.numbers:
        return "numbers_changed"
    return "expired" if waiver.expires < today else None


def add_waivers(store: Store, waivers: Iterable[Waiver]) -> tuple[Waiver, ...]:
    """Appends the acknowledgements that are not there yet to the root's YAML list, keeps what people wrote there, and
    gives the new ones.
    """
    there = {(w.finding, w.numbers, w.expires) for w in read_waivers(store)}
    new = tuple(w for w in waivers if (w.finding, w.numbers, w.expires) not in there)
    if not new:
        return ()
    text = (store.read(NAME) or _HEAD.encode()).decode("utf-8")
    kept = "\n".join(line for line in text.splitlines() if line.strip() != "[]")
    # One by one: dumped together they would share their day through an anchor.
    entries = "".join(
        yaml.safe_dump([w.model_dump(exclude_none=True)], allow_unicode=True, sort_keys=False) for w in new
    )
    store.write(NAME, f"{kept}\n{entries}".encode())
    return new


def review(findings: Iterable[Figures | Finding], waivers: Sequence[Waiver], today: date) -> list[Lapsed]:
    """All waivers that acknowledge nothing, given the findings of all filings; `unmatched` are those whose finding none
    has.
    """
    known = {f.finding_id: f for f in findings}
    reasons: dict[str, list[tuple[Waiver, str | None]]] = defaultdict(list)
    for waiver in waivers:
        finding = known.get(waiver.finding)
        reasons[waiver.finding].append((waiver, "unmatched" if finding is None else _why_not(waiver, finding, today)))
    return [lapse for own in reasons.values() for lapse in _lapsed(own)]
