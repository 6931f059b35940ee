"""Looking a draft through before it is published: `fiscal check`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.commands.terminal import JsonOption, Lang, LangOption, SeverityOption, err, out, progress

if TYPE_CHECKING:
    from pipelines.checking.drafts import Draft


def check(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            exists=True,
            dir_okay=False,
            help="草稿；一份文件分作几个的，一起列出 · Drafts; parts of one filing together.",
        ),
    ],
    as_json: JsonOption = False,
    html: Annotated[
        Path | None,
        typer.Option(
            metavar="OUT",
            help=(
                "写出报告：OUT 为 .html 文件，或文件夹 · Writes the reports: to OUT if it ends in .html, else to the"
                " folder."
            ),
        ),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(
            metavar="EARLIER",
            exists=True,
            dir_okay=False,
            help="较早的草稿，列出改动 · An earlier draft, to tell what has changed.",
        ),
    ] = None,
    severity: SeverityOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="有警告也以 1 退出 · Status 1 for warnings, too.")] = False,
    lang: LangOption = Lang.ZH,
) -> None:
    """公开之前核对草稿：在临时目录中进行，不发布、不通知，完成后不留任何数据。

    Looks drafts through before they are published, in a temporary folder: nothing is published, nobody is told, nothing
    is kept."""
    from pipelines.checking.drafts import checked
    from pipelines.printing.drafts import print_as_json, print_drafts, status_of

    with ExitStack() as open_roots:
        with progress() as shown:
            total = len(files) + (against is not None)
            bar = shown.add_task("", total=total)

            def told(number: int, path: Path) -> None:
                shown.update(bar, completed=number, description=path.name)
                if not err.is_terminal:
                    err.print(f"{number}/{total} {path.name}", markup=False, soft_wrap=True)

            earlier = None
            if against is not None:
                (earlier,) = open_roots.enter_context(checked([against], told))
            before = total - len(files)
            drafts = open_roots.enter_context(checked(files, lambda number, path: told(before + number, path)))
        reports = _write_reports(drafts, html) if html is not None else {}
        if as_json:
            print_as_json(drafts, earlier, reports, severity or ())
        else:
            print_drafts(out, drafts, earlier, lang, severity or ())
        for report in reports.values():
            err.print(f"报告 Report: {report}", markup=False, soft_wrap=True)
    raise typer.Exit(status_of(drafts, strict))


def _write_reports(drafts: Sequence[Draft], place: Path) -> dict[str, Path]:
    """A report a filing, and beside it the copies with notes; where each filing's is."""
    from assets.report import report_of
    from fiscal.publication.report import annotated_name

    filings = list(
        {
            draft.filing.filing_id: draft.filing
            for draft in drafts
            if draft.filing is not None and draft.row is not None
        }.values()
    )
    alone = place.suffix.lower() in (".html", ".htm") and len(filings) == 1
    folder = place.parent if alone else place
    folder.mkdir(parents=True, exist_ok=True)
    written: dict[str, Path] = {}
    for filing in filings:
        page, copies = report_of(filing, draft=True)
        report = place if alone else folder / f"{filing.filing_id}.html"
        report.write_text(page, "utf-8")
        for part_no, copy in copies.items():
            (folder / annotated_name(filing.filing_id, part_no)).write_bytes(copy)
        written[filing.filing_id] = report
    return written
