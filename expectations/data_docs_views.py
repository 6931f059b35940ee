"""How Great Expectations' Data Docs are put on a page: one file each, no script, nothing from another host.

Great Expectations says what stands there; its own pages would load styles and scripts from six hosts, and show nothing without them. What is judged is left to
`expectations.suites`, which pages are written to `expectations.data_docs`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from great_expectations.render.view.view import DefaultJinjaPageView
from jinja2 import ChoiceLoader, FileSystemLoader

from expectations.rules import FAMILIES

_TEMPLATES = Path(__file__).parent / "templates"
_STAGES = {
    "extracted_tables": ("提取的表格", "extracted tables"),
    "observations": ("观测值", "observations"),
    "whole": ("全部结论", "all verdicts"),
}


def suite_names(suite: str) -> tuple[str, str]:
    """What a suite (`verdicts.H1`, `stage.observations`) is about, in Chinese and in English."""
    about = suite.rpartition(".")[2]
    return (FAMILIES | _STAGES).get(about, (about, ""))


class _OwnPageView(DefaultJinjaPageView):
    """A page set by the templates beside this module."""

    def __init__(self, **directories: Any) -> None:
        super().__init__(**directories)
        environment: Any = self.env
        environment.loader = ChoiceLoader([FileSystemLoader(_TEMPLATES), environment.loader])
        environment.filters["suite_names"] = suite_names


class ResultsView(_OwnPageView):
    """The page of one suite's results."""

    def render_string_template(self, template: Any) -> Any:
        """As Great Expectations does, but for its links to pages of suites, which are not written: results carry their rules with them."""
        if isinstance(template, dict):
            for styling in template.get("styling", {}).get("params", {}).values():
                if styling.get("tag") == "a":
                    styling.update(tag="span", attributes={})
        return super().render_string_template(template)


class IndexView(_OwnPageView):
    """The page that leads to the results of every suite."""

    _template = "index_page.j2"
