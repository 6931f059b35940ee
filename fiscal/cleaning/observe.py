"""Everything that one filing reports, from its tables and from its prose.

Evaluating it against the invariants and merging it into facts are left to later stages.
"""

from __future__ import annotations

from fiscal.cleaning.all_tables import observe_tables
from fiscal.cleaning.discourse.narrative import observe_narrative
from fiscal.model.contract import Clause, Observation
from fiscal.model.identity import Identity
from fiscal.model.reading import Reading


def observe(reading: Reading, identity: Identity, filing_id: str) -> tuple[list[Observation], list[Clause]]:
    """All observations, those of tables first, then what the prose and the long texts of forms state; and the prose's
    coverage, one row a sentence with figures.
    """
    tables = observe_tables(reading, identity, filing_id)
    prose, coverage = observe_narrative(reading, identity, filing_id, tables)
    return [*tables, *prose], coverage
