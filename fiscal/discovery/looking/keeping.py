"""Judging an answer to be the file that was asked for, and keeping its bytes with where they came from."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime

from fiscal.discovery.details.attachments import Attachment
from fiscal.discovery.details.detail import figures_of
from fiscal.discovery.fetching.answers import Answer, NotFetchedError
from fiscal.discovery.ledger.rows import FileRow, ItemRow
from fiscal.discovery.pages.document import Document, Request
from fiscal.discovery.pages.links import file_kind, name_of_address
from fiscal.discovery.pages.obstacles import BARRED, obstacle
from fiscal.document.opening.characters import decoded
from fiscal.storage import blobs
from fiscal.storage.root import Store

PAGE_KIND = "html"
"""The kind of a file that is a page of the portal itself."""

_MARKUP = re.compile(
    rb"\s*(?:<!doctype\s+html|<html|<head|<script|<meta|<\?xml[^>]*>\s*<!doctype\s+html)", re.IGNORECASE
)
_TAIL = 4096


def judge(answer: Answer, file: FileRow) -> None:
    """NotFetchedError where an answer is not the file: turned away, a page or an error in its place, cut short.

    A host that tells no length may have been cut off: a PDF without its end is believed once the same bytes came twice.
    """
    if answer.status in BARRED:
        raise NotFetchedError("challenge", f"{answer.status} {answer.address}", blocked=True)
    if answer.status >= 400:
        raise NotFetchedError("status", f"{answer.status} {answer.address}")
    content = answer.content
    if not content:
        raise NotFetchedError("cut_short", "0 B")
    if file.kind == PAGE_KIND:
        return
    if _MARKUP.match(content[:1024].removeprefix(b"\xef\xbb\xbf")) or (content[:1] == b"{" and len(content) < _TAIL):
        in_the_way = obstacle(answer.page()) if content[:1] != b"{" else None
        raise NotFetchedError(in_the_way or "not_the_file", answer.address, blocked=True)
    if not answer.complete and b"%PDF-" in content[:1024] and b"%%EOF" not in content[-_TAIL:]:
        digest = hashlib.sha256(content).hexdigest()[:16]
        if digest not in (file.reason or ""):
            raise NotFetchedError("cut_short", f"{len(content):,} B, {digest}")


def keep(store: Store, row: ItemRow, file: FileRow, answer: Answer) -> None:
    """Keeps an answer's bytes, and beside them where they were first seen."""
    receipt = blobs.keep(
        store, answer.content, file_name(file, answer), blobs.Origin(file.address, found_on=row.address)
    )
    blobs.keep_provenance(
        store, receipt.sha256, json.dumps(provenance(row, file, answer), ensure_ascii=False, indent=1).encode()
    )


def provenance(row: ItemRow, file: FileRow, answer: Answer) -> dict[str, object]:
    """Where bytes were found: source, list, page, address, redirects; how they were got; what the source says of
    them.
    """
    return {
        "source_id": row.source_id,
        "listing": row.listing,
        "page": row.address,
        "attachment": file.address,
        "answered_by": answer.address,
        "redirects": list(answer.redirects),
        "retrieved_at": datetime.fromtimestamp(answer.at, UTC).isoformat(),
        "status": answer.status,
        "etag": answer.etag,
        "last_modified": answer.last_modified,
        "media_type": answer.media_type,
        "tls": answer.tls,
        "title": file.title,
        "name": file.name,
        "published": file.published,
    }


def file_name(file: FileRow, answer: Answer) -> str:
    """A bare file name with its extension: the host's, else what the page calls the file, else the end of the
    address.
    """
    kind = file_kind(answer.file_name or "") or file.kind
    for candidate in (answer.file_name, file.name, name_of_address(answer.address), file.title):
        bare = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", candidate or "").strip(" .")[:120]
        if re.search(r"[\u3400-\u9fff]", bare) or (candidate is answer.file_name and file_kind(bare)):
            return bare if file_kind(bare) or not kind else f"{bare}.{kind}"
    return name_of_address(answer.address)[:120] or file.name[:120] or "file"


def same_figures(kept: bytes, answer: Answer) -> bool:
    """Whether two views of one page print the same tables: its counters and recommendations change at every view and
    are nobody's filing.
    """
    now = answer.page()
    return figures_of(
        Document(answer.address, decoded(kept, answer.charset), Request(answer.address), now.received)
    ) == figures_of(now)


def as_attachment(page: Document, title: str) -> Attachment:
    """A page that is the filing itself, as a file."""
    return Attachment(page.address, title, PAGE_KIND)
