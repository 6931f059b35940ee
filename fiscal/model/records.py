"""Row classes to pyarrow and back: a dataset's schema is derived from the annotations of its dataclass, once.

Where rows come from is left to the stages, where they are stored to the IO managers.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, TypeVar

import pyarrow as pa

Int8 = Annotated[int, pa.int8()]
Int16 = Annotated[int, pa.int16()]
Yuan = Annotated[Decimal, pa.decimal128(22, 2)]
Native = Annotated[Decimal, pa.decimal128(24, 6)]
Precision = Annotated[Decimal, pa.decimal128(22, 4)]
Bound = Annotated[Decimal, pa.decimal128(24, 4)]
Timestamp = Annotated[datetime, pa.timestamp("us", tz="UTC")]

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


def columns_of(schema: pa.Schema) -> list[tuple[str, pa.DataType]]:
    """The columns of a schema in order: each one's name and type."""
    return list(zip(schema.names, schema.types, strict=True))


def to_arrow(rows: Iterable[Any], row_class: type, filing_id: str | None = None) -> pa.Table:
    """Rows of one dataclass as a table of its schema; with `filing_id`, every row carries it in the first column."""
    schema, given = schema_of(row_class, filing_id is not None), list(rows)
    columns = [] if filing_id is None else [[filing_id] * len(given)]
    for name, hint in _hints(row_class).items():
        get, flat = attrgetter(name), _flattener(hint)
        columns.append([get(row) for row in given] if flat is None else [flat(get(row)) for row in given])
    return pa.Table.from_arrays(
        [pa.array(column, kind) for column, (_, kind) in zip(columns, columns_of(schema), strict=True)], schema=schema
    )


def from_arrow(table: pa.Table, row_class: type[Row]) -> list[Row]:
    """The rows of a table as instances of the class; columns that the class lacks are left out, and what the table
    lacks is None or empty.
    """
    columns: list[Iterable[Any]] = []
    for name, hint in _hints(row_class).items():
        restore = _restorer(hint)
        values = table.column(name).to_pylist() if name in table.column_names else [None] * table.num_rows
        columns.append(values if restore is None else map(restore, values))
    names = tuple(_hints(row_class))
    return [row_class(**dict(zip(names, values, strict=True))) for values in zip(*columns, strict=True)]


@cache
def _hints(row_class: type) -> dict[str, Any]:
    """The annotations of the class' fields, in their order."""
    hints = typing.get_type_hints(row_class, include_extras=True)
    return {f.name: hints[f.name] for f in dataclasses.fields(row_class)}


_Conversion = Callable[[Any], Any]


def _inner(annotation: Any) -> Any:
    """The annotation without its None."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return next(a for a in typing.get_args(annotation) if a is not type(None))
    return annotation


@cache
def _flattener(annotation: Any) -> _Conversion | None:
    """What makes of a value of this annotation what pyarrow takes; None where that is the value itself."""
    annotation = _inner(annotation)
    if typing.get_origin(annotation) is tuple:
        each = _flattener(typing.get_args(annotation)[0])
        return None if each is None else lambda values: None if values is None else [each(v) for v in values]
    if dataclasses.is_dataclass(annotation):
        parts = [
            (name, attrgetter(name), _flattener(hint)) for name, hint in _hints(typing.cast(type, annotation)).items()
        ]
        return lambda value: (
            None if value is None else {n: get(value) if flat is None else flat(get(value)) for n, get, flat in parts}
        )
    return None


@cache
def _restorer(annotation: Any) -> _Conversion | None:
    """The way back; a list that is not there is an empty one."""
    if typing.get_origin(annotation) is tuple:
        each = _restorer(typing.get_args(annotation)[0])
        return (lambda values: tuple(values or ())) if each is None else (lambda values: tuple(map(each, values or ())))
    annotation = _inner(annotation)
    if typing.get_origin(annotation) is tuple:
        whole = typing.cast(_Conversion, _restorer(annotation))
        return lambda values: None if values is None else whole(values)
    if dataclasses.is_dataclass(annotation):
        made = typing.cast(type, annotation)
        parts = [(name, _restorer(hint)) for name, hint in _hints(made).items()]
        return lambda value: (
            None
            if value is None
            else made(**{n: value.get(n) if restore is None else restore(value.get(n)) for n, restore in parts})
        )
    return None
