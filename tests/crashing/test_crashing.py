"""Killed at any change of the disk, in the middle of writes too, the same command again leaves what it would have left
undisturbed; readers find whole files meanwhile.

A sample of the changes runs with the slow tests; `make test-crash` takes every change but those within databases' own
files, of which it takes many."""

from __future__ import annotations

import os
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.crashing.leaving import differences, left, readable, unfinished_runs
from tests.crashing.runner import COMPILER, Ended, Runner, runner
from tests.filings import budget
from tests.portal import HOST, Portal, Reply, detail_page, list_page, serving

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(86400),
    pytest.mark.skipif(COMPILER is None, reason="no C compiler to build the shim with"),
]

EVERY = os.environ.get("FISCAL_CRASH") == "all"
SAMPLED, SAMPLED_OF_DATABASES, MANY_OF_DATABASES = 3, 1, 60
"""Kills a scenario: of the sample, and of databases in the whole test."""
TITLE = "青山市河湾区图书管理中心2023年单位预算"
HOOK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Scenario:
    """`before`: commands that run undisturbed; `undone`: files that are taken away after them; `command`: the one that
    is killed. `{folder}` is where the filings lie.
    """

    command: tuple[str, ...]
    before: tuple[tuple[str, ...], ...] = ()
    undone: tuple[str, ...] = ()
    environment: Callable[[Portal, Path], dict[str, str]] = field(default=lambda _portal, _folder: {})


def with_source(portal: Portal, folder: Path) -> dict[str, str]:
    (folder / "sources").mkdir(exist_ok=True)
    (folder / "sources" / "hewan.yaml").write_text(
        f"id: hewan\nlisting: {{url: 'http://{HOST}/ysjs/index.html'}}\npoliteness: {{min_interval_s: 0}}\n", "utf-8"
    )
    return {"FISCAL_SOURCES": str(folder / "sources"), "FISCAL_ROUTES": portal.routes}


def with_channel(portal: Portal, _: Path) -> dict[str, str]:
    return {"FISCAL_ALERT_URLS": f"json://{HOOK}:{portal.port}/"}


SCENARIOS = {
    "first start": Scenario(("ingest", "{folder}/wrong.pdf")),
    "new version and another filing": Scenario(
        ("ingest", "{folder}/restated.pdf", "{folder}/other.pdf"), before=(("ingest", "{folder}/wrong.pdf"),)
    ),
    "publication": Scenario(
        ("ingest", "{folder}/sound.pdf"), before=(("ingest", "{folder}/sound.pdf"),), undone=(".state/_published",)
    ),
    "discovery": Scenario(("discover",), before=(("ingest", "{folder}/other.pdf"),), environment=with_source),
    "alerts": Scenario(
        ("ingest", "{folder}/wrong.pdf"), before=(("ingest", "{folder}/other.pdf"),), environment=with_channel
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("crashing")
    for name, content in {
        "sound": budget(),
        "wrong": budget(total="160.00"),
        "restated": budget(total="170.00", prose="170.00"),
        "other": budget(publisher="青山市河湾区档案馆"),
    }.items():
        (made / f"{name}.pdf").write_bytes(content)
    return made


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Runner]:
    with runner(folder) as found:
        yield found


@pytest.fixture
def portal() -> Iterator[Portal]:
    with serving() as found:
        found.page("/ysjs/index.html", list_page([(TITLE, "./t_1.html", "2023-02-12")]))
        found.page("/ysjs/t_1.html", detail_page(TITLE, f'<a href="/files/1.pdf">{TITLE}.pdf</a>'))
        found.file("/files/1.pdf", budget())
        found.put("/", Reply(b"{}"), host=HOOK)
        yield found


@dataclass(slots=True)
class Stage:
    """A scenario made ready: `before` is what its data root held before the command."""

    scenario: Scenario
    running: Runner
    portal: Portal
    folder: Path

    @property
    def root(self) -> Path:
        return self.folder / "data"

    @property
    def before(self) -> Path:
        return self.folder / "before"

    def set_up(self) -> None:
        for path in (self.root, self.before):
            shutil.rmtree(path, ignore_errors=True)
        self.root.mkdir()
        self.running.environment = self.scenario.environment(self.portal, self.folder)
        for command in self.scenario.before:
            assert self.run(command).signal == 0
        for name in self.scenario.undone:
            (self.root / name).unlink()
        self.root.rename(self.before)

    def anew(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self.before, self.root)

    def run(self, command: tuple[str, ...], **how: object) -> Ended:
        return self.running.run([part.format(folder=self.folder) for part in command], self.root, **how)  # type: ignore[arg-type]

    def told(self, since: int) -> Counter[bytes]:
        return Counter(body for host, _, _, body in self.portal.asked[since:] if host == HOOK)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_killed_command_is_made_good_by_the_same_command(
    name: str, running: Runner, portal: Portal, folder: Path
) -> None:
    stage = Stage(SCENARIOS[name], running, portal, folder)
    stage.set_up()
    wrong: list[str] = []
    for databases in (False, True):
        stage.anew()
        asked = len(portal.asked)
        log = stage.folder / "undisturbed.txt"
        undisturbed = stage.run(stage.scenario.command, databases=databases, log=log)
        wanted, told = left(stage.root), stage.told(asked)
        assert undisturbed.signal == 0 and undisturbed.changes > SAMPLED, undisturbed
        for number, torn in points(log.read_text("utf-8").splitlines(), databases):
            found = amiss(stage, undisturbed, wanted, told, number, torn=torn, databases=databases)
            wrong += [
                f"change {number}{' torn' if torn else ''} of {'databases' if databases else 'files'}: {what}"
                for what in found
            ]
    assert not wrong, "\n".join([name, *wrong])


def points(changes: Sequence[str], databases: bool) -> list[tuple[int, bool]]:
    """Which changes are killed at, by number from 1, and whether in the middle of them: all that leave the disk in a
    state of its own, or a sample spread evenly over these.

    A kill at a sync leaves what one at the change after it leaves: the machine goes on. Only writes have a middle."""
    different = [
        (number, torn)
        for number, change in enumerate(changes, 1)
        for torn in (False, True)
        if not change.startswith("sync ") and (not torn or change.startswith(("write ", "copy ")))
    ]
    many = MANY_OF_DATABASES if EVERY else SAMPLED_OF_DATABASES if databases else SAMPLED
    if EVERY and not databases:
        return different
    return [different[(2 * k + 1) * len(different) // (2 * many)] for k in range(many)]


def amiss(
    stage: Stage, undisturbed: Ended, wanted: dict[str, Any], told: Counter[bytes], number: int, **how: bool
) -> list[str]:
    """What is not as it should be after a command was killed at a change and given again."""
    stage.anew()
    log = stage.folder / "changes.txt"
    asked = len(stage.portal.asked)
    killed = stage.run(stage.scenario.command, at=number, log=log, **how)
    if killed.signal == 0:
        return ["was not killed"] * (killed.changes >= number)
    assert killed.signal == signal.SIGKILL
    readable(stage.root)
    again = stage.run(stage.scenario.command)
    site = log.read_text("utf-8").splitlines()[-1]
    found = differences(wanted, left(stage.root))
    found += [f"{count} messages: {body.decode()}" for body, count in (stage.told(asked) - told - told).items()]
    found += [f"not told: {body.decode()}" for body in told - stage.told(asked)]
    if again.status != undisturbed.status:
        found.append(f"status {again.status} instead of {undisturbed.status}: {again.printed[-800:]}")
    if runs := unfinished_runs(stage.root):
        found.append(f"{runs} runs under way")
    return [f"{site}: {what}" for what in found]
