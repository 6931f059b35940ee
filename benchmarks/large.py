"""What a long filing and its densest scans cost: memory over 500 pages, processor time and memory of recognising text.

    .venv/bin/python -m benchmarks.large [PDF...]        # picture pages of these too; default: raw/*.pdf

The long filing is drawn for the purpose, a ruled table on each page, and read whole, both readers and the assembling
included, each length in a process of its own. What a page more costs in memory is what it was read as; the rest must
not grow. Picture pages are recognised anew, without the cache: those of each file that have most ink, and the scan of a
drawn page of a form that is as full as forms come. The dearest of them counts. Loading the models is left out."""

from __future__ import annotations

import io
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.queues import SimpleQueue
from pathlib import Path

import numpy as np
from reportlab.pdfgen.canvas import Canvas

from fiscal.document.engine import open_document
from fiscal.extraction.page.layer import Content, open_layer, where_content_is
from tests.drawing import SONG
from tests.picturing import Scanner, scanned_pdf

FEW, MANY = 100, 500
"""Pages of the shorter and the longer filing."""
ROWS, COLUMNS = 32, 5
MOST_MEMORY, MOST_A_PAGE = 400.0, 0.25
"""MiB: of a child over the longer filing, and by which it may grow with each page: its cells as read."""
MOST_OCR_MEMORY, MOST_OCR_SECONDS = 1_229.0, 6.0
OCR_PAGES = 4
"""Picture pages of each file that are recognised."""
FORM_ROWS, FORM_CHARACTERS = 60, 2_400
FORM_DPI = 200


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds of each part of a task, and the peak memory in MiB."""

    seconds: tuple[float, ...]
    memory: float


def draw(path: Path, pages: int) -> None:
    """A filing of so many pages, on each a table of codes, labels and amounts with its caption."""
    canvas = Canvas(str(path), invariant=True)
    for page in range(pages):
        canvas.setFont("Helvetica", 9)
        canvas.drawString(200, 800, f"Table {page + 1} Expenditure by function")
        xs, ys = [60 + 95 * i for i in range(COLUMNS + 1)], [780 - 20 * i for i in range(ROWS + 1)]
        canvas.grid(xs, ys)
        for row in range(ROWS):
            for col in range(COLUMNS):
                text = f"{2010000 + row}" if col == 0 else f"{page * ROWS + row:,}.{col}5"
                canvas.drawRightString(xs[col + 1] - 3, ys[row + 1] + 6, text if row else f"Column {col}")
        canvas.showPage()
    canvas.save()


def draw_full_form(path: Path) -> None:
    """The scan of one page of a form, small print from edge to edge: long texts, short labels and an amount in every
    row.
    """
    form = io.BytesIO()
    canvas = Canvas(form, invariant=True)
    xs, ys = [30.0, 90.0, 480.0, 565.0], [815 - 785 / FORM_ROWS * i for i in range(FORM_ROWS + 1)]
    canvas.grid(xs, ys)
    words = "保障城市管理信息系统及设备更新运行维护提升精细化服务水平，进一步落实节约用地和环境保护的各项要求；"
    for row in range(FORM_ROWS):
        canvas.setFont(SONG, 8)
        canvas.drawString(xs[0] + 3, ys[row + 1] + 4, "社会效益指标")
        canvas.drawString(
            xs[1] + 3,
            ys[row + 1] + 4,
            "".join(words[(7 * row + i) % len(words)] for i in range(FORM_CHARACTERS // FORM_ROWS)),
        )
        canvas.drawRightString(xs[3] - 3, ys[row + 1] + 4, f"{row + 1},{row * 37 % 1000:03}.{row:02}")
    canvas.showPage()
    canvas.save()
    path.write_bytes(scanned_pdf(form.getvalue(), Scanner(dpi=FORM_DPI, noise=4)))


def read_whole(path: Path, _: list[int]) -> tuple[float, ...]:
    """The whole filing as the pipeline reads it; CPU seconds in all."""
    start = time.process_time()
    from fiscal.extraction.reader import read

    read(path)
    return (time.process_time() - start,)


def recognise(path: Path, numbers: list[int]) -> tuple[float, ...]:
    """Picture pages, each recognised anew; CPU seconds of each."""
    from fiscal.extraction.ocr.recognition import find_text, read_lines
    from fiscal.extraction.scans.picture_page import read_picture

    blank = np.full((48, 96), 255, np.uint8)
    find_text(blank)
    read_lines([blank])
    seconds: list[float] = []
    with tempfile.TemporaryDirectory() as cache, open_document(path) as document:
        for number in numbers:
            start = time.process_time()
            read_picture(document[number - 1], number, Path(cache))
            seconds.append(time.process_time() - start)
    return tuple(seconds)


def measure(task: Callable[[Path, list[int]], tuple[float, ...]], path: Path, numbers: list[int]) -> Cost:
    """What a task costs in a process of its own."""
    context = multiprocessing.get_context("spawn")
    queue = context.SimpleQueue()
    child = context.Process(target=_run, args=(task, path, numbers, queue))
    child.start()
    child.join()
    if child.exitcode:
        raise SystemExit(f"{task.__name__} ended with {child.exitcode}")
    return Cost(*queue.get())


def _run(
    task: Callable[[Path, list[int]], tuple[float, ...]],
    path: Path,
    numbers: list[int],
    queue: SimpleQueue[tuple[tuple[float, ...], float]],
) -> None:
    queue.put((task(path, numbers), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def picture_pages(path: Path) -> list[int]:
    """Numbers of the pages whose content is a picture, those with most ink first, no more than are recognised."""
    found: list[tuple[float, int]] = []
    with open_document(path) as document:
        for number, page in enumerate(document, 1):
            with open_layer(page) as layer:
                pictured = where_content_is(layer) is Content.PICTURE
            if pictured:
                found.append((float((np.asarray(page.render(scale=1).to_pil().convert("L")) < 160).mean()), number))
            page.close()
    return [number for _, number in sorted(found, reverse=True)[:OCR_PAGES]]


def main(arguments: list[str]) -> int:
    """Prints the costs; exit status 1 when a promise is not kept."""
    paths = [Path(a) for a in arguments] or sorted(Path("raw").glob("*.pdf"))
    with tempfile.TemporaryDirectory() as folder:
        costs: dict[int, Cost] = {}
        for pages in (FEW, MANY):
            path = Path(folder) / f"{pages}.pdf"
            draw(path, pages)
            costs[pages] = measure(read_whole, path, [])
            print(
                f"{pages} pages read whole      {1000 * sum(costs[pages].seconds) / pages:8.1f} ms/page"
                f" {costs[pages].memory:8.0f} MiB"
            )
        form = Path(folder) / "full form.pdf"
        draw_full_form(form)
        dear = {path: measure(recognise, path, numbers) for path in [form, *paths] if (numbers := picture_pages(path))}
    growth = (costs[MANY].memory - costs[FEW].memory) / (MANY - FEW)
    kept = {
        f"a child over {MANY} pages ≤ {MOST_MEMORY:.0f} MiB": costs[MANY].memory <= MOST_MEMORY,
        f"memory grows by no more than {MOST_A_PAGE} MiB a page ({growth:.2f})": growth <= MOST_A_PAGE,
    }
    for path, cost in dear.items():
        usual, most = sum(cost.seconds) / len(cost.seconds), max(cost.seconds)
        print(
            f"{path.name}: {len(cost.seconds)} picture pages {usual:8.2f} CPU s/page, the dearest {most:.2f}"
            f" {cost.memory:8.0f} MiB"
        )
        kept[f"{path.name}: every page recognised in ≤ {MOST_OCR_SECONDS:.0f} CPU s"] = most <= MOST_OCR_SECONDS
        kept[f"{path.name}: recognised in ≤ {MOST_OCR_MEMORY / 1024:.1f} GiB"] = cost.memory <= MOST_OCR_MEMORY
    for promise, holds in kept.items():
        print(f"{'kept  ' if holds else 'BROKEN'} {promise}")
    return 0 if all(kept.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
