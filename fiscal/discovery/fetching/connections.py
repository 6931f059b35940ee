"""Connections whose address is checked when they are made, whatever name or redirect led there; the ways of TLS.

What is asked over them is left to `fetcher`.
"""

from __future__ import annotations

import socket
import ssl
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NewConnectionError

from fiscal.discovery.fetching.addresses import Network

_OLD_HANDSHAKES = 0x4
"""OpenSSL's SSL_OP_LEGACY_SERVER_CONNECT: hosts that never learnt secure renegotiation."""


def connections(network: Network, tls: str) -> urllib3.PoolManager:
    """A pool that connects only where the network permits; `tls` as a source says it."""

    def connect(host: str, port: int, timeout: Any, source: Any) -> socket.socket:
        trouble: OSError | None = None
        for place in network.places(host, port):
            try:
                return socket.create_connection(place, timeout if isinstance(timeout, (int, float)) else None, source)
            except OSError as error:
                trouble = error
        raise trouble or OSError(f"no address: {host}")

    class Checked(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _told(self, lambda: connect(self._dns_host, self.port or 80, self.timeout, self.source_address))

    class CheckedTls(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _told(self, lambda: connect(self._dns_host, self.port or 443, self.timeout, self.source_address))

    pool: Any = type("CheckedPool", (urllib3.HTTPConnectionPool,), {"ConnectionCls": Checked})
    tls_pool: Any = type("CheckedTlsPool", (urllib3.HTTPSConnectionPool,), {"ConnectionCls": CheckedTls})
    pools = urllib3.PoolManager(
        num_pools=8,
        maxsize=1,
        retries=False,
        ssl_context=_context(tls),
        assert_hostname=None if tls != "unverified" else False,
    )
    pools.pool_classes_by_scheme = {"http": pool, "https": tls_pool}
    return pools


def _told(connection: HTTPConnection, connect: Any) -> socket.socket:
    try:
        return connect()
    except OSError as error:
        raise NewConnectionError(connection, str(error)) from error


def _context(tls: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if tls != "verified":
        context.options |= _OLD_HANDSHAKES
        context.minimum_version = ssl.TLSVersion.TLSv1
        # OpenSSL 3 speaks nothing before TLS 1.2 at a higher level, whatever version is allowed.
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
    if tls == "unverified":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
