"""Places: names of provinces, prefectures and the districts that are known, with their GB/T 2260 codes.

Where the table does not know a place the answer is None; it is small on purpose and holds only what is certain.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

from fiscal import lexicon

# A place below the known one; not the 市 of 城市管理 or the 区 of 社区服务.
_DEEPER = lexicon.pattern("bodies.deeper")

_OF_AN_ORGANISATION = lexicon.pattern("bodies.of_an_organisation")
"""What stands before the place in the names of organisations of the whole country."""


@cache
def table() -> dict[str, str]:
    """Every known place: name by code."""
    text = resources.files("fiscal.document.identity").joinpath("lists", "regions.csv").read_text("utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}


@cache
def names() -> frozenset[str]:
    """Every name of the table."""
    return frozenset(table().values())


@cache
def _longest_first() -> tuple[str, ...]:
    return tuple(sorted(names(), key=len, reverse=True))


def is_place(text: str) -> bool:
    """Whether the text is a place and no body: `上海市普陀区`. A 镇 or 乡 is both: it publishes for its government."""
    rest = text
    while rest:
        found = next((n for n in _longest_first() if rest.startswith(n)), None)
        if found is None:
            return rest != text and lexicon.pattern("bodies.local_place").fullmatch(rest) is not None
        rest = rest.removeprefix(found)
    return text != ""


def name_of_code(code: str) -> str | None:
    """The name of the place with this code, None where the table does not know it."""
    return table().get(code)


def code_of_name(name: str) -> str | None:
    """The code of the place with which a body's name begins, as deep as the name goes; None where the table does not
    know that place for certain.
    """
    code, rest = _descend(_OF_AN_ORGANISATION.sub("", name))
    if code is None or _DEEPER.match(rest):
        return None
    return code


def _descend(name: str) -> tuple[str | None, str]:
    code: str | None = None
    rest = name
    while True:
        inside = [(c, n) for c, n in table().items() if rest.startswith(n) and (code is None or _within(c, code))]
        if not inside:
            return code, rest
        if code is None:
            shallowest = min(_depth(c) for c, _ in inside)
            inside = [(c, n) for c, n in inside if _depth(c) == shallowest]
            if len(inside) > 1 or shallowest == 3:
                return None, rest
        best = max(inside, key=lambda item: len(item[1]))
        code, rest = best[0], rest.removeprefix(best[1])


def _within(inner: str, outer: str) -> bool:
    return inner != outer and inner.startswith(outer.rstrip("0") if not outer.endswith("0000") else outer[:2])


def _depth(code: str) -> int:
    return 1 if code.endswith("0000") else 2 if code.endswith("00") else 3


def plausible(code: str) -> bool:
    """Whether six digits can be the code of a place: the province is known and, where it lists prefectures, the
    prefecture too.
    """
    known = table()
    if len(code) != 6 or f"{code[:2]}0000" not in known:
        return False
    municipality = code[:2] in {"11", "12", "31", "50"}
    return (
        code.endswith("0000")
        or f"{code[:4]}00" in known
        or (municipality and code[2:4] in {"01", "02", "00"})
        or code[2:4] == "90"
    )


def place_of(name: str) -> str:
    """The known places with which a name begins, as printed; empty where none."""
    _, rest = _descend(name)
    return name.removesuffix(rest) if rest != name else ""
