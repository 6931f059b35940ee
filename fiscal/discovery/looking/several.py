"""Several sources looked at, some of them at once: nearly all of a look is waiting for its host.

Hosts are asked one request at a time whoever asks, which `fetching.politeness` sees to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from fiscal.discovery import settings
from fiscal.discovery.fetching.fetcher import Fetcher
from fiscal.discovery.ledger.ledger import Ledger
from fiscal.discovery.looking.look import Look, Progress, look, untold
from fiscal.discovery.sources.source import Source
from fiscal.storage.root import DataRoot


def look_at(root: DataRoot, sources: Sequence[Source], progress: Progress = untold) -> Iterator[Look]:
    """Looks at sources, several at a time; one result each, as they end. DiskFullError where there is no room."""
    ledger, fetcher = Ledger(root), Fetcher(root.work)
    with ThreadPoolExecutor(settings.LOOKS_AT_ONCE) as eyes:
        looks = [eyes.submit(look, source, ledger, fetcher, root.store, progress=progress) for source in sources]
        try:
            for one in as_completed(looks):
                yield one.result()
        finally:
            eyes.shutdown(wait=False, cancel_futures=True)
