"""Reading filings in: `fiscal ingest`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.commands.concluding import conclude, nothing_to_do, say_unchanged
from pipelines.commands.terminal import DataOption, at_work, progress, settled

if TYPE_CHECKING:
    from pipelines.running.arriving import Ingested


def ingest(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...",
            help=(
                "文件或文件夹：PDF、Excel、Word、网页、图片、压缩包 · Files or folders: PDFs, workbooks, documents,"
                " HTML, pictures, archives."
            ),
        ),
    ],
    data: DataOption = None,
) -> None:
    """读入文件：提取表格、清洗、核对勾稽关系、发布事实。已处理且未变的文件不再处理。

    Reads files in: extracts tables, cleans, evaluates the invariants, publishes facts. What was worked on before and
    has not changed is not worked on again."""
    root = settled(data)
    from pipelines.running.arriving import filings, unchanged

    try:
        files = filings(paths, root.work)
    except FileNotFoundError as missing:
        raise typer.BadParameter(f"没有这个文件或文件夹 / no such file or folder: {missing}") from missing
    if not files:
        raise typer.BadParameter("其中没有可读取的文件 / there is no file of a kind that is read in there")
    if nothing_to_do(root) and (standing := unchanged(root, files)) is not None:
        raise typer.Exit(say_unchanged(root, standing))
    from pipelines.running import ingest as work

    results: list[Ingested] = []
    with at_work(root) as instance:
        with progress() as shown:
            bar = shown.add_task("", total=len(files))
            for result in work.ingest(root, instance, files):
                results.append(result)
                shown.update(bar, completed=result.number, description=result.path.name)
        status = conclude(root, instance, results)
    raise typer.Exit(status)
