"""What the UI's links open: reports, Data Docs and datasets; nothing else of the data root, and nothing that can act in
the UI.
"""

import urllib.error
import urllib.request
from http.client import HTTPResponse

import pytest

from fiscal.storage.root import DataRoot, FolderStore
from pipelines.serving.files import content_of, served
from tests.ui.served import free_port

pytestmark = pytest.mark.pipeline


@pytest.fixture
def filled(root: DataRoot) -> DataRoot:
    for name in (
        "reports/a.html",
        "reports/a.annotated.pdf",
        "facts/filing_id=a/part.parquet",
        ".ledger/alerts.sqlite",
        "raw/blobs/aa/aa",
    ):
        root.store.write(name, name.encode())
    FolderStore(root.work).write("data_docs/a/index.html", b"<script>")
    return root


def test_what_people_are_to_open_is_given_and_nothing_else(filled: DataRoot) -> None:
    for path in (
        "/reports/a.html",
        "/reports/a.annotated.pdf",
        "/facts/filing_id=a/part.parquet",
        "/data_docs/a/index.html",
    ):
        assert content_of(filled, path) is not None, path
    for path in (
        "/",
        "/.ledger/alerts.sqlite",
        "/raw/blobs/aa/aa",
        "/reports/../.ledger/alerts.sqlite",
        "/reports/./../raw/blobs/aa/aa",
        "//etc/passwd",
        "/reports",
        "/reports/a.html/b",
        "/reports/absent.html",
        "/.dagster/dagster.yaml",
        "/reports/a\0.html",
    ):
        assert content_of(filled, path) is None, path


def test_a_page_is_served_without_the_right_to_act_and_only_to_this_machine(filled: DataRoot) -> None:
    port = free_port()
    with served(filled, port):
        report = ask(port, "reports/a.html")
        assert report.headers["content-type"].startswith("text/html")
        assert (
            report.headers["content-security-policy"].startswith("sandbox")
            and "allow-scripts" not in report.headers["content-security-policy"]
        )
        assert (
            ask(port, "data_docs/a/index.html").headers["content-security-policy"]
            == report.headers["content-security-policy"]
        )
        assert ask(port, "facts/filing_id=a/part.parquet").headers["content-type"] == "application/octet-stream"
        assert ask(port, "facts/filing_id%3Da/part.parquet?x=1").status == 200
        with pytest.raises(urllib.error.HTTPError, match="421"):
            ask(port, "reports/a.html", host="evil.example")
        for path in ("reports/%2e%2e/.ledger/alerts.sqlite", ".ledger/alerts.sqlite", "reports/absent.html"):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                ask(port, path)


def test_the_configured_address_is_answered_too(filled: DataRoot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FISCAL_BASE_URL", "https://budget.example/files")
    port = free_port()
    with served(filled, port):
        assert ask(port, "reports/a.html", host="budget.example").status == 200


def test_files_and_drafts_are_given_to_those_with_the_token_alone(
    filled: DataRoot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FISCAL_UI_TOKEN", "s3cret")
    port = free_port()
    with served(filled, port):
        for path in ("reports/a.html", "check/", "facts/filing_id=a/part.parquet"):
            with pytest.raises(urllib.error.HTTPError, match="401"):
                ask(port, path)
        assert ask(port, "reports/a.html", cookie="fiscal_token=s3cret").status == 200
        begun = urllib.request.Request(
            f"http://127.0.0.1:{port}/check/begin",
            method="POST",
            headers={"x-fiscal-check": "1", "cookie": "fiscal_token=s3cret"},
        )
        assert urllib.request.urlopen(begun).status == 201
        begun.add_header("origin", "http://127.0.0.1:3000")
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(begun)


def test_a_taken_port_is_said_at_once(filled: DataRoot) -> None:
    port = free_port()
    with served(filled, port), pytest.raises(OSError), served(filled, port):
        pass


def ask(port: int, name: str, host: str = "127.0.0.1", **headers: str) -> HTTPResponse:
    return urllib.request.urlopen(
        urllib.request.Request(f"http://127.0.0.1:{port}/{name}", headers={"host": f"{host}:{port}", **headers})
    )
