"""Reading the datasets of a data root, local or behind any URL that fsspec knows; writing them is left to the
pipeline.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import fsspec
import pyarrow as pa
import pyarrow.dataset as ds

from fiscal.model import contract
from fiscal.storage.datasets import pattern_of
from fiscal.storage.remote import located

FILES_AT_ONCE = 500
"""Of a dataset of 10,000 files DuckDB wants more than 400 MB at once."""


@dataclass(frozen=True, slots=True)
class Store:
    """The datasets under one root; a dataset that nobody wrote yet has no rows."""

    fs: fsspec.AbstractFileSystem
    path: str

    @classmethod
    def at(cls, root: str | Path) -> Store:
        """The store at a folder or URL."""
        fs, path = located(str(root))
        return cls(fs, path.rstrip("/"))

    def dataset(self, name: str, history: bool = False, filing_ids: Iterable[str] | None = None) -> ds.Dataset:
        """One dataset, or its earlier versions with their `version` column; of all filings, or of some. KeyError for an
        unknown name.
        """
        schema = contract.schema(name)
        if history and "version" not in schema.names:
            schema = cast(Any, schema).append(pa.field("version", pa.int32()))
        within = [None] if filing_ids is None else filing_ids
        patterns = [pattern_of(name, filing_id, history) for filing_id in within]
        return self._of_files([file for one in patterns for file in self._files(f"{self.path}/{one}")], schema)

    def some_at_a_time(self, name: str, history: bool = False) -> Iterator[ds.Dataset]:
        """The same of all filings, the rows of at most `FILES_AT_ONCE` files in each; at least one."""
        whole = self.dataset(name, history)
        files = whole.files if isinstance(whole, ds.FileSystemDataset) else []
        for first in range(0, len(files), FILES_AT_ONCE) or (0,):
            yield self._of_files(files[first : first + FILES_AT_ONCE], whole.schema)

    def rows(self, name: str, filing_id: str | None = None) -> pa.Table:
        """The rows of a dataset, of one filing or of all."""
        return self.dataset(name, filing_ids=None if filing_id is None else [filing_id]).to_table()

    def filing_ids(self) -> list[str]:
        """Every filing that has a row in `filings`, sorted."""
        return sorted({str(i) for i in self.dataset("filings").to_table(columns=["filing_id"]).column(0).to_pylist()})

    def report_names(self) -> list[str]:
        """The reports and annotated copies that were written, sorted."""
        return [
            name.rpartition("/")[2] for name in self._files(f"{self.path}/reports/*") if not name.endswith("index.html")
        ]

    def report(self, name: str) -> bytes:
        """One report's bytes."""
        content: Any = cast(Any, self.fs).cat_file(f"{self.path}/reports/{name}")
        return bytes(content)

    def _of_files(self, files: list[str], schema: pa.Schema) -> ds.Dataset:
        if not files:
            return ds.dataset(schema.empty_table())
        partitions = cast(Any, ds).partitioning(pa.schema([pa.field("filing_id", pa.string())]), flavor="hive")
        return ds.dataset(
            files,
            schema=schema,
            filesystem=self.fs,
            format="parquet",
            partitioning=partitions,
            partition_base_dir=self.path,
        )

    def _files(self, pattern: str) -> list[str]:
        return sorted(str(path) for path in cast(Any, self.fs).glob(pattern))
