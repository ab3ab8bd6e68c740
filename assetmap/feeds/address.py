"""Which addresses a feed may be read from: public ones, decided on the very address that is connected to."""

import re
import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from assetmap.errors import FeedUnavailable

_Address = IPv4Address | IPv6Address

# An address of IPv6 that stands for one of IPv4 leads to wherever that one leads.
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
# Networks that lead inside, which not every version of Python's own table knows of: NAT64 within a site
# (RFC 8215), site-local (RFC 3879), IPv4-translated (RFC 2765), Teredo (RFC 4380), documentation (RFC 9637).
_INSIDE = tuple(
    IPv6Network(network)
    for network in ("64:ff9b:1::/48", "fec0::/10", "::ffff:0:0:0/96", "2001::/32", "3fff::/20")
)
# The middle of an address of IPv6 whose end is one of IPv4 behind a tunnel within a site (ISATAP, RFC 5214).
_TUNNELLED = frozenset({0x0000_5EFE, 0x0200_5EFE})
_INSIDE_V4 = IPv4Network("192.88.99.0/24")  # the relays of 6to4 (RFC 7526)

_IN_TEXT = re.compile(r"(?i)\b(https?://)(?:[^/@\s]*@)?([^\s?#]*)(?:[?#]\S*)?")


def without_secrets(text: str) -> str:
    """Shorten the addresses in a text to what may be shown: a key may stand in the rest of them."""
    return _IN_TEXT.sub(r"\1\2", text)


def resolve(host: str, port: int, *, allow_private: bool) -> list[str]:
    """Every address of a host, all of them public; refuses a host with any other, unless that is allowed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FeedUnavailable(
            f"There is no host called {host}.", hint="Check the address, and that this machine is on-line."
        ) from error
    addresses = list(dict.fromkeys(str(one[4][0]).split("%")[0] for one in found))
    for address in addresses:
        if not allow_private and not is_public(ip_address(address)):
            raise FeedUnavailable(
                f"{host} is at {address}, which is a private address, so it was not asked.",
                hint="If the feed really is inside your own network, set ASSETMAP_FEED_ALLOW_PRIVATE=yes.",
            )
    return addresses


def is_public(address: _Address) -> bool:
    """Whether an address is one of the public Internet: not private, loopback, link-local or reserved."""
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast and address not in _INSIDE_V4
    if any(address in network for network in _INSIDE):
        return False
    inner = _embedded(address)
    if inner is not None:
        return is_public(inner)
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """The address of IPv4 that one of IPv6 stands for, None where it stands for itself."""
    translated = any(address in network for network in _TRANSLATED)
    if translated or (int(address) >> 32) & 0xFFFFFFFF in _TUNNELLED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
