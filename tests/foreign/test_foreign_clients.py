"""Every output opened by clients that people have: DuckDB 1.2, pandas 2, pyarrow 19 and polars in an environment of
their own, and LibreOffice.
"""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from fiscal.model import contract
from fiscal.publication.database.views import VIEWS
from fiscal.publication.export import export
from fiscal.publication.reference.rows import TABLES
from tests.publishing import data_root

pytestmark = pytest.mark.slow

CLIENTS = ("duckdb==1.2.*", "pandas==2.*", "pyarrow==19.*", "polars")
UV = Path(sys.executable).with_name("uv")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    export(data_root(folder / "root"), folder / "out")
    return folder


@pytest.fixture(scope="module")
def old_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with clients of years ago; skipped where packages cannot be fetched."""
    folder = tmp_path_factory.mktemp("clients")
    subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, folder / "venv"], check=True)
    python = folder / "venv" / "bin" / "python"
    installed = subprocess.run(
        [UV, "pip", "install", "--quiet", "--python", python, *CLIENTS], check=False, capture_output=True, text=True
    )
    if installed.returncode:
        pytest.skip(f"the clients cannot be installed here: {installed.stderr[-300:]}")
    return python


def test_old_clients_open_every_dataset_and_the_database(published: Path, old_python: Path) -> None:
    script = Path(__file__).with_name("reads.py")
    answer = subprocess.run(
        [old_python, script, published / "root", published / "out"], check=False, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stderr
    seen = json.loads(answer.stdout)
    assert seen["duckdb"].startswith("1.2.") and seen["pandas"].startswith("2.")
    for name in contract.DATASETS:
        (rows, ids), *others, has_ids = seen[name]
        assert ids == rows and others == [rows] * 3 and has_ids
    assert set(seen["relations"]) >= {*contract.DATASETS, *TABLES, *VIEWS}
    assert seen["relations"]["facts"] == 2 and seen["relations"]["codes"] > 500


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_workbook_and_its_formulas_agree(published: Path, tmp_path: Path) -> None:
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "ods",
        "--outdir",
        str(tmp_path),
    ]
    subprocess.run([*command, str(published / "out" / "fiscal.xlsx")], check=True, capture_output=True, timeout=300)
    with zipfile.ZipFile(tmp_path / "fiscal.ods") as archive:
        content = archive.read("content.xml").decode()
    assert (
        'table:name="勾稽 Reconciliation"' in content
        and "不符" in content
        and "Err:" not in content
        and "#NAME?" not in content
    )
