"""What a source calls a filing, against what it prints."""

from datetime import UTC, datetime

import pytest

from expectations.titles import against_titles
from fiscal.model.contract import Filing

pytestmark = pytest.mark.expectations

ROW = Filing(
    version=1, sha256="0" * 64, scope="unit", publisher="某市某局", publisher_parent=None, region_code=None, fiscal_year=2022, doc_kind="budget", title=None,
    pages=3, picture_pages=0, source_file="a.pdf", source_url=None, retrieved_at=datetime(2022, 2, 1, tzinfo=UTC), state="published", facts_published=9, facts_held=0,
    state_reason=None,
)  # fmt: skip


def test_another_year_or_kind_in_the_title_is_told_with_both() -> None:
    (year,) = against_titles("f", ROW, ["某市某局2023年部门预算", "某市某局2022年部门预算"])
    assert (year.invariant, year.verdict, year.severity) == ("Y1-source-title", "violated", "warning")
    assert "年度“2023”，文件印为“2022”" in year.message_zh and "year 2023" in year.message_en
    (kind,) = against_titles("f", ROW, ["某市某局2022年度部门决算"])
    assert "类型“决算”，文件印为“预算”" in kind.message_zh


def test_what_a_title_does_not_say_is_held_against_nothing() -> None:
    assert against_titles("f", ROW, ["附件1", "部门公开报表.pdf", "另一个单位2022年单位预算"]) == []
