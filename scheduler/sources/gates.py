"""Which hosts may be asked: those that are listed, and of these none in a private network unless listed as such."""

import ipaddress
import socket
from collections.abc import Callable, Sequence

from scheduler.sources.fetched import FetchFailed

#: IPv6 addresses that stand for IPv4 ones (RFC 6052).
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
#: Looks a host up: addresses by (host, port).
Resolve = Callable[[str, int], Sequence[str]]


def resolved(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host; raises OSError where it has none."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def let_through(
    source: str, host: str, port: int, *, hosts: frozenset[str], private: frozenset[str], resolve: Resolve = resolved
) -> str:
    """Return the address to connect to: the one that was looked at, so that a second look-up cannot lead elsewhere.

    Raises FetchFailed for a host that is not listed, or of which any address is not public and which is not in
    `private`.
    """
    name = host.lower().rstrip(".")
    if name not in {listed.lower() for listed in hosts | private}:
        raise FetchFailed(source, f"host {host} is not listed", lasting=True)
    try:
        addresses = list(resolve(name, port))
    except OSError as error:
        raise FetchFailed(source, f"host {host} has no address ({error})", lasting=False) from error
    if not addresses:
        raise FetchFailed(source, f"host {host} has no address", lasting=False)
    if name not in {listed.lower() for listed in private}:
        closed = [address for address in addresses if not _is_public(address)]
        if closed:
            raise FetchFailed(source, f"host {host} lies in a private network ({closed[0]})", lasting=True)
    return addresses[0]


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.split("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        elif found in TRANSLATED:
            found = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        elif found.sixtofour is not None or found.teredo is not None:
            return False  # a tunnel that may end anywhere
    return found.is_global and not found.is_multicast
