"""How long the server waits for a client, and what it does with those that take longer.

Waitress reads a request to its end before a thread sees it, and sends an answer without a thread, so a slow
client costs a connection and nothing else. What is added here are deadlines: a connection that is slower is
closed, and where there are too many, the one that has been without a whole request for longest.
"""

import socket
import struct
import time
from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer

HEADERS_S = 15
BODY_S = 30
#: A connection that is kept alive may say nothing for so long.
IDLE_S = 30
#: An answer must flow at this rate at least, taken over so many seconds.
SLOWEST_BYTES_S = 2_000
SENDING_S = 30
#: What the kernel has of an answer waits so long for a client that takes none: longer than we do, since the
#: kernel tells nobody when it gives up.
LEFT_S = 75
LOOK_EVERY_S = 2
MOST_CONNECTIONS = 400
_AT_ONCE = struct.pack("ii", 1, 0)


class Channel(HTTPChannel):  # type: ignore[misc] # waitress has no types
    """One connection, which knows since when it waits for its client."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self.waiting_since = time.monotonic()
        self.measured_at = self.waiting_since
        self.unsent = 0
        super().__init__(*arguments, **named)

    def received(self, data: bytes) -> bool:
        """Take what came in, and begin to count where it begins another request."""
        before = self.request
        took = bool(super().received(data))
        if self.request is not before:
            self.waiting_since = time.monotonic()
        return took

    def is_too_slow(self, now: float) -> bool:
        """Whether the client has had its time, and nothing of ours is still working for it."""
        if self.total_outbufs_len:
            return self._is_sent_too_slowly(now)
        self.measured_at, self.unsent = now, 0
        if self.requests:
            self.waiting_since = now
            return False
        waited = now - self.waiting_since
        if self.request is None:
            return waited > IDLE_S
        return waited > (BODY_S if self.request.headers_finished else HEADERS_S)

    def _is_sent_too_slowly(self, now: float) -> bool:
        self.waiting_since = now
        if not self.unsent:
            self.measured_at, self.unsent = now, self.total_outbufs_len
        elif now - self.measured_at > SENDING_S:
            sent = self.unsent - self.total_outbufs_len
            self.measured_at, self.unsent = now, self.total_outbufs_len
            return bool(sent < SLOWEST_BYTES_S * SENDING_S)
        return False


class Server(TcpWSGIServer):  # type: ignore[misc] # waitress has no types
    """Waitress's server with deadlines, and without an end of accepting."""

    channel_class = Channel

    def maintenance(self, now: float) -> None:
        """Close the connections whose clients have had their time."""
        clock = time.monotonic()
        for channel in list(self.active_channels.values()):
            if channel.is_too_slow(clock):
                if channel.total_outbufs_len:
                    # Otherwise the kernel goes on holding what it was to send.
                    channel.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
                # Waitress would wait until it can write, which is never where nobody reads.
                channel.handle_close()

    def handle_accept(self) -> None:
        """Accept a connection, making room for it where there are too many."""
        if len(self.active_channels) >= MOST_CONNECTIONS:
            waiting = [channel for channel in self.active_channels.values() if not channel.requests]
            if waiting:
                min(waiting, key=lambda channel: channel.waiting_since).handle_close()
        super().handle_accept()
