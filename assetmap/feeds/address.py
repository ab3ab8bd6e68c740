"""Which addresses a feed may be read from: public ones, decided on the very address that is connected to."""

import re
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from assetmap.errors import FeedUnavailable

_Address = IPv4Address | IPv6Address

# An address of IPv6 that stands for one of IPv4 leads to wherever that one leads.
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))

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
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if any(address in network for network in _TRANSLATED):
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast
