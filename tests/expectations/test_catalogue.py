"""The catalogue is data: every entry is valid, speaks both languages, and is understood by a kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from expectations.across.evaluation import RELATIONS
from expectations.catalogue.rules import FAMILIES, catalogue, read_catalogue
from expectations.evaluation import KINDS

pytestmark = pytest.mark.expectations

ENTRY = """
- id: H1-rows
  family: H1
  name_zh: 行层级
  name_en: Rows
  statement_zh: 上级等于下级之和
  statement_en: Rows add up
  formula: {kind: rows_roll_up, total_rows: false}
  tolerance: interval_sum
  severity: error
  tier: hard
  source: 表内勾稽
"""


def written(folder: Path, text: str) -> Path:
    (folder / "rules.yaml").write_text(text, "utf-8")
    return folder


def test_every_rule_has_a_kind_that_evaluates_it_and_a_family_with_a_name():
    for rule in catalogue().rules:
        assert rule.formula.kind in {*KINDS, "jointly_feasible", "stage_sound"} or rule.formula.relation in {
            *RELATIONS,
            "restated",
        }
        assert rule.family in FAMILIES
        assert any("\u4e00" <= c <= "\u9fff" for c in rule.statement_zh)
        assert rule.statement_en.isascii()


def test_an_entry_is_read(tmp_path: Path):
    (rule,) = read_catalogue(written(tmp_path, ENTRY)).rules
    assert rule.id == "H1-rows"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("severity: fatal", "severity: error"),
        ("id: H3-rows", "id: H1-rows"),
        ("kind: columns", "kind: rows_roll_up"),
        ("tier: hard\n  colour: red", "tier: hard"),
    ],
)
def test_an_entry_that_says_something_unknown_is_refused(tmp_path: Path, wrong: str, right: str):
    with pytest.raises(ValidationError):
        read_catalogue(written(tmp_path, ENTRY.replace(right, wrong)))


def test_an_id_that_is_used_twice_is_refused(tmp_path: Path):
    with pytest.raises(ValidationError, match="twice"):
        read_catalogue(written(tmp_path, ENTRY + ENTRY))
