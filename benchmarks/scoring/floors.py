"""Floors of measured sets: what once was reached and may not be lost. They are kept by the name of the set in
`floors.json` and only ever made stricter.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path

FLOORS = Path(__file__).with_name("floors.json")
HIGHER_IS_BETTER = ("cells", "numbers", "values", "codes", "found", "published")
LOWER_IS_BETTER = ("alarms", "errors", "held")
_STEP = 10_000
"""Floors are kept to the fourth decimal, away from what was measured, so that no last digit of a division breaks
one.
"""


def broken(file: Path, name: str, measured: Mapping[str, float]) -> list[str]:
    """The floors of the set that are not kept; a set without floors breaks none. A set of another size than the floors
    were taken from breaks them.
    """
    floors = _read(file).get(name, {})
    misses = [f"{name}: {k} was not measured" for k in floors if k not in measured]
    if "filings" in floors and measured.get("filings") != floors["filings"]:
        misses.append(f"{name}: {measured.get('filings')} filings where the floors are of {floors['filings']}")
    for k, floor in floors.items():
        value = measured.get(k)
        if value is None or k == "filings":
            continue
        if value < floor if k in HIGHER_IS_BETTER else value > floor:
            misses.append(f"{name}: {k} {value:.4f} where {floor} was reached")
    return misses


def raised(file: Path, name: str, measured: Mapping[str, float]) -> None:
    """Writes what was measured where it is better than the set's floors, and floors for what had none."""
    everything = _read(file)
    floors = dict(everything.get(name, {}))
    floors.setdefault("filings", measured["filings"])
    for k in HIGHER_IS_BETTER:
        if k in measured:
            floors[k] = max(math.floor(measured[k] * _STEP) / _STEP, floors.get(k, 0))
    for k in LOWER_IS_BETTER:
        if k in measured:
            floors[k] = min(math.ceil(measured[k] * _STEP) / _STEP, floors.get(k, math.inf))
    everything[name] = floors
    file.write_text(json.dumps(everything, indent=2, sort_keys=True) + "\n", "utf-8")


def _read(file: Path) -> dict[str, dict[str, float]]:
    return json.loads(file.read_text("utf-8")) if file.exists() else {}
