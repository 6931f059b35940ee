"""What a notebook uses is had by the package's name, as the page on it says."""

import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

import fiscal
from fiscal.storage.root import CHECKOUT
from tests.drawing import pdf, table
from tests.publishing import FILING_ID, data_root

pytestmark = pytest.mark.unit

ONE_FILE, A_DATA_ROOT = re.findall(
    r"```python\n(.*?)```", (CHECKOUT / "docs/notebook.md").read_text("utf-8"), re.DOTALL
)


def test_the_example_of_one_file_runs_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "filing.pdf"
    rows = [["项目", "预算数"], ["一、一般公共预算拨款收入", "1,200.50"], ["收入总计", "1,200.50"]]

    def page(canvas: Canvas) -> None:
        canvas.drawString(110, 815, "衡阳市市场监督管理局2024年部门预算")
        canvas.drawString(160, 785, "收入总表")
        canvas.drawString(250, 768, "单位：万元")
        table(canvas, rows, widths=(160, 90))

    file.write_bytes(pdf(page))
    shown: dict[str, Any] = {"pdf": file}
    exec(ONE_FILE, shown)
    assert shown["grid"][0, 0] == "项目"
    assert shown["identity"].fiscal_year == 2024
    assert Decimal("12005000") in shown["amounts"].values()


def test_a_file_that_cannot_be_read_ends_the_example_with_its_reason(tmp_path: Path) -> None:
    file = tmp_path / "no.pdf"
    file.write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(SystemExit, match="damaged"):
        exec(ONE_FILE, {"pdf": file})


def test_the_example_of_a_data_root_runs_as_it_stands(tmp_path: Path) -> None:
    shown: dict[str, Any] = {"fiscal": fiscal, "root": data_root(tmp_path)}
    exec(A_DATA_ROOT, shown)
    assert set(shown["facts"]["filing_id"]) == {FILING_ID} and shown["own"].num_rows == len(shown["facts"])
    assert shown["findings"].column_names == ["filing_id", "message_zh"]
    with pytest.raises(KeyError):
        shown["store"].rows("nothing")


def test_every_name_of_the_package_is_there_and_no_other() -> None:
    assert all(getattr(fiscal, name) is not None for name in fiscal.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        fiscal.nothing  # noqa: B018


def test_what_is_not_asked_for_is_not_imported() -> None:
    code = "import fiscal, sys; print([m for m in sys.modules if m.startswith('fiscal.') or m == 'dagster'])"
    ran = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
