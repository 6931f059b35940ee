"""What the prose has stated is immutable, and no module writes to another one's objects."""

from __future__ import annotations

import ast
from pathlib import Path

import fiscal.cleaning

ROOM = Path(fiscal.cleaning.__file__).parent
TREES = {p: ast.parse(p.read_text("utf-8")) for room in ("grammar", "discourse") for p in (ROOM / room).rglob("*.py")}


def test_every_dataclass_of_grammar_and_discourse_is_frozen() -> None:
    marks = [
        ast.unparse(mark)
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for mark in node.decorator_list
        if "dataclass" in ast.unparse(mark)
    ]
    assert len(marks) > 8
    assert [m for m in marks if "frozen=True" not in m] == []


def test_fields_are_written_by_their_own_object_alone() -> None:
    written = [
        f"{path.name}: {ast.unparse(node)}"
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and ast.unparse(node.value) != "self"
    ]
    assert written == []
