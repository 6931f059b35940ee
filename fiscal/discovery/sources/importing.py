"""Many sources from one table of regions and addresses."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from fiscal.discovery.sources.source import Listing, Region, Source
from fiscal.discovery.sources.wording import what_is_wrong
from fiscal.document.identity.regions import name_of_code

_COLUMNS = {
    "region_code": ("region_code", "code", "行政区划代码", "区划代码", "地区代码", "代码"),
    "region": ("region", "region_name", "地区", "地区名称", "行政区划", "名称"),
    "publisher": ("publisher", "发布单位", "单位", "部门"),
    "url": ("url", "address", "网址", "链接", "地址", "预决算网址"),
    "kind": ("kind", "类型"),
    "id": ("id", "编号"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table (from 1, the heading included): its source, or why there is none."""

    number: int
    source: Source | None
    why: str | None = None


class NoAddressesError(ValueError):
    """The table has no column of addresses."""


def sources_of_table(
    content: bytes, make_id: Callable[[str], str], known: frozenset[str] = frozenset()
) -> Iterator[Line]:
    """A source for each line. `make_id` gives an id for an address; `known`: addresses that are sources already, and
    ids that are taken.

    NoAddressesError where the first line names no column of addresses.
    """
    rows = csv.DictReader(io.StringIO(_text(content)))
    names = {
        field: next((name for name in rows.fieldnames or () if name.strip().lower() in aliases), None)
        for field, aliases in _COLUMNS.items()
    }
    if names["url"] is None:
        raise NoAddressesError("、".join(rows.fieldnames or ()))
    taken = set(known)
    for row in rows:
        values = {field: (row.get(name) or "").strip() if name else "" for field, name in names.items()}
        if not any(values.values()):
            continue
        if values["url"] in taken:
            yield Line(rows.line_num, None, f"已有此网址 / there is a source with this address: {values['url']}")
            continue
        try:
            source = _source(values, _free(values["id"] or make_id(values["url"]), taken))
        except ValidationError as error:
            first = error.errors()[0]
            yield Line(rows.line_num, None, f"{'.'.join(map(str, first['loc']))}: {what_is_wrong(first)}")
            continue
        taken |= {source.id, values["url"]}
        yield Line(rows.line_num, source)


def _source(values: dict[str, str], name: str) -> Source:
    if values["region"].isdecimal() and not values["region_code"]:
        values = {**values, "region_code": values["region"], "region": ""}
    code = re.sub(r"\D", "", values["region_code"])[:6]
    named = values["region"] or name_of_code(code) or ""
    region = Region(code=code, name=named) if values["region_code"] else None
    listing = Listing.model_validate({"url": values["url"], "kind": values["kind"] or "auto"})
    note = values["region"] if region is None and values["region"] else None
    return Source(id=name, region=region, publisher=values["publisher"] or None, listing=listing, note=note)


def _free(name: str, taken: set[str]) -> str:
    return next(
        candidate
        for candidate in (name, *(f"{name}-{number}" for number in range(2, 10_000)))
        if candidate not in taken
    )


def _text(content: bytes) -> str:
    for codec in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(codec)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")
