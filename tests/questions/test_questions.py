"""The questions of `docs/questions.md` on the sample filings: every query gives the answer that stands under it."""

import re
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from fiscal.publication.database.build import build
from fiscal.publication.reference.tables import reference_tables
from fiscal.publication.store import Store
from fiscal.storage.root import CHECKOUT, DataRoot
from pipelines.running import home
from pipelines.running.ingest import ingest

pytestmark = [pytest.mark.pipeline, pytest.mark.ocr]

QUESTIONS = [
    pytest.param(*match.groups()[1:], id=match[1])
    for match in re.finditer(
        r"^### (\d+)\.[^\n]+\n(?:[^\n]+\n)??```sql\n(.+?)```\n```text\n(.*?)```",
        (CHECKOUT / "docs" / "questions.md").read_text("utf-8"),
        re.S | re.M,
    )
]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with pytest.MonkeyPatch.context() as environment:
        for variable in ("FISCAL_DATA", "DAGSTER_HOME", "DAGSTER_DISABLE_TELEMETRY", "GX_ANALYTICS_ENABLED"):
            environment.setenv(variable, "")
        root = DataRoot.at(tmp_path_factory.mktemp("samples"))
        home.settle(root)
        with dg.DagsterInstance.ephemeral() as instance:
            results = list(ingest(root, instance, sorted((CHECKOUT / "raw").glob("*.pdf"))))
        assert [filing.state for r in results if (filing := r.row())] == ["published"] * 4
        target = Path(root.location) / "questions.duckdb"
        store = Store.at(root.location)
        build(store, target, reference_tables(store))
        with duckdb.connect(str(target), read_only=True) as db:
            yield db


def test_there_are_twenty_questions() -> None:
    assert [q.id for q in QUESTIONS] == [str(n) for n in range(1, 21)]


@pytest.mark.parametrize(("query", "answer"), QUESTIONS)
def test_the_answer_is_the_one_worked_out_by_hand(
    published: duckdb.DuckDBPyConnection, query: str, answer: str
) -> None:
    rows = [" | ".join(_shown(value) for value in row) for row in published.execute(query).fetchall()]
    assert rows == answer.splitlines()


def _shown(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
