"""How well the identities find one wrong figure: a cell of a clean filing is changed at random, 500 times with a fixed seed.

    python -m benchmarks.injection [--draws 500] [--seed 2022] [--more FOLDER_OF_PDFS]

Prints how many changes were found, how often the right cell comes first among the suspects of the cause with most findings, how often with the right value, and
how often the change raised one cause only; and what unchanged filings raise. Changes: one digit, two neighbouring digits swapped, the sign, a factor of 10,000, two
neighbouring columns swapped. A change is drawn among the cells of tables that take part in an equality or a ratio which holds. `provable` counts the draws that
rounding cannot hide, by a test of its own: true values that lie in all printed intervals and keep all identities at once are looked for by a linear program.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from benchmarks.filings import CACHE, readings
from expectations.case import Case, Ledger
from expectations.evaluation import evaluate, instances_of
from expectations.feasibility import jointly_feasible
from expectations.instance import Shape
from expectations.misreading import printed_like
from expectations.relations import Net, net_of
from expectations.rules import catalogue
from fiscal.cleaning.observe import observe
from fiscal.document.identity import identify
from fiscal.model.amounts import YUAN_PER_UNIT, Interval, decimal_places, parse_amount, value_state
from fiscal.model.contract import Finding, Observation

ONE = Decimal(1)
MEASURED = ("found", "cell", "value", "one cause")
KINDS = ("digit", "transposed", "sign", "ten_thousand", "shifted")


@dataclass(frozen=True)
class Clean:
    """A filing, its net of relations, what it raises unchanged, and the cells that may be changed."""

    case: Case
    net: Net
    raised: frozenset[str]
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Draw:
    """One change: the observations that differ, by id, and the id that has to be named."""

    kind: str
    changed: dict[str, Observation]


def cases(folders: Sequence[Path], cache: Path) -> Iterator[Case]:
    """The filings of the folders, observed."""
    for name, reading in readings(folders, cache):
        identity = identify(reading)
        yield Case(name, identity, reading, observe(reading, identity, name)[0])


def clean(case: Case) -> Clean:
    """What is known of a filing before anything is changed."""
    net = net_of(instances_of(Ledger(case), catalogue()))
    broken = {c for r in net.violated() for c in r.weights}
    equal: Counter[str] = Counter(c for r in net.relations if r.instance.shape is not Shape.PART and not r.instance.violated for c in r.weights)
    cells = tuple(sorted(c for c in equal if c not in broken and net.observations[c].table_no is not None))
    raised = frozenset(f.finding_id for f in evaluate(case) if f.verdict == "violated")
    return Clean(case, net, raised, cells)


def printed(o: Observation, value: Decimal, texts: Sequence[str]) -> Observation:
    """The observation as if `value` (in its printed unit) stood in its cell."""
    text = printed_like(value, [o.value_reported, *texts])
    native = parse_amount(text)
    assert native is not None
    scale = YUAN_PER_UNIT.get(o.unit or "", ONE) if o.value_yuan is not None else ONE
    place = o.precision_unit or ONE
    around = Interval.around(native * scale, place)
    yuan = native * scale if o.value_yuan is not None else None
    return replace(o, value_reported=text, value_state=value_state(text), value_native=native, value_yuan=yuan, low=around.low, high=around.high, quote=text)


def in_print(o: Observation) -> Decimal:
    """The value in the printed unit."""
    value = parse_amount(o.value_reported)
    assert value is not None
    return value


def digit(o: Observation, rng: random.Random, _net: Net) -> dict[str, Observation] | None:
    """Another digit in one place."""
    places = decimal_places(o.value_reported)
    digits = str(int(abs(in_print(o)).scaleb(places)))
    at = rng.randrange(len(digits))
    other = rng.choice([d for d in "0123456789" if d != digits[at]])
    return one(o, Decimal(digits[:at] + other + digits[at + 1 :]).scaleb(-places) * (-1 if in_print(o) < 0 else 1))


def transposed(o: Observation, rng: random.Random, _net: Net) -> dict[str, Observation] | None:
    """Two neighbouring digits in each other's place."""
    places = decimal_places(o.value_reported)
    digits = str(int(abs(in_print(o)).scaleb(places)))
    at = [i for i in range(len(digits) - 1) if digits[i] != digits[i + 1]]
    if not at:
        return None
    i = rng.choice(at)
    return one(o, Decimal(digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]).scaleb(-places))


def sign(o: Observation, _rng: random.Random, _net: Net) -> dict[str, Observation] | None:
    """The other sign."""
    return one(o, -in_print(o)) if in_print(o) else None


def ten_thousand(o: Observation, rng: random.Random, _net: Net) -> dict[str, Observation] | None:
    """A figure in 元 where 万元 is meant, or the other way round."""
    if not in_print(o):
        return None
    return one(o, in_print(o) * 10_000 if rng.random() < 0.5 else in_print(o) / 10_000)


