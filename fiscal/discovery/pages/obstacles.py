"""What stands between a portal and its content: challenges, log-ins, suspended sites, pages that jump or that only a
browser fills.

Which of them end a look is decided where pages are fetched; none of them is ever a page without news.
"""

from __future__ import annotations

import re

from fiscal.discovery.pages.document import Document
from fiscal.discovery.pages.links import absolute
from fiscal.discovery.pages.words import words

BARRED = frozenset({401, 403, 405, 407, 412, 418, 444, 493, 521, 567})
"""Statuses with which portals and the networks before them turn a client away."""

_STUB = 400
_REFRESH = re.compile(r"url\s*=\s*[\"']?\s*([^\"'>\s]+)", re.IGNORECASE)
_JUMP = re.compile(
    r"""(?:location(?:\.href)?\s*=|location\.(?:replace|assign)\s*\()\s*["']([^"']+)["']\s*\)?\s*(?:;|$|\}|</)"""
)
_SCRIPT_JUMP = re.compile(r"location(?:\.href)?\s*=(?!=)|location\.(?:replace|assign)\s*\(")
_SHORT_WAIT = 10


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
    if page.tree.css_first("a[href]") is None and any(
        _SCRIPT_JUMP.search(script.text() or "") for script in page.scripts
    ):
        return "jumps"
    if (
        len(visible) < 40
        and page.tree.css_first("a[href]") is None
        and page.scripts
        and page.tree.css_first("iframe, frame") is None
    ):
        return (
            "needs_browser"
            if words("browser").search(page.text) or page.tree.css_first("#app, #root") is not None
            else "challenge"
        )
    return None


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
