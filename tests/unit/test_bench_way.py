"""What the benchmark of a filing's way times is there, and nested work counts once."""

import pytest

from benchmarks.way import NESTED, Clock

pytestmark = pytest.mark.unit


def test_what_is_timed_is_there() -> None:
    assert all(callable(getattr(owner, name)) for _, owner, name in NESTED)


def test_nested_work_counts_where_it_is_done() -> None:
    clock = Clock()
    inner = clock.timed("inner", lambda: sum(range(3_000_000)))
    outer = clock.timed("outer", lambda: inner() and None)
    outer()
    assert clock.spent["inner"] > 20 * clock.spent["outer"] >= 0
