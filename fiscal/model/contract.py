"""The rows of the published datasets, one dataclass a dataset; the pyarrow schemas are derived from them. Those of a
reading stand in `reading_rows`.

Column meanings are those of `docs/contract.md`. Who fills a row is left to the stages; `filing_id` is added when a
table is written."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa

from fiscal.model.findings.rows import Finding
from fiscal.model.reading_rows import DoubtRow, ExtractedCell, PageRow, ProseRow, TableRow
from fiscal.model.records import Bound, Int8, Int16, Native, Precision, Timestamp, Yuan, schema_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """`filings`: one row a version of a filing. `title_en`-style second languages are left to the reports."""

    version: int
    sha256: str
    scope: str | None
    publisher: str | None
    publisher_parent: str | None
    region_code: str | None
    fiscal_year: Int16 | None
    doc_kind: str | None
    title: str | None
    pages: int | None
    picture_pages: int | None
    source_file: str
    source_url: str | None
    retrieved_at: Timestamp
    state: str
    facts_published: int
    facts_held: int
    state_reason: str | None
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """`parts`: one row a file of a version of a filing, in the order in which the files are read.

    `role`: what it holds (`ROLES`), None where it could not be read. `pages`: how many of its pages are this filing's.
    `member_of`: the archive or compilation that it came from, by its sha256, with the filing's pages in it
        (`<sha256>#page=12-31`); None for a file of its own.
    """

    version: int
    part_no: int
    sha256: str
    source_file: str
    source_url: str | None
    retrieved_at: Timestamp
    role: str | None
    pages: int | None
    member_of: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """`observations`: one reported value at one place, from a table cell or from a clause of the narrative.

    Beyond the contract's columns: `panel`: side-by-side panel of the table, 0 from the left. `header_path`: header
    texts over the cell, outermost first. `row_role`/`col_role`: `item` · `total` (合计, 总计, 小计 …) · `of_which`
    (其中: a part that need not be all) · `balance` (结转, 结余) · `note`. `parent_row`/`parent_col`: the row (column)
    whose value this row (column) is a direct part of, in the same table and panel; None at the top.
    `row_borne`/`row_contradicted`/`row_blank`: of the amount columns of the panel, how many bear out that the row's
    whole is the sum of its parts, how many contradict it and how many hold no amount that could; None where the row is
    no part. `col_borne`/`col_contradicted`/`col_blank`: the same of the column's whole, over the rows. `line_no`:
    printed 行次/栏次 of the row, where the table has one. Narrative: `statement_id` groups the clauses of one
    statement; `part_of` is the observation of which this is a stated part; `complete` says whether the parts are said
    to be all (包括, 其中 with every part listed → True; 主要包括, 如 → False); `listing` counts the listings of one
    whole from 0 (by funds, then by function): parts of different listings are never added to one another; `relation`:
    `value` · `change` · `share` · `rate` · `part` · `absence` · `target` · `count`; `direction`: `increase` ·
    `decrease` · `flat` as worded; `base`: what a change or rate is measured against (`prior_budget`, `prior_final`,
    `prior_adjusted`, `budget_initial`, `budget_adjusted` …); `matter`: what the table or column is about (`MATTERS`),
    `unknown` where nothing says it, so that the figure is a fact of this table alone; None in prose. `approximate`: 约,
    近, 余. `indicator`: the indicator's name as printed, `indicator_key` its normalised form for matching."""

    observation_id: str
    table_no: int | None
    row: int | None
    col: int | None
    page: int
    part_no: int = 1
    x0: float
    top: float
    x1: float
    bottom: float
    quote: str
    table_family: str
    row_label: str | None
    row_code: str | None
    row_path: tuple[str, ...]
    row_level: Int8 | None
    class_system: str
    concept: str | None
    measure: str | None
    source_of_funds: str | None
    expenditure_type: str | None
    period: str | None
    phase: str | None
    entity: str | None
    project: str | None
    value_text: str | None
    value_reported: str
    value_state: str
    unit: str | None
    unit_source: str | None
    value_yuan: Yuan | None
    value_native: Native | None
    precision_unit: Precision | None
    low: Bound | None
    high: Bound | None
    method: str
    confidence: float
    status: str
    status_reason: str | None
    panel: Int16 | None = None
    header_path: tuple[str, ...] = ()
    row_role: str | None = None
    col_role: str | None = None
    parent_row: int | None = None
    parent_col: int | None = None
    row_borne: Int16 | None = None
    row_contradicted: Int16 | None = None
    row_blank: Int16 | None = None
    col_borne: Int16 | None = None
    col_contradicted: Int16 | None = None
    col_blank: Int16 | None = None
    line_no: str | None = None
    sentence_no: int | None = None
    statement_id: str | None = None
    part_of: str | None = None
    complete: bool | None = None
    listing: Int16 | None = None
    relation: str | None = None
    direction: str | None = None
    base: str | None = None
    approximate: bool = False
    indicator: str | None = None
    indicator_key: str | None = None
    fiscal_year: Int16 | None = None
    matter: str | None = None

    @property
    def amount(self) -> Decimal | None:
        """The value in the unit that `low`, `high` and `precision_unit` are in: yuan for money, else native."""
        return self.value_yuan if self.value_yuan is not None else self.value_native


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """`coverage`: one row a sentence that holds a figure: how many figures it has and how many were understood."""

    sentence_no: int
    page: int
    part_no: int = 1
    text: str
    figures: int
    understood: int
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One place where a fact was reported."""

    observation_id: str
    table_no: int | None
    row: int | None
    col: int | None
    page: int
    part_no: int = 1
    quote: str
    value_reported: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """`facts` and `held_facts`: one row a fact, however often it is reported.

    Beyond the contract's columns: `scope` and `doc_kind` of the filing; `concept_name`, the standard name of the
    concept in that year (`concept_label` is what the filing prints), None where this project knows none; the Chinese
    terms of the other vocabularies in `…_label`; `matter` as in the observations."""

    fact_id: str
    publisher: str | None
    entity: str | None
    project: str | None
    fiscal_year: Int16 | None
    phase: str | None
    class_system: str
    concept: str
    concept_label: str | None
    measure: str | None
    source_of_funds: str | None
    expenditure_type: str | None
    value_yuan: Yuan | None
    value_native: Native | None
    unit: str | None
    low: Bound | None
    high: Bound | None
    agreement: str
    choice_rule: str
    n_sources: int
    sources: tuple[Source, ...]
    finding_ids: tuple[str, ...]
    matter: str | None = None
    scope: str | None = None
    doc_kind: str | None = None
    concept_name: str | None = None
    phase_label: str | None = None
    measure_label: str | None = None
    source_of_funds_label: str | None = None
    expenditure_type_label: str | None = None


DATASETS: dict[str, type] = {
    "filings": Filing,
    "parts": Part,
    "pages": PageRow,
    "tables": TableRow,
    "extracted_tables": ExtractedCell,
    "prose": ProseRow,
    "doubts": DoubtRow,
    "observations": Observation,
    "coverage": Clause,
    "findings": Finding,
    "facts": Fact,
    "held_facts": Fact,
}


def schema(dataset: str) -> pa.Schema:
    """The schema of a dataset's files, `filing_id` first. KeyError for an unknown dataset."""
    return schema_of(DATASETS[dataset], True)
