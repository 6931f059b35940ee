"""How Great Expectations' Data Docs are put on a page: one file each, no script, nothing from another host.

Great Expectations says what stands there; its own pages would load styles and scripts from six hosts, and show nothing
without them. What is judged is left to `expectations.judge.suites`, which pages are written to
`expectations.judge.data_docs`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, cast

from great_expectations.render.view.view import DefaultJinjaPageView
from jinja2 import BytecodeCache, ChoiceLoader, FileSystemLoader
from jinja2.bccache import Bucket

_TEMPLATES = Path(__file__).parent / "templates"
_SUITES = {
    "extracted_tables": ("提取的表格", "extracted tables"),
    "observations": ("观测值", "observations"),
    "findings": ("结论", "findings"),
    "verdicts": ("逐项判定", "the verdict of every instance"),
}


def suite_names(suite: str) -> tuple[str, str]:
    """What a suite (`verdicts`, `observations`) is about, in Chinese and in English."""
    return _SUITES.get(suite, (suite, ""))


class _Compiled(BytecodeCache):
    """The templates compiled once a process: a view is made anew for every page."""

    kept: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Takes what was compiled before."""
        if (code := self.kept.get(bucket.key)) is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps what was compiled."""
        self.kept[bucket.key] = bucket.bytecode_to_string()


class _OwnPageView(DefaultJinjaPageView):
    """A page set by the templates beside this module."""

    def __init__(self, **directories: Any) -> None:
        page: Any = super()
        page.__init__(**directories)
        environment: Any = self.env
        environment.bytecode_cache = _Compiled()
        environment.loader = ChoiceLoader([FileSystemLoader(_TEMPLATES), environment.loader])
        environment.filters["suite_names"] = suite_names


class ResultsView(_OwnPageView):
    """The page of one suite's results."""

    def render_string_template(self, template: Any) -> Any:
        """As Great Expectations does, but for its links to pages of suites, which are not written: results carry their
        rules with them.
        """
        if isinstance(template, dict):
            for styling in cast(dict[str, Any], template).get("styling", {}).get("params", {}).values():
                if styling.get("tag") == "a":
                    styling.update(tag="span", attributes={})
        return cast(Any, super()).render_string_template(template)


class IndexView(_OwnPageView):
    """The page that leads to the results of every suite."""

    _template = "index_page.j2"
