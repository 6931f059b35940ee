"""Great Expectations' Data Docs of a judgement, as a folder of pages in which every value is inert.

Great Expectations prints strings as raw HTML, so all of them are escaped first; what is judged is left to
`expectations.judge.suites`, how a page looks to `expectations.judge.data_docs_views`."""

from __future__ import annotations

import html
import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from expectations.judge.suites import quiet_context

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult

_VIEWS = "expectations.judge.data_docs_views"
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def build_data_docs(
    results: Sequence[ExpectationSuiteValidationResult],
    folder: Path,
    run_name: str = "verdicts",
    run_time: datetime = _EPOCH,
) -> Path:
    """Great Expectations' Data Docs of judgements, anew in `folder`; the index page's path. RuntimeError where a page
    is missing.
    """
    from great_expectations.core import RunIdentifier
    from great_expectations.core.expectation_validation_result import expectationSuiteValidationResultSchema
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    context = quiet_context()
    shutil.rmtree(folder, ignore_errors=True)
    for result in results:
        inert = cast(Any, expectationSuiteValidationResultSchema).load(_escaped(result.to_json_dict()))
        key = ValidationResultIdentifier(
            expectation_suite_identifier=ExpectationSuiteIdentifier(name=result.suite_name),
            run_id=RunIdentifier(run_name=run_name, run_time=run_time),
            batch_identifier=result.suite_name,
        )
        context.validation_results_store.set(key, inert)
    context.add_data_docs_site(
        "verdicts",
        {
            "class_name": "SiteBuilder",
            "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)},
            "site_index_builder": {
                "class_name": "DefaultSiteIndexBuilder",
                "view": {"module_name": _VIEWS, "class_name": "IndexView"},
                "show_how_to_buttons": False,
            },
            "site_section_builders": {"validations": {"view": {"module_name": _VIEWS, "class_name": "ResultsView"}}},
        },
    )
    context.build_data_docs(site_names=["verdicts"])
    missing = {r.suite_name for r in results} - {p.stem for p in (folder / "validations").rglob("*.html")}
    if missing:
        raise RuntimeError(f"Data Docs of {sorted(missing)} could not be written")
    shutil.rmtree(folder / "static")
    return folder / "index.html"


def _escaped(value: Any) -> Any:
    if isinstance(value, str):
        return html.escape(value)
    if isinstance(value, Mapping):
        return {k: _escaped(v) for k, v in cast(Mapping[str, Any], value).items()}
    if isinstance(value, (list, tuple)):
        return [_escaped(v) for v in cast(Sequence[Any], value)]
    return value
