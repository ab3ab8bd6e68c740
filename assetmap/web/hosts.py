"""Which names this site answers to: a name that somebody else chose would stand in our links.

An answer may be kept by a cache that many share, so whoever asked it under the name `evil.example` would have
its links lead there for everybody. Only the names that whoever runs the site has given are believed, and
loopback's.
"""

from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from flask import Flask, request

from assetmap.config import Settings
from assetmap.errors import Misdirected


def believe_hosts(app: Flask, settings: Settings) -> None:
    """Answer requests under our own names, and others with 421."""
    names = frozenset(_names(settings))

    @app.before_request
    def check() -> None:
        # What a proxy says of the name (X-Forwarded-Host) comes from whoever asked, and plays no part.
        name = hostname(request.host)
        if name not in names and not _is_loopback(name):
            raise Misdirected(
                "This AssetMap doesn't answer to that name.",
                hint="Use the address that you were given. Whoever runs it adds names with ASSETMAP_HOSTS.",
            )


def hostname(host: str) -> str:
    """Return the name in a Host, without its port: `EXAMPLE.org.:8000` is example.org."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        ascii_name = name if name.isascii() else name.encode("idna").decode()
    except ValueError:
        return ""
    return ascii_name.removesuffix(".")


def _names(settings: Settings) -> list[str]:
    public = [urlsplit(settings.public_url).hostname or ""] if settings.public_url else []
    return [hostname(name) for name in (*public, *settings.hosts)]


def _is_loopback(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    return address.is_loopback and not (isinstance(address, IPv6Address) and address.ipv4_mapped)
