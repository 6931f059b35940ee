"""The invariant catalogue as data: what an entry of `catalogue/*.yaml` may say, and loading it.

A rule names a formula kind and its parameters; how a kind is evaluated is left to `expectations.kinds`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from expectations.catalogue.explanations import DEFENCES
from fiscal.model.vocabulary import DOC_KINDS, MEASURES, SOURCES_OF_FUNDS, TABLE_FAMILIES

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
Family = Literal["H1", "H2", "H3", "B1", "B2", "X1", "X2", "X3", "X4", "N1", "N2", "N3", "N4", "N5", "P1", "P2", "P3", "P4", "C1", "I1", "Y1"]
Severity = Literal["error", "warning", "info"]
Tier = Literal["hard", "precision_dependent", "soft", "extraction"]
Tolerance = Literal["interval_sum", "identical_digits", "interval_ratio", "ordered", "none"]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Scope(_Entry):
    """Where a rule is looked for; an empty list means everywhere."""

    tables: tuple[str, ...] = ()
    except_tables: tuple[str, ...] = ()
    doc_kinds: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _known(self) -> Scope:
        unknown = (set(self.tables) | set(self.except_tables)) - set(TABLE_FAMILIES) | set(self.doc_kinds) - set(DOC_KINDS)
        if unknown:
            raise ValueError(f"unknown to the vocabulary: {sorted(unknown)}")
        return self


class RowsRollUp(_Entry):
    """A row = Σ of the rows that name it as parent; `total_rows` picks the parents that are totals rows, or the others."""

    kind: Literal["rows_roll_up"]
    total_rows: bool


class ColumnsRollUp(_Entry):
    """A column = Σ of the columns that name it as parent, on every row; a sheet that continues a table adds its columns to that table's."""

    kind: Literal["columns_roll_up"]


class ConceptTerm(_Entry):
    """One addend of a `linear` rule: a concept and its weight.

    `may_be`: `blank` – it may be blank, but where it is not even named a difference proves nothing; `absent` – not naming it means none.
    """

    concept: str
    weight: Literal[1, -1] = 1
    may_be: Literal["reported", "blank", "absent"] = "reported"


class Linear(_Entry):
    """`total` = Σ weight·concept among figures of one table (or of the prose) that agree in measure, phase, period and body.

    `within`: the same column, the same row, or anywhere in the table with the same funds. In the prose the funds have to agree too, a balance's own apart.
    """

    kind: Literal["linear"]
    total: str
    addends: tuple[ConceptTerm, ...] = Field(min_length=1)
    within: Literal["table", "column", "row"]


class SameFact(_Entry):
    """All reports of one fact agree. `across`: which places are compared."""

    kind: Literal["same_fact"]
    across: Literal["tables", "prose_and_tables", "prose", "any"]
    measures: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _known(self) -> SameFact:
        if unknown := set(self.measures) - set(MEASURES):
            raise ValueError(f"unknown measures: {sorted(unknown)}")
        return self


class ProseAgainstBlank(_Entry):
    """What the prose states an amount of is not blank in every table that has a cell for it, where the table's sums leave nothing for the cell."""

    kind: Literal["prose_against_blank"]


class FundsAgree(_Entry):
    """Two columns of which one's funds are among the other's and whose totals are one amount: then every item is one amount too.

    `funds`: sources of funds, the widest first; `totals`: the concepts of a column's total.
    """

    kind: Literal["funds_agree"]
    funds: tuple[str, ...] = Field(min_length=2)
    totals: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _known(self) -> FundsAgree:
        if unknown := set(self.funds) - set(SOURCES_OF_FUNDS):
            raise ValueError(f"unknown sources of funds: {sorted(unknown)}")
        return self


class SameClasses(_Entry):
    """Classes of government's economic classification that are together what these of the departments' are, by their codes."""

    government: tuple[str, ...] = Field(min_length=1)
    department: tuple[str, ...] = Field(min_length=1)


class Crosswalk(_Entry):
    """Where two columns divide one amount by the two economic classifications, groups of classes are one amount too.

    `totals`: the concepts of a column's total.
    """

    kind: Literal["crosswalk"]
    totals: tuple[str, ...] = Field(min_length=1)
    groups: tuple[SameClasses, ...] = Field(min_length=1)


class PartWithinWhole(_Entry):
    """A part is not more than its whole. `by`: 其中 rows and columns, funds within wider funds, or pairs of concepts (part, whole)."""

    kind: Literal["part_within_whole"]
    by: Literal["of_which", "funds", "concepts"]
    funds: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    part_funds: tuple[str, ...] = ()
    measures: tuple[str, ...] = ("budget_initial", "budget_adjusted", "actual")


class MeasureWithinMeasure(_Entry):
    """Of one row, project or field group, the amount under one measure is not more than under another."""

    kind: Literal["measure_within_measure"]
    part: str
    whole: str


class ProjectsCovered(_Entry):
    """The funds that projects with targets are said to cover: the sum of their forms where every one has a form, or not more than all project expenditure."""

    kind: Literal["projects_covered"]
    by: Literal["forms", "expenditure"]


class Absence(_Entry):
    """What the prose says there is none of, is nowhere reported; `by` its notes instead: a table that calls itself empty holds no figure."""

    kind: Literal["absence"]
    by: Literal["prose", "notes"]


class IndicatorAgrees(_Entry):
    """One indicator's target (or result) is the same in every form and in the prose."""

    kind: Literal["indicator_agrees"]
    measure: Literal["kpi_target", "kpi_actual"]


class ScoreSum(_Entry):
    """Scores of one form. `aspect`: they add up to the total, the full scores are 100, no score is over its full score, or the prose's total is the form's."""

    kind: Literal["score_sum"]
    aspect: Literal["total", "hundred", "within_full", "prose"]


