"""How well sums are found in tables by their amounts alone, on a data set with annotated sums (`python -m
benchmarks.aggregations DATA`).

DATA: JSON lines, plain or gzipped, as the public set of Jiang, Vitagliano, Hameed and Naumann (EDBT 2022):
`table_array`, `number_format`, `aggregation_annotations`. A sum counts as found where the total and the whole set of
its parts are those annotated; only sums are sought, by the function that cleaning uses, without labels but the head of
a column. The thresholds were chosen on the tables with even numbers; those with odd ones are reported apart, though
tables of theirs were looked at while the search was made."""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import numpy as np

from fiscal.cleaning.hierarchy.amount_matrix import AmountMatrix, matrix_of, rounding
from fiscal.cleaning.hierarchy.sums.sum_search import sums_of
from fiscal.cleaning.hierarchy.sums.sums_found import Sum

Place = tuple[int, int]
Aggregation = tuple[Place, frozenset[Place]]

_SEPARATORS = {"Comma": ",", "Space": " ", "None": ""}
_LARGEST = Decimal(10) ** 12


@dataclass
class Score:
    """Counts over tables."""

    tables: int = 0
    found: int = 0
    annotated: int = 0
    right: int = 0
    seconds: float = 0.0

    def add(self, found: set[Aggregation], annotated: set[Aggregation], seconds: float) -> None:
        """Count one table."""
        self.tables += 1
        self.found += len(found)
        self.annotated += len(annotated)
        self.right += len(found & annotated)
        self.seconds += seconds

    def line(self, name: str) -> str:
        """One line of the report."""
        precision, recall = self.right / max(1, self.found), self.right / max(1, self.annotated)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        counts = f"{self.tables:4} tables {self.annotated:6} annotated {self.found:6} found {self.right:6} right"
        cost = f"{self.seconds:.1f} CPU s ({self.seconds / max(1, self.tables):.2f} a table)"
        return f"{name:10} {counts}   precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}   {cost}"


def amount_of(text: str, number_format: str) -> Decimal | None:
    """The number that a cell shows in the notation of its file (`Comma Point`: 1,234.5); None where it shows none."""
    thousands, point = number_format.split()
    plain = text.strip().replace("\xa0", " ").replace(_SEPARATORS[thousands] or "\0", "")
    try:
        value = Decimal(plain.replace(",", ".") if point == "Comma" else plain)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < _LARGEST else None


def aggregations_of(table: Sequence[Sequence[str]], number_format: str) -> set[Aggregation]:
    """The sums found in a table, one for each cell that they hold in."""
    width = max(len(row) for row in table)
    amounts = [[amount_of(row[c], number_format) if c < len(row) else None for c in range(width)] for row in table]
    rows = matrix_of(amounts)
    columns = replace(rows.across(), named=_named_columns(table, rows))
    found = {((s.whole, c), frozenset((p, c) for p in s.parts)) for s in sums_of(rows) for c in _holds(rows, s)}
    return found | {
        ((r, s.whole), frozenset((r, p) for p in s.parts)) for s in sums_of(columns) for r in _holds(columns, s)
    }


def _named_columns(table: Sequence[Sequence[str]], rows: AmountMatrix) -> frozenset[int]:
    """Columns with a text down to the first row of amounts."""
    body = next((r for r in range(rows.lines) if rows.present[r].sum() >= 2), 0)
    return frozenset(c for row in table[: body + 1] for c, text in enumerate(row) if text.strip())


def _holds(matrix: AmountMatrix, found: Sum) -> list[int]:
    residual = np.abs(matrix.values[list(found.parts)].sum(axis=0) - matrix.values[found.whole])
    good = matrix.present[found.whole] & (residual <= rounding(np.array([len(found.parts)]))[0])
    return [int(i) for i in np.flatnonzero(good)]


def annotated_sums(annotations: Sequence[dict[str, Any]]) -> set[Aggregation]:
    """The annotated sums of a table."""
    return {_aggregation(a) for a in annotations if a["operator"] == "Sum"}


def _aggregation(annotation: dict[str, Any]) -> Aggregation:
    row, col = annotation["aggregator_index"]
    return (row, col), frozenset((r, c) for r, c in annotation["aggregatee_indices"])


def _tables(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def main() -> None:
    """Print precision, recall and F1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    scores = {"even": Score(), "odd": Score(), "all": Score()}
    for number, table in enumerate(_tables(parser.parse_args().data)):
        began = time.process_time()
        found = aggregations_of(table["table_array"], table["number_format"])
        seconds = time.process_time() - began
        for name in ("even" if number % 2 == 0 else "odd", "all"):
            scores[name].add(found, annotated_sums(table["aggregation_annotations"]), seconds)
    for name, score in scores.items():
        print(score.line(name))


if __name__ == "__main__":
    main()
