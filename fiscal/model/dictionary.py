"""What every dataset and column means, in Chinese and English; the words themselves stand in `dictionary.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class Meaning:
    """One name in both languages."""

    zh: str
    en: str

    @property
    def both(self) -> str:
        """Chinese first, English behind it."""
        return f"{self.zh} · {self.en}"


@cache
def _words() -> dict[str, dict[str, Meaning]]:
    raw = yaml.safe_load((Path(__file__).parent / "dictionary.yaml").read_text("utf-8"))
    return {part: {name: Meaning(*words) for name, words in entries.items()} for part, entries in raw.items()}


def of_dataset(name: str) -> Meaning:
    """The meaning of a dataset. KeyError where it is not described."""
    return _words()["datasets"][name]


def notice(name: str) -> Meaning:
    """What is said beside the data, for example on the right to use them. KeyError where there is no such notice."""
    return _words()["notices"][name]


def of_column(name: str) -> Meaning:
    """The meaning of a column; a column means the same in every dataset. KeyError where it is not described."""
    return _words()["columns"][name]
