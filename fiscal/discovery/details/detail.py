"""A filing's page: its title and date by the national tags or what stands there without them, its attachments, and
whether the page is the filing itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from fiscal.discovery.details.attachments import Attachment, attachments_of
from fiscal.discovery.pages.dates import first_date
from fiscal.discovery.pages.document import Document
from fiscal.discovery.pages.links import one_line, said_once
from fiscal.discovery.pages.tags import tags
from fiscal.discovery.pages.words import words

_SITE_NAME = re.compile(r"\s*[_|\-—–]+\s*[^_|\-—–]{2,30}$")
_OWN_TABLE_CELLS = 20


@dataclass(frozen=True, slots=True)
class Detail:
    """What a filing's page says. `tables`: tables with figures in the page itself."""

    title: str | None
    published: date | None
    attachments: tuple[Attachment, ...]
    tables: int


def detail_of(page: Document, selector: str | None = None) -> Detail:
    """What a page says of the filing on it; `selector`: of links to attachments, where the defaults fail."""
    told = tags(page)
    return Detail(
        title=told.title or _title(page),
        published=told.published or _published(page),
        attachments=attachments_of(page, selector),
        tables=len(figures_of(page)),
    )


def figures_of(page: Document) -> tuple[str, ...]:
    """The texts of a page's own tables of figures; tables that only lay the page out are none."""
    innermost = [node for node in page.tree.css("table") if len(node.css("table")) == 1]
    texts = [(one_line(node.text(separator=" ")), len(node.css("td"))) for node in innermost]
    return tuple(text for text, cells in texts if _is_table_of_figures(text, cells))


def _title(page: Document) -> str | None:
    for selector in ("h1", "[class*=title i]:not(title)", "[id*=title i]", "title"):
        for node in page.tree.css(selector):
            text = said_once(one_line(node.text(separator=" ")))
            if 6 <= len(text) <= 120 and (selector == "title" or words("filing").search(text)):
                return _SITE_NAME.sub("", text) if selector == "title" else text
    return None


def _published(page: Document) -> date | None:
    """The date that stands behind a label such as 发布时间."""
    text = one_line(page.tree.body.text(separator=" ")) if page.tree.body is not None else ""
    for label in words("published_label").finditer(text):
        told = first_date(text[label.end() : label.end() + 16])
        if told:
            return told
    return None


def _is_table_of_figures(text: str, cells: int) -> bool:
    return cells >= _OWN_TABLE_CELLS and len(re.findall(r"\d[\d,]*\.?\d*", text)) >= cells // 5
