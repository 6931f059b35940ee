"""A city whose bodies publish in every shape and with every obstacle: published, corrected, restated, moved, taken
away, blocked, answered late, short or not at all, killed and looked at twice at once.

The same with two hundred filings and the daemon is in `test_city_by_itself.py`."""

from pathlib import Path

import dagster as dg
import pytest

from fiscal.storage.root import DataRoot
from pipelines.running.ingest import publish
from pipelines.schedules import inbox
from tests.city.days import live_through
from tests.city.in_process import InProcess
from tests.city.other_sites import write_sources
from tests.city.publishing import CitySite
from tests.portal import serving

pytestmark = pytest.mark.pipeline


def test_nothing_is_lost_and_nothing_comes_twice(
    tmp_path: Path, root: DataRoot, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_sources(tmp_path / "sources")
    monkeypatch.setenv("FISCAL_SOURCES", str(tmp_path / "sources"))
    # Days pass on the ledger's clock, and Dagster's runs bear the machine's.
    monkeypatch.setattr(inbox, "SECONDS_BETWEEN_ATTEMPTS", 0)
    with serving() as portal, dg.DagsterInstance.get() as instance:
        monkeypatch.setenv("FISCAL_ROUTES", portal.routes)
        live_through(CitySite(portal), InProcess(root, instance), further=0)
        assert publish(instance) is None
