"""Forms (申报表, 绩效目标表, 自评表): which rows are an indicator matrix, which list amounts under a header, which are
labels beside values.

Rows are read by `indicator_matrices`, `amount_blocks` and `label_values`, lists of projects by
`project_lists`; tables with one header over columns of figures by `ruled_tables`.
"""

from __future__ import annotations

import re

from fiscal import lexicon
from fiscal.cleaning.forms.amount_blocks import AmountBlock, amount_block, reported_of_amounts
from fiscal.cleaning.forms.form_context import FormContext
from fiscal.cleaning.forms.indicator_matrices import IndicatorBlock, indicator_block, reported_of_indicators
from fiscal.cleaning.forms.label_values import reported_of_labels, value_beside
from fiscal.cleaning.forms.project_lists import project_list, reported_of_list
from fiscal.cleaning.tables.families import family_of
from fiscal.cleaning.tables.grid import Grid
from fiscal.cleaning.tables.reported_values import Reported
from fiscal.cleaning.terms.bodies import body_of
from fiscal.cleaning.terms.class_names import ClassNames
from fiscal.model.amounts import normal
from fiscal.model.identity import Identity

_INDICATOR_HEADS = lexicon.pattern("fields.indicator_heads")
_TARGET_HEADS = lexicon.pattern("fields.target_heads")
_FORM_TITLES = lexicon.pattern("fields.form_titles")
_CODE_BEFORE = re.compile(r"^[0-9A-Z]{12,}[-—_]")
_PROJECT_LABELS = lexicon.words("fields.project_labels")
_BODY_LABELS = lexicon.words("fields.body_labels")


def is_form(grid: Grid) -> bool:
    """Whether a table is a form: an indicator matrix stands in it, or it has no header rows and its title is a
    form's.
    """
    texts = [normal(c.text) for c in grid.table.cells]
    matrix = any(_INDICATOR_HEADS.fullmatch(t) for t in texts) and any(_TARGET_HEADS.fullmatch(t) for t in texts)
    return matrix or (grid.table.header_rows == 0 and _FORM_TITLES.search(normal(grid.table.title)) is not None)


def reported_of_form(grid: Grid, identity: Identity, names: ClassNames) -> list[Reported]:
    """Amounts, indicators and scores of a form, in reading order."""
    context = _context(grid, identity, names)
    listed = project_list(grid)
    if listed is not None:
        return sorted(reported_of_list(grid, listed, context), key=lambda r: (r.row, r.col))
    found: list[Reported] = []
    row = 0
    plain: list[int] = []
    while row < grid.rows:
        block: IndicatorBlock | AmountBlock | None = indicator_block(grid, row) or amount_block(grid, row)
        if block is None:
            plain.append(row)
            row += 1
            continue
        found += reported_of_labels(grid, plain, context)
        plain = []
        if isinstance(block, IndicatorBlock):
            found += reported_of_indicators(grid, block, context)
        else:
            found += reported_of_amounts(grid, block, context)
        row = block.end
    found += reported_of_labels(grid, plain, context)
    return sorted(found, key=lambda r: (r.row, r.col))


def _context(grid: Grid, identity: Identity, names: ClassNames) -> FormContext:
    texts = [normal(c.text) for c in grid.table.cells]
    family = family_of(grid.table.title, texts, None)
    project = None if family == "performance_unit" else value_beside(grid, _PROJECT_LABELS)
    project = _CODE_BEFORE.sub("", project) if project else None
    entity = body_of(grid.table.declarant, identity) or body_of(value_beside(grid, _BODY_LABELS), identity)
    return FormContext(family, identity, names, project, entity)
