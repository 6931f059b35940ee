"""Reading sources from their folder: every mistake with its file, line and field; and writing them.

What a source may say is left to `source`.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from fiscal.discovery.sources.source import Source
from fiscal.discovery.sources.wording import what_is_wrong
from fiscal.storage.root import CHECKOUT

SCHEMA = CHECKOUT / "raw" / "sources" / "source.schema.json"


def sources_folder() -> Path:
    """Where sources lie: `FISCAL_SOURCES`, else `raw/sources` beside the code."""
    return Path(os.environ.get("FISCAL_SOURCES") or CHECKOUT / "raw" / "sources")


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a source file; `line` from 1, 0 where the file as a whole is meant."""

    file: str
    line: int
    field: str
    what: str

    def __str__(self) -> str:
        return (
            f"{self.file}:{self.line}: {self.field}: {self.what}"
            if self.field
            else f"{self.file}:{self.line}: {self.what}"
        )


class InvalidSourcesError(ValueError):
    """Source files that cannot be used, each mistake with its line and field."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(map(str, mistakes)))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources of a folder by id, and what is wrong with the others."""

    by_id: dict[str, Source]
    mistakes: tuple[Mistake, ...]

    def chosen(self, ids: list[str] | tuple[str, ...] = ()) -> list[Source]:
        """The sources with these ids, or all that are enabled; never those whose files are dropped by hand. KeyError
        for an unknown one.
        """
        named = [self.by_id[name] for name in ids]
        return (
            [source for source in named if not source.by_hand]
            if ids
            else [source for source in self.by_id.values() if source.looked_at]
        )


def read_sources(folder: Path | None = None) -> Sources:
    """All sources of a folder (`sources_folder()` where none is given), by their file names; a missing folder has none.

    One that is wrong does not keep the others from being used.
    """
    found: dict[str, Source] = {}
    mistakes: list[Mistake] = []
    folder = folder or sources_folder()
    for path in sorted(folder.glob("*.y*ml")) if folder.is_dir() else ():
        source = _unchanged(path, *_stamp(path))
        if isinstance(source, InvalidSourcesError):
            mistakes += source.mistakes
        elif source.id in found:
            mistakes.append(Mistake(path.name, 1, "id", f"已被另一文件使用 / another file has it already: {source.id}"))
        else:
            found[source.id] = source
    return Sources(found, tuple(mistakes))


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=16_384)
def _unchanged(path: Path, _changed: int, _size: int) -> Source | InvalidSourcesError:
    """The source in a file, parsed once as long as the file stays as it is: whoever runs by itself asks for all of them
    often.
    """
    try:
        return read_source(path)
    except InvalidSourcesError as wrong:
        return wrong


def read_source(path: Path) -> Source:
    """The source in a file. InvalidSourcesError with every mistake in it."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSourcesError([Mistake(path.name, 0, "", f"无法读取 / cannot be read: {error}")]) from error
    return parse_source(text, path.name)


def parse_source(text: str, name: str) -> Source:
    """The source that a YAML text describes. InvalidSourcesError with every mistake in it; `name` is how the text is
    called in them.
    """
    try:
        tree = yaml.compose(text, yaml.SafeLoader)
        values: Any = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise InvalidSourcesError(
            [Mistake(name, line, "", f"不是有效的 YAML / no valid YAML: {error.problem}")]
        ) from error
    except yaml.YAMLError as error:
        raise InvalidSourcesError([Mistake(name, 0, "", f"不是有效的 YAML / no valid YAML: {error}")]) from error
    if not isinstance(values, dict):
        raise InvalidSourcesError([Mistake(name, 1, "", "应为一组“字段: 值” / must be fields with values")])
    try:
        return Source.model_validate(values)
    except ValidationError as error:
        mistakes = [
            Mistake(name, _line(tree, one["loc"]), ".".join(map(str, one["loc"])), what_is_wrong(one))
            for one in error.errors()
        ]
        raise InvalidSourcesError(sorted(mistakes, key=lambda m: m.line)) from error


def written(source: Source) -> str:
    """The source as YAML: what differs from the defaults, fields in the order of the model."""
    values = source.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=120)


def write_source(source: Source) -> Path:
    """Writes a source into the folder of sources, under its id, and the schema that it names where it is not there.
    FileExistsError where a file has that name already, be it one with mistakes.
    """
    folder = sources_folder()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{source.id}.yaml"
    with path.open("x", encoding="utf-8") as file:
        file.write(f"# yaml-language-server: $schema={SCHEMA.name}\n{written(source)}")
    beside = folder / SCHEMA.name
    if not beside.exists():
        beside.write_text(schema(), "utf-8")
    return path


def schema() -> str:
    """The JSON Schema of a source, for editors."""
    return json.dumps(Source.model_json_schema(by_alias=True), ensure_ascii=False, indent=1) + "\n"


def _line(node: yaml.Node | None, place: tuple[int | str, ...]) -> int:
    """The line (from 1) of the innermost value on the way to a field."""
    line = node.start_mark.line + 1 if node else 0
    for step in place:
        if isinstance(node, yaml.MappingNode):
            pair = next(((key, value) for key, value in node.value if key.value == str(step)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            value: yaml.Node = node.value[step]
            line, node = value.start_mark.line + 1, value
        else:
            break
    return line
