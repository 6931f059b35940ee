"""Over TLS: whose certificate is believed, which old handshakes are spoken, and what is kept of it."""

import ipaddress
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from fiscal.discovery.fetching.answers import NotFetchedError
from fiscal.discovery.pages.document import Request
from tests.portal import HOST, Portal, serving, source

pytestmark = pytest.mark.unit

PAGE = f"https://{HOST}/a.html"
Serves = Callable[..., Portal]


def certificate(file: Path, host: str) -> Path:
    """A certificate for a host that nobody signed but itself, with its key, in one file."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number(), now - timedelta(days=1), now + timedelta(days=1)
        )
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(host), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def serves(tmp_path: Path) -> Iterator[Serves]:
    """Serves a page over TLS, with a certificate for a host that is believed where its file is named in
    SSL_CERT_FILE.
    """
    with ExitStack() as served:

        def start(host: str = HOST, oldest_and_newest: ssl.TLSVersion | None = None) -> Portal:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate(tmp_path / "certificate.pem", host))
            if oldest_and_newest is not None:
                context.set_ciphers("ALL:@SECLEVEL=0")
                context.minimum_version = context.maximum_version = oldest_and_newest
            portal = served.enter_context(serving(context))
            portal.page("/a.html", "<p>页</p>")
            return portal

        yield start


def tls(portal: Portal, work: Path, mode: str) -> str:
    """How an answer says it was got, or the code of why there is none."""
    try:
        return portal.fetcher(work).fetch(source(PAGE, politeness={"tls": mode}), Request(PAGE)).tls
    except NotFetchedError as error:
        return error.code


def test_a_certificate_that_nobody_signed_is_believed_only_where_the_source_says_so(
    serves: Serves, tmp_path: Path
) -> None:
    portal = serves()
    assert {mode: tls(portal, tmp_path, mode) for mode in ("verified", "legacy", "unverified")} == {
        "verified": "tls",
        "legacy": "tls",
        "unverified": "unverified",
    }


def test_a_certificate_that_is_signed_is_believed_for_its_own_host_alone(
    serves: Serves, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    portal = serves()
    assert {mode: tls(portal, tmp_path / "own", mode) for mode in ("verified", "legacy")} == {
        "verified": "verified",
        "legacy": "legacy",
    }
    other = serves("www.other.gov.cn")
    found = {mode: tls(other, tmp_path / "other", mode) for mode in ("verified", "legacy", "unverified")}
    assert found == {"verified": "tls", "legacy": "tls", "unverified": "unverified"}


def test_old_protocols_are_spoken_with_hosts_of_which_the_source_says_so(
    serves: Serves, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    portal = serves(oldest_and_newest=ssl.TLSVersion.TLSv1_1)
    assert {mode: tls(portal, tmp_path, mode) for mode in ("verified", "legacy", "unverified")} == {
        "verified": "tls",
        "legacy": "legacy",
        "unverified": "unverified",
    }
