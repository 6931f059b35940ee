"""What a person decided of a file that could not be told: whose filing it is a part of, and of which of its files it
takes the place.

Giving the file to the filing is left to `fiscal.intake.arrival`, which obeys whatever its own reading says.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from fiscal.storage.root import DataRoot
from fiscal.storage.versions import Piece


@dataclass(frozen=True, slots=True)
class Placement:
    """A file is a part of a filing. `restates`: the pieces whose place it takes, as they are written; none where it
    completes them. `at`: ISO 8601, UTC.
    """

    filing_id: str
    restates: tuple[str, ...]
    by: str
    at: str

    def keeps(self, piece: Piece) -> bool:
        """Whether a piece of the filing stays beside the file."""
        return str(piece) not in self.restates


def placement(root: DataRoot, sha256: str) -> Placement | None:
    """What was decided of kept bytes last; None where nothing was."""
    content = root.store.read(_name(sha256))
    if content is None:
        return None
    values = json.loads(content)
    return Placement(**values | {"restates": tuple(values["restates"])})


def place(root: DataRoot, sha256: str, decided: Placement | None) -> None:
    """Keeps what was decided; None takes it back."""
    if decided is None:
        root.store.delete(_name(sha256))
    else:
        root.store.write(_name(sha256), json.dumps(asdict(decided), ensure_ascii=False, indent=1).encode())


def _name(sha256: str) -> str:
    return f"raw/placed/{sha256[:2]}/{sha256}.json"
