"""What is wrong with a value of a source, in both languages. Which values are wrong is told by `source`."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from typing import Any

from pydantic_core import ErrorDetails

from fiscal.discovery.sources.source import Source

_SAID = {
    "extra_forbidden": "没有这个字段 / there is no such field",
    "missing": "缺少此字段 / this field is missing",
    "literal_error": "须为其一 / must be one of: {expected}",
    "string_pattern_mismatch": "写法须符合 / must match: {pattern}",
    "string_too_short": "至少 {min_length} 个字符 / at least {min_length} characters",
    "string_type": "须为文字，数字请加引号 / must be text, put numbers in quotes",
    "bool_parsing": "须为 true 或 false / must be true or false",
    "bool_type": "须为 true 或 false / must be true or false",
    "int_parsing": "须为整数 / must be a whole number",
    "int_type": "须为整数 / must be a whole number",
    "int_from_float": "须为整数 / must be a whole number",
    "float_parsing": "须为数字 / must be a number",
    "float_type": "须为数字 / must be a number",
    "greater_than": "须大于 {gt} / must be more than {gt}",
    "greater_than_equal": "不得小于 {ge} / must be at least {ge}",
    "less_than_equal": "不得大于 {le} / must be at most {le}",
    "too_short": "至少 {min_length} 项 / at least {min_length} entries",
    "tuple_type": "须为列表，如 [a, b] / must be a list such as [a, b]",
    "model_type": "须为一组“字段: 值” / must be fields with values",
    "dict_type": "须为一组“字段: 值” / must be fields with values",
}
"""By the types of pydantic's errors; another one is said in pydantic's own words."""


def what_is_wrong(error: ErrorDetails) -> str:
    """One mistake in words: what must stand there, and which field an unknown one may be meant to be."""
    if error["type"] == "value_error":
        return error["msg"].removeprefix("Value error, ")
    template = _SAID.get(error["type"])
    said = template.format(**error.get("ctx", {})) if template else f"取值不合要求 / {error['msg']}"
    meant = (
        get_close_matches(str(error["loc"][-1]), _fields(error["loc"][:-1]), 1)
        if error["type"] == "extra_forbidden"
        else []
    )
    return f"{said}，是否为 / did you mean: {meant[0]}" if meant else said


def _fields(place: tuple[int | str, ...]) -> list[str]:
    """The fields that a source may have at a place of it."""
    schema = _schema()
    shape: Any = schema
    for step in place:
        shape = shape.get("items", {}) if isinstance(step, int) else shape.get("properties", {}).get(step, {})
        shape = next((kind for kind in shape.get("anyOf", ()) if "$ref" in kind), shape)
        shape = schema["$defs"].get(shape.get("$ref", "").rpartition("/")[2], shape)
    return list(shape.get("properties", {}))


@cache
def _schema() -> dict[str, Any]:
    return Source.model_json_schema(by_alias=True)
