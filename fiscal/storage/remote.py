"""A store behind a URL: objects that appear whole, written where that is asked for only if nobody else wrote meanwhile.

What a data root keeps where is left to `fiscal.storage.root`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

_REFUSED = frozenset({"PreconditionFailed", "412", "ConditionalRequestConflict", "409"})


@dataclass(frozen=True, slots=True)
class RemoteStore:
    """A store behind an fsspec file system whose writes appear whole, as object stores' do."""

    files: Any
    prefix: str

    def read(self, name: str) -> bytes | None:
        """The object's bytes, None where there is none."""
        try:
            return self.files.cat_file(f"{self.prefix}/{name}")
        except FileNotFoundError:
            return None

    def write(self, name: str, content: bytes) -> None:
        """One put."""
        self.files.pipe_file(f"{self.prefix}/{name}", content)

    def swap(self, name: str, before: bytes | None, content: bytes) -> bool:
        """One put on the condition that the object is the one that was compared, where the store knows conditions, as
        S3 does; in others a comparison and a put: only locks keep others away in between.
        """
        path = f"{self.prefix}/{name}"
        condition: dict[str, str] = {}
        if "s3" in _protocols(self.files):
            try:
                condition = {"IfMatch": self.files.info(path, refresh=True)["ETag"]}
            except FileNotFoundError:
                condition = {"IfNoneMatch": "*"}
        if self.read(name) != before:
            return False
        try:
            self.files.pipe_file(path, content, **condition)
        except OSError as error:
            if condition and _is_refused(error):
                return False
            raise
        return True

    def delete(self, name: str) -> None:
        """Removes the object, if it is there."""
        if self.files.exists(f"{self.prefix}/{name}"):
            self.files.rm_file(f"{self.prefix}/{name}")

    def names(self, folder: str) -> list[str]:
        """Objects below the folder, relative to the root."""
        try:
            found: list[str] = self.files.find(f"{self.prefix}/{folder}")
        except FileNotFoundError:
            return []
        return sorted(path.split(f"{self.prefix}/", 1)[1] for path in found)

    def marks(self, folder: str) -> dict[str, str]:
        """What the object store says of each object: its tag, or time and size."""
        try:
            found: dict[str, dict[str, Any]] = self.files.find(f"{self.prefix}/{folder}", detail=True)
        except FileNotFoundError:
            return {}
        return {path.split(f"{self.prefix}/", 1)[1]: _mark_of(about) for path, about in found.items()}


def _mark_of(about: Mapping[str, Any]) -> str:
    known = about.get("ETag") or about.get("etag") or about.get("LastModified") or about.get("mtime")
    return f"{known} {about.get('size')}" if known else ""


def located(url: str) -> tuple[Any, str]:
    """The file system that a folder or URL names, and the path in it: what others write is seen at once, no listing is
    remembered. ValueError for a protocol that fsspec does not know.
    """
    import fsspec

    return cast(Any, fsspec).url_to_fs(url, use_listings_cache=False)


def _protocols(files: Any) -> tuple[str, ...]:
    return (files.protocol,) if isinstance(files.protocol, str) else tuple(files.protocol)


def _is_refused(error: OSError) -> bool:
    """Whether a store did not write because its condition did not hold, or somebody else was writing."""
    if isinstance(error, FileExistsError):
        return True
    answer: dict[str, Any] = getattr(error.__cause__, "response", None) or {}
    return answer.get("Error", {}).get("Code") in _REFUSED
