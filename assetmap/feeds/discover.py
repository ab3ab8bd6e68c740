"""What an address that somebody typed leads to: the root of a feed, its list of services, or a file."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from assetmap.errors import FeedUnavailable, FileRefused
from assetmap.feeds.client import Client
from assetmap.feeds.envelope import is_page

ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Site:
    """A feed on the web: its root, where one is known, and its list of services; or the file that it is."""

    services: str
    root: str | None = None
    about: Any = None
    file: bytes | None = None

    def list_of(self, kind: str) -> str | None:
        """The address of another list, such as `organizations`."""
        return _under(self.root, kind) if self.root else None

    def one(self, kind: str, key: str) -> str | None:
        """The address of one record of a list."""
        return _under(self.root, kind, key) if self.root else None


def discover(client: Client, url: str) -> Site:
    """Look at an address; raises FeedUnavailable where nothing there is a feed."""
    if not _is_address(url):
        raise FileRefused(f"{url} is no address of a feed.", hint="Write it as https://www.example.org/api")
    answer, body = client.look(url)
    if answer.body.startswith(ZIP):
        return Site(answer.url, file=answer.body)
    if isinstance(body, list) or is_page(body):
        return Site(url, root=_parent(url))
    if isinstance(body, dict) and {"version", "profile", "openapi_url"} & body.keys():
        return Site(_under(url, "services"), root=url, about=body)
    return _below(client, url, body)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _below(client: Client, url: str, about: Any) -> Site:
    services = _under(url, "services")
    answer, body = client.look(services)
    if isinstance(body, list) or is_page(body):
        return Site(services, root=url, about=about)
    raise FeedUnavailable(
        f"There is no feed at {url}: it answers {answer.status}, and no list of services.",
        hint="Give the address under which /services lies, or that of a package as a zip.",
    )


def _under(url: str, *names: str) -> str:
    parts = urlsplit(url)
    path = "/".join([parts.path.rstrip("/"), *(quote(name, safe="") for name in names)])
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))


def _parent(url: str) -> str | None:
    parts = urlsplit(url)
    path, _, last = parts.path.rstrip("/").rpartition("/")
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, "")) if last == "services" else None
