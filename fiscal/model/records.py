"""Row classes to pyarrow and back: a dataset's schema is derived from the annotations of its dataclass, once.

Where rows come from is left to the stages, where they are stored to the IO managers.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, TypeVar

import pyarrow as pa

Int8 = Annotated[int, pa.int8()]
Int16 = Annotated[int, pa.int16()]
Yuan = Annotated[Decimal, pa.decimal128(22, 2)]
Native = Annotated[Decimal, pa.decimal128(24, 6)]
Precision = Annotated[Decimal, pa.decimal128(22, 4)]
Bound = Annotated[Decimal, pa.decimal128(24, 4)]
Timestamp = Annotated[typing.Any, pa.timestamp("us", tz="UTC")]

Row = TypeVar("Row")

_PLAIN: dict[object, pa.DataType] = {str: pa.string(), int: pa.int32(), float: pa.float32(), bool: pa.bool_()}


def _arrow_type(annotation: Any) -> pa.DataType:
    origin = typing.get_origin(annotation)
    if origin is Annotated:
        return typing.get_args(annotation)[1]
    if origin in (typing.Union, types.UnionType):
        (inner,) = [a for a in typing.get_args(annotation) if a is not type(None)]
        return _arrow_type(inner)
    if origin is tuple:
        return pa.list_(_arrow_type(typing.get_args(annotation)[0]))
    if dataclasses.is_dataclass(annotation):
        return pa.struct(list(schema_of(typing.cast(type, annotation))))
    return _PLAIN[annotation]


@cache
def schema_of(row_class: type, filing_id: bool = False) -> pa.Schema:
    """The pyarrow schema of a row class; with `filing_id`, that column stands first."""
    hints = _hints(row_class)
    fields = [pa.field(f.name, _arrow_type(hints[f.name])) for f in dataclasses.fields(row_class)]
    return pa.schema([pa.field("filing_id", pa.string()), *fields] if filing_id else fields)


def _value(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _value(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, (tuple, list)):
        return [_value(v) for v in value]
    return value


def to_arrow(rows: Iterable[Any], row_class: type, filing_id: str | None = None) -> pa.Table:
    """Rows of one dataclass as a table of its schema; with `filing_id`, every row carries it in the first column."""
    schema = schema_of(row_class, filing_id is not None)
    prefix = {} if filing_id is None else {"filing_id": filing_id}
    return pa.Table.from_pylist([prefix | _value(row) for row in rows], schema=schema)


def from_arrow(table: pa.Table, row_class: type[Row]) -> list[Row]:
    """The rows of a table as instances of the class; columns that the class lacks are left out."""
    return [_instance(row, row_class) for row in table.to_pylist()]


@cache
def _hints(row_class: type) -> dict[str, Any]:
    return typing.get_type_hints(row_class, include_extras=True)


def _instance(row: dict[str, Any], row_class: type) -> Any:
    hints = _hints(row_class)
    return row_class(**{f.name: _restore(row.get(f.name), hints[f.name]) for f in dataclasses.fields(row_class)})


def _restore(value: Any, annotation: Any) -> Any:
    if value is None:
        return () if typing.get_origin(annotation) is tuple else None
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        annotation = next(a for a in typing.get_args(annotation) if a is not type(None))
    if typing.get_origin(annotation) is tuple:
        inner = typing.get_args(annotation)[0]
        return tuple(_restore(v, inner) for v in typing.cast(Sequence[Any], value))
    if dataclasses.is_dataclass(annotation):
        return _instance(value, typing.cast(type, annotation))
    return value
