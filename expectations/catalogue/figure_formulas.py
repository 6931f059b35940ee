"""What may be claimed of figures: the kinds of formulas of the catalogue that add, compare or divide what filings
report.

How a kind is evaluated is left to `expectations.kinds`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from expectations.catalogue.entry import Entry
from fiscal.model.vocabulary import MEASURES, SOURCES_OF_FUNDS


class RowsRollUp(Entry):
    """A row = Σ of the rows that name it as parent; `total_rows` picks the parents that are totals rows, or the
    others.
    """

    kind: Literal["rows_roll_up"]
    total_rows: bool


class ColumnsRollUp(Entry):
    """A column = Σ of the columns that name it as parent, on every row; a sheet that continues a table adds its columns
    to that table's.
    """

    kind: Literal["columns_roll_up"]


class ConceptTerm(Entry):
    """One addend of a `linear` rule: a concept and its weight.

    `may_be`: `blank` – it may be blank, but where it is not even named a difference proves nothing; `absent` – not
    naming it means none."""

    concept: str
    weight: Literal[1, -1] = 1
    may_be: Literal["reported", "blank", "absent"] = "reported"


class Linear(Entry):
    """`total` = Σ weight·concept among figures of one table (or of the prose) that agree in measure, phase, period and
    body.

    `within`: the same column, the same row, or anywhere in the table with the same funds. In the prose the funds have
    to agree too, a balance's own apart."""

    kind: Literal["linear"]
    total: str
    addends: tuple[ConceptTerm, ...] = Field(min_length=1)
    within: Literal["table", "column", "row"]


class SameFact(Entry):
    """All reports of one fact agree. `across`: which places are compared."""

    kind: Literal["same_fact"]
    across: Literal["tables", "prose_and_tables", "prose", "any"]
    measures: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _known(self) -> SameFact:
        if unknown := set(self.measures) - set(MEASURES):
            raise ValueError(f"unknown measures: {sorted(unknown)}")
        return self


class ProseAgainstBlank(Entry):
    """What the prose states an amount of is not blank in every table that has a cell for it, where the table's sums
    leave nothing for the cell.
    """

    kind: Literal["prose_against_blank"]


class FundsAgree(Entry):
    """Two columns of which one's funds are among the other's and whose totals are one amount: then every item is one
    amount too.

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


class SameClasses(Entry):
    """Classes of government's economic classification that are together what these of the departments' are, by their
    codes.
    """

    government: tuple[str, ...] = Field(min_length=1)
    department: tuple[str, ...] = Field(min_length=1)


class Crosswalk(Entry):
    """Where two columns divide one amount by the two economic classifications, groups of classes are one amount too.

    `totals`: the concepts of a column's total.
    """

    kind: Literal["crosswalk"]
    totals: tuple[str, ...] = Field(min_length=1)
    groups: tuple[SameClasses, ...] = Field(min_length=1)


class PartWithinWhole(Entry):
    """A part is not more than its whole. `by`: 其中 rows and columns, funds within wider funds, or pairs of concepts
    (part, whole).
    """

    kind: Literal["part_within_whole"]
    by: Literal["of_which", "funds", "concepts"]
    funds: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    part_funds: tuple[str, ...] = ()
    measures: tuple[str, ...] = ("budget_initial", "budget_adjusted", "actual")


class MeasureWithinMeasure(Entry):
    """Of one row, project or field group, the amount under one measure is not more than under another."""

    kind: Literal["measure_within_measure"]
    part: str
    whole: str


class ProjectsCovered(Entry):
    """The funds that projects with targets are said to cover: the sum of their forms where every one has a form, or not
    more than all project expenditure.
    """

    kind: Literal["projects_covered"]
    by: Literal["forms", "expenditure"]


class Composition(Entry):
    """A stated whole against its stated parts. `of`: `all`, the sum of parts said to be all; `each`, no other part is
    more than the whole; `several`, nor are they together, where they cannot overlap."""

    kind: Literal["composition"]
    of: Literal["all", "each", "several"]


class Change(Entry):
    """A stated change. `aspect`: its percentage, its amount against the two values, an increase within what it led to,
    or the words for up and down.
    """

    kind: Literal["change"]
    aspect: Literal["percentage", "difference", "increase", "direction"]


class TableChange(Entry):
    """A change that a table prints in a column (or row) beside this year's and last year's figures: their difference,
    or its percentage.
    """

    kind: Literal["table_change"]
    aspect: Literal["difference", "percentage"]


class Average(Entry):
    """A stated average: the expenditure of one concept over the count of another. `of`: expenditure, what the average
    is per, and what is counted.
    """

    kind: Literal["average"]
    of: tuple[tuple[str, str, str], ...] = Field(min_length=1)


class Ratio(Entry):
    """A stated share of a whole, a completion rate of a budget, or the shares of all parts together (100 %)."""

    kind: Literal["ratio"]
    of: Literal["share", "rate", "hundred"]


class Absence(Entry):
    """What the prose says there is none of, is nowhere reported; `by` its notes instead: a table that calls itself
    empty holds no figure.
    """

    kind: Literal["absence"]
    by: Literal["prose", "notes"]


class IndicatorAgrees(Entry):
    """One indicator's target (or result) is the same in every form and in the prose."""

    kind: Literal["indicator_agrees"]
    measure: Literal["kpi_target", "kpi_actual"]


class ScoreSum(Entry):
    """Scores of one form. `aspect`: they add up to the total, the full scores are 100, no score is over its full score,
    or the prose's total is the form's.
    """

    kind: Literal["score_sum"]
    aspect: Literal["total", "hundred", "within_full", "prose"]


class FormRatio(Entry):
    """A form's execution rate = result over budget, along its row."""

    kind: Literal["form_ratio"]


class CostIndicator(Entry):
    """A cost indicator whose target is the project's budget has the project's spending as its result."""

    kind: Literal["cost_indicator"]


class JointlyFeasible(Entry):
    """What holds one by one also holds together: true values exist within all rounding intervals of the filing at
    once.
    """

    kind: Literal["jointly_feasible"]


class Across(Entry):
    """Figures of two filings that relate; evaluated by `expectations.across` once both are there, not with a filing's
    own rules.
    """

    kind: Literal["across"]
    relation: Literal[
        "prior_figures", "stated_change", "initial_budget", "department_units", "own_and_chapter", "restated"
    ]
