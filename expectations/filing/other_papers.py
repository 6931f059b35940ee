"""What is no filing at all, a yearbook, a plan, a notice: told by its title, where nothing at its head speaks of a
budget, a final account or performance.

Only says so; whether a filing stops for it is left to `expectations.gates.gate`, which asks where no identity can be
told."""

from __future__ import annotations

from fiscal import lexicon
from fiscal.document.identity.names import squeeze
from fiscal.model.reading import Reading

_OTHER = lexicon.pattern("findings.other_paper")
_FILING = lexicon.pattern("filings.kind_named")
_HEAD, _TITLE = 30, 5
"""Lines at the head of a file that are asked what it is, and those among which its title is."""
_LONGEST = 40
"""Characters of a title; a longer line is running text."""


def title_of_other_paper(reading: Reading) -> str | None:
    """The title that says that this is another paper; None where it may be a filing."""
    head = [squeeze(s.text) for s in reading.sentences[:_HEAD]]
    if any(_FILING.search(text) for text in (*head, *(squeeze(t.title) for t in reading.tables))):
        return None
    return next((text for text in head[:_TITLE] if len(text) <= _LONGEST and _OTHER.search(text)), None)
