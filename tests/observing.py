"""Hand-made observations for tests: `observed("1,896.56", concept="212")` is one table cell in 万元 with everything
else plain.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import Any

from fiscal.model.amounts import YUAN_PER_UNIT, Interval, parse_amount, printed_place, value_state
from fiscal.model.contract import Observation

_ids = count(1)


def observed(printed: str, *, unit: str | None = "万元", precision: str | None = None, **columns: Any) -> Observation:
    """An observation of a printed value; `precision` is the unit of last place in the printed unit, by default the
    string's own.
    """
    value = parse_amount(printed)
    factor = YUAN_PER_UNIT.get(unit or "")
    place = Decimal(precision) if precision else printed_place(printed)
    scale = factor if factor is not None else Decimal(1)
    interval = Interval.around(value * scale, place * scale) if value is not None else None
    defaults: dict[str, Any] = {
        "observation_id": f"o{next(_ids)}",
        "table_no": 1,
        "row": 1,
        "col": 1,
        "page": 1,
        "x0": 0.0,
        "top": 0.0,
        "x1": 10.0,
        "bottom": 10.0,
        "quote": printed,
        "table_family": "other",
        "row_label": None,
        "row_code": None,
        "row_path": (),
        "row_level": None,
        "class_system": "functional",
        "concept": None,
        "measure": "budget_initial",
        "source_of_funds": "total",
        "expenditure_type": "total",
        "period": "current",
        "phase": "approved",
        "entity": None,
        "project": None,
        "value_text": None,
        "value_reported": printed,
        "value_state": value_state(printed),
        "unit": unit,
        "unit_source": "table",
        "value_yuan": value * factor if value is not None and factor is not None else None,
        "value_native": value,
        "precision_unit": place * scale if place is not None else None,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "method": "lattice",
        "confidence": 1.0,
        "status": "ok",
        "status_reason": None,
    }
    return Observation(**(defaults | columns))
