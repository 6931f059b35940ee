"""What several machines hold on to: locks in Postgres, and notes in a bucket that no writer takes from another."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import psycopg2
import pytest

from fiscal.storage import blobs
from fiscal.storage.filing import FilingFiles
from fiscal.storage.locks import LockLostError, SharedLocks
from fiscal.storage.noted import change, note
from fiscal.storage.root import DataRoot
from fiscal.storage.versions import Piece
from tests.distributed.servers import BUCKET, postgres, s3

pytestmark = pytest.mark.pipeline

AT_ONCE = 4
FILING = "moushi-mouju-unit-2022-budget"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with postgres() as found:
        yield found


@pytest.fixture(scope="module")
def bucket() -> Iterator[dict[str, str]]:
    with s3() as found:
        yield found


@pytest.fixture
def root(bucket: dict[str, str], address: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> DataRoot:
    for name, value in {**bucket, "FISCAL_POSTGRES": address, "FISCAL_WORK": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    return DataRoot.at(f"s3://{BUCKET}/{tmp_path.name}")


def holding(locks: SharedLocks, taken: Any) -> None:
    with locks.held("a"):
        taken.set()
        signal.pause()


def test_a_lock_is_free_again_when_the_process_that_held_it_is_killed(address: str) -> None:
    locks = SharedLocks(address, "killed")
    spawning = multiprocessing.get_context("spawn")
    taken = spawning.Event()
    process = spawning.Process(target=holding, args=(locks, taken))
    process.start()
    assert taken.wait(60)
    assert not locks.is_free("a") and locks.is_free("b") and SharedLocks(address, "other").is_free("a")
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    with locks.held("a"):
        assert not locks.is_free("a")
    assert locks.is_free("a")


def test_one_holds_a_lock_at_a_time_and_may_take_it_again(address: str) -> None:
    locks, inside, most = SharedLocks(address, "threads"), [0], [0]

    def take(_: int) -> None:
        with locks.held("a"), locks.held("a"):
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            threading.Event().wait(0.05)
            inside[0] -= 1

    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(take, range(2 * AT_ONCE)))
    assert most == [1] and locks.is_free("a")


def test_several_share_a_lock_that_is_free_when_the_last_is_gone(address: str) -> None:
    locks = SharedLocks(address, "shared")
    with locks.shared("a"):
        with locks.shared("a"):
            assert not locks.is_free("a")
        assert not locks.is_free("a")
    assert locks.is_free("a")


def test_whoever_lost_a_lock_changes_nothing_any_more(root: DataRoot, address: str) -> None:
    filing = FilingFiles(root, FILING)
    with pytest.raises(LockLostError), filing.lock():
        filing.receive([Piece("a" * 64)])
        with closing(psycopg2.connect(address)) as other, other.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'fiscal-facts lock'"
            )
        filing.write("observations", [])
    assert filing.content("observations") is None
    with filing.lock():
        filing.write("observations", [])
    assert filing.content("observations") is not None


def test_a_server_that_is_not_there_is_said(root: DataRoot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FISCAL_POSTGRES", "postgresql://fiscal@127.0.0.1:1/postgres")
    with pytest.raises(LockLostError, match="refused"), FilingFiles(root, FILING).lock():
        pass


def test_no_writer_takes_from_another_what_it_wrote(root: DataRoot) -> None:
    def add(number: int) -> None:
        change(root.store, "raw/notes.json", lambda noted: [*(noted or ()), number])

    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(add, range(5 * AT_ONCE)))
    assert sorted(note(root.store, "raw/notes.json")) == list(range(5 * AT_ONCE))


def test_a_version_that_another_machine_received_meanwhile_stays(root: DataRoot) -> None:
    """Without any lock, as after a lock that was lost in mid-air."""
    pieces = [Piece(f"{number:064x}") for number in range(AT_ONCE)]
    for piece in pieces:
        root.store.write(f"raw/blobs/{piece.sha256[:2]}/{piece.sha256}.json", _receipt(piece))
    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(lambda piece: FilingFiles(root, FILING).receive([piece]), pieces))
    assert {piece for version in FilingFiles(root, FILING).versions() for piece in version.pieces} == set(pieces)


def test_the_receipt_of_the_first_arrival_stays(root: DataRoot) -> None:
    with ThreadPoolExecutor(AT_ONCE) as threads:
        found = list(threads.map(lambda at: blobs.keep(root.store, b"%PDF-", f"{at}.pdf"), range(AT_ONCE)))
    assert len(set(found)) == 1
    assert blobs.receipt(root.store, found[0].sha256) == found[0]


def _receipt(piece: Piece) -> bytes:
    written = (
        f'{{"sha256": "{piece.sha256}", "source_file": "a.pdf", "source_url": null,'
        ' "retrieved_at": "2026-01-01T00:00:00+00:00"}'
    )
    return written.encode()
