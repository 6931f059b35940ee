"""What stands between a portal and its content: challenges, log-ins, suspended sites, pages that jump or that only a
browser fills.

Which of them end a look is decided where pages are fetched; none of them is ever a page without news.
"""

from __future__ import annotations

import re

from fiscal.discovery.pages.document import Document
from fiscal.discovery.pages.links import FILE_KINDS, absolute
from fiscal.discovery.pages.tags import tags
from fiscal.discovery.pages.words import words

BARRED = frozenset({401, 403, 405, 407, 412, 418, 444, 493, 521, 567})
"""Statuses with which portals and the networks before them turn a client away."""

_STUB, _NEXT_TO_NOTHING = 400, 40
"""Characters that a reader sees: of pages that only stand in the way at most, and of stubs that show nothing."""

_REFRESH = re.compile(r"url\s*=\s*[\"']?\s*([^\"'>\s]+)", re.IGNORECASE)
_JUMP = re.compile(
    r"""(?:location(?:\.href)?\s*=|location\.(?:replace|assign)\s*\()\s*["']([^"']+)["']\s*\)?\s*(?:;|$|\}|</)"""
)
_SCRIPT_JUMP = re.compile(r"location(?:\.href)?\s*=(?!=)|location\.(?:replace|assign)\s*\(")
_SHORT_WAIT = 10
_NAMED_FILE = re.compile(rf"""[^"'\s]\.(?:{"|".join(FILE_KINDS)})["'#?]""", re.IGNORECASE)


def obstacle(page: Document, status: int = 200) -> str | None:
    """The reason code of what stands in the way, None where it is a page with content."""
    if status in BARRED:
        return "challenge"
    if page.text.lstrip()[:1] in {"{", "["} or page.text.lstrip().startswith("<?xml"):
        return None
    visible = page.visible
    head = visible[:_STUB]
    few_links = len(page.tree.css("a[href]")) < 5
    if few_links and words("challenge").search(visible if len(visible) < 3 * _STUB else head):
        return "challenge"
    if few_links and words("challenge").search(page.text[:4096]) and len(visible) < _STUB:
        return "challenge"
    if len(visible) < _STUB and words("suspended").search(visible):
        return "suspended"
    if (
        len(visible) < _STUB
        and few_links
        and (words("login").search(visible) or page.tree.css_first("input[type=password]") is not None)
    ):
        return "login"
    if page.tree.css_first("a[href]") is not None or _holds_a_file(page):
        return None
    shows_nothing = len(visible) < _NEXT_TO_NOTHING and bool(page.scripts)
    if shows_nothing and (words("browser").search(page.text) or page.tree.css_first("#app, #root") is not None):
        return "needs_browser"
    if words("filing").search(visible):
        return None
    if any(_SCRIPT_JUMP.search(script.text() or "") for script in page.scripts):
        return "jumps"
    return "challenge" if shows_nothing and tags(page).title is None else None


def _holds_a_file(page: Document) -> bool:
    """Whether a page without links shows a file all the same: in a frame, or by its name in a script."""
    return page.tree.css_first("iframe, frame, embed, object") is not None or any(
        _NAMED_FILE.search(script.text() or "") for script in page.scripts
    )


def jump(page: Document) -> str | None:
    """The address to which a page without content of its own sends on, by tag or by script; None where it does not."""
    for meta in page.tree.css("meta[http-equiv][content]"):
        content = meta.attributes.get("content") or ""
        if (meta.attributes.get("http-equiv") or "").strip().lower() == "refresh" and "=" in content:
            wait = re.match(r"\s*(\d+)", content)
            found = _REFRESH.search(content)
            if found and int(wait.group(1) if wait else 0) <= _SHORT_WAIT:
                return absolute(found.group(1), page.base)
    if len(page.visible) >= _STUB or len(page.tree.css("a[href]")) >= 5:
        return None
    targets = {found.group(1) for script in page.scripts for found in _JUMP.finditer(script.text() or "")}
    return absolute(targets.pop(), page.base) if len(targets) == 1 else None
