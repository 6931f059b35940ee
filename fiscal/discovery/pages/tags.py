"""The tags that the national standard for government sites asks of pages: site, column, title, date and source of an
article.

Names vary in case and carry blanks, values are repeated where several documents were put into one file: the first that
says something counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fiscal.discovery.pages.dates import first_date
from fiscal.discovery.pages.document import Document
from fiscal.discovery.pages.links import one_line


@dataclass(frozen=True, slots=True)
class Tags:
    """What a page says of itself; None where it does not. `site_code` begins with the GB/T 2260 code of the region."""

    site: str | None
    site_code: str | None
    column: str | None
    title: str | None
    published: date | None
    source: str | None

    @property
    def region_code(self) -> str | None:
        """The region's six digits, where the site's code begins with them."""
        code = (self.site_code or "")[:6]
        return code if len(code) == 6 and code.isdigit() else None


def tags(page: Document) -> Tags:
    """The national tags of a page."""
    found: dict[str, str] = {}
    for meta in page.tree.css("meta[name]"):
        name = (meta.attributes.get("name") or "").strip().lower()
        value = one_line(meta.attributes.get("content") or "")
        if value and name not in found:
            found[name] = value
    published = found.get("pubdate")
    return Tags(
        site=found.get("sitename"),
        site_code=found.get("siteidcode"),
        column=found.get("columnname"),
        title=found.get("articletitle"),
        published=first_date(published) if published else None,
        source=found.get("contentsource"),
    )
