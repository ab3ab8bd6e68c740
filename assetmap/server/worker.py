"""One of gunicorn's processes, in which waitress talks to the clients and a few threads answer them."""

import logging
import os
import signal
import sys
import time
from socket import IPPROTO_TCP, TCP_USER_TIMEOUT
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.task import ThreadedTaskDispatcher

from assetmap.server.patience import IDLE_S, LEFT_S, LOOK_EVERY_S, MOST_CONNECTIONS, Server

#: The longest question is a query string, and nothing is sent to AssetMap that is longer than a form.
MAX_HEADERS_BYTES = 16_384
MAX_BODY_BYTES = 1_000_000
#: What an answer that is no file may be ahead of its reader; more than 1 MB of it lies on the disk.
MOST_AHEAD_BYTES = 64_000_000
#: What tells a process to stop.
HEARD = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)
_TICK_S = 1.0


class PatientWorker(Worker):  # type: ignore[misc] # gunicorn has no types
    """Gunicorn looks after it as after any other: it starts it, watches it and stops it."""

    def run(self) -> None:
        """Serve until told to stop, and then let requests in hand end."""
        # It warns whenever a request has to wait for a thread.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        threads = ThreadedTaskDispatcher()
        threads.set_thread_count(self.cfg.threads)
        connections: dict[int, Any] = {}
        servers = [self._serve(listener.sock, connections, threads) for listener in self.sockets]
        while self.alive and self.ppid == os.getppid():
            self.notify()
            wasyncore.poll2(_TICK_S, connections)
        for server in servers:
            server.close()
        self._let_end(connections)

    def init_signals(self) -> None:
        """Listen to signals, and to those that came before it did."""
        super().init_signals()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HEARD)

    def handle_quit(self, _signal: int, _frame: object) -> None:
        """Stop at once: the same signal comes twice, from the terminal and from gunicorn."""
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)

    def handle_exit(self, _signal: int, _frame: object) -> None:
        """Stop: the loop sees it when it next looks."""
        self.alive = False

    def _serve(self, socket: Any, connections: dict[int, Any], threads: ThreadedTaskDispatcher) -> Server:
        settings = Adjustments(
            sockets=[socket],
            threads=self.cfg.threads,
            ident=None,
            # Together with the server's own two; past it, `Server` makes room for the next.
            connection_limit=MOST_CONNECTIONS + 100,
            cleanup_interval=LOOK_EVERY_S,
            channel_timeout=IDLE_S,
            asyncore_use_poll=True,
            max_request_header_size=MAX_HEADERS_BYTES,
            max_request_body_size=MAX_BODY_BYTES,
            outbuf_high_watermark=MOST_AHEAD_BYTES,
            # A client that goes away is no fault of ours, and many would fill the log.
            log_socket_errors=False,
            trusted_proxy="127.0.0.1",
            trusted_proxy_headers="x-forwarded-for x-forwarded-proto",
        )
        # What an answer leaves in the kernel, also once we have closed it, waits no longer for its reader.
        settings.socket_options = [
            *settings.socket_options,
            (IPPROTO_TCP, TCP_USER_TIMEOUT, LEFT_S * 1000),
        ]
        about = (socket.family, socket.type, socket.proto, socket.getsockname())
        return Server(
            self.wsgi,
            connections,
            _sock=socket,
            dispatcher=threads,
            adj=settings,
            bind_socket=False,
            sockinfo=about,
        )

    def _let_end(self, connections: dict[int, Any]) -> None:
        latest = time.monotonic() + self.cfg.graceful_timeout - _TICK_S
        while time.monotonic() < latest and any(_is_busy(each) for each in connections.values()):
            self.notify()
            wasyncore.poll2(0.1, connections)


def _is_busy(connection: Any) -> bool:
    """Whether a request on it is being answered, or its answer is on the way."""
    return bool(getattr(connection, "requests", None) or getattr(connection, "total_outbufs_len", 0))
