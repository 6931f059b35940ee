"""A city of two hundred filings, and the product as it is served: schedules and sensors tick, runs are processes, what
happens is heard of at a webhook.

What happens on which day is in `tests/city/days.py`; a small city in one process is in `test_city_of_portals.py`."""

from collections import Counter
from pathlib import Path

import pytest

from tests.city import standing
from tests.city.by_itself import ByItself
from tests.city.days import live_through
from tests.city.other_sites import SITES, write_sources
from tests.city.publishing import CitySite
from tests.portal import serving
from tests.ui.served import Served
from tests.ui.webhook import SECRET, Webhook

pytestmark = [pytest.mark.pipeline, pytest.mark.slow, pytest.mark.city]

FURTHER = 180


def test_two_hundred_filings_come_in_by_themselves_through_every_trouble(tmp_path: Path) -> None:
    write_sources(tmp_path / "sources")
    served, webhook = Served(tmp_path / "data"), Webhook()
    product = ByItself(served, [f"{name}-source" for name in SITES])
    with serving() as portal:
        served.environment |= {
            "FISCAL_SOURCES": str(tmp_path / "sources"),
            "FISCAL_ROUTES": portal.routes,
            "FISCAL_ALERT_URLS": webhook.url,
        }
        try:
            live_through(CitySite(portal), product, FURTHER)
            served.come_to_rest()
            assert len(standing.filings(product.root)) > 200
            assert set(served.run_statuses("found_files")) <= {"SUCCESS", "FAILURE"}
        finally:
            served.stop()
            webhook.server.shutdown()
    told = Counter((m["title"], m["message"]) for m in webhook.got if "汇总" not in m["title"])
    assert [once for once, times in told.items() if times > 1] == []
    assert (len(webhook.titled("更正重发")), len(webhook.titled("已撤回"))) == (2, 1)
    blocked = _sources(webhook, "来源受阻")
    assert blocked == ["jpage-source", "static-source"]
    # Whether a source that failed is heard of hangs on the moment at which the day passes; that it is well again does
    # not.
    assert _sources(webhook, "来源已恢复") == sorted(blocked + _sources(webhook, "来源出错"))
    kept = [path for path in served.data.rglob("*") if path.is_file()]
    assert kept and not [path for path in kept if SECRET.encode() in path.read_bytes()]


def _sources(webhook: Webhook, what: str) -> list[str]:
    """The sources of which this was told."""
    return sorted(message["title"].rpartition("】")[2] for message in webhook.titled(what))
