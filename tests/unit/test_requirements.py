"""What the locks hold: pins with hashes and no address; the run-time one all that the product imports, the others
nothing at another version.
"""

import ast
import re
import sys
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

CHECKOUT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-distributed.lock")
DISTRIBUTED = "pipelines/distributed"
ROOMS = ("fiscal", "expectations", "assets", "pipelines")


@cache
def pins(lock: str) -> dict[str, str]:
    """Version by name, as a lock has them; an entry without a hash is no pin."""
    entries = re.split(r"^(?=[^\s#])", (CHECKOUT / lock).read_text("utf-8"), flags=re.MULTILINE)
    found = [
        (re.match(r"([a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==([^\s;]+)", entry), entry) for entry in entries if entry.strip()
    ]
    assert all(pin and "--hash=sha256:" in entry for pin, entry in found), lock
    return {pin[1]: pin[2] for pin, _ in found if pin}


def asked_for(name: str) -> set[str]:
    lines = (CHECKOUT / name).read_text("utf-8").splitlines()
    return {plain(re.split(r"[=\[<>;]", line)[0]) for line in lines if line and line[0] not in "#-"}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower().strip()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_place_to_get_things_from(lock: str) -> None:
    assert not re.search(r"https?:|--(?:extra-)?index|--find-links|file:", (CHECKOUT / lock).read_text("utf-8"))


def test_everything_asked_for_is_locked_and_only_once() -> None:
    run, development = pins("requirements.lock"), pins("requirements-dev.lock")
    distributed = pins("requirements-distributed.lock")
    assert asked_for("requirements.in") <= run.keys()
    assert asked_for("requirements-dev.in") <= development.keys()
    assert not asked_for("requirements-dev.in") & asked_for("requirements.in")
    assert asked_for("requirements-distributed.in") <= distributed.keys()
    for other in (development, distributed):
        assert {name for name in run.keys() & other.keys() if run[name] != other[name]} == set()


def test_the_product_imports_nothing_that_only_its_tests_install() -> None:
    distributions = packages_distributions()
    one_machine = pins("requirements.lock").keys()
    for path in (path for room in ROOMS for path in sorted((CHECKOUT / room).rglob("*.py"))):
        several = str(path.relative_to(CHECKOUT)).startswith(DISTRIBUTED)
        run = one_machine | pins("requirements-distributed.lock").keys() if several else one_machine
        for package in imported(path) - sys.stdlib_module_names - set(ROOMS):
            assert {plain(name) for name in distributions.get(package, [])} & run, (
                f"{path.relative_to(CHECKOUT)} imports {package}"
            )


def imported(path: Path) -> set[str]:
    """The top-level packages that a module imports, wherever in it."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    whole = {alias.name.partition(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return whole | {
        str(node.module).partition(".")[0] for node in nodes if isinstance(node, ast.ImportFrom) and not node.level
    }
