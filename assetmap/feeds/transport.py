"""The way out: HTTP to an address that was looked at first, for every request and every redirect."""

from types import TracebackType
from typing import Self

import httpx

from assetmap.errors import FeedUnavailable
from assetmap.feeds.address import resolve

_PORTS = {"http": 80, "https": 443}


class CheckedTransport(httpx.BaseTransport):
    """Resolves a host once, checks its addresses and connects to one of them: DNS cannot change its mind."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        # No proxy from the environment: the address that is checked must be the one that is connected to.
        self._inner = httpx.HTTPTransport(trust_env=False, limits=httpx.Limits(max_connections=1))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the first address of its host that answers."""
        url = request.url
        if url.scheme not in _PORTS:
            raise FeedUnavailable(f"{url} is no address of the web: only http and https are read.")
        port = url.port or _PORTS[url.scheme]
        addresses = resolve(url.host, port, allow_private=self._allow_private)
        for address in addresses[:-1]:
            try:
                return self._send(request, address)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return self._send(request, addresses[-1])

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def __enter__(self) -> Self:
        self._inner.__enter__()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        self._inner.__exit__(exc_type, exc_value, traceback)

    def _send(self, request: httpx.Request, address: str) -> httpx.Response:
        # The certificate is still checked against the name, and the Host header still says it.
        named = httpx.Request(
            request.method,
            request.url.copy_with(host=address),
            headers=request.headers,
            extensions={**request.extensions, "sni_hostname": request.url.host},
        )
        return self._inner.handle_request(named)
