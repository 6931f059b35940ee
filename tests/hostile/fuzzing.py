"""Fuzzes the page reader, led by what it covers: pages drawn by rules from random bytes are read, put together and made
rows. Whatever is raised is a fault.

    python -m tests.hostile.fuzzing -max_total_time=60 -seed=1

The arguments are libFuzzer's. Each page is of what filings are made of, text, figures, rules, shades and turned forms,
in places where no filing has them."""

from __future__ import annotations

import sys
import tempfile
import warnings
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["fiscal.extraction"]):
    import fiscal.extraction.reader as extraction

from reportlab.pdfgen.canvas import Canvas

from fiscal.document.engine import open_document
from fiscal.model import contract
from fiscal.model.reading_rows import reading_to_rows
from fiscal.model.records import to_arrow
from tests import drawing

MOST = 40
"""Things drawn on a page: a page takes some hundredths of a second."""
TEXTS = (
    *(
        "收入",
        "支出",
        "合计",
        "一、一般公共预算拨款收入",
        "项目",
        "2023年预算数",
        "表1 收支总表",
        "单位：万元",
        "单位：元",
        "其中：",
        "2080101",
        "行政运行",
        "类",
        "款",
        "注：",
        "目录",
    ),
    *(
        "0.00",
        "1,234.56",
        "-12.3",
        "（5.00）",
        "12%",
        "1.2.3",
        "·",
        "——",
        "①",
        "９",
        "−3",
        "1 234",
        "99999999999999999999.99",
        "…",
        "￥",
        "\u202e12",
        "(",
        "□",
        "a" * 60,
        " ",
    ),
)


def page(data: bytes, canvas: Canvas) -> None:
    """Draws what the bytes say."""
    said = atheris.FuzzedDataProvider(data)

    def place() -> tuple[float, float]:
        x, y = said.ConsumeIntInRange(-20, 640), said.ConsumeIntInRange(-20, 900)
        return (x - x % 20, y - y % 12) if said.ConsumeBool() else (x, y)

    for _ in range(said.ConsumeIntInRange(0, MOST)):
        kind = said.ConsumeIntInRange(0, 7)
        x, y = place()
        if kind <= 1:
            canvas.setFont(drawing.SONG, said.PickValueInList([0.5, 6, 10, 10, 12, 40]))
            canvas.drawString(x, y, said.PickValueInList(list(TEXTS)))
        elif kind == 2:
            canvas.line(x, y, *((x, place()[1]) if said.ConsumeBool() else (place()[0], y)))
        elif kind == 3:
            canvas.setFillGray(said.PickValueInList([0, 0.8, 1]))
            canvas.rect(
                x,
                y,
                said.ConsumeIntInRange(-50, 500),
                said.ConsumeIntInRange(-2, 60),
                stroke=int(said.ConsumeBool()),
                fill=int(said.ConsumeBool()),
            )
            canvas.setFillGray(0)
        elif kind <= 5:
            rows, cols = said.ConsumeIntInRange(1, 6), said.ConsumeIntInRange(1, 5)
            width, height = said.PickValueInList([3, 40, 90]), said.PickValueInList([2, 18, 30])
            canvas.setFont(drawing.SONG, 9)
            for row in range(rows):
                for col in range(cols):
                    if said.ConsumeIntInRange(0, 9):
                        canvas.rect(x + col * width, y - row * height, width, height)
                    if said.ConsumeBool():
                        canvas.drawString(x + col * width + 2, y - row * height + 5, said.PickValueInList(list(TEXTS)))
        elif kind == 6:
            canvas.setDash(*said.PickValueInList([(1, 2), (6, 1)])) if said.ConsumeBool() else canvas.setLineWidth(
                said.PickValueInList([0, 0.1, 1, 30])
            )
        else:
            canvas.setPageRotation(said.PickValueInList([0, 90, 180, 270]))


def one(data: bytes) -> None:
    """Reads the pages that some bytes draw."""
    half = len(data) // 2
    content = drawing.pdf(lambda canvas: page(data[:half], canvas), lambda canvas: page(data[half:], canvas))
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        Path(file.name).write_bytes(content)
        with open_document(Path(file.name)) as document:
            contents = extraction.read_pages(document)
    reading = extraction.put_together(contents, contents)
    for dataset, rows in reading_to_rows(reading).items():
        to_arrow(rows, contract.DATASETS[dataset])


def main() -> None:
    """Fuzzes until the time is up or something is raised; what raised it is written to a file that the fuzzer names."""
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        seeds = Path(folder)
        for number in range(8):
            (seeds / str(number)).write_bytes(bytes((number * 37 + k * k) % 256 for k in range(600)))
        atheris.Setup([*sys.argv, "-rss_limit_mb=4096", "-timeout=60", "-max_len=1600", str(seeds)], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
