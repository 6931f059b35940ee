"""Text in pictures: where it stands and what it says, with the recogniser's next choices.

Runs the models that lie in the installed `rapidocr` wheel on onnxruntime, one thread, nothing downloaded. Cutting pages
into lines and judging the result is left to `fiscal.extraction.scans.picture_page`."""

from __future__ import annotations

import importlib.util
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from fiscal.extraction.images.raster import Grey, grown, parts_of, resized, split_level

_HEIGHT = 48
_NARROWEST = 96
_BATCH_WIDTH = 1024
"""Pixels of all lines of a batch together: larger ones are slower, they leave the processor's cache."""
_NARROWED = 0.4
_LONG, _WIDE, _MOSTLY = 2.5, 0.5, 0.33
"""Heights of the crop: shorter lines are not narrowed, longer stretches of ink are no figures; and the share of a
line's ink that such stretches have at least.
"""
_CERTAIN = 0.9
_NARROW = re.compile(r"[0-9A-Za-z%]")
_BLANK = 0
_LIKELY = 0.002
_SURE = 0.97
_BEAM = 8
_MOST_CHOICES = 6
_FIGURES = "0123456789,.-%()"
_TO_WIDE = {narrow: narrow + 0xFEE0 for narrow in range(0x21, 0x7F)}
"""Unicode's full-width forms."""


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
    onnxruntime: Any = importlib.import_module("onnxruntime")
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
    """Boxes of the pieces of text of an upright picture, in its pixels. It is looked at with its longer side `side`
    pixels long.
    """
    height, width = picture.shape
    scale = min(1.0, side / max(height, width))
    across, down = (max(32, round(side_length * scale / 32) * 32) for side_length in (width, height))
    batch = np.repeat(
        ((resized(picture, across, down).astype(np.float32) / 255 - 0.5) / 0.5)[None, None], 3, axis=1
    ).astype(np.float32)
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
        sides = (
            (x0 - grow) * width / across,
            (y0 - grow) * height / down,
            (x0 + wide + grow) * width / across,
            (y0 + high + grow) * height / down,
        )
        left, top, right, bottom = (round(v) for v in sides)
        found.append(TextBox(max(0, left), max(0, top), min(width, right), min(height, bottom), score))
    return found


def read_lines(crops: Sequence[Grey], *, thrifty: bool = True) -> list[LineReading]:
    """What each crop, one line of text with a little paper around it, says.

    Reading costs by a line's width. Where `thrifty`, lines of wide characters are looked at narrowed first, and that
    look counts where it is sure and has found no figures and Latin letters, which may run together then."""
    out = [LineReading("", 0.0)] * len(crops)
    wide = [i for i, crop in enumerate(crops) if _has_wide_characters(crop)] if thrifty else []
    for i, reading in zip(wide, _read([_scaled(crops[i], _NARROWED) for i in wide]), strict=True):
        out[i] = reading
    narrowed = {i for i in wide if out[i].score >= _CERTAIN and not _NARROW.search(out[i].text)}
    whole = [i for i in range(len(crops)) if i not in narrowed]
    for i, reading in zip(whole, _read([_scaled(crops[i]) for i in whole]), strict=True):
        out[i] = reading
    return out


def _has_wide_characters(crop: Grey) -> bool:
    """Whether much of the line's ink stands in stretches as wide as a Chinese character's: in figures and Latin words
    there is paper after less.
    """
    height, width = crop.shape
    if width < _LONG * height:
        return False
    ink = (crop < split_level(crop)).any(axis=0)
    edges = np.flatnonzero(np.diff(np.r_[False, ink, False].astype(np.int8)))
    lengths = edges[1::2] - edges[::2]
    return bool(lengths[lengths > _WIDE * height].sum() > lengths.sum() * _MOSTLY)


def _read(scaled: Sequence[Grey]) -> list[LineReading]:
    """What lines of the recogniser's height say, those of like width together."""
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


def _scaled(crop: Grey, narrowed: float = 1.0) -> Grey:
    height, width = crop.shape
    return resized(crop, max(8, math.ceil(width * _HEIGHT / height * narrowed)), _HEIGHT)


