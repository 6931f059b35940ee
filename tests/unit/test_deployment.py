"""What servers are given: the image gets all that its build and its parts use, and image and units start parts that
there are.
"""

import json
import re
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
from dagster._core.instance.ref import InstanceRef

from fiscal.storage.root import CHECKOUT
from pipelines.distributed.launcher import WatchedCeleryLauncher
from pipelines.running import home

pytestmark = pytest.mark.unit

DEPLOYMENT = CHECKOUT / "pipelines" / "deployment"
IMAGE = (DEPLOYMENT / "Containerfile").read_text("utf-8")
PARTS = ("daemon", "webserver", "worker")


def copied() -> set[str]:
    return {
        name
        for line in re.findall(r"^COPY (.+)$", IMAGE, re.M)
        for name in [part for part in line.split() if not part.startswith("--")][:-1]
    }


def test_the_image_is_given_all_that_its_build_uses() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
    setup = re.search(r"^\$\(STAMP\): (.+)$", (CHECKOUT / "Makefile").read_text("utf-8"), re.M)
    assert setup
    used = {
        "Makefile",
        "workspace.yaml",
        project["project"]["readme"],
        *project["project"]["license-files"],
        *setup[1].split(),
    }
    assert used | set(project["tool"]["importlinter"]["root_packages"]) <= copied()
    assert all((CHECKOUT / name).exists() for name in copied())


def test_the_settings_of_several_machines_are_ones_that_dagster_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FISCAL_POSTGRES", "postgresql://fiscal@127.0.0.1/runs")
    monkeypatch.setenv("FISCAL_BROKER", "redis://127.0.0.1/0")
    monkeypatch.setenv("FISCAL_POSTGRES_BY_DRIVER", "postgresql+psycopg2://fiscal@127.0.0.1/runs")
    (tmp_path / "dagster.yaml").write_text(home.settings_of_a_new_home(), "utf-8")
    ref = InstanceRef.from_dir(str(tmp_path))
    assert ref.storage_data and ref.storage_data.class_name == "DagsterPostgresStorage"
    launcher = ref.run_launcher
    assert isinstance(launcher, WatchedCeleryLauncher) and launcher.broker == "redis://127.0.0.1/0"


def test_what_people_write_and_what_is_kept_outlasts_the_container() -> None:
    environment = dict(re.findall(r"(FISCAL_\w+)=(\S+)", IMAGE))
    (volume,) = re.findall(r"^VOLUME (\S+)$", IMAGE, re.M)
    assert {"FISCAL_DATA", "FISCAL_SOURCES"} <= environment.keys()
    assert all(f"{path}/".startswith(f"{volume}/") for path in environment.values())


def test_image_and_units_start_parts_that_there_are() -> None:
    _, _, module = json.loads(re.findall(r"^ENTRYPOINT (.+)$", IMAGE, re.M)[0])
    assert find_spec(module)
    assert json.loads(re.findall(r"^CMD (.+)$", IMAGE, re.M)[0])[0] in PARTS
    started = [
        re.search(rf"-m {module} (\w+)", (DEPLOYMENT / f"fiscal-{part}.service").read_text("utf-8")) for part in PARTS
    ]
    assert [found and found[1] for found in started] == list(PARTS)
