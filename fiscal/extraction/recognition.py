"""Text in pictures: where it stands and what it says, with the recogniser's next choices.

Runs the models that lie in the installed `rapidocr` wheel on onnxruntime, one thread, nothing downloaded. Cutting pages into lines and judging the result is left to
`fiscal.extraction.picture`.
"""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

_HEIGHT = 48
_NARROWEST = 96
_BATCH_WIDTH = 4096
_BLANK = 0
_LIKELY = 0.002
_SURE = 0.97
_BEAM = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to read a line; `score` is the probability of its least certain character, 0–1."""

    text: str
    score: float


@dataclass(frozen=True, slots=True)
class LineReading:
    """The best reading of a line and the next ones, best first. Empty text where nothing was recognised."""

    text: str
    score: float
    others: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class TextBox:
    """Where a piece of a text line stands, pixels, and how sure the detector is."""

    x0: int
    top: int
    x1: int
    bottom: int
    score: float


@cache
def _session(task: str) -> Any:
    """The model for `det` or `rec`. FileNotFoundError when the wheel does not have it."""
    import onnxruntime

    spec = importlib.util.find_spec("rapidocr")
    folder = Path(spec.origin).parent / "models" if spec and spec.origin else Path()
    models = sorted(folder.glob(f"*_{task}_*.onnx"))
    if not models:
        raise FileNotFoundError(f"rapidocr's wheel has no {task} model")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(models[-1]), options, providers=["CPUExecutionProvider"])


@cache
def _alphabet() -> tuple[str, ...]:
    """The recogniser's characters by index; 0 is its blank."""
    listed: str = _session("rec").get_modelmeta().custom_metadata_map["character"]
    return ("", *listed.splitlines(), " ")


def _run(task: str, batch: NDArray[np.float32]) -> NDArray[np.float32]:
    session = _session(task)
    return session.run(None, {session.get_inputs()[0].name: batch})[0]


def find_text(picture: Grey, side: int = 1280) -> list[TextBox]:
    """Boxes of the pieces of text of an upright picture, in its pixels. It is looked at with its longer side `side` pixels long."""
    height, width = picture.shape
    scale = min(1.0, side / max(height, width))
    shape = (max(32, round(width * scale / 32) * 32), max(32, round(height * scale / 32) * 32))
    small = cv2.resize(picture, shape, interpolation=cv2.INTER_AREA)
    batch = np.repeat(((small.astype(np.float32) / 255 - 0.5) / 0.5)[None, None], 3, axis=1).astype(np.float32)
    heat = _run("det", batch)[0, 0]
    mask = cv2.dilate((heat > 0.3).astype(np.uint8), np.ones((2, 2), np.uint8))
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    found: list[TextBox] = []
    for i in range(1, count):
        left, top, across, down, area = (int(v) for v in boxes[i])
        inside = labels[top : top + down, left : left + across] == i
        score = float(heat[top : top + down, left : left + across][inside].mean())
        if score < 0.5 or min(across, down) < 3:
            continue
        grow = area * 1.6 / (2 * (across + down))
        x0, y0, x1, y1 = left - grow, top - grow, left + across + grow, top + down + grow
        fx, fy = width / shape[0], height / shape[1]
        found.append(TextBox(max(0, round(x0 * fx)), max(0, round(y0 * fy)), min(width, round(x1 * fx)), min(height, round(y1 * fy)), score))
    return found


def read_lines(crops: Sequence[Grey]) -> list[LineReading]:
    """What each crop, one line of text with a little paper around it, says."""
    scaled = [_scaled(crop) for crop in crops]
    out = [LineReading("", 0.0)] * len(scaled)
    order = sorted(range(len(scaled)), key=lambda i: scaled[i].shape[1])
    start = 0
    while start < len(order):
        end = start + 1
        widest = scaled[order[start]].shape[1]
        while end < len(order):
            wider = scaled[order[end]].shape[1]
            if wider > widest * 1.15 + 16 or wider * (end - start + 1) > _BATCH_WIDTH:
                break
            end += 1
        members = order[start:end]
        across = max(_NARROWEST, scaled[members[-1]].shape[1])
        batch = np.zeros((len(members), 3, _HEIGHT, across), np.float32)
        for k, i in enumerate(members):
            batch[k, :, :, : scaled[i].shape[1]] = (scaled[i].astype(np.float32) / 255 - 0.5) / 0.5
        for k, steps in enumerate(_run("rec", batch)):
            out[members[k]] = _decoded(steps)
        start = end
    return out


def _scaled(crop: Grey) -> Grey:
    height, width = crop.shape
    across = max(8, math.ceil(width * _HEIGHT / height))
    shrinks = height > _HEIGHT
    return cv2.resize(crop, (across, _HEIGHT), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC).astype(np.uint8)


def _decoded(steps: NDArray[np.float32]) -> LineReading:
    """The likeliest texts of one line's character probabilities."""
    best = steps.argmax(axis=1)
    peak = steps.max(axis=1)
    text, score = _greedy(best, peak)
    if not text and float(peak.min(initial=1.0)) > _SURE:
        return LineReading("", 0.0)
    if float(peak.min(initial=1.0)) >= _SURE:
        return LineReading(text, score)
    others = [Choice(t, min(score, p)) for t, p in _beam(steps, best, peak) if t.strip() != text]
    return LineReading(text, score, tuple(others[:5]))


def _greedy(best: NDArray[np.int64], peak: NDArray[np.float32]) -> tuple[str, float]:
    alphabet = _alphabet()
    letters: list[str] = []
    sure: list[float] = []
    before = _BLANK
    for index, probability in zip(best.tolist(), peak.tolist(), strict=True):
        if index != _BLANK and index == before:
            sure[-1] = max(sure[-1], probability)
        elif index != _BLANK:
            letters.append(alphabet[index])
            sure.append(probability)
        before = index
    return "".join(letters).strip(), min(sure, default=0.0)


def _beam(steps: NDArray[np.float32], best: NDArray[np.int64], peak: NDArray[np.float32]) -> list[tuple[str, float]]:
    """Texts with their probabilities, likeliest first: a prefix beam search over the likely characters of each step."""
    alphabet = _alphabet()
    beams: dict[tuple[int, ...], tuple[float, float]] = {(): (1.0, 0.0)}
    for step in range(len(steps)):
        if peak[step] > 0.999:
            likely = [(int(best[step]), float(peak[step]))]
        else:
            near = np.nonzero(steps[step] > _LIKELY)[0]
            likely = [(int(i), float(steps[step, i])) for i in near]
        grown: dict[tuple[int, ...], tuple[float, float]] = {}
        for prefix, (ends_blank, ends_letter) in beams.items():
            for index, probability in likely:
                whole = ends_blank + ends_letter
                if index == _BLANK:
                    _add(grown, prefix, whole * probability, 0.0)
                elif prefix and prefix[-1] == index:
                    _add(grown, prefix, 0.0, ends_letter * probability)
                    _add(grown, (*prefix, index), 0.0, ends_blank * probability)
                else:
                    _add(grown, (*prefix, index), 0.0, whole * probability)
        beams = dict(sorted(grown.items(), key=lambda item: -sum(item[1]))[:_BEAM])
    total = sum(sum(v) for v in beams.values()) or 1.0
    return [("".join(alphabet[i] for i in prefix), sum(v) / total) for prefix, v in beams.items()]


def _add(beams: dict[tuple[int, ...], tuple[float, float]], prefix: tuple[int, ...], blank: float, letter: float) -> None:
    a, b = beams.get(prefix, (0.0, 0.0))
    beams[prefix] = (a + blank, b + letter)
