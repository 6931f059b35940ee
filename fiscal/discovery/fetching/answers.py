"""What a portal answered, and why something was not answered."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath
from traceback import extract_tb

from fiscal.discovery.pages.document import Document, Request
from fiscal.discovery.pages.links import file_kind
from fiscal.document.opening.characters import decoded
from fiscal.document.opening.magic import header_at
from fiscal.storage.root import is_full_disk

_NO_PAGES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf\x27\x1c")
OF_THE_HOST = frozenset({"later", "no_connection", "robots_unreachable", "secret_missing"})
"""Reasons that the next request to the same host would meet as well."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as received. `address`: where it was given, after `redirects`; `at`: seconds since the epoch;
    `complete`: the host told the length, and it came.

    `tls`: `none` over http, else how the certificate was judged and the protocol. `content` is empty where the host
    says that nothing changed (304)."""

    request: Request
    status: int
    address: str
    redirects: tuple[str, ...]
    content: bytes
    media_type: str
    charset: str | None
    etag: str | None
    last_modified: str | None
    length: int | None
    tls: str
    at: float
    complete: bool
    file_name: str | None = None

    @property
    def kind(self) -> str | None:
        """The extension of a file by the name that it was given or its first bytes; None where neither tells, as of a
        page.
        """
        return file_kind(self.file_name or "") or ("pdf" if header_at(self.content) is not None else None)

    @property
    def is_file(self) -> bool:
        """Whether it is a file and no page."""
        return self.kind is not None or self.content.startswith(_NO_PAGES)

    def page(self, encoding: str | None = None) -> Document:
        """The answer as a page."""
        return Document(
            self.address,
            decoded(self.content, self.charset, encoding),
            self.request,
            datetime.fromtimestamp(self.at, UTC).date(),
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a file that was fetched before, to ask only whether it changed."""

    etag: str | None = None
    last_modified: str | None = None


class NotFetchedError(Exception):
    """Something was not fetched: `code` of the reasons of discovery, `detail`; `blocked` where the portal turns us
    away, else the fault may pass.

    `until`: seconds since the epoch before which the host asks not to be asked again.
    """

    def __init__(self, code: str, detail: str = "", blocked: bool = False, until: float | None = None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail, self.blocked, self.until = code, detail, blocked, until


@contextmanager
def faults_named(place: str) -> Generator[None]:
    """Turns what nobody foresaw into a NotFetchedError, so that one page or source stops no other. Where there is no
    room to write, all stop.

    `place`: what was looked at.
    """
    try:
        yield
    except NotFetchedError:
        raise
    except Exception as error:  # the boundary: whatever a page makes the program do becomes a reason
        if is_full_disk(error):
            raise
        where = extract_tb(error.__traceback__)[-1]
        raise NotFetchedError(
            "fault", f"{type(error).__name__}: {error}, {PurePath(where.filename).name}:{where.lineno}, {place}"
        ) from error
