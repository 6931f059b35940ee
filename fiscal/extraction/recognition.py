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

import numpy as np
from numpy.typing import NDArray

from fiscal.extraction.raster import Grey, grown, parts_of, resized

_HEIGHT = 48
_NARROWEST = 96
_BATCH_WIDTH = 4096
_BLANK = 0
_LIKELY = 0.002
_SURE = 0.97
_BEAM = 8
_MOST_CHOICES = 6
_FIGURES = "0123456789,.-%()"


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
    across, down = (max(32, round(side_length * scale / 32) * 32) for side_length in (width, height))
    batch = np.repeat(((resized(picture, across, down).astype(np.float32) / 255 - 0.5) / 0.5)[None, None], 3, axis=1).astype(np.float32)
    heat = _run("det", batch)[0, 0]
    parts = parts_of(grown(heat > 0.3, 2, 2))
    found: list[TextBox] = []
    for i in range(1, len(parts.area)):
        x0, y0, wide, high, area = (int(v[i]) for v in (parts.left, parts.top, parts.width, parts.height, parts.area))
        region = np.s_[y0 : y0 + high, x0 : x0 + wide]
        score = float(heat[region][parts.labels[region] == i].mean())
        if score < 0.5 or min(wide, high) < 3:
            continue
        grow = area * 1.6 / (2 * (wide + high))
        sides = ((x0 - grow) * width / across, (y0 - grow) * height / down, (x0 + wide + grow) * width / across, (y0 + high + grow) * height / down)
        left, top, right, bottom = (round(v) for v in sides)
        found.append(TextBox(max(0, left), max(0, top), min(width, right), min(height, bottom), score))
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
    return resized(crop, max(8, math.ceil(width * _HEIGHT / height)), _HEIGHT)


def _decoded(steps: NDArray[np.float32]) -> LineReading:
    """The likeliest texts of one line's character probabilities."""
    best = steps.argmax(axis=1)
    peak = steps.max(axis=1)
    text, score = _greedy(best, peak)
    if not text and float(peak.min(initial=1.0)) > _SURE:
        return LineReading("", 0.0)
    if float(peak.min(initial=1.0)) >= _SURE:
        return LineReading(text, score)
    others = {t.strip(): min(score, p) for t, p in _beam(steps, best, peak)[:_MOST_CHOICES]}
    if _mostly_figures(text):
        figures = steps[:, _figures()]
        for t, p in _beam(figures, figures.argmax(axis=1), figures.max(axis=1), _figures())[:2]:
            others.setdefault(t.strip(), min(score, p * float(figures.sum(axis=1).min())))
    others.pop(text, None)
    return LineReading(text, score, tuple(Choice(t, p) for t, p in others.items()))


def _mostly_figures(text: str) -> bool:
    """Whether the text is an amount but for a character or two."""
    figures = sum(c in _FIGURES for c in text)
    return len(text) >= 4 and len(text) > figures >= 0.7 * len(text) and ("." in text or "," in text)


@cache
def _figures() -> NDArray[np.int64]:
    """The indices of the characters of amounts, the blank first."""
    alphabet = _alphabet()
    return np.array([_BLANK, *(alphabet.index(c) for c in _FIGURES)])


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


def _beam(steps: NDArray[np.float32], best: NDArray[np.int64], peak: NDArray[np.float32], of: NDArray[np.int64] | None = None) -> list[tuple[str, float]]:
    """Texts with their probabilities, likeliest first: a prefix beam search over the likely characters of each step; `of` are those that `steps` is about."""
    alphabet = _alphabet() if of is None else tuple(_alphabet()[i] for i in of)
    beams: dict[tuple[int, ...], tuple[float, float]] = {(): (1.0, 0.0)}
    for step in range(len(steps)):
        if peak[step] > 0.999:
            likely = [(int(best[step]), float(peak[step]))]
        else:
            near = np.nonzero(steps[step] > min(_LIKELY, 0.2 * float(peak[step])))[0]
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
