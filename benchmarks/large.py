"""What a long filing and a scanned page cost: memory over 500 pages, processor time and memory of recognising text.

    .venv/bin/python -m benchmarks.large [PDF...]        # picture pages of these; default: raw/*.pdf

The long filing is drawn for the purpose, a ruled table on each page, and read whole, both readers and the assembling included, each length in a process of its own.
What a page more costs in memory is what it was read as; the rest must not grow. Picture pages are recognised anew, without the cache.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from fiscal.document.engine import open_document
from fiscal.extraction.layer import Content, open_layer, where_content_is

FEW, MANY = 100, 500
"""Pages of the shorter and the longer filing."""
ROWS, COLUMNS = 32, 5
MOST_MEMORY, MOST_A_PAGE = 400.0, 0.25
"""MiB: of a child over the longer filing, and by which it may grow with each page: its cells as read."""
MOST_OCR_MEMORY, MOST_OCR_SECONDS = 1_229.0, 6.0
OCR_PAGES = 4
"""Picture pages of each file that are recognised."""


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds and peak memory in MiB."""

    seconds: float
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


def read_whole(path: Path, _: list[int]) -> None:
    """The whole filing as the pipeline reads it."""
    from fiscal.extraction.reader import read

    read(path)


def recognise(path: Path, numbers: list[int]) -> None:
    """Picture pages, each recognised anew."""
    from fiscal.extraction.picture import read_picture

    with tempfile.TemporaryDirectory() as cache, open_document(path) as document:
        for number in numbers:
            read_picture(document[number - 1], number, Path(cache))


def measure(task: Callable[[Path, list[int]], None], path: Path, numbers: list[int]) -> Cost:
    """What a task costs in a process of its own."""
    context = multiprocessing.get_context("spawn")
    queue = context.SimpleQueue()
    child = context.Process(target=_run, args=(task, path, numbers, queue))
    child.start()
    child.join()
    if child.exitcode:
        raise SystemExit(f"{task.__name__} ended with {child.exitcode}")
    return Cost(*queue.get())


def _run(task: Callable[[Path, list[int]], None], path: Path, numbers: list[int], queue: multiprocessing.queues.SimpleQueue[tuple[float, float]]) -> None:
    start = time.process_time()
    task(path, numbers)
    queue.put((time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def picture_pages(path: Path) -> list[int]:
    """Numbers of the first pages whose content is a picture."""
    found: list[int] = []
    with open_document(path) as document:
        for number, page in enumerate(document, 1):
            with open_layer(page) as layer:
                if where_content_is(layer) is Content.PICTURE and len(found) < OCR_PAGES:
                    found.append(number)
            page.close()
    return found


def main(arguments: list[str]) -> int:
    """Prints the costs; exit status 1 when a promise is not kept."""
    paths = [Path(a) for a in arguments] or sorted(Path("raw").glob("*.pdf"))
    with tempfile.TemporaryDirectory() as folder:
        costs: dict[int, Cost] = {}
        for pages in (FEW, MANY):
            path = Path(folder) / f"{pages}.pdf"
            draw(path, pages)
            costs[pages] = measure(read_whole, path, [])
            print(f"{pages} pages read whole      {1000 * costs[pages].seconds / pages:8.1f} ms/page {costs[pages].memory:8.0f} MiB")
    growth = (costs[MANY].memory - costs[FEW].memory) / (MANY - FEW)
    kept = {
        f"a child over {MANY} pages ≤ {MOST_MEMORY:.0f} MiB": costs[MANY].memory <= MOST_MEMORY,
        f"memory grows by no more than {MOST_A_PAGE} MiB a page ({growth:.2f})": growth <= MOST_A_PAGE,
    }
    seen = {path: numbers for path in paths if (numbers := picture_pages(path))}
    for path, numbers in seen.items():
        cost = measure(recognise, path, numbers)
        seconds = cost.seconds / len(numbers)
        print(f"{path.name}: {len(numbers)} picture pages {seconds:8.2f} CPU s/page {cost.memory:8.0f} MiB")
        kept[f"{path.name}: recognised in ≤ {MOST_OCR_SECONDS:.0f} CPU s a page"] = seconds <= MOST_OCR_SECONDS
        kept[f"{path.name}: recognised in ≤ {MOST_OCR_MEMORY / 1024:.1f} GiB"] = cost.memory <= MOST_OCR_MEMORY
    for promise, holds in kept.items():
        print(f"{'kept  ' if holds else 'BROKEN'} {promise}")
    return 0 if all(kept.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
