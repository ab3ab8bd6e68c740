"""The way out: to addresses that were looked at first, and within limits that no answer can get round."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from ssl import SSLContext
from typing import Any

import httpcore
import httpx

from assetmap.errors import FeedUnavailable
from assetmap.feeds.address import resolve

_SCHEMES = frozenset({"http", "https"})


class TooSlow(Exception):
    """The time for an answer is over."""


class TooMuch(Exception):
    """More came over the wire than an answer may have."""


@dataclass(slots=True)
class Allowance:
    """When what is asked for must be here, by the monotonic clock, and how many bytes may still come."""

    ends: float = inf
    size: float = inf

    def start(self, seconds: float, size: int) -> None:
        """Allow so much from now on."""
        self.ends, self.size = time.monotonic() + seconds, size

    def patience(self, wanted: float | None) -> float:
        """How long may be waited for the next piece; raises TooSlow where that is no time at all."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TooSlow
        return min(left, inf if wanted is None else wanted)

    def take(self, piece: bytes) -> bytes:
        """Count a piece; raises TooMuch with the one that is too much."""
        self.size -= len(piece)
        if self.size < 0:
            raise TooMuch
        return piece


class CheckedTransport(httpx.HTTPTransport):
    """Resolves a host once, checks its addresses and connects to one of them: DNS cannot change its mind."""

    def __init__(self, *, allow_private: bool) -> None:
        # No proxy from the environment: the address that is checked must be the one that is connected to.
        super().__init__(trust_env=False, limits=httpx.Limits(max_connections=1))
        self.allowance = Allowance()
        # Below the pool, connections are still told apart by the names that their certificates are for.
        self._pool._network_backend = _Network(self.allowance, allow_private=allow_private)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the first address of its host that answers."""
        if request.url.scheme not in _SCHEMES:
            raise FeedUnavailable(f"{request.url} is no address of the web: only http and https are read.")
        return super().handle_request(request)


class _Network(httpcore.NetworkBackend):
    """Connections to addresses that were checked."""

    def __init__(self, allowance: Allowance, *, allow_private: bool) -> None:
        self._allowance, self._allow_private = allowance, allow_private
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = resolve(host, port, allow_private=self._allow_private)
        for address in addresses[:-1]:
            try:
                return self._connect(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(addresses[-1], port, timeout, local_address, socket_options)

    def _connect(self, address: str, port: int, timeout: float | None, *more: Any) -> httpcore.NetworkStream:
        patience = self._allowance.patience(timeout)
        return _Stream(self._sockets.connect_tcp(address, port, patience, *more), self._allowance)


class _Stream(httpcore.NetworkStream):
    """A connection on which nothing lasts longer, and no more comes, than is allowed."""

    def __init__(self, inner: httpcore.NetworkStream, allowance: Allowance) -> None:
        self._inner, self._allowance = inner, allowance

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        patience = self._allowance.patience(timeout)
        try:
            return self._allowance.take(self._inner.read(max_bytes, patience))
        except httpcore.ReadTimeout:
            # Whose patience it was: raises TooSlow where it was not only the silence that was too long.
            self._allowance.patience(timeout)
            raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._allowance.patience(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        patience = self._allowance.patience(timeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, patience), self._allowance)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
