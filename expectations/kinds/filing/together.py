"""Whether everything that holds one by one also holds together (`jointly_feasible`): one linear program over all
figures of a filing.

The program itself is in `expectations.suspects.feasibility`; single identities are left to the other modules of
`expectations.kinds`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from expectations.catalogue.rules import Rule
from expectations.claims.figures import equal_claim
from expectations.claims.instance import Instance, Shape
from expectations.claims.sentences import figure, place_en, place_zh
from expectations.claims.verdict import ONE, STORED
from expectations.filing.case import Ledger, label_of
from expectations.suspects.relations import net_of

_SHOWN = 6


def together(ledger: Ledger, rule: Rule, instances: Sequence[Instance]) -> Iterator[Instance]:
    """One instance a filing that has at least two satisfied relations.

    Where they clash, its terms are the figures that alone explain it, else those that would have to leave their
    intervals."""
    from expectations.suspects.clash import suspects_of
    from expectations.suspects.feasibility import clash_of, jointly_feasible

    net = net_of(instances)
    held = [r for r in net.relations if not r.instance.violated]
    if len(held) < 2:
        return
    if jointly_feasible(net) or (clash := clash_of(net)) is None:
        saying = (
            f"逐项成立的 {len(held)} 项勾稽关系可在舍入误差内同时成立。",
            f"the {len(held)} identities that hold one by one hold together within rounding.",
        )
        yield Instance(rule, Shape.STATEMENT, equal_claim(0, 0), (), ("together",), saying=saying)
        return
    suspects = suspects_of(net, clash)
    moved = clash.moved
    alone = [s.observation_id for s in suspects]
    cells = [net.observations[c] for c in alone or sorted(moved, key=lambda c: (-abs(moved[c]), c))[:_SHOWN]]
    most = max(*(abs(v) for v in moved.values()), STORED)
    words_zh = "、".join(f"{place_zh(ledger, o)}“{label_of(o)}”{figure(o)}" for o in cells)
    words_en = ", ".join(f"{label_of(o)} {figure(o)} in {place_en(ledger, o)}" for o in cells)
    told_zh, told_en = (
        ("改动其中任一即可的数字是", "changing any one of these would do:")
        if alone
        else ("改动最少的数字是", "the least change would be to")
    )
    saying = (
        f"{len(held)} 项勾稽关系逐项成立，但不能在舍入误差内同时成立；{told_zh} {words_zh}。",
        f"{len(held)} identities hold one by one, but not together within rounding; {told_en} {words_en}.",
    )
    yield Instance(
        rule,
        Shape.STATEMENT,
        equal_claim(most, 0, "元"),
        tuple((o, ONE) for o in cells),
        ("together",),
        saying=saying,
        suspects=suspects,
    )
