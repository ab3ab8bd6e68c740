"""Slow clients: however many there are, others are answered, and the slow ones are closed in the end."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.request import urlopen

import pytest
from at_work import until
from sqlalchemy import URL

# More than the server has threads, by far.
MANY = 40
PATIENCE_S = 120
#: As /proc/net/tcp has it.
LISTENING = "0A"


@pytest.fixture
def port(make_database: Callable[..., URL], kent_template: str) -> Iterator[int]:
    """The port of a site over the Kent pack, with two threads in all."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = int(server.getsockname()[1])
    command = [sys.executable, "-m", "assetmap", "serve", f"--port={port}", "--workers=1", "--threads=2"]
    database = make_database(kent_template).render_as_string(hide_password=False)
    site = subprocess.Popen(
        command,
        env=os.environ | {"ASSETMAP_DATABASE_URL": database},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert site.stdout is not None
    with site.stdout as said:
        assert any("Ctrl-C" in line for line in said)
        yield port
        os.killpg(site.pid, signal.SIGTERM)
        site.wait(PATIENCE_S)


def length_of(address: str) -> int:
    with urlopen(address, timeout=PATIENCE_S) as response:
        return len(response.read())


def connect(port: int, sent: bytes) -> socket.socket:
    client = socket.socket()
    # What nobody reads must not all fit between the server and the client.
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
    client.settimeout(PATIENCE_S)
    client.connect(("127.0.0.1", port))
    client.sendall(sent)
    return client


SLOW = {
    "half a header": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
    "a body that does not come": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\nx",
    "nothing at all": b"",
}


@pytest.mark.parametrize("sent", SLOW.values(), ids=SLOW)
def test_others_are_answered_while_many_are_slow(port: int, sent: bytes) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(connect(port, sent)) for _ in range(MANY)]
        for _ in range(3):
            with urlopen(f"http://127.0.0.1:{port}/about", timeout=PATIENCE_S) as response:
                assert response.status == 200
        # A deadline ends each: with an answer to what was sent, or without one.
        for client in slow:
            while client.recv(1_000):
                pass


def test_others_are_answered_while_many_read_nothing_of_a_long_answer(port: int) -> None:
    address = f"http://127.0.0.1:{port}/data/services.geojson"
    until(lambda: length_of(address) > 400_000)
    asked = b"GET /data/services.geojson HTTP/1.1\r\nHost: localhost\r\n\r\n" * 8
    with ExitStack() as stack:
        slow = [stack.enter_context(connect(port, asked)) for _ in range(MANY)]
        for _ in range(3):
            with urlopen(f"http://127.0.0.1:{port}/about", timeout=PATIENCE_S) as response:
                assert response.status == 200
        # A deadline ends these too, though nobody reads that it does.
        until(lambda: not any(map(is_connected, slow)), patience_s=300)


def test_what_the_kernel_was_left_with_goes_too(port: int) -> None:
    # Short enough to leave the server at once, which then closes; and the same, kept open.
    asked = b"GET /data HTTP/1.1\r\nHost: localhost\r\n%s\r\n"
    with ExitStack() as stack:
        for connection in (b"Connection: close\r\n", b""):
            stack.enter_context(connect(port, asked % connection))
        until(lambda: len(unsent(port)) == 2)
        until(lambda: not unsent(port), patience_s=300)


def unsent(port: int) -> list[int]:
    """How many bytes the kernel holds for each client of a port, also where the server has closed."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    held = [
        int(row[4].partition(":")[0], 16)
        for row in rows
        if row[1].endswith(f":{port:04X}") and row[3] != LISTENING
    ]
    return [size for size in held if size]


def is_connected(client: socket.socket) -> bool:
    established = 1
    return client.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == established


def test_a_question_that_is_too_long_is_refused(port: int) -> None:
    with connect(port, b"GET /?q=" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n") as client:
        assert client.recv(100).splitlines()[0].split()[1] == b"431"
