"""Verdicts, their terms and their words are the same in every process, whatever order its sets happen to have."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.expectations

CHECKOUT = Path(__file__).parents[2]
SHOW = """
from expectations.filing.case import Case
from expectations.evaluation import evaluate
from fiscal.cleaning.observe import observe
from tests.prose import identity
from tests.readings import reading, sheet

table = sheet(
    "一般公共预算“三公”经费支出表",
    "项目 | 2024年预算数",
    "合计 | 12.00",
    "因公出国（境）费 | 2.00",
    "公务接待费 | 4.00",
    "公务用车运行费 | 7.00",
)
prose = ("本部门没有安排“三公”经费。", "2024年“三公”经费预算数为13.00万元，其中："
    "公务接待费4.00万元，公务用车运行费7.00万元，因公出国（境）费2.00万元。")
read, who = reading(*prose, tables=[table]), identity()
found = evaluate(Case("f", who, read, observe(read, who, "f")[0]))
assert {f.invariant for f in found if f.verdict == "violated"} >= {"N5-stated-absence", "N1-prose-and-tables"}
print([(f.finding_id, f.verdict, f.terms, f.suspects, f.root_cause, f.message_zh) for f in found])
"""


def shown(seed: str) -> str:
    environment = os.environ | {"PYTHONHASHSEED": seed}
    return subprocess.run(
        [sys.executable, "-c", SHOW], cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_findings_do_not_depend_on_the_order_of_sets():
    first = shown("0")
    assert [shown(seed) == first for seed in ("1", "2", "3", "4")] == [True] * 4
