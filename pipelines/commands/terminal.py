"""What all commands share: both consoles, the option that names the data root, the progress bar."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from fiscal.storage.root import DataRoot
from pipelines.running import home

if TYPE_CHECKING:
    from dagster import DagsterInstance

_AT_WORK = ".locks/commands"
"""A file for every command that works on filings, with the number of its process, as long as that lasts."""
NARROW = 80
"""Columns of a terminal that is not asked for its width: what is piped or logged."""

out = Console(highlight=False, width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else NARROW)
err = Console(stderr=True, highlight=False)

DataOption = Annotated[
    str | None,
    typer.Option(
        "--data",
        metavar="DIR|URL",
        help=(
            "数据目录或 fsspec 地址；默认 $FISCAL_DATA，否则为代码旁的 data/ · The data root; by default $FISCAL_DATA,"
            " else data/ beside the code."
        ),
    ),
]


class Lang(StrEnum):
    """The languages that sentences are told in."""

    ZH = "zh"
    EN = "en"


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


LangOption = Annotated[Lang, typer.Option("--lang", help="语言 · The language of what is told.")]
SeverityOption = Annotated[
    list[Severity] | None,
    typer.Option("--severity", help="只列出此程度，可重复 · Only of this severity; may be given again."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="以 JSON 输出，供程序读取 · As JSON, for programs.")]


def flowing(command: Callable[..., object] | None) -> str:
    """What a command says of itself, each paragraph on one line: terminals wrap it at their width."""
    return "\n\n".join(" ".join(part.split()) for part in (inspect.getdoc(command) or "").split("\n\n"))


def settled(data: str | None) -> DataRoot:
    """The data root with Dagster's home in it. Wrong usage where it cannot be used."""
    from expectations.gates.waivers import adopt_former

    try:
        root = DataRoot.at(data)
    except (ValueError, ImportError) as unknown:
        raise typer.BadParameter(f"无法使用此数据地址 / this data root cannot be used: {unknown}") from unknown
    home.settle(root)
    if taken := adopt_former(root.store):
        err.print(
            f"已将 {taken} 项确认移入数据目录：{root.location}/waivers.yaml / {taken} acknowledgements were taken over"
            " into the data root",
            markup=False,
        )
    return root


@contextmanager
def at_work(root: DataRoot) -> Generator[DagsterInstance]:
    """Dagster's instance for a command that works on filings; runs that a killed command left under way are ended
    first.
    """
    from pipelines.running.orphans import fail_orphans

    mark = root.work / _AT_WORK / str(os.getpid())
    with home.opened(root) as instance:
        fail_orphans(instance)
        for dead in _killed(root):
            dead.unlink(missing_ok=True)
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
        try:
            yield instance
        finally:
            mark.unlink(missing_ok=True)


def was_killed(root: DataRoot) -> bool:
    """Whether a command that worked on filings was killed, and no other has ended its runs since."""
    return bool(_killed(root))


def _killed(root: DataRoot) -> list[Path]:
    """The marks of commands that are gone without having ended."""
    return [mark for mark in (root.work / _AT_WORK).glob("*") if not Path("/proc", mark.name).exists()]


def progress() -> Progress:
    """A bar of what is done out of all there is, gone when it is full."""
    return Progress(
        SpinnerColumn(),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
        console=err,
        transient=True,
    )
