"""What happens to the city, day after day, and what must be so then: nothing lost, nothing twice, every state as
expected.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Protocol

from fiscal.discovery.ledger.ledger import Ledger
from fiscal.storage import blobs
from fiscal.storage.root import DataRoot
from tests.city import standing
from tests.city.other_sites import OWN_PAGE, PUBLISHERS, SLOWER_THAN_ALLOWED, open_sites
from tests.city.publishing import BESIDE, IN_PARTS, MISTAKEN, NAMED, CitySite, filing, host, title
from tests.portal import Reply

LATER = "2023-03-01"
_CORRECTED, _RESTATED, _MOVED, _ADDED, _TAKEN_AWAY = "档案馆", "博物馆", "体育馆", "展览馆", "纪念馆"


class Product(Protocol):
    """The product that lives with the city. `unread`: bodies whose filing it has no reader for."""

    @property
    def root(self) -> DataRoot:
        """Where its data lie."""
        ...

    unread: ClassVar[frozenset[str]]

    def look(self, days: float = 1.0) -> None:
        """Days pass, every source is looked at, and what they bring and take away is followed to its end."""
        ...

    def killed_while_looking(self, at: Callable[[], bool]) -> None:
        """It looks for the first time, and is killed once this is so."""
        ...

    def look_twice_at_once(self) -> None:
        """A day passes, two look at every source at the same time, and all is followed to its end."""
        ...

    def killed_before_runs(self, at: Callable[[], bool]) -> None:
        """A day passes, every source is looked at; it is killed once this is so, before what was found is taken in.
        Then it lives again, and all is followed to its end.
        """
        ...

    def asked_for(self) -> list[str]:
        """The runs for what was found, one name each."""
        ...


def live_through(site: CitySite, product: Product, further: int) -> None:
    """All days, with `further` bodies beside those that something happens to."""
    site.open(further)
    open_sites(site.portal)
    bodies = {*site.entries, BESIDE, OWN_PAGE, *(body for group in PUBLISHERS.values() for body in group)}
    files = len(bodies) + 1
    _a_download_is_cut_off(site, product)
    _a_day_with_every_trouble(site, product)
    _all_is_well(product, bodies, files)
    _nothing_is_new(site, product, files)
    _corrections(site, product, files)
    _somebody_takes_a_filing_away(site, product)
    asked = product.asked_for()
    assert len(asked) == len(set(asked))
    assert Ledger(product.root).waiting() == []


def _a_download_is_cut_off(site: CitySite, product: Product) -> None:
    """What was written down before is there, and the half file is not."""
    site.put_file(1, Reply(filing(NAMED[0]), stall=30.0))
    product.killed_while_looking(lambda: site.address(1) in site.portal.paths(site.host))
    address = f"http://{site.host}{site.address(1)}"
    (cut_off,) = [file for file in Ledger(product.root).files() if file.address == address]
    assert cut_off.sha256 is None


def _a_day_with_every_trouble(site: CitySite, product: Product) -> None:
    """Too slow, a page under a file's name, cut short, asked to come later for a second and for an hour, and turned
    away.
    """
    portal = site.portal
    slow, page, short, late = NAMED[:4]
    site.put_file(1, Reply(filing(slow), stall=SLOWER_THAN_ALLOWED))
    site.put_file(2, Reply(b"<!DOCTYPE html><html><body>404</body></html>" * 20))
    site.put_file(3, Reply(filing(short)[:500], length=9000))
    once = iter([Reply(b"", 503, {"Retry-After": "1"})])
    site.put_file(4, lambda *_: next(once, Reply(filing(late))))
    challenge = b"<html><script>var _0x1='acw_sc__v2';document.cookie=_0x1;location.reload()</script></html>"
    portal.put("/col/index.html", Reply(challenge, 521), host("jpage"))
    portal.put("/unit", Reply(b"", 429, {"Retry-After": "3600"}), host("unitbuild"))
    product.look()
    ended = standing.outcomes(product.root)
    assert {name: outcome for name, outcome in ended.items() if outcome != "good"} == {
        "jpage-source": "blocked",
        "unitbuild-source": "error",
    }
    found = Ledger(product.root).files()
    ill = {file.file: standing.body_of(file) for file in found if file.source_id == "static-source" and not file.sha256}
    assert set(ill.values()) == {slow, page, short}
    assert {file.reason.partition(":")[0] for file in found if file.trouble and file.reason} == {
        "too_slow",
        "not_the_file",
        "cut_short",
    }
    for number, body in enumerate(NAMED[:4], 1):
        site.publish(body, number)
    open_sites(portal)


def _all_is_well(product: Product, bodies: set[str], files: int) -> None:
    """The next day; a command looks at the same moment as the product does by itself."""
    product.look_twice_at_once()
    product.look()
    root, ledger = product.root, Ledger(product.root)
    assert set(standing.outcomes(root).values()) == {"good"}
    # a page that is a filing itself is compared at every look, by both that look at once
    assert {file.state for file in ledger.files() if file.source_id == "own-source"} <= {"NEW", "UNCHANGED"}
    assert {file.state for file in ledger.files() if file.source_id != "own-source"} == {"NEW"}
    assert len(ledger.files()) == files
    filings = standing.filings(root)
    assert set(filings) == bodies
    assert {body for body, state in filings.items() if state != "published"} == product.unread
    assert set(standing.versions(root).values()) == {1}
    assert len(standing.filing_of(root, IN_PARTS).read("parts")) == 2
    told = [f.verdict for f in standing.filing_of(root, MISTAKEN).findings() if f.invariant == "I1-source-title"]
    assert "violated" in told
    assert ledger.waiting() == [] and standing.news(root) == {"NEW": files}
    assert all(blobs.provenance(root.store, file.sha256 or "") for file in ledger.files())


def _nothing_is_new(site: CitySite, product: Product, files: int) -> None:
    """A week later files are asked about again: nothing is news, nothing is stored, nothing is worked on."""
    root = product.root
    kept, asked_for = root.store.names("raw"), product.asked_for()
    product.look(8)
    assert set(standing.outcomes(root).values()) == {"good"}
    assert (root.store.names("raw"), product.asked_for(), standing.news(root)) == (kept, asked_for, {"NEW": files})
    headers = [sent for _, _, sent, _ in site.portal.asked]
    assert any("If-None-Match" in sent for sent in headers) and any("Range" in sent for sent in headers)


def _corrections(site: CitySite, product: Product, files: int) -> None:
    """Corrected at its place, restated on another page, moved to another page, and added; killed between the ledger and
    the run.
    """
    site.publish(_CORRECTED, 2, filing(_CORRECTED, remark="更正"), LATER, told=f"{title(_CORRECTED)}（更正）")
    site.publish(_RESTATED, 1003, filing(_RESTATED, remark="重发"), LATER)
    site.take_away(_MOVED)
    site.publish(_MOVED, 1004, day=LATER)
    site.publish(_ADDED, 1009, day=LATER)
    site.list()
    expected = {"NEW": files + 1, "CHANGED": 1, "RESTATED": 1, "MOVED": 1}
    product.killed_before_runs(lambda: standing.news(product.root) == expected)
    assert standing.news(product.root) == expected
    versions = standing.versions(product.root)
    assert {body for body, count in versions.items() if count != 1} == {_CORRECTED, _RESTATED}
    assert (versions[_CORRECTED], versions[_RESTATED], versions[_ADDED]) == (2, 2, 1)


def _somebody_takes_a_filing_away(site: CitySite, product: Product) -> None:
    """Three good looks, with a day on which the site turns everybody away between them."""
    site.take_away(_TAKEN_AWAY)
    site.list()
    first = site.portal.replies[site.host, "/ysjs/list.html"]
    for day, outcome in enumerate(("good", "good", "blocked", "good")):
        if outcome == "blocked":
            site.portal.page("/ysjs/list.html", "<html><body><p>网站正在维护，暂停访问</p></body></html>", site.host)
        product.look(8)
        assert (day, standing.outcomes(product.root)["static-source"]) == (day, outcome)
        site.portal.replies[site.host, "/ysjs/list.html"] = first
        state = standing.filings(product.root)[_TAKEN_AWAY]
        assert (day, state) == (day, "published" if day < 3 else "withdrawn")
    withdrawn = sum(file.state == "WITHDRAWN" for file in Ledger(product.root).files())
    assert standing.news(product.root)["WITHDRAWN"] == withdrawn
    assert {body for body, state in standing.filings(product.root).items() if state == "withdrawn"} == {_TAKEN_AWAY}
