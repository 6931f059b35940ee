"""How files within a file are told, whoever finds them: the words that a doubt about one begins with, and its name as
it is shown.
"""

from __future__ import annotations

from typing import Final

EMBEDDED: Final = "embedded file"
"""One that was left."""
READ_APART: Final = "attached file, read by itself"
"""One that has come in as a file of its own."""
LONGEST_NAME: Final = 160
"""Characters that are kept of a file's name."""


def shown_name(name: str) -> str:
    """A name on one line, `/` between its folders, its end where it is long."""
    plain = "".join(c if c.isprintable() else " " for c in name.replace("\\", "/"))
    return plain[-LONGEST_NAME:].strip()
