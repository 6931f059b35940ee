"""The page on which drafts are checked: files come in by its own requests alone, within limits; what was found is told
and reported, and nothing stays.
"""

import asyncio
import io
import json
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from fiscal.storage.root import DataRoot
from pipelines.serving import checks as checking
from pipelines.serving import upload
from pipelines.serving.checks import Check, Checks
from pipelines.serving.files import served
from tests.filings import PUBLISHER, budget
from tests.ui.served import free_port

pytestmark = pytest.mark.pipeline


@pytest.fixture
def port(root: DataRoot) -> Iterator[int]:
    number = free_port()
    with served(root, number):
        yield number


def ask(port: int, path: str, method: str = "GET", body: bytes | None = None, here: bool = True) -> tuple[int, Any]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/check/{path}", body, {upload.ASKED_HERE: "1"} if here else {}, method=method
    )
    try:
        with urllib.request.urlopen(request) as answer:
            content, status = answer.read(), answer.status
    except urllib.error.HTTPError as refused:
        content, status = refused.read(), refused.code
    try:
        return status, json.loads(content or b"null")
    except json.JSONDecodeError:
        return status, content.decode()


def kept() -> set[Path]:
    return {path for path in Path(tempfile.gettempdir()).glob("fiscal-drafts-*/*/files/*/*") if path.is_file()}


def test_a_draft_is_checked_reported_and_gone_when_it_is_closed(port: int) -> None:
    before = kept()
    _, begun = ask(port, "begin", "POST")
    check = begun["check"]
    assert (
        ask(port, f"of/{check}/files?name={quote('../../草稿.pdf')}", "PUT", budget(total="160.00"))[1]["name"]
        == "草稿.pdf"
    )
    assert ask(port, f"of/{check}/files?name=empty.pdf", "PUT", b"")[0] == 201
    (path,) = (p for p in kept() - before if p.name == "草稿.pdf")
    assert ask(port, f"of/{check}", "POST")[1]["state"] in ("waiting", "running")
    while (told := ask(port, f"of/{check}")[1])["state"] not in ("done", "failed"):
        time.sleep(1)
    assert told["state"] == "done" and told["finished"] == 2
    draft, empty = told["results"]
    assert draft["file"] == "草稿.pdf" and draft["publisher"] == PUBLISHER and draft["errors"] > 0
    assert not empty["readable"] and "empty_file" in empty["reason"]
    status, report = ask(port, f"of/{check}/{draft['report']}", here=False)
    assert status == 200 and "草稿核对" in report
    assert ask(port, f"of/{check}", "DELETE")[0] == 204
    assert ask(port, f"of/{check}")[0] == 404 and not path.exists()


def test_only_the_page_itself_may_ask_for_a_check(port: int) -> None:
    assert ask(port, "begin", "POST", here=False)[0] == 403
    check = ask(port, "begin", "POST")[1]["check"]
    assert ask(port, f"of/{check}/files?name=a.pdf", "PUT", b"%PDF", here=False)[0] == 403
    assert ask(port, f"of/{check}", "POST")[0] == 409
    assert ask(port, "of/unknown", "POST")[0] == 404


def test_what_is_over_a_limit_is_refused_and_not_kept(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "LARGEST_UPLOAD", 10)
    monkeypatch.setattr(upload, "MOST_FILES", 1)
    before = kept()
    check = ask(port, "begin", "POST")[1]["check"]
    status, told = ask(port, f"of/{check}/files?name=a.pdf", "PUT", b"%" * 100)
    assert status == 413 and "a.pdf" in told["zh"] and told["en"]
    assert kept() == before
    assert ask(port, f"of/{check}/files?name=a.pdf", "PUT", b"%PDF")[0] == 201
    assert ask(port, f"of/{check}/files?name=b.pdf", "PUT", b"%PDF")[0] == 409


def test_the_page_loads_nothing_from_elsewhere(port: int) -> None:
    for name in ("", "check.css", "check.js"):
        status, content = ask(port, name, here=False)
        assert status == 200
        assert "//" not in content.replace("// Sends", "") and "http" not in content.replace("HTTP", "")
    assert ask(port, "absent.js", here=False)[0] == 404


BUSY = (
    "import os, sys, tempfile, time; open(os.path.join(tempfile.mkdtemp(), 'mine'), 'w').write(str(os.getpid()));"
    " time.sleep(100)"
)


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not holds():
            await asyncio.sleep(0.05)


def begun(checks: Checks) -> tuple[str, Check]:
    name = checks.begin()
    check = checks.find(name)
    check.names.append("a.pdf")
    check.path_of(0).parent.mkdir(parents=True)
    check.path_of(0).write_bytes(b"%PDF")
    return name, check


@pytest.mark.parametrize("ended", ["closed", "forgotten", "too long"])
def test_a_check_that_is_ended_at_its_work_leaves_no_process_and_no_file(
    ended: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "_COMMAND", (sys.executable, "-c", BUSY))
    if ended != "closed":
        monkeypatch.setattr(checking, "KEPT_SECONDS" if ended == "forgotten" else "LONGEST_SECONDS", 3.0)

    async def end() -> None:
        with Checks.opened() as checks:
            name, check = begun(checks)
            checks.start(check)
            await until(lambda: list(check.folder.glob("temporary/*/mine")))
            (written,) = check.folder.glob("temporary/*/mine")
            await until(written.read_text)
            process = Path("/proc") / written.read_text()
            assert process.exists()
            if ended == "too long":
                await until(lambda: check.state == "failed")
            if ended != "forgotten":
                checks.close(name)
            await until(lambda: not check.folder.exists())
            assert not process.exists()
            with pytest.raises(KeyError):
                checks.find(name)

    asyncio.run(end())


def test_a_check_that_cannot_be_begun_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "_COMMAND", ("/nowhere/python",))

    async def fail() -> None:
        with Checks.opened() as checks:
            _, check = begun(checks)
            checks.start(check)
            await until(lambda: check.state == "failed")

    asyncio.run(fail())


def test_an_archive_counts_once_however_much_it_holds(port: int, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.pdf", budget())
        archive.writestr("b.pdf", budget(publisher="青山市河湾区档案馆"))
    check = ask(port, "begin", "POST")[1]["check"]
    assert ask(port, f"of/{check}/files?name=all.zip", "PUT", packed.getvalue())[0] == 201
    ask(port, f"of/{check}", "POST")
    while (told := ask(port, f"of/{check}")[1])["state"] not in ("done", "failed"):
        time.sleep(1)
    assert (told["state"], told["finished"], len(told["results"])) == ("done", 1, 2)
