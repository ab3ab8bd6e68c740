"""What slow clients do to web servers: half-sent headers, dribbled bodies and downloads that nobody reads.

    python -m benchmarks.slow_clients [--servers ours gthread gevent granian waitress] [--slow 64]

Each server answers the same small application on loopback with two processes of four threads (waitress: one
of eight), with its own defaults unless said otherwise. So many slow clients connect, and while they stay, a
page is asked for twenty times. Then it is seen how long the server keeps them. `gevent` and `granian` are
measured where they are installed; AssetMap doesn't need them.
"""

import argparse
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

BIG_BYTES = 10_000_000
ASKED = 20
ANSWER_S = 5.0
WATCHED_S = 75.0
APPLICATION = "benchmarks.slow_clients:application"
_GUNICORN = [
    sys.executable,
    "-m",
    "gunicorn",
    "--workers=2",
    "--log-level=critical",
    "--bind=127.0.0.1:{port}",
]
_PATIENT = "--worker-class=assetmap.server.worker.PatientWorker"
SERVERS = {
    "gthread": [*_GUNICORN, "--threads=4", "--worker-class=gthread", APPLICATION],
    "gevent": [*_GUNICORN, "--worker-class=gevent", APPLICATION],
    "granian": [
        *[sys.executable, "-m", "granian", "--interface=wsgi", "--workers=2", "--blocking-threads=4"],
        *["--log-level=critical", "--host=127.0.0.1", "--port={port}", APPLICATION],
    ],
    "waitress": [
        *[sys.executable, "-m", "waitress", "--threads=8", "--listen=127.0.0.1:{port}", APPLICATION],
    ],
    "ours": [*_GUNICORN, "--threads=4", _PATIENT, APPLICATION],
}


def application(environ: dict[str, Any], start_response: Any) -> Any:
    """Answer with a word, with 10 MB, or with how long the body was."""
    if environ["PATH_INFO"] == "/big":
        start_response("200 OK", [("Content-Length", str(BIG_BYTES))])
        return iter([bytes(100_000)] * (BIG_BYTES // 100_000))
    body = environ["wsgi.input"].read() if environ["REQUEST_METHOD"] == "POST" else b""
    start_response("200 OK", [("Content-Length", "2"), ("Content-Type", "text/plain")])
    return [b"ok" if len(body) < 100_000 else b"no"]


def main() -> None:
    """Attack each server in turn and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--servers", nargs="*", choices=SERVERS, default=list(SERVERS))
    parser.add_argument("--slow", type=int, default=64)
    arguments = parser.parse_args()
    print(
        f"| server | {arguments.slow} slow clients | answered of {ASKED} | median, ms | slow ones kept, s |"
    )
    print("|---|---|---|---|---|")
    for name in arguments.servers:
        for attack, begin in ATTACKS.items():
            try:
                with serving(SERVERS[name]) as port:
                    print(
                        f"| {name} | {attack} | {measure(port, begin, arguments.slow)} |",
                        flush=True,
                    )
            except ConnectionError:
                print(f"| {name} | {attack} | isn't installed or did not start | | |", flush=True)


@contextmanager
def serving(command: list[str]) -> Iterator[int]:
    """Run a server on a free port for as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(
            [part.format(port=port) for part in command], stdout=log, stderr=log, start_new_session=True
        )
        try:
            for _ in range(150):
                if server.poll() is None and ask(port) is not None:
                    break
                time.sleep(0.1)
            else:
                raise ConnectionError
            yield port
        finally:
            for number in (signal.SIGTERM, signal.SIGKILL):
                if server.poll() is None:
                    os.killpg(server.pid, number)
                    try:
                        server.wait(8)
                    except subprocess.TimeoutExpired:
                        continue


def measure(port: int, attack: Callable[[int], socket.socket], slow: int) -> str:
    """Connect slow clients, ask for a page beside them, and watch how long they are kept."""
    with ExitStack() as stack:
        begun = time.monotonic()
        clients = [stack.enter_context(attack(port)) for _ in range(slow)]
        time.sleep(1)
        took = [seconds for seconds in (ask(port, clients) for _ in range(ASKED)) if seconds is not None]
        median = f"{statistics.median(took) * 1000:.0f}" if took else ""
        while (open_ones := dribble(clients)) and time.monotonic() - begun < WATCHED_S:
            time.sleep(1)
        kept = f"over {WATCHED_S:.0f}" if open_ones else f"{time.monotonic() - begun:.0f}"
    return f"{len(took)} | {median} | {kept}"


def ask(port: int, clients: list[socket.socket] | None = None) -> float | None:
    """Seconds that a page takes; None where it doesn't come in time."""
    if clients:
        dribble(clients)
    begun = time.monotonic()
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=ANSWER_S) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return time.monotonic() - begun if b"200" in client.recv(1000) else None
    except OSError:
        return None


def dribble(clients: list[socket.socket]) -> int:
    """Send a byte more on each connection that is there to be sent on, and count those that are open."""
    still_open = 0
    for client in clients:
        try:
            if client not in UNREAD:
                client.send(b"x")
                client.recv(1, socket.MSG_DONTWAIT | socket.MSG_PEEK)
            # A connection that the server has reset or closed says so without reading from it.
            elif client.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] != 1:
                continue
        except BlockingIOError:
            still_open += 1
        except OSError:
            continue
        else:
            still_open += client in UNREAD
    return still_open


UNREAD: set[socket.socket] = set()


def half_sent(port: int) -> socket.socket:
    """Send headers without their end."""
    return _connected(port, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")


def dribbled(port: int) -> socket.socket:
    """Promise a body and begin to send it."""
    return _connected(port, b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\n")


def unread(port: int) -> socket.socket:
    """Ask for 10 MB and read nothing."""
    client = _connected(port, b"GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n", receive=4096)
    UNREAD.add(client)
    return client


def _connected(port: int, sent: bytes, receive: int | None = None) -> socket.socket:
    client = socket.socket()
    if receive:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
    client.connect(("127.0.0.1", port))
    client.sendall(sent)
    return client


ATTACKS = {"half-sent headers": half_sent, "dribbled bodies": dribbled, "unread downloads of 10 MB": unread}


if __name__ == "__main__":
    main()