def shifted(o: Observation, rng: random.Random, net: Net) -> dict[str, Observation] | None:
    """Two figures of neighbouring columns in each other's place."""
    row = [n for n in net.observations.values() if (n.table_no, n.row, n.panel) == (o.table_no, o.row, o.panel) and n.col is not None and n.unit == o.unit]
    near = [n for n in row if abs((n.col or 0) - (o.col or 0)) == 1 and n.amount != o.amount]
    if not near:
        return None
    other = rng.choice(near)
    return one(o, in_print(other)) | one(other, in_print(o))


def one(o: Observation, value: Decimal) -> dict[str, Observation]:
    """A single changed observation."""
    return {o.observation_id: printed(o, value, [])}


CHANGES: dict[str, Callable[[Observation, random.Random, Net], dict[str, Observation] | None]] = {
    "digit": digit, "transposed": transposed, "sign": sign, "ten_thousand": ten_thousand, "shifted": shifted,
}  # fmt: skip


def draw(filings: Sequence[Clean], rng: random.Random) -> tuple[Clean, Draw]:
    """One change of one cell of one filing, kinds and filings equally likely."""
    while True:
        filing, kind = rng.choice(filings), rng.choice(KINDS)
        o = filing.net.observations[rng.choice(filing.cells)]
        changed = CHANGES[kind](o, rng, filing.net)
        if changed and all(c in filing.net.observations for c in changed):
            return filing, Draw(kind, changed)


def provable(filing: Clean, drawn: Draw) -> bool:
    """Whether no true values explain the filing with the change: an identity is broken, or none is and they cannot hold together."""
    net = filing.net
    values = {i: o.amount for i, o in drawn.changed.items() if o.amount is not None}
    if net.after(values)[1]:
        return True
    satisfied = [r for r in net.relations if not r.instance.violated]
    return not jointly_feasible(Net(satisfied, {**net.values, **values}, {**net.observations, **drawn.changed}))


def raised_by(filing: Clean, drawn: Draw) -> list[Finding]:
    """The violated findings that the change adds."""
    observations = [drawn.changed.get(o.observation_id, o) for o in filing.case.observations]
    found = evaluate(replace(filing.case, observations=observations))
    return [f for f in found if f.verdict == "violated" and f.finding_id not in filing.raised]


def judge(filing: Clean, drawn: Draw, findings: Sequence[Finding]) -> dict[str, bool]:
    """Found, right cell first, right value with it, one cause only."""
    causes: dict[str | None, list[Finding]] = defaultdict(list)
    for finding in findings:
        causes[finding.root_cause].append(finding)
    found = any(t.observation_id in drawn.changed for f in findings for t in f.terms)
    told = max(causes.values(), key=len, default=[])
    first = told[0].suspects[0] if told and told[0].suspects else None
    right = found and first is not None and first.observation_id in drawn.changed
    original = in_print(filing.net.observations[first.observation_id]) if right and first is not None else None
    proposed = parse_amount(first.proposed_value) if right and first is not None and first.proposed_value is not None else None
    return {"found": found, "cell": right, "value": right and proposed == original, "one cause": len(causes) == 1}


def main() -> int:
    """Measure and print; exit status 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=500)
    parser.add_argument("--seed", type=int, default=2022)
    parser.add_argument("--more", type=Path, action="append", default=[], help="further folders of PDFs")
    parser.add_argument("--cache", type=Path, default=CACHE, help="a folder to keep readings in")
    parser.add_argument("--show", action="store_true", help="list what was missed")
    asked = parser.parse_args()
    filings = [c for c in (clean(case) for case in cases([Path("raw"), *asked.more], asked.cache)) if len(c.cells) > 20]
    for filing in filings:
        figures = sum(o.table_no is not None and o.amount is not None for o in filing.case.observations)
        print(f"{filing.case.filing_id:32} {figures:5} figures in tables, {len(filing.cells):5} in equalities, {len(filing.raised)} findings unchanged")
    rng = random.Random(asked.seed)
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    started = time.process_time()
    for _ in range(asked.draws):
        filing, drawn = draw(filings, rng)
        seen = provable(filing, drawn)
        verdicts = judge(filing, drawn, raised_by(filing, drawn))
        for name in (drawn.kind, "all"):
            tally[name] += Counter[str]({"draws": 1, "provable": seen} | verdicts)
        if asked.show and seen and not all(verdicts.values()):
            shown = [(filing.net.observations[i].value_reported, o.value_reported, filing.case.filing_id, o.table_no, o.row, o.col) for i, o in drawn.changed.items()]
            print(f"    {drawn.kind:12} {', '.join(k for k, v in verdicts.items() if not v)} missed {shown}")
    for name, counts in sorted(tally.items()):
        shares = "  ".join(f"{what} {counts[what] / counts['draws']:6.1%} ({counts[what] / max(1, counts['provable']):6.1%})" for what in MEASURED)
        print(f"{name:14} {counts['draws']:4} draws {counts['provable']:4} provable  {shares}")
    print(f"{(time.process_time() - started) / asked.draws:.3f} CPU s a draw")
    total = tally["all"]
    return int(total["found"] < 0.98 * total["provable"] or total["cell"] < 0.9 * total["provable"] or total["value"] < 0.85 * total["provable"])


if __name__ == "__main__":
    sys.exit(main())