class FormRatio(_Entry):
    """A form's execution rate = result over budget, along its row."""

    kind: Literal["form_ratio"]


class CostIndicator(_Entry):
    """A cost indicator whose target is the project's budget has the project's spending as its result."""

    kind: Literal["cost_indicator"]


class Contents(_Entry):
    """Every table that the contents list is in the filing."""

    kind: Literal["contents"]


class TablesReceived(_Entry):
    """The tables that a narrative promises have come with it."""

    kind: Literal["tables_received"]


class IdentityTold(_Entry):
    """The file says in one way whose filing it is, for which year and of which kind."""

    kind: Literal["identity_told"]


class SourceTitle(_Entry):
    """What the title at the source says of the filing is what the file prints."""

    kind: Literal["source_title"]


class CodesListed(_Entry):
    """Class codes bear the names of the classification; a code that its partial list does not have cannot be checked."""

    kind: Literal["codes_listed"]


class NumbersWellFormed(_Entry):
    """What stands for an amount in a table of amounts is a number."""

    kind: Literal["numbers_well_formed"]


class UnitKnown(_Entry):
    """The unit of every table of amounts is known, from it or from another."""

    kind: Literal["unit_known"]


class ReadersAgree(_Entry):
    """Both ways of reading the file read the same figures."""

    kind: Literal["readers_agree"]


class AttachmentsRead(_Entry):
    """Nothing is attached to the file that was not read."""

    kind: Literal["attachments_read"]


class UnitDeclared(_Entry):
    """Every table of amounts declares its unit."""

    kind: Literal["unit_declared"]


class Wording(_Entry):
    """Words that no sentence of the prose should hold, as a pattern over the sentence without blanks; `{year}` stands for the filing's fiscal year."""

    kind: Literal["wording"]
    pattern: str = Field(min_length=2)


class Drafting(_Entry):
    """How a filing is put together. `aspect`: every chapter of the contents is there and none is skipped (`chapters`), a table stands once (`once`), tables stand in the
    order of the contents (`order`), titles and amounts are of the filing's year or the one before (`years`), and titles name no other body (`bodies`)."""

    kind: Literal["drafting"]
    aspect: Literal["chapters", "once", "order", "years", "bodies"]


class RequiredTable(_Entry):
    """A table that has to be published: the families of which one is enough, and the word for what the prose may say there is none of instead."""

    title: str = Field(min_length=2)
    families: tuple[str, ...] = Field(min_length=1)
    unless_none_of: str | None = None

    @model_validator(mode="after")
    def _known(self) -> RequiredTable:
        if unknown := set(self.families) - set(TABLE_FAMILIES):
            raise ValueError(f"unknown families: {sorted(unknown)}")
        return self


class RequiredTables(_Entry):
    """The tables that have to be published are there, in a filing that has at least `whole_from` of them; one with fewer is a part of a filing."""

    kind: Literal["required_tables"]
    whole_from: int = Field(ge=1)
    tables: tuple[RequiredTable, ...] = Field(min_length=2)


class Composition(_Entry):
    """A stated whole against its stated parts. `of`: `all`, the sum of parts said to be all; `each`, no other part is more than the whole; `several`, nor are
    they together, where they cannot overlap."""

    kind: Literal["composition"]
    of: Literal["all", "each", "several"]


class Change(_Entry):
    """A stated change. `aspect`: its percentage, its amount against the two values, an increase within what it led to, or the words for up and down."""

    kind: Literal["change"]
    aspect: Literal["percentage", "difference", "increase", "direction"]


class TableChange(_Entry):
    """A change that a table prints in a column (or row) beside this year's and last year's figures: their difference, or its percentage."""

    kind: Literal["table_change"]
    aspect: Literal["difference", "percentage"]


class Average(_Entry):
    """A stated average: the expenditure of one concept over the count of another. `of`: expenditure, what the average is per, and what is counted."""

    kind: Literal["average"]
    of: tuple[tuple[str, str, str], ...] = Field(min_length=1)


class Ratio(_Entry):
    """A stated share of a whole, a completion rate of a budget, or the shares of all parts together (100 %)."""

    kind: Literal["ratio"]
    of: Literal["share", "rate", "hundred"]


class StageSound(_Entry):
    """The rows of a filing's datasets are as the contract says; judged by `expectations.judge.suites` once they are there, not with the filing's own figures."""

    kind: Literal["stage_sound"]


class JointlyFeasible(_Entry):
    """What holds one by one also holds together: true values exist within all rounding intervals of the filing at once."""

    kind: Literal["jointly_feasible"]


class Across(_Entry):
    """Figures of two filings that relate; evaluated by `expectations.across` once both are there, not with a filing's own rules."""

    kind: Literal["across"]
    relation: Literal["prior_figures", "stated_change", "initial_budget", "department_units", "restated"]


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


class Rule(_Entry):
    """One invariant: what must hold, in both languages, where, how exactly, how bad a violation is, and where the rule comes from.

    `defences`: the innocent explanations that are tried before it accuses; those of the instance's shape where the entry names none.
    """

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


class Catalogue(_Entry):
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
    """The catalogue of a folder of YAML lists, files in order of name. pydantic.ValidationError where an entry is not a rule."""
    entries: list[object] = []
    for path in sorted(folder.glob("*.yaml")):
        entries += yaml.safe_load(path.read_text("utf-8")) or []
    return Catalogue.model_validate({"rules": entries})


@cache
def catalogue() -> Catalogue:
    """The project's own catalogue, read once."""
    return read_catalogue(Path(__file__).parent)
