"""What a compilation costs beside the same filings apart, and whether each of its chapters is read as its own file is.

    .venv/bin/python -m benchmarks.compilation [BODIES]       # default: 60, of 17 pages each

The filings are drawn for the purpose. Compilation and single files are read whole, each in a process of its own;
seconds are of the processor."""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing.queues import SimpleQueue
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from tests.drawing import pdf, texts
from tests.parted import bound, cover, expenditure, income, narrative, summary

BODIES, PAGES_OF_PROSE = 60, 12
MOST_TIMES, MOST_MEMORY = 1.3, 1_536.0
"""Times the seconds of the single files, and MiB of the process that reads the compilation."""
_TOWNS = ("河湾区", "青石区", "白云区", "东山区", "南岭区", "西湖区", "北桥区", "新港区", "临江区", "望海区")
_OFFICES = ("水务局", "财政局", "教育局", "民政局", "交通局", "农业局", "林业局", "审计局", "统计局", "司法局")
Chapter = tuple[list[list[tuple[int, int, str]]], list[str]]
"""Of each table its cells by row and column, and the sentences."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor seconds, MiB at most, and what was read of each body."""

    seconds: float
    memory: float
    chapters: list[Chapter]


def filing(body: str) -> bytes:
    """A filing of one body: cover, narrative, three tables, and pages of prose."""
    prose = (partial(_prose, body=body, page=page) for page in range(PAGES_OF_PROSE))
    return pdf(
        *((lambda canvas, draw=draw: draw(canvas, body)) for draw in (cover, narrative, summary, income, expenditure)),
        *prose,
    )


def _prose(canvas: Canvas, body: str, page: int) -> None:
    lines = [
        [f"第{page + 1}项第{line + 1}款工作由{body}按照年度计划组织实施并在规定时限内完成验收。"] for line in range(30)
    ]
    texts(canvas, lines, [40, 560], [800 - 24 * at for at in range(len(lines) + 1)], size=9)


def read_bound(contents: list[bytes]) -> list[Chapter]:
    """What is read of the filings bound as one file."""
    from fiscal.extraction.reader import read
    from fiscal.model.reading import Reading

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "compilation.pdf"
        path.write_bytes(bound(*contents))
        found = read(path)
    return [_said(chapter) for chapter in found.chapters] if isinstance(found, Reading) else []


def read_apart(contents: list[bytes]) -> list[Chapter]:
    """What is read of the filings one by one."""
    from fiscal.extraction.reader import read
    from fiscal.model.reading import Reading

    said: list[Chapter] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "filing.pdf"
        for content in contents:
            path.write_bytes(content)
            found = read(path)
            said += [_said(found)] if isinstance(found, Reading) else []
    return said


def _said(found: object) -> Chapter:
    from fiscal.model.reading import Reading

    assert isinstance(found, Reading)
    return [[(c.row, c.col, c.text) for c in table.cells] for table in found.tables], [s.text for s in found.sentences]


def measured(work: Callable[[list[bytes]], list[Chapter]], contents: list[bytes]) -> Cost:
    """The work done in a process of its own."""
    context = multiprocessing.get_context("spawn")
    queue: SimpleQueue[Cost] = context.SimpleQueue()
    child = context.Process(target=_run, args=(work, contents, queue))
    child.start()
    cost = queue.get()
    child.join()
    return cost


def _run(work: Callable[[list[bytes]], list[Chapter]], contents: list[bytes], queue: SimpleQueue[Cost]) -> None:
    start = time.process_time()
    chapters = work(contents)
    queue.put(Cost(time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, chapters))


def main() -> int:
    """Prints both costs and their ratio; 1 where a bound is broken or a chapter is not as its own file."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else BODIES
    bodies = [f"青山市{town}{office}" for town in _TOWNS for office in _OFFICES][:count]
    contents = [filing(body) for body in bodies]
    one, apart = measured(read_bound, contents), measured(read_apart, contents)
    same = sum(a == b for a, b in zip(one.chapters, apart.chapters, strict=False))
    times = one.seconds / apart.seconds
    print(
        f"{len(bodies)} filings, {len(bodies) * (5 + PAGES_OF_PROSE)} pages: {len(one.chapters)} chapters, {same} as"
        " their own files"
    )
    print(
        f"bound  {one.seconds:7.1f} s  {one.memory:6.0f} MiB\napart  {apart.seconds:7.1f} s  {apart.memory:6.0f}"
        f" MiB\nratio  {times:7.2f} (at most {MOST_TIMES})"
    )
    return int(same < len(bodies) or times > MOST_TIMES or one.memory > MOST_MEMORY)


if __name__ == "__main__":
    sys.exit(main())
