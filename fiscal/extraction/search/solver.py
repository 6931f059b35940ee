"""The cheapest explanation of a page and the one that comes nearest to it.

The drawn rules are laid out first; others only where something speaks against them, one step after the other as long as
that costs less. What is proposed is told by `candidates`, what it costs by `scoring`, how it is laid out by `layout`.
"""

from __future__ import annotations

from dataclasses import dataclass

from fiscal.extraction.page.layer import Layer
from fiscal.extraction.search import settings
from fiscal.extraction.search.candidates import Candidates, Proposal
from fiscal.extraction.search.layout import Layout, lay_out
from fiscal.extraction.search.scoring import Cost, cost_of
from fiscal.extraction.search.settings import Term


@dataclass(frozen=True, slots=True)
class Explanation:
    """A proposal laid out, with what speaks against it."""

    layout: Layout
    cost: Cost

    @property
    def name(self) -> str:
        """The proposal's name."""
        return self.layout.proposal.name


def explain(layer: Layer, number: int) -> tuple[Explanation, Explanation | None]:
    """The best explanation of page `number` and the runner-up, None where the first costs nothing and so no other was
    laid out.
    """
    candidates = Candidates(layer)
    best = _explanation(layer, number, candidates, candidates.first())
    tried: list[Explanation] = []
    seen = {best.layout.proposal.shape}
    while best.cost.total > 0 and len(seen) < settings.MOST_LAYOUTS:
        further: list[Explanation] = []
        for proposal in candidates.others(
            best.layout.proposal, best.cost.places, unread=Term.TABLE_UNREAD in best.cost.by_term()
        ):
            if proposal.shape not in seen and len(seen) < settings.MOST_LAYOUTS:
                seen.add(proposal.shape)
                further.append(_explanation(layer, number, candidates, proposal))
        challenger = min(further, key=_total, default=None)
        tried.extend(further)
        if challenger is None or challenger.cost.total >= best.cost.total:
            break
        tried.append(best)
        best = challenger
    return best, min((other for other in tried if other is not best), key=_total, default=None)


def _explanation(layer: Layer, number: int, candidates: Candidates, proposal: Proposal) -> Explanation:
    laid = lay_out(layer, number, proposal)
    return Explanation(laid, cost_of(laid, candidates))


def _total(explanation: Explanation) -> float:
    return explanation.cost.total
