"""What reading a page costs: the first reader, both readers, pdfplumber and camelot's defaults beside the floor, on the
same files in one run.

    .venv/bin/python -m benchmarks.extraction [PDF...]        # default: raw/*.pdf

The readers take turns, three rounds over the same pages, each time in a process of its own; the best CPU time and the
peak memory count, imports left out of the time. The floor is what pypdfium2 takes to load a page and to hand out its
text, character boxes and path segments. Picture pages are left out: none of these readers recognises text."""

from __future__ import annotations

import ctypes
import gc
import logging
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pypdfium2.raw as raw

from fiscal.document.engine import open_document
from fiscal.extraction.page.layer import Content, open_layer, where_content_is

ROUNDS = 3
CAMELOT_PAGES = 3
"""Pages of each file that camelot's defaults read: they are too slow for more."""
ALLOWED = 1.5
"""How many times the floor the first reader may cost."""

Selection = list[tuple[Path, list[int]]]
Reader = Callable[[Selection], None]


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU milliseconds a page and peak memory in MiB."""

    milliseconds: float
    memory: float


def floor(selection: Selection) -> None:
    """Load, text, character boxes, path segments, with pypdfium2's own calls."""
    x, y = ctypes.c_float(), ctypes.c_float()
    for path, numbers in selection:
        with open_document(path) as document:
            for number in numbers:
                page = document[number - 1]
                text = page.get_textpage()
                text.get_text_range()
                for i in range(text.count_chars()):
                    text.get_charbox(i)
                for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
                    for k in range(raw.FPDFPath_CountSegments(item.raw)):
                        segment = raw.FPDFPath_GetPathSegment(item.raw, k)
                        raw.FPDFPathSegment_GetPoint(segment, x, y)
                        raw.FPDFPathSegment_GetType(segment)
                text.close()
                page.close()


def first_reader(selection: Selection) -> None:
    """The ruled reader with its conservation of numbers."""
    from fiscal.extraction.search.page_search import read_page

    for path, numbers in selection:
        with open_document(path) as document:
            for number in numbers:
                page = document[number - 1]
                read_page(page, number)
                page.close()


def both_readers(selection: Selection) -> None:
    """The ruled reader and the second opinion on its grids."""
    from fiscal.extraction.checks.second_reader import second_opinion
    from fiscal.extraction.search.page_search import read_page

    for path, numbers in selection:
        with open_document(path) as document:
            contents = [read_page(document[number - 1], number) for number in numbers]
        second_opinion(path, contents)


def plumber(selection: Selection) -> None:
    """pdfplumber's tables."""
    import pdfplumber

    for path, numbers in selection:
        with pdfplumber.open(path, pages=numbers) as document:
            for page in document.pages:
                page.extract_tables()
                page.close()


def camelot_defaults(selection: Selection) -> None:
    """camelot's lattice as it comes."""
    import camelot

    for path, numbers in selection:
        camelot.read_pdf(str(path), pages=",".join(map(str, numbers)), flavor="lattice", suppress_stdout=True)


def measure(reader: Reader, selection: Selection) -> Cost:
    """What the reader costs in a process of its own."""
    context = multiprocessing.get_context("spawn")
    queue = context.SimpleQueue()
    child = context.Process(target=_run, args=(reader, selection, queue))
    child.start()
    child.join()
    if child.exitcode:
        raise SystemExit(f"{reader.__name__} ended with {child.exitcode}")
    seconds, kibibytes = queue.get()
    return Cost(1000 * seconds / max(1, sum(len(numbers) for _, numbers in selection)), kibibytes / 1024)


def _run(reader: Reader, selection: Selection, queue: multiprocessing.queues.SimpleQueue[tuple[float, int]]) -> None:
    logging.disable(logging.CRITICAL)
    reader([(path, numbers[:1]) for path, numbers in selection[:1]])
    # As the server does whose forks read: what is imported is not looked through for garbage while a page is read.
    gc.collect()
    gc.freeze()
    start = time.process_time()
    reader(selection)
    queue.put((time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))


def best(costs: list[Cost]) -> Cost:
    """The least time and the most memory."""
    return Cost(min(c.milliseconds for c in costs), max(c.memory for c in costs))


def text_pages(path: Path) -> list[int]:
    """Numbers of the pages whose content is in the text layer."""
    numbers: list[int] = []
    with open_document(path) as document:
        for number, page in enumerate(document, 1):
            with open_layer(page) as layer:
                if where_content_is(layer) is Content.TEXT:
                    numbers.append(number)
            page.close()
    return numbers


def ruled_pages(path: Path, numbers: list[int], most: int) -> list[int]:
    """The first of the pages that have a ruled table."""
    from fiscal.extraction.search.page_search import read_page

    found: list[int] = []
    with open_document(path) as document:
        for number in numbers:
            if len(found) < most and read_page(document[number - 1], number).grids:
                found.append(number)
    return found


def main(arguments: list[str]) -> int:
    """Prints the table of costs; exit status 1 when a promise about speed is not kept."""
    paths = [Path(a) for a in arguments] or sorted(Path("raw").glob("*.pdf"))
    selection = [(path, numbers) for path in paths if (numbers := text_pages(path))]
    if not selection:
        print("no pages with a text layer")
        return 2
    few = [(path, chosen) for path, numbers in selection if (chosen := ruled_pages(path, numbers, CAMELOT_PAGES))]
    print(
        f"{len(selection)} files, {sum(len(n) for _, n in selection)} pages with a text layer; camelot's defaults on"
        f" {sum(len(n) for _, n in few)} ruled pages"
    )
    rounds = [
        {reader.__name__: measure(reader, selection) for reader in (floor, first_reader, both_readers, plumber)}
        for _ in range(ROUNDS)
    ]
    costs = {name: best([costs[name] for costs in rounds]) for name in rounds[0]}
    if few:
        costs[camelot_defaults.__name__] = measure(camelot_defaults, few)
    least = costs["floor"].milliseconds
    for name, cost in costs.items():
        print(
            f"{name:18} {cost.milliseconds:9.2f} ms/page {cost.milliseconds / least:8.2f} × floor"
            f" {cost.memory:8.0f} MiB"
        )
    kept = {
        f"first reader ≤ {ALLOWED} × floor": costs["first_reader"].milliseconds <= ALLOWED * least,
        "both readers faster than pdfplumber": costs["both_readers"].milliseconds < costs["plumber"].milliseconds,
    }
    for promise, holds in kept.items():
        print(f"{'kept  ' if holds else 'BROKEN'} {promise}")
    return 0 if all(kept.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
