"""Plain SVG bars with exact labels for the report; which facts are drawn is chosen here, how a page looks in the templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from fiscal.publication.inert import without_controls

WIDTH, BAR, GAP, LABEL, VALUE = 760, 20, 8, 230, 150


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its exact value in yuan, and the same figure of the year before where that is known."""

    label: str
    value: Decimal
    before: Decimal | None = None


def wan(value: Decimal) -> str:
    """An amount in yuan as 万元 with grouping, without a loss: `1953.85万元` never becomes 1954."""
    text = f"{(value / 10_000).normalize():,f}"
    return f"{text} 万元"


def bars(items: Sequence[Bar], title: str) -> Markup:
    """Horizontal bars from zero, longest possible for the largest; the year before as a thin bar below. Empty markup where nothing is to draw."""
    drawn = [b for b in items if b.value > 0 or (b.before or 0) > 0]
    if not drawn:
        return Markup("")
    largest = max(max(b.value, b.before or Decimal(0)) for b in drawn)
    step = BAR + GAP + (8 if any(b.before is not None for b in drawn) else 0)
    height = step * len(drawn) + GAP
    room = WIDTH - LABEL - VALUE
    parts = [Markup('<svg class="bars" role="img" viewBox="0 0 {} {}" aria-label="{}">').format(WIDTH, height, title)]
    for line, bar in enumerate(drawn):
        y, label = GAP + line * step, without_controls(bar.label)
        length = int(room * max(bar.value, Decimal(0)) / largest)
        parts.append(Markup('<text class="l" x="{}" y="{}" text-anchor="end">{}</text>').format(LABEL - 8, y + 15, _short(label)))
        parts.append(Markup('<rect class="now" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>').format(LABEL, y, max(length, 1), BAR, label))
        parts.append(Markup('<text class="v" x="{}" y="{}">{}</text>').format(LABEL + length + 8, y + 15, wan(bar.value)))
        if bar.before is not None:
            earlier = int(room * max(bar.before, Decimal(0)) / largest)
            parts.append(
                Markup('<rect class="was" x="{}" y="{}" width="{}" height="5"><title>{}</title></rect>').format(
                    LABEL, y + BAR + 2, max(earlier, 1), f"{label} 上年 {wan(bar.before)}"
                )
            )
    parts.append(Markup("</svg>"))
    return Markup("").join(parts)


def _short(label: str) -> str:
    return label if len(label) <= 15 else label[:14] + "…"


def legend(items: Sequence[Bar]) -> Markup:
    """A line that says what the thin bars are, where there are any."""
    return Markup('<p class="hint">{}</p>').format("细条为上年 · thin bars: the year before") if any(b.before is not None for b in items) else Markup("")
