"""The words of portals, from `words.yaml`, each as one compiled expression.

filing: a title speaks of a budget or an account · column: a link leads to the column of those · corrected: a title says
that a filing was published anew · attachment, unspecific: texts of links to attachments, and those that name nothing ·
more, next_page: links of pagers · suspended, login, challenge, browser: pages that stand in the way · published_label:
what is printed before a date."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import yaml


@cache
def words(name: str) -> re.Pattern[str]:
    """The expression of a kind of words, regardless of case. KeyError for an unknown kind."""
    return re.compile(_written()[name], re.IGNORECASE)


@cache
def _written() -> dict[str, str]:
    return yaml.safe_load(resources.files("fiscal.discovery.pages").joinpath("words.yaml").read_text("utf-8"))
