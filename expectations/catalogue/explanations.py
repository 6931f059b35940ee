"""What an explanation is: its code and words, the figures that it rests on, and how likely they would agree by
chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

DEFENCES: dict[str, tuple[str, str]] = {
    "own_precision": ("该数自身的书写精度", "the figure's own printed precision"),
    "truncation": ("单位换算时截去尾数", "further digits are cut off throughout"),
    "rounded_parts": ("各项分别四舍五入后之和", "the sum of the parts, each rounded"),
    "other_reading": ("单元格的另一种读法", "another reading of the cell"),
    "other_structure": ("另一种行列层级", "another structure of the rows"),
    "carried_over": ("是否含结转", "balances carried over, counted or not"),
    "one_place": ("同一处所列，并非同一数据", "one place states both: they are not one fact"),
    "other_context": ("另一口径的数字", "a figure of other funds or another body"),
    "not_all_parts": ("所列并非全部", "the parts are said not to be all"),
    "other_whole": ("所列为另一总额的构成", "parts of another stated amount"),
    "made_up_to_hundred": ("占比凑足百分之百", "shares made up to 100 %"),
}
"""The defences that a rule's entry may name, and their words."""

DOUBTS: dict[str, tuple[str, str]] = {
    "scale_misread": ("疑为单位误读", "the unit may be misread"),
    "rows_misread": ("疑为行层级误读", "the hierarchy of the rows may be misread"),
    "columns_misread": ("疑为列层级误读", "the hierarchy of the columns may be misread"),
    "rule_misread": ("疑为此处不适用或误读", "the relation may be misread here"),
    "not_comparable": ("口径不同，不可比", "about different things, not comparable"),
}
"""What may be wrong with the own reading where many relations fail at once, and the words for it."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why figures that differ need not contradict each other.

    `zh` and `en` name the evidence; `rests_on` are its observations, `chance` is how likely they agree by accident.
    """

    code: str
    zh: str
    en: str
    rests_on: tuple[str, ...] = ()
    chance: float = 0.0

    @property
    def stored(self) -> str:
        """Code and words, as findings keep them."""
        return f"{self.code}: {self.zh} / {self.en}"


def digits_of(value: Decimal) -> int:
    """The digits that distinguish a number: those between the first and the last that is not zero."""
    return len("".join(map(str, value.normalize().as_tuple().digits))) if value else 0


def chance_of(value: Decimal, tried: int) -> float:
    """How likely one of `tried` figures of the same size is this very number by accident."""
    return min(1.0, tried * 10.0 ** (1 - digits_of(value)))
