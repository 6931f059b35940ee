"""Codes for printed class names: through the classification by the path of names, then through the coded tables of the
filing itself.

Which row stands under which is told by `row_hierarchy`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from fiscal.model.classification import CLASSIFICATIONS, classification, name_key, parent_code, system_of_code


@dataclass
class ClassNames:
    """The names of one filing: official ones, and those that its own tables print beside a code."""

    own: dict[tuple[str, str | None, str], set[str]] = field(
        default_factory=dict[tuple[str, str | None, str], set[str]]
    )

    def learn(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Take in codes and names as a coded table prints them."""
        for code, name in pairs:
            system = system_of_code(code)
            if system is not None and name:
                self.own.setdefault((system, parent_code(code), name_key(name)), set()).add(code)

    def find(self, system: str, name: str, parent: str | None = None) -> str | None:
        """The code of a name below a code (a 类 where `parent` is None); None where unknown or not unique."""
        if not name:
            return None
        official = classification(system).find(name, parent)
        if official is not None:
            return official
        found = self.own.get((system, parent, name_key(name)), set())
        return next(iter(found)) if len(found) == 1 else None

    def below(self, system: str, name: str, ancestors: Iterable[str]) -> str | None:
        """The code of a name under the nearest of some ancestors (outermost first) that has it below, else of a 类 of
        that name.
        """
        for ancestor in reversed(list(ancestors)):
            found = self.find(system, name, ancestor)
            if found is not None:
                return found
        return self.find(system, name)

    def only(self, system: str, name: str) -> str | None:
        """The code of a name wherever it stands, where the classification has it once."""
        codes = classification(system).anywhere(name)
        return codes[0] if len(codes) == 1 else None

    def system_of(self, names: Iterable[str]) -> str | None:
        """The classification in which most of some names are known as 类 or 款; None where no name is known or two have
        equally many.
        """
        names = list(names)
        counts = {s: sum(bool(classification(s).anywhere(n)) for n in names) for s in CLASSIFICATIONS}
        best = max(counts.values(), default=0)
        leaders = [s for s, n in counts.items() if n == best]
        return leaders[0] if best and len(leaders) == 1 else None
