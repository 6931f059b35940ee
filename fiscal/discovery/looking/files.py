"""The files of a filing's page: got, compared with what was there, and what each is by that: new, unchanged, changed,
moved, restated.

Only bytes decide: neither a signed address nor a date of modification is ever news.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from fiscal.discovery import settings
from fiscal.discovery.details.attachments import Attachment
from fiscal.discovery.details.detail import detail_of
from fiscal.discovery.details.told import told_of
from fiscal.discovery.fetching.answers import OF_THE_HOST, Answer, Known, NotFetchedError, faults_named
from fiscal.discovery.fetching.fetcher import Fetches
from fiscal.discovery.ledger.ledger import Ledger
from fiscal.discovery.ledger.rows import FileRow, Got, ItemRow, State
from fiscal.discovery.lists.walk import open_entry
from fiscal.discovery.looking.keeping import PAGE_KIND, as_attachment, judge, keep, same_figures
from fiscal.discovery.looking.withdrawals import withdraw_if_gone
from fiscal.discovery.pages.document import Document, Request
from fiscal.discovery.pages.links import file_kind, is_cut, without_mark
from fiscal.discovery.reasons import said
from fiscal.discovery.sources.source import Source
from fiscal.storage import blobs
from fiscal.storage.root import Store


@dataclass(frozen=True, slots=True)
class _Linked:
    """What a page links, and what it says of the filing. `itself`: what was answered at the entry's own address, where
    that is the filing.
    """

    attachments: tuple[Attachment, ...]
    title: str
    published: str | None
    itself: Answer | None = None


@dataclass
class FileCheck:
    """Checks entries of one source, and counts the files that were asked for. `listed`: the addresses of the entries
    that its list holds now; `first`: the list's first page, which may be an entry itself, and as what it came.
    """

    source: Source
    ledger: Ledger
    fetcher: Fetches
    store: Store
    clock: Callable[[], float]
    listed: frozenset[str]
    first: tuple[Answer, Document]
    fetched: int = 0
    _moved_from: dict[int, str] = field(default_factory=dict[int, str])

    def entry(self, row: ItemRow) -> None:
        """Reads an entry's page and checks every file on it. NotFetchedError where the host is not to be asked any
        more.
        """
        try:
            with faults_named(row.address):
                linked = self._read(row)
        except NotFetchedError as error:
            for file in self.ledger.files(item=row.item) or [
                self.ledger.linked(row, row.address, row.title, None, row.title, row.date)
            ]:
                self._trouble(file, error)
            if error.code in OF_THE_HOST:
                raise
            return
        files = self._rows(row, linked)
        for file in files:
            self._check(row, file, linked.itself)
        now = {file.file: file for file in self.ledger.files(item=row.item)}
        if all(now[file.file].sha256 is not None and not now[file.file].trouble for file in files):
            self.ledger.read(row, self.clock())

    def _read(self, row: ItemRow) -> _Linked:
        """What an entry's page links; an entry that leads to a file is its own page, and one whose page holds tables of
        figures is its own file.
        """
        known = [
            file
            for file in self.ledger.files(item=row.item)
            if file.address == row.address and file.sha256 is not None and file.kind != PAGE_KIND
        ]
        kind = file_kind(row.address) or file_kind(row.title) or (known[0].kind if known else None)
        if kind:
            return _Linked((Attachment(row.address, row.title, kind),), row.title, row.date)
        answer, page = (
            self.first
            if self.first[1].address == row.address
            else open_entry(self.source, self.fetcher, Request(row.address, page=without_mark(row.listing)))
        )
        if answer.is_file:
            return _Linked((Attachment(row.address, row.title, answer.kind),), row.title, row.date, answer)
        detail = detail_of(page, self.source.listing.selectors.attachments)
        title = detail.title if detail.title and is_cut(row.title) else row.title
        published = detail.published.isoformat() if detail.published else row.date
        if detail.tables and not detail.attachments:
            return _Linked((as_attachment(page, title),), title, published, answer)
        return _Linked(detail.attachments, title, published)

    def _rows(self, row: ItemRow, linked: _Linked) -> list[FileRow]:
        """The rows of a page's files. One that is called as before and linked by another address is the same file;
        those that are linked no longer are looked for.
        """
        known = self.ledger.files(item=row.item)
        addresses = {attachment.address for attachment in linked.attachments}
        lost = [file for file in known if file.address not in addresses]
        found: list[FileRow] = []
        for attachment in linked.attachments:
            same = [file for file in lost if file.name == attachment.name]
            alone = sum(other.name == attachment.name for other in linked.attachments) == 1
            if len(same) == 1 and alone and all(file.address != attachment.address for file in known):
                self.ledger.readdressed(same[0], attachment.address, attachment.name)
                lost.remove(same[0])
                if urlsplit(same[0].address)[:3] != urlsplit(attachment.address)[:3]:
                    self._moved_from[same[0].file] = same[0].address
            found.append(
                self.ledger.linked(
                    row, attachment.address, attachment.name, attachment.kind, linked.title, linked.published
                )
            )
        for file in lost:
            if file.sha256 is None:
                self.ledger.forget(file)
            elif self._is_gone(file.address, row):
                self._trouble(file, NotFetchedError("gone", file.address))
        return found

    def _is_gone(self, address: str, row: ItemRow) -> bool:
        try:
            self.fetcher.fetch(self.source, Request(address, page=row.address), head=settings.HEAD_BYTES)
        except NotFetchedError as error:
            return error.code == "gone"
        return False

    def _check(self, row: ItemRow, file: FileRow, itself: Answer | None) -> None:
        """Gets a file, or asks whether it is as it was, and writes down what it is."""
        try:
            with faults_named(file.address):
                self._look_at(row, file, itself)
        except NotFetchedError as error:
            self._trouble(file, error)
            if error.code in OF_THE_HOST:
                raise

    def _look_at(self, row: ItemRow, file: FileRow, itself: Answer | None) -> None:
        self.fetched += 1
        answer = itself or self._ask(row, file)
        if answer is None:
            self.ledger.same(file, self.clock())
            return
        judge(answer, file)
        sha256 = hashlib.sha256(answer.content).hexdigest()
        if file.kind == PAGE_KIND and file.sha256 is not None:
            with blobs.as_file(self.store, file.sha256) as path:
                sha256 = file.sha256 if same_figures(path.read_bytes(), answer) else sha256
        if sha256 != file.sha256:
            keep(self.store, row, file, answer)
        got = Got(sha256, len(answer.content), answer.etag, answer.last_modified, answer.tls, answer.redirects)
        self.ledger.got(file, got, self._state(row, file, sha256), self.clock())

    def _ask(self, row: ItemRow, file: FileRow) -> Answer | None:
        """The answer with a file's bytes, None where the host or the file's head says that they are as they were. The
        last re-validation gets all bytes.
        """
        request = Request(file.address, page=row.address)
        last = row.checks + 1 >= len(settings.REVALIDATED_AFTER)
        elsewhere = file.file in self._moved_from
        if file.sha256 is None or row.read is None or file.trouble or last or elsewhere:
            return self.fetcher.fetch(self.source, request)
        if file.etag:
            answer = self.fetcher.fetch(self.source, request, known=Known(file.etag, file.last_modified))
            return None if answer.status == 304 else answer
        head = self.fetcher.fetch(self.source, request, head=settings.HEAD_BYTES)
        if head.status in {200, 206} and head.length == file.size and head.content:
            with blobs.as_file(self.store, file.sha256) as path, path.open("rb") as kept:
                if kept.read(len(head.content)) == head.content:
                    return None
        return self.fetcher.fetch(self.source, request)

    def _state(self, row: ItemRow, file: FileRow, sha256: str) -> State:
        if file.sha256 is not None:
            if file.sha256 != sha256:
                return "CHANGED"
            was = self._moved_from.get(file.file)
            return "MOVED" if was and self._is_gone(was, row) else "UNCHANGED"
        others = [
            other for other in self.ledger.files(file.source_id) if other.file != file.file and other.sha256 is not None
        ]
        same = [other for other in others if other.sha256 == sha256]
        if same:
            return "UNCHANGED" if any(other.page in self.listed for other in same) else "MOVED"
        mine = told_of(file.name, file.title)
        if mine.corrected:
            return "RESTATED"
        again = mine.same_filing is not None and any(
            other.page != file.page and told_of(other.name, other.title).same_filing == mine.same_filing
            for other in others
        )
        return "RESTATED" if again else "NEW"

    def _trouble(self, file: FileRow, error: NotFetchedError) -> None:
        gone = error.code == "gone"
        times = self.ledger.troubled(
            file, "BLOCKED" if error.blocked else "ERROR", said(error.code, error.detail), self.clock(), gone
        )
        if gone:
            withdraw_if_gone(self.ledger, file, times, self.clock())
