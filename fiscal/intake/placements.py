"""What a person decided of a file that could not be told: whose filing it is a part of, of which of its files it takes
the place, and what filing that is where none of its files says so.

Giving the file to the filing is left to `fiscal.intake.arrival`, which obeys whatever its own reading says.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from fiscal.document.identity.decided import Decided
from fiscal.model.identity import Identity
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot
from fiscal.storage.versions import Piece


@dataclass(frozen=True, slots=True)
class Placement:
    """A file is a part of a filing. `restates`: the pieces whose place it takes, as they are written; none where it
    completes them. `at`: ISO 8601, UTC. `identity` is what the filing is, where it was not there before.
    """

    filing_id: str
    restates: tuple[str, ...]
    by: str
    at: str
    identity: Decided | None = None

    def keeps(self, piece: Piece) -> bool:
        """Whether a piece of the filing stays beside the file."""
        return str(piece) not in self.restates


def placement(root: DataRoot, sha256: str) -> Placement | None:
    """What was decided of kept bytes last; None where nothing was."""
    content = root.store.read(_name(sha256))
    if content is None:
        return None
    values = json.loads(content)
    identity = values.get("identity")
    return Placement(
        **values | {"restates": tuple(values["restates"]), "identity": Decided(**identity) if identity else None}
    )


def place(root: DataRoot, sha256: str, decided: Placement | None) -> None:
    """Keeps what was decided; None takes it back."""
    if decided is None:
        root.store.delete(_name(sha256))
    else:
        root.store.write(_name(sha256), json.dumps(asdict(decided), ensure_ascii=False, indent=1).encode())


def decided_identity(filing: FilingFiles) -> Decided | None:
    """What the filing is by a person's decision about one of its files; None where its files say so themselves."""
    versions = filing.versions()
    placed = (placement(filing.root, piece.sha256) for piece in (versions[-1].pieces if versions else ()))
    return next((p.identity for p in placed if p and p.identity and p.filing_id == filing.filing_id), None)


def as_decided(filing: FilingFiles, told: Identity) -> Identity:
    """What the filing is: what its files tell, and in its place what a person decided."""
    decided = decided_identity(filing)
    return decided.over(told) if decided else told


def _name(sha256: str) -> str:
    return f"raw/placed/{sha256[:2]}/{sha256}.json"
