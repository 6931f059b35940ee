"""The domain of fiscal filings in plain Python: reading, cleaning, reconciling, publishing; no Dagster in here.

What a notebook uses is had by this package's name: `read`, `identify` and `observe` of one file, `Store` of a data
root (`docs/notebook.md`). Each is imported when it is first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fiscal.cleaning.observe import observe
    from fiscal.document.identity.identity import identify
    from fiscal.extraction.reader import read
    from fiscal.model.reasons import Failure
    from fiscal.publication.store import Store

__all__ = ["Failure", "Store", "identify", "observe", "read"]

_PLACES = {
    "Failure": "fiscal.model.reasons",
    "Store": "fiscal.publication.store",
    "identify": "fiscal.document.identity.identity",
    "observe": "fiscal.cleaning.observe",
    "read": "fiscal.extraction.reader",
}


def __getattr__(name: str) -> Any:
    """What is had by the package's name. AttributeError for anything else."""
    if name not in _PLACES:
        raise AttributeError(f"module 'fiscal' has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