def _decoded(steps: NDArray[np.float32]) -> LineReading:
    """The likeliest texts of one line's character probabilities."""
    steps = _one_width(steps)
    best = steps.argmax(axis=1)
    peak = steps.max(axis=1)
    text, score = _greedy(best, peak)
    if not text and float(peak.min(initial=1.0)) > _SURE:
        return LineReading("", 0.0)
    if float(peak.min(initial=1.0)) >= _SURE:
        return LineReading(text, score)
    others = {t.strip(): min(score, p) for t, p in _beam(steps, best, peak)[:_MOST_CHOICES]}
    if _mostly_figures(text):
        figures = np.maximum(steps[:, _figures()], steps[:, _figures(wide=True)])
        for t, p in _beam(figures, figures.argmax(axis=1), figures.max(axis=1), _figures())[:2]:
            others.setdefault(t.strip(), min(score, p * float(figures.sum(axis=1).min())))
    others.pop(text, None)
    return LineReading(text, score, tuple(Choice(t, p) for t, p in others.items()))


def _mostly_figures(text: str) -> bool:
    """Whether the text is an amount but for a character or two."""
    figures = sum(c in _FIGURES for c in text)
    return len(text) >= 4 and len(text) > figures >= 0.7 * len(text) and ("." in text or "," in text)


def _one_width(steps: NDArray[np.float32]) -> NDArray[np.float32]:
    """The probabilities with those of a character's narrow and full-width forms given to the likelier form: which it is
    says nothing about how surely it was read.
    """
    narrow, wide = _forms()
    both, wider = steps[:, narrow] + steps[:, wide], steps[:, wide] > steps[:, narrow]
    steps = steps.copy()
    steps[:, narrow], steps[:, wide] = np.where(wider, 0, both), np.where(wider, both, 0)
    return steps


@cache
def _forms() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The indices of the characters that have a full-width form, and of these forms."""
    at = {char: index for index, char in enumerate(_alphabet())}
    pairs = [
        (at[chr(narrow)], at[chr(wide)]) for narrow, wide in _TO_WIDE.items() if chr(narrow) in at and chr(wide) in at
    ]
    return np.array([narrow for narrow, _ in pairs]), np.array([wide for _, wide in pairs])


@cache
def _figures(wide: bool = False) -> NDArray[np.int64]:
    """The indices of the characters of amounts, the blank first; `wide`: of their full-width forms where there are
    such.
    """
    at = {char: index for index, char in enumerate(_alphabet())}
    return np.array([_BLANK, *(at.get(chr(_TO_WIDE[ord(c)]), at[c]) if wide else at[c] for c in _FIGURES)])


def _greedy(best: NDArray[np.int64], peak: NDArray[np.float32]) -> tuple[str, float]:
    alphabet = _alphabet()
    letters: list[str] = []
    sure: list[float] = []
    before = _BLANK
    for index, probability in zip(cast(list[int], best.tolist()), cast(list[float], peak.tolist()), strict=True):
        if index != _BLANK and index == before:
            sure[-1] = max(sure[-1], probability)
        elif index != _BLANK:
            letters.append(alphabet[index])
            sure.append(probability)
        before = index
    telling = [s for i, s in enumerate(sure) if letters[i] != " " or _parts_figures(letters, i)]
    return "".join(letters).strip(), min(telling, default=0.0)


def _parts_figures(letters: Sequence[str], at: int) -> bool:
    """Whether figures stand on both sides: elsewhere a space says nothing."""
    return 0 < at < len(letters) - 1 and letters[at - 1] in _FIGURES and letters[at + 1] in _FIGURES


def _beam(
    steps: NDArray[np.float32], best: NDArray[np.int64], peak: NDArray[np.float32], of: NDArray[np.int64] | None = None
) -> list[tuple[str, float]]:
    """Texts with their probabilities, likeliest first: a prefix beam search over the likely characters of each step;
    `of` are those that `steps` is about.
    """
    alphabet = _alphabet() if of is None else tuple(_alphabet()[int(i)] for i in of)
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


def _add(
    beams: dict[tuple[int, ...], tuple[float, float]], prefix: tuple[int, ...], blank: float, letter: float
) -> None:
    a, b = beams.get(prefix, (0.0, 0.0))
    beams[prefix] = (a + blank, b + letter)
