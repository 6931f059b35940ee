"""What a function in the sandbox may do, and how each way of going wrong ends."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from fiscal.document.sandbox.limits import Limits
from fiscal.document.sandbox.sandbox import Sandbox
from fiscal.model.reading import Page
from fiscal.model.reasons import REASONS, Failure
from tests import sandboxed

pytestmark = pytest.mark.unit

GIB = 1 << 30
SMALL = Limits(memory=GIB, seconds=5.0, seconds_a_page=1.0, seconds_a_picture=2.0, file_size=1 << 20, result=1 << 20)
PAGE = Page(page=1, width=595.0, height=842.0, rotation=0, picture=False, chars=3)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(workers=2, limits=SMALL) as pool:
        yield pool


def name(function: object) -> str:
    return f"{function.__module__}.{function.__name__}"  # type: ignore[attr-defined]


def code(outcome: object) -> str:
    assert isinstance(outcome, Failure), outcome
    assert outcome.code in REASONS
    assert "Traceback" not in outcome.detail
    return outcome.code


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def eventually(holds: Callable[[], bool]) -> bool:
    for _ in range(300):
        if holds():
            return True
        time.sleep(0.1)
    return False


def eventually_gone(pid: int) -> bool:
    return eventually(lambda: not alive(pid))


def test_values_come_back_as_they_are(sandbox: Sandbox) -> None:
    value = {"page": PAGE, "amount": Decimal("12.50"), "nested": ((1, None), [True, "元"]), "where": Path("a.pdf")}
    assert sandbox.call(name(sandboxed.echo), value) == value


def test_a_failure_that_the_function_returns_is_the_outcome(sandbox: Sandbox) -> None:
    assert sandbox.call(name(sandboxed.echo), Failure("needs_password")) == Failure("needs_password")


def test_a_child_is_used_again(sandbox: Sandbox) -> None:
    first = sandbox.call(name(sandboxed.process))
    assert sandbox.call(name(sandboxed.process)) == first != os.getpid()


@pytest.mark.parametrize(
    ("function", "arguments", "expected"),
    [
        (sandboxed.fail, ("broken",), "reader_error"),
        (sandboxed.exhaust_memory, (), "out_of_memory"),
        (sandboxed.crash, (), "reader_died"),
        (sandboxed.leave, (), "reader_died"),
        (sandboxed.recurse, (), "too_complex"),
        (sandboxed.fill_disk, (), "disk_full"),
        (sandboxed.many_bytes, (8 << 20,), "too_complex"),
        (sandboxed.sleep, (60,), "timed_out"),
        (sandboxed.close_its_stderr_and_die, (), "reader_died"),
    ],
)
def test_what_goes_wrong_has_a_reason_and_the_next_call_works(
    sandbox: Sandbox, function: object, arguments: tuple[object, ...], expected: str
) -> None:
    assert code(sandbox.call(name(function), *arguments)) == expected
    assert sandbox.call(name(sandboxed.echo), 1) == 1


def test_a_file_that_grows_over_the_limit_is_refused(sandbox: Sandbox, tmp_path: Path) -> None:
    assert code(sandbox.call(name(sandboxed.write), tmp_path / "big", 2 << 20)) == "too_large"


def test_no_core_file_is_left_and_the_signal_is_named(sandbox: Sandbox) -> None:
    outcome = sandbox.call(name(sandboxed.crash))
    assert "SIGSEGV" in outcome.detail
    assert sandbox.call(name(sandboxed.core_limit)) == 0


def test_the_last_words_of_a_died_child_are_in_the_detail(sandbox: Sandbox) -> None:
    outcome = sandbox.call(name(sandboxed.say_and_crash), "the font has no table", 200_000)
    assert code(outcome) == "reader_died"
    assert "the font has no table" in outcome.detail


def test_an_unknown_function_is_a_reader_error(sandbox: Sandbox) -> None:
    assert code(sandbox.call("fiscal.document.no_such_module.read")) == "reader_error"


def test_a_value_of_a_foreign_class_is_refused(sandbox: Sandbox) -> None:
    assert code(sandbox.call(name(sandboxed.foreign_value))) == "reader_error"


def test_a_reply_cannot_run_code_in_the_parent(sandbox: Sandbox, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    assert code(sandbox.call(name(sandboxed.forged_reply), str(mark))) == "reader_error"
    assert not mark.exists()


def test_announced_pages_allow_more_time(sandbox: Sandbox) -> None:
    assert sandbox.call(name(sandboxed.announce_and_sleep), 1, 1, 6.0) == "done"


def test_time_without_a_processor_is_not_the_childs(monkeypatch: pytest.MonkeyPatch) -> None:
    with Sandbox(limits=Limits(seconds=1.0)) as pool:
        assert code(pool.call(name(sandboxed.sleep), 1.6)) == "timed_out"
        monkeypatch.setattr("fiscal.document.sandbox.worker._waited_since", lambda *_: 30.0)
        assert pool.call(name(sandboxed.sleep), 1.6) is None
        assert code(pool.call(name(sandboxed.sleep), 60)) == "timed_out"


def test_what_was_allowed_stays_allowed_when_less_is_announced(sandbox: Sandbox) -> None:
    assert sandbox.call(name(sandboxed.announce_twice_and_sleep), 3, 0, 6.0) == "done"


def test_the_time_allowed_follows_the_announced_pages() -> None:
    limits = Limits()
    assert (limits.wall(), limits.wall(10), limits.wall(10, 4)) == (30.0, 60.0, 140.0)
    assert limits.wall(10**6, 10**6) == limits.longest
    assert limits.memory == 4 * GIB


def test_an_overrun_takes_the_whole_process_group(sandbox: Sandbox, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    assert code(sandbox.call(name(sandboxed.start_helper_and_sleep), note)) == "timed_out"
    assert eventually_gone(int(note.read_text()))


def test_a_dead_childs_helpers_end_with_it(sandbox: Sandbox, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    assert code(sandbox.call(name(sandboxed.start_helper_and_crash), note)) == "reader_died"
    assert eventually_gone(int(note.read_text()))


def test_busy_loops_end_by_cpu_time() -> None:
    with Sandbox(limits=Limits(seconds=20.0, threads=0)) as pool:
        assert pool.call(name(sandboxed.spin)) == Failure("timed_out", "CPU")


def test_calls_from_threads_run_side_by_side(sandbox: Sandbox) -> None:
    seen: list[object] = []
    meeting = [
        threading.Thread(target=lambda i=i: seen.append(sandbox.call(name(sandboxed.echo), i))) for i in range(12)
    ]
    for thread in meeting:
        thread.start()
    for thread in meeting:
        thread.join()
    assert sorted(seen) == list(range(12))  # type: ignore[type-var]


def test_one_bad_call_does_not_disturb_its_neighbour(sandbox: Sandbox) -> None:
    outcomes: dict[str, object] = {}
    slow = threading.Thread(
        target=lambda: outcomes.update(slow=sandbox.call(name(sandboxed.announce_and_sleep), 1, 1, 2.0))
    )
    slow.start()
    outcomes["bad"] = code(sandbox.call(name(sandboxed.crash)))
    slow.join()
    assert outcomes == {"slow": "done", "bad": "reader_died"}


def test_children_see_no_secret(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FISCAL_ALERT_TOKEN", "s3cret")
    monkeypatch.setenv("FISCAL_PDF_PASSWORDS", "open")
    with Sandbox() as pool:
        seen = pool.call(name(sandboxed.environment))
    assert "FISCAL_ALERT_TOKEN" not in seen
    assert seen["FISCAL_PDF_PASSWORDS"] == "open"


def test_closing_ends_every_child() -> None:
    pool = Sandbox()
    child = pool.call(name(sandboxed.process))
    server = pool.call(name(sandboxed.parent_process))
    pool.close()
    assert eventually_gone(child)
    assert eventually_gone(server)
    with pytest.raises(RuntimeError):
        pool.call(name(sandboxed.process))


def test_closing_while_a_call_is_at_work_ends_it() -> None:
    pool = Sandbox(limits=Limits(seconds=60))
    outcome: list[object] = []
    thread = threading.Thread(target=lambda: outcome.append(pool.call(name(sandboxed.sleep), 50)))
    thread.start()
    time.sleep(1.5)
    pool.close()
    thread.join(20)
    assert [code(o) for o in outcome] == ["reader_died"]


def test_children_die_with_a_killed_parent(tmp_path: Path) -> None:
    note = tmp_path / "pids"
    script = (
        f"from fiscal.document.sandbox.sandbox import Sandbox\npool = Sandbox()\nopen({str(note)!r},"
        " 'w').write(f'{pool.call(\"tests.sandboxed.process\")}"
        " {pool.call(\"tests.sandboxed.parent_process\")}.')\npool.call('tests.sandboxed.sleep', 25)\n"
    )
    root = Path(__file__).resolve().parents[2]
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=root, env={**os.environ, "PYTHONPATH": str(root)})
    assert eventually(lambda: note.exists() and note.read_text().endswith("."))
    child, server = map(int, note.read_text().removesuffix(".").split())
    assert alive(child)
    parent.kill()
    parent.wait()
    assert eventually_gone(child)
    assert eventually_gone(server)


def test_a_thread_that_ends_does_not_take_the_children_with_it() -> None:
    with Sandbox() as pool:
        pids: list[int] = []
        first = threading.Thread(target=lambda: pids.append(pool.call(name(sandboxed.process))))
        first.start()
        first.join()
        time.sleep(0.3)
        assert pool.call(name(sandboxed.process)) == pids[0]


def test_a_disk_without_room_for_temporary_files_is_a_reason_too() -> None:
    with Sandbox(preload=["tests.full_disk"]) as pool:
        assert pool.call(name(sandboxed.echo), 1) == Failure("disk_full")


def test_more_open_files_than_select_can_watch_do_not_matter() -> None:
    held = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]
    try:
        with Sandbox() as pool:
            assert pool.call(name(sandboxed.echo), 1) == 1
    finally:
        for descriptor in held:
            os.close(descriptor)


def test_temporary_files_of_a_died_child_go_with_it() -> None:
    with Sandbox(limits=SMALL) as pool:
        folder = pool.call(name(sandboxed.leave_temporary_file))
        assert Path(folder).exists()
        assert code(pool.call(name(sandboxed.crash))) == "reader_died"
        assert eventually(lambda: not Path(folder).exists())


def test_large_results_leave_the_parent_flat(sandbox: Sandbox) -> None:
    before = _peak()
    for _ in range(5):
        assert code(sandbox.call(name(sandboxed.many_bytes), 200 << 20)) == "too_complex"
    assert _peak() - before < 32 << 20


def _peak() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def test_the_parent_loads_no_reader() -> None:
    """What assets and sandbox import leaves the libraries that read pages to the children."""
    readers = ("camelot", "onnxruntime", "fiscal.extraction.reader")
    check = (
        "import sys, assets.extracted_tables, assets.published, fiscal.document.sandbox.sandbox; print([m for m in"
        f" {readers} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert done.stdout.strip() == "[]"
