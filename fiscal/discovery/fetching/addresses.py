"""Which network addresses may be connected to, checked at the moment of connecting: a name that leads into one's own
network is refused.

`FISCAL_ALLOW_LOOPBACK=1` lets loopback through, and `FISCAL_ROUTES` (`host=address:port`, several parted by commas, `*`
for every host) sends names to fixed places: for tests and for mirrors of portals."""

from __future__ import annotations

import ipaddress
import os
import socket
from dataclasses import dataclass, field

_TRANSLATED = tuple(
    ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")
)
"""Networks whose addresses stand for an IPv4 address: NAT64, 6to4, Teredo, IPv4-compatible."""


class RefusedAddressError(Exception):
    """A name leads to an address that may not be connected to."""


@dataclass(frozen=True, slots=True)
class Network:
    """What may be connected to. `routes`: names by the place they are sent to instead of their own."""

    loopback: bool = False
    routes: dict[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])

    @classmethod
    def of_environment(cls) -> Network:
        """The network that the environment allows. ValueError for routes that are none."""
        routes: dict[str, tuple[str, int]] = {}
        for entry in filter(None, (os.environ.get("FISCAL_ROUTES") or "").split(",")):
            name, _, place = entry.partition("=")
            address, _, port = place.rpartition(":")
            if not name.strip() or not address or not port.isdigit():
                raise ValueError(f"FISCAL_ROUTES: {entry}")
            routes[name.strip().lower()] = (address.strip("[] "), int(port))
        return cls(os.environ.get("FISCAL_ALLOW_LOOPBACK") == "1", routes)

    def places(self, host: str, port: int) -> list[tuple[str, int]]:
        """The addresses and ports of a host that may be connected to. RefusedAddressError where one of its addresses
        may not; OSError where it has none.
        """
        route = self.routes.get(host.lower()) or self.routes.get("*")
        if route:
            return [route]
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
        refused = sorted(address for address in found if not self.permits(address))
        if refused:
            raise RefusedAddressError(f"{host} → {', '.join(refused)}")
        return [(address, port) for address in sorted(found, key=lambda a: (":" in a, a))]

    def permits(self, address: str) -> bool:
        """Whether an address in numbers may be connected to."""
        try:
            told = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        if told.is_loopback:
            return self.loopback
        if isinstance(told, ipaddress.IPv6Address) and (
            told.ipv4_mapped is not None or any(told in net for net in _TRANSLATED)
        ):
            return False
        return told.is_global and not told.is_multicast and not told.is_reserved
