"""The invariant catalogue as data: what an entry of `catalogue/*.yaml` may say, and loading it.

A rule names a formula kind and its parameters, which stand in `figure_formulas` and `statement_formulas`; how a kind is
evaluated is left to `expectations.kinds`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import Field, model_validator

from expectations.catalogue.entry import Entry
from expectations.catalogue.explanations import DEFENCES
from expectations.catalogue.figure_formulas import (
    Absence,
    Across,
    Average,
    Change,
    ColumnsRollUp,
    Composition,
    CostIndicator,
    Crosswalk,
    FormRatio,
    FundsAgree,
    IndicatorAgrees,
    JointlyFeasible,
    Linear,
    MeasureWithinMeasure,
    PartWithinWhole,
    ProjectsCovered,
    ProseAgainstBlank,
    Ratio,
    RowsRollUp,
    SameFact,
    ScoreSum,
    TableChange,
)
from expectations.catalogue.statement_formulas import (
    AttachmentsRead,
    CodesListed,
    Contents,
    Drafting,
    IdentityTold,
    NumbersWellFormed,
    ReadersAgree,
    RequiredTables,
    SourceTitle,
    StageSound,
    TablesReceived,
    UnitDeclared,
    UnitKnown,
    Wording,
)
from fiscal.model.vocabulary import DOC_KINDS, TABLE_FAMILIES

FAMILIES: dict[str, tuple[str, str]] = {
    "H1": ("行层级", "row hierarchy"),
    "H2": ("列层级", "column hierarchy"),
    "H3": ("合计行", "totals row"),
    "B1": ("收支平衡", "balance"),
    "B2": ("结转衔接", "roll-forward"),
    "X1": ("同一事实多处一致", "one fact in several places"),
    "X2": ("部分不大于整体", "part within whole"),
    "X3": ("分类口径之间", "cross-classification"),
    "X4": ("表间一致", "tables against tables"),
    "N1": ("文字与表格一致", "prose against table"),
    "N2": ("文字构成", "composition in prose"),
    "N3": ("增减变动", "change arithmetic"),
    "N4": ("占比与完成率", "shares and execution rates"),
    "N5": ("未安排的声明", "stated absence"),
    "P1": ("项目申报表", "project forms"),
    "P2": ("绩效得分", "performance scores"),
    "P3": ("执行率与成本", "execution and cost"),
    "P4": ("绩效指标一致", "indicators agree"),
    "C1": ("数量一致", "counts"),
    "I1": ("标识与完整", "identity and completeness"),
    "Y1": ("跨年与跨单位", "across years and bodies"),
}
Family = Literal[
    "H1",
    "H2",
    "H3",
    "B1",
    "B2",
    "X1",
    "X2",
    "X3",
    "X4",
    "N1",
    "N2",
    "N3",
    "N4",
    "N5",
    "P1",
    "P2",
    "P3",
    "P4",
    "C1",
    "I1",
    "Y1",
]
Severity = Literal["error", "warning", "info"]
Tier = Literal["hard", "precision_dependent", "soft", "extraction"]
Tolerance = Literal["interval_sum", "identical_digits", "interval_ratio", "ordered", "none"]


class Scope(Entry):
    """Where a rule is looked for; an empty list means everywhere."""

    tables: tuple[str, ...] = ()
    except_tables: tuple[str, ...] = ()
    doc_kinds: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _known(self) -> Scope:
        unknown = (set(self.tables) | set(self.except_tables)) - set(TABLE_FAMILIES) | set(self.doc_kinds) - set(
            DOC_KINDS
        )
        if unknown:
            raise ValueError(f"unknown to the vocabulary: {sorted(unknown)}")
        return self


Formula = Annotated[
    RowsRollUp
    | ColumnsRollUp
    | Linear
    | SameFact
    | ProseAgainstBlank
    | FundsAgree
    | Crosswalk
    | PartWithinWhole
    | MeasureWithinMeasure
    | Composition
    | Change
    | TableChange
    | Average
    | Ratio
    | ProjectsCovered
    | Absence
    | IndicatorAgrees
    | ScoreSum
    | FormRatio
    | CostIndicator
    | Contents
    | TablesReceived
    | IdentityTold
    | SourceTitle
    | CodesListed
    | NumbersWellFormed
    | UnitDeclared
    | Wording
    | Drafting
    | RequiredTables
    | UnitKnown
    | ReadersAgree
    | AttachmentsRead
    | JointlyFeasible
    | StageSound
    | Across,
    Field(discriminator="kind"),
]


class Rule(Entry):
    """One invariant: what must hold, in both languages, where, how exactly, how bad a violation is, and where the rule
    comes from.

    `defences`: the innocent explanations that are tried before it accuses; those of the instance's shape where the
    entry names none."""

    id: str = Field(pattern=r"^[A-Z]\d-[a-z0-9]+(-[a-z0-9]+)*$")
    family: Family
    name_zh: str = Field(min_length=2)
    name_en: str = Field(min_length=2)
    statement_zh: str = Field(min_length=4)
    statement_en: str = Field(min_length=4)
    scope: Scope = Scope()
    formula: Formula
    tolerance: Tolerance
    severity: Severity
    tier: Tier
    source: str = Field(min_length=4)
    defences: tuple[str, ...] | None = None

    @model_validator(mode="after")
    def _id_says_family(self) -> Rule:
        if not self.id.startswith(f"{self.family}-"):
            raise ValueError(f"{self.id} does not begin with its family {self.family}")
        if unknown := set(self.defences or ()) - set(DEFENCES):
            raise ValueError(f"unknown defences: {sorted(unknown)}")
        return self


class Catalogue(Entry):
    """All rules, ids unique, in the order of the files."""

    rules: tuple[Rule, ...]

    @model_validator(mode="after")
    def _unique(self) -> Catalogue:
        ids = [r.id for r in self.rules]
        if repeated := {i for i in ids if ids.count(i) > 1}:
            raise ValueError(f"ids used twice: {sorted(repeated)}")
        return self

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id. KeyError where there is none."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)


def read_catalogue(folder: Path) -> Catalogue:
    """The catalogue of a folder of YAML lists, files in order of name. pydantic.ValidationError where an entry is not a
    rule.
    """
    entries: list[object] = []
    for path in sorted(folder.glob("*.yaml")):
        entries += yaml.safe_load(path.read_text("utf-8")) or []
    return Catalogue.model_validate({"rules": entries})


@cache
def catalogue() -> Catalogue:
    """The project's own catalogue, read once."""
    return read_catalogue(Path(__file__).parent)
