"""Forms (申报表, 绩效目标表, 自评表): labels and values side by side, funds blocks and indicator matrices inside one table.

Tables with a header over columns of figures are left to `ruled`.
"""

from __future__ import annotations

import re

from fiscal.cleaning.grid import Grid
from fiscal.model.amounts import normal

_INDICATOR_HEADS = re.compile(r"[一二三]级指标|指标名称")
_TARGET_HEADS = re.compile(r".*(?:指标值|目标值|完成值).*")
_FORM_TITLES = re.compile(r"申报表|填报表|目标表|自评表|绩效指标")


def is_form(grid: Grid) -> bool:
    """Whether a table is a form: an indicator matrix stands in it, or it has no header rows and its title is a form's."""
    texts = [normal(c.text) for c in grid.table.cells]
    matrix = any(_INDICATOR_HEADS.fullmatch(t) for t in texts) and any(_TARGET_HEADS.fullmatch(t) for t in texts)
    return matrix or (grid.table.header_rows == 0 and _FORM_TITLES.search(normal(grid.table.title)) is not None)
