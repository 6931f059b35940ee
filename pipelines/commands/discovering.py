"""Finding filings at their sources: `fiscal discover`, `fiscal sources`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fiscal.storage.root import DataRoot
from pipelines.commands.concluding import conclude
from pipelines.commands.terminal import DataOption, at_work, err, out, progress, settled
from pipelines.printing.exits import EXIT_SOURCE, EXIT_UNREADABLE, EXIT_USAGE

if TYPE_CHECKING:
    from fiscal.discovery.sources.importing import Line
    from fiscal.discovery.sources.source import Source

sources = typer.Typer(
    no_args_is_help=True, help="来源：在哪里、以何种方式发现公开文件。\n\nSources: where filings are found, and how."
)

_THERE = "已有此名的文件 / a file has that name already"

_Id = Annotated[
    str,
    typer.Argument(
        metavar="ID", help="来源编号，见 fiscal sources list · The source's id, as `fiscal sources list` shows it."
    ),
]


def discover(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="只看这些来源；默认全部 · Only these sources; all by default."),
    ] = None,
    data: DataOption = None,
) -> None:
    """查看来源一次：发现新的、变更的、撤下的文件，取回并处理。

    Looks at sources once: finds what is new, changed or taken away, fetches it and works on it as `fiscal ingest` does.
    """
    root = settled(data)
    from fiscal.discovery.looking.look import Look
    from fiscal.discovery.looking.several import look_at
    from pipelines.printing.sources import print_looks
    from pipelines.running import discovering, ingest

    chosen = _chosen(ids or [])
    looks: list[Look] = []
    with progress() as shown:
        bar = shown.add_task("", total=len(chosen))
        for one in look_at(
            root, chosen, lambda done, of, title: shown.update(bar, description=f"{done}/{of} {title[:40]}")
        ):
            looks.append(one)
            shown.update(bar, advance=1, description=one.source_id)
    print_looks(out, looks)
    results: list[ingest.Ingested] = []
    with at_work(root) as instance:
        with progress() as shown:
            bar = shown.add_task("", total=discovering.waiting(root, [source.id for source in chosen]))
            for result in discovering.take_in_waiting(root, instance, [source.id for source in chosen]):
                results.append(result)
                shown.update(bar, completed=result.number, description=result.path.name)
        status = conclude(root, instance, results)
    unseen = any(one.outcome in {"blocked", "error"} or one.troubled for one in looks)
    raise typer.Exit(max(status, EXIT_SOURCE if unseen else 0))


@sources.command("list")
def list_(data: DataOption = None) -> None:
    """列出来源：上次成功、多久没有新文件、自何时受阻。

    Lists the sources: last success, how long silent, blocked since when.
    """
    from fiscal.discovery.sources.reading import read_sources
    from pipelines.printing.sources import print_sources

    found = read_sources()
    print_sources(out, DataRoot.at(data), list(found.by_id.values()))
    for mistake in found.mistakes:
        err.print(f"✗ {mistake}", style="red", markup=False)
    raise typer.Exit(EXIT_USAGE if found.mistakes else 0)


@sources.command()
def check(
    source_id: _Id,
    details: Annotated[
        int,
        typer.Option(
            min=0,
            help="打开前几个条目的页面并列出附件 · Opens the pages of the first N items and lists their attachments.",
        ),
    ] = 3,
    data: DataOption = None,
) -> None:
    """逐条显示将取回什么，以及其余条目为何不取；不保存任何内容。

    Shows what would be fetched, item by item, and why the others are left. Nothing is stored.
    """
    from fiscal.discovery.fetching.answers import NotFetchedError
    from fiscal.discovery.fetching.fetcher import Fetcher
    from fiscal.discovery.looking.survey import survey
    from fiscal.discovery.reasons import said
    from pipelines.printing.sources import print_pages, print_survey

    source = _chosen([source_id])[0]
    fetcher = Fetcher(DataRoot.at(data).work)
    try:
        surveyed = survey(source, fetcher)
    except NotFetchedError as error:
        err.print(f"✗ {said(error.code, error.detail)}", style="red", markup=False)
        raise typer.Exit(EXIT_SOURCE) from error
    print_survey(out, source, surveyed)
    print_pages(out, source, surveyed.wanted[:details], fetcher)


@sources.command()
def new(
    address: Annotated[str, typer.Argument(metavar="URL", help="栏目网址 · The address of the column.")],
    name: Annotated[
        str | None,
        typer.Option("--id", help="来源编号；默认由网址得出 · The source's id; by default from the address."),
    ] = None,
    data: DataOption = None,
) -> None:
    """查看网页，判断其形式，写出来源文件。

    Looks at a page, finds its shape and writes the source's YAML.
    """
    from pydantic import ValidationError

    from fiscal.discovery.fetching.answers import NotFetchedError
    from fiscal.discovery.fetching.fetcher import Fetcher
    from fiscal.discovery.looking.proposing import propose
    from fiscal.discovery.reasons import said
    from fiscal.discovery.sources.reading import read_sources, write_source
    from fiscal.discovery.sources.source import Source
    from fiscal.discovery.sources.wording import what_is_wrong
    from pipelines.printing.sources import print_columns, print_survey

    try:
        proposal = propose(address, Fetcher(DataRoot.at(data).work))
    except ValidationError as error:
        raise typer.BadParameter(what_is_wrong(error.errors()[0])) from error
    except NotFetchedError as error:
        err.print(f"✗ {said(error.code, error.detail)}", style="red", markup=False)
        raise typer.Exit(EXIT_SOURCE) from error
    try:
        source = (
            proposal.source
            if name is None
            else Source.model_validate({**proposal.source.model_dump(by_alias=True), "id": name})
        )
    except ValidationError as error:
        raise typer.BadParameter(f"--id: {what_is_wrong(error.errors()[0])}") from error
    if proposal.surveyed is not None:
        print_survey(out, source, proposal.surveyed)
    if proposal.trouble is not None and not (proposal.trouble.code == "no_items" and proposal.columns):
        err.print(f"✗ {said(proposal.trouble.code, proposal.trouble.detail)}", style="red", markup=False)
    if proposal.surveyed is None or not proposal.surveyed.wanted:
        print_columns(out, proposal.columns)
        raise typer.Exit(EXIT_SOURCE)
    if source.id in read_sources().by_id:
        raise typer.BadParameter(f"编号已被使用，请用 --id 指定 / the id is taken, name one with --id: {source.id}")
    try:
        written = write_source(source)
    except FileExistsError as there:
        raise typer.BadParameter(
            f"{_THERE}，请改正该文件或用 --id 指定编号 / correct that file, or name another id with --id:"
            f" {there.filename}"
        ) from there
    out.print(
        f"已写入 Written: {written}\n下一步 Next:  fiscal sources check {source.id}  ·  fiscal discover {source.id}",
        markup=False,
    )


@sources.command("import")
def import_(
    table: Annotated[
        Path,
        typer.Argument(
            metavar="CSV", exists=True, dir_okay=False, help="地区与网址表 · A table of regions and addresses."
        ),
    ],
) -> None:
    """由地区与网址表成批生成来源。列：region_code、region、publisher、url、kind（中文列名亦可）。

    Makes many sources from a table of regions and addresses. Columns: region_code, region, publisher, url, kind, or
    their Chinese names."""
    from fiscal.discovery.looking.proposing import proposed_id
    from fiscal.discovery.sources.importing import NoAddressesError, sources_of_table
    from fiscal.discovery.sources.reading import read_sources

    known = read_sources().by_id
    taken = frozenset([*known, *(source.listing.url for source in known.values())])
    try:
        lines = list(sources_of_table(table.read_bytes(), proposed_id, taken))
    except NoAddressesError as none:
        raise typer.BadParameter(f"没有网址列（url 或 网址）/ no column of addresses (url): {none}") from none
    whys = [(line.number, _why_not_written(line)) for line in lines]
    for number, why in whys:
        if why is not None:
            err.print(f"✗ {table.name}:{number}: {why}", style="red", markup=False)
    written = sum(why is None for _, why in whys)
    out.print(f"已写入 {written} 个来源 / {written} sources written", markup=False)
    raise typer.Exit(0 if written or not lines else EXIT_UNREADABLE)


def _why_not_written(line: Line) -> str | None:
    from fiscal.discovery.sources.reading import write_source

    if line.source is None:
        return line.why or ""
    try:
        write_source(line.source)
    except FileExistsError as there:
        return f"{_THERE}: {there.filename}"
    return None


def _chosen(ids: list[str]) -> list[Source]:
    from fiscal.discovery.sources.reading import read_sources

    found = read_sources()
    for mistake in found.mistakes:
        err.print(f"✗ {mistake}", style="red", markup=False)
    try:
        chosen = found.chosen(ids)
    except KeyError as unknown:
        raise typer.BadParameter(
            f"没有这个来源，见 fiscal sources list / no such source, see fiscal sources list: {unknown.args[0]}"
        ) from unknown
    by_hand = [name for name in ids if found.by_id[name].by_hand]
    if by_hand:
        err.print(
            "文件由人工放入收件箱，无可查看 / files are dropped into the inbox, nothing is looked at:"
            f" {', '.join(by_hand)}",
            style="yellow",
            markup=False,
        )
    if not chosen and not by_hand:
        err.print(
            "没有启用的来源：fiscal sources new URL 添加一个 / no source is enabled: add one with fiscal sources"
            " new URL",
            style="yellow",
            markup=False,
        )
    if not chosen:
        raise typer.Exit(EXIT_USAGE)
    return chosen
