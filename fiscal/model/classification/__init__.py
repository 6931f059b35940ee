"""The government classifications 政府收支分类: functional 类/款/项, economic classes of departments (3xx) and of
government (5xx), their crosswalk and renames.

The lists are partial: a code or name that is not in them is unknown to this list, never invalid. What only filings
print beside a code (`printed`) gives it a name, and is neither looked up nor held against anyone. Reading codes out of
tables is left to `fiscal.cleaning`, names of other concepts to `naming`."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from fiscal.model.amounts import normal

FUNCTIONAL = "functional"
ECONOMIC_DEPARTMENT = "economic_department"
ECONOMIC_GOVERNMENT = "economic_government"
CLASSIFICATIONS = (FUNCTIONAL, ECONOMIC_DEPARTMENT, ECONOMIC_GOVERNMENT)
"""The class systems of `fiscal.model.vocabulary` whose concepts are class codes."""

_FILES = {
    FUNCTIONAL: "functional_2022.csv",
    ECONOMIC_DEPARTMENT: "economic_department_3xx.csv",
    ECONOMIC_GOVERNMENT: "economic_government_5xx.csv",
}
_FOLDER = Path(__file__).parent
LEVELS = {3: "类", 5: "款", 7: "项"}
"""The level of a code by the number of its digits."""
_SYSTEM_BY_DIGIT = {"2": FUNCTIONAL, "3": ECONOMIC_DEPARTMENT, "5": ECONOMIC_GOVERNMENT}


@dataclass(frozen=True, slots=True)
class ClassCode:
    """One entry of a list. `level`: 类, 款 or 项; `parent`: the code above, None for a 类; `certainty` as the list
    states it.
    """

    system: str
    code: str
    name: str
    level: str
    parent: str | None
    certainty: str


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """Which department classes make up one government class; a code ending in * stands for all classes below it."""

    government: str
    departments: tuple[str, ...]
    unit_type: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Rename:
    """A functional code whose name changed from `from_year` on; `old_name` is None for a code that did not exist
    before.
    """

    code: str
    old_name: str | None
    new_name: str
    from_year: int


@dataclass(frozen=True, slots=True)
class Printed:
    """A code as published filings print it: with which name, in which fiscal years, by how many bodies of how many
    places.
    """

    system: str
    code: str
    name: str
    first_year: int
    last_year: int
    bodies: int
    places: int


@dataclass(frozen=True)
class Classification:
    """One list with its lookups."""

    system: str
    codes: dict[str, ClassCode]
    by_name: dict[str, tuple[str, ...]] = field(repr=False)

    def children(self, code: str) -> list[ClassCode]:
        """The entries directly below a code that the list knows."""
        return [c for c in self.codes.values() if c.parent == code]

    def find(self, name: str, parent: str | None = None) -> str | None:
        """The code of a printed name: below `parent` where one is given, else the only 类 of that name. None where
        unknown or not unique.
        """
        found = self.by_name.get(name_key(name), ())
        fit = [c for c in found if self.codes[c].parent == parent]
        return fit[0] if len(fit) == 1 else None

    def anywhere(self, name: str) -> tuple[str, ...]:
        """All codes of that name, at every level."""
        return self.by_name.get(name_key(name), ())


@cache
def name_key(name: str) -> str:
    """How class names are compared: NFKC without spaces, brackets, and what filings add or drop (费用/费, …支出,
    按项目管理的…).
    """
    text = re.sub(r"[()\[\]“”\"'‘’、]", "", normal(name)).removeprefix("按项目管理的")
    text = re.sub(r"(?:与|及)", "和", text)
    text = text.removesuffix("用") if text.endswith("费用") else text
    return text.removesuffix("支出") if len(text) > 4 else text


def _rows(name: str) -> Iterable[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def classification(system: str) -> Classification:
    """The list of one system. KeyError for an unknown system."""
    codes: dict[str, ClassCode] = {}
    names: dict[str, list[str]] = {}
    for row in _rows(_FILES[system]):
        if row["name"].startswith("("):
            continue
        code = row["code"]
        codes[code] = ClassCode(system, code, row["name"], row["level"], row["parent"] or None, row["certainty"])
        names.setdefault(name_key(row["name"]), []).append(code)
    if system == FUNCTIONAL:
        for rename in renames():
            if (
                rename.old_name
                and rename.code in codes
                and rename.code not in names.setdefault(name_key(rename.old_name), [])
            ):
                names[name_key(rename.old_name)].append(rename.code)
    return Classification(system, codes, {name: tuple(found) for name, found in names.items()})


@cache
def crosswalk() -> tuple[Crosswalk, ...]:
    """Government economic classes and the department classes that they consist of."""
    return tuple(
        Crosswalk(r["gov_code"], tuple(r["dept_codes"].split()), r["unit_type"], r["certainty"])
        for r in _rows("crosswalk_5xx_3xx.csv")
    )


@cache
def renames() -> tuple[Rename, ...]:
    """Functional names that changed over the years."""
    return tuple(
        Rename(r["code"], None if r["old_name"].startswith("(") else r["old_name"], r["new_name"], int(r["from_year"]))
        for r in _rows("functional_renames.csv")
    )


@cache
def printed() -> tuple[Printed, ...]:
    """Every code that filings were seen to print beside one name, in the order of the codes within a system."""
    rows = _rows("printed.csv")
    return tuple(
        Printed(
            system=r["class_system"],
            code=r["code"],
            name=r["name"],
            first_year=int(r["first_year"]),
            last_year=int(r["last_year"]),
            bodies=int(r["bodies"]),
            places=int(r["places"]),
        )
        for r in rows
    )


@cache
def _printed_names() -> dict[tuple[str, str], str]:
    return {(entry.system, entry.code): entry.name for entry in printed()}


@cache
def name_in_year(system: str, code: str, year: int | None = None) -> str | None:
    """The name that a class has in a fiscal year, the latest where no year is given; None where neither list nor
    filings name it.
    """
    changes = sorted((r for r in renames() if system == FUNCTIONAL and r.code == code), key=lambda r: r.from_year)
    for change in changes:
        if year is not None and year < change.from_year:
            return change.old_name
    listed = classification(system).codes.get(code)
    return listed.name if listed else _printed_names().get((system, code))


def system_of_code(code: str) -> str | None:
    """The system that a printed code belongs to by its first digit and length (2… functional, 3… department, 5…
    government); None where it is no class code.
    """
    if not code.isascii() or not code.isdigit():
        return None
    system = _SYSTEM_BY_DIGIT.get(code[0])
    lengths = (3, 5, 7) if system == FUNCTIONAL else (3, 5)
    return system if system and len(code) in lengths else None


def parent_code(code: str) -> str | None:
    """The code one level up by length (7 → 5 → 3 digits); None for a 类."""
    return code[:-2] if len(code) > 3 else None
