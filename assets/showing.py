"""What the UI shows of a filing beside its counts: preview rows, links that open, and text from filings that stays
text.

Which rows and which files is said by each stage's own module.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any, cast
from urllib.parse import quote, urlsplit

import dagster as dg

from fiscal.model import dictionary
from fiscal.model.contract import Filing
from fiscal.model.identity import in_chinese
from fiscal.publication.inert import without_controls
from fiscal.storage.datasets import name_of
from fiscal.storage.filing import FilingFiles

FILES_URL = "FISCAL_FILES_URL"
BASE_URL = "FISCAL_BASE_URL"
"""Under which address people reach the files that `fiscal ui` serves, where it is not this machine's own: a reverse
proxy's, say.
"""
DEFAULT_FILES_URL = "http://127.0.0.1:3001"
PREVIEWED = 12
_LONGEST = 200


def preview(rows: Iterable[Any], *columns: str, shown: int = PREVIEWED) -> dg.TableMetadataValue:
    """The first rows as a table. A column is an attribute of the rows; its meaning stands in the dictionary."""
    return previewed(rows, {column: lambda row, column=column: getattr(row, column) for column in columns}, shown)


def previewed(
    rows: Iterable[Any], columns: Mapping[str, Callable[[Any], Any]], shown: int = PREVIEWED
) -> dg.TableMetadataValue:
    """The first rows as a table, each column made of a row by a function."""
    records = [
        dg.TableRecord({name: _plain(value(row)) for name, value in columns.items()}) for row in islice(rows, shown)
    ]
    return dg.MetadataValue.table(
        records, dg.TableSchema([dg.TableColumn(name, "string", _meaning(name)) for name in columns])
    )


def link(name: str, place: str = "") -> dg.UrlMetadataValue:
    """A link to a file of the data root by its name in it, or to a place in it, as `fiscal ui` serves it."""
    return dg.MetadataValue.url(_address(base_url() or os.environ.get(FILES_URL) or DEFAULT_FILES_URL, name, place))


def address_elsewhere(name: str, place: str = "") -> str | None:
    """The same for whoever reads it on another machine; None where no address is configured for them."""
    base = base_url()
    return base and _address(base, name, place)


def base_url() -> str | None:
    """The configured address, without what a link is not to give away; None where there is none or it is no address of
    a web server.
    """
    parts = urlsplit(os.environ.get(BASE_URL, "").strip())
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path.rstrip('/')}" if parts.scheme in ("http", "https") and host else None


def _address(base: str, name: str, place: str) -> str:
    return f"{base}/{quote(name)}{f'#{place}' if place else ''}"


def called(filing: FilingFiles) -> str:
    """What a person calls a filing, its partition's name being in letters: 青山市民政局2023年部门预算; else its file's
    name.
    """
    rows: list[Filing] = filing.read("filings")
    return (in_chinese(rows[-1]) if rows else None) or filing.latest().receipt.source_file


def links(filing_id: str) -> dict[str, dg.UrlMetadataValue]:
    """What a person reads of a filing."""
    return {"report": link(f"reports/{filing_id}.html"), "data_docs": link(f"data_docs/{filing_id}/index.html")}


def files(filing: FilingFiles, datasets: Iterable[str]) -> dict[str, dg.PathMetadataValue]:
    """Where the filing's file of each dataset lies."""
    return {
        f"file_{dataset}": dg.PathMetadataValue(f"{filing.root.location}/{name_of(dataset, filing.filing_id)}")
        for dataset in datasets
    }


def as_markdown(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in markdown whose cells are text, whatever they hold."""
    lines = [
        " | ".join(headings),
        " | ".join("---" for _ in headings),
        *(" | ".join(as_text(cell) for cell in row) for row in rows),
    ]
    return "\n".join(f"| {line} |" for line in lines)


def as_text(text: str) -> str:
    """The text on one line of markdown: never a link, markup or the end of a cell."""
    return re.sub(r"([\\`*_{}\[\]()#+!|<>~&-])", r"\\\1", " ".join(without_controls(text).split()))


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = f"{value:,f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    several = cast(tuple[Any, ...], value) if isinstance(value, tuple) else (value,)
    text = without_controls("、".join(map(str, several)))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _meaning(column: str) -> str | None:
    try:
        return dictionary.of_column(column).both
    except KeyError:
        return None
