"""What all entries of the catalogue have in common: nothing in them is changed, and nothing that is unknown stands in
them.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Entry(BaseModel):
    """A piece of the catalogue."""

    model_config = ConfigDict(frozen=True, extra="forbid")
