"""`assetmap serve`: it answers, it ends when told to, and it takes its cluster down with it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest
from sqlalchemy import URL

from assetmap.commands.db import enforce_roles
from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.cluster import Cluster
from assetmap.database.engine import make_engine
from assetmap.database.lease import leased

Serve = Callable[..., subprocess.Popen[str]]


#: The tests' database asks the kernel who is there, so root stays root.
STAYS = (
    "AssetMap serves as root. Another user might not be let into the database:"
    " set ASSETMAP_WEB_DATABASE_URL.\n"
)


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def serve(port: int) -> Iterator[Serve]:
    """Start the site as a shell would: in a process group of its own, which gets each signal whole."""
    running: list[subprocess.Popen[str]] = []

    def start(*options: str, **env: str) -> subprocess.Popen[str]:
        # What a shell puts into the background never hears Ctrl-C, nor do its children, until they are told.
        hearing = ["env", "--default-signal=INT"]
        command = [*hearing, sys.executable, "-m", "assetmap", "serve", "--port", str(port), *options]
        running.append(
            subprocess.Popen(
                command,
                env=os.environ | env,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        )
        return running[-1]

    yield start
    for process in running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def wait_for(process: subprocess.Popen[str], words: str) -> str:
    """Read what the process says until these words come."""
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(said)


def status_of(port: int) -> int:
    with urlopen(f"http://127.0.0.1:{port}/", timeout=30) as response:
        return int(response.status)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def as_text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def test_it_serves_until_ctrl_c(serve: Serve, port: int, make_database: Callable[..., URL]) -> None:
    site = serve(ASSETMAP_DATABASE_URL=as_text(make_database()))
    said = wait_for(site, "Ctrl-C")
    greeting = f"AssetMap is at http://127.0.0.1:{port}/ (Ctrl-C stops it)\n"
    assert said == (greeting if os.geteuid() else STAYS + greeting)
    assert status_of(port) == 200
    os.killpg(site.pid, signal.SIGINT)
    assert site.communicate()[0] == ""
    assert site.returncode == 0
    assert is_free(port)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_cluster_that_it_started_ends_with_it(
    serve: Serve, port: int, stopped: Cluster, number: signal.Signals
) -> None:
    with leased(stopped):
        engine = make_engine(stopped.url, role="owner")
        migrate.upgrade(engine)
        enforce_roles(Settings(home=stopped.home), engine)
        engine.dispose()
    site = serve(ASSETMAP_HOME=str(stopped.home))
    wait_for(site, "Ctrl-C")
    assert stopped.status().running
    assert status_of(port) == 200
    os.killpg(site.pid, number)
    site.communicate()
    assert site.returncode == 0
    assert not stopped.status().running


def test_debug_tells_rules_and_not_addresses(
    serve: Serve, port: int, make_database: Callable[..., URL]
) -> None:
    site = serve("--debug", ASSETMAP_DATABASE_URL=as_text(make_database()))
    wait_for(site, "to be changed")
    # A second process, which serves, says it again.
    wait_for(site, "to be changed")
    until_it_answers(port)
    send(port, b"GET /?q=diabetes HTTP/1.0\r\nHost: localhost\r\n\r\n")
    send(port, b"GET /?q=diabetes\x00\xff HTTP/9.9\r\n\r\n")
    os.killpg(site.pid, signal.SIGINT)
    said = site.communicate()[0]
    assert "DEBUG GET / 200" in said
    assert "diabetes" not in said
    assert "127.0.0.1" not in said
    assert "Debugger" not in said
    assert is_free(port)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_debug_is_for_this_machine_alone(serve: Serve, host: str) -> None:
    site = serve("--debug", "--host", host)
    assert f"--debug is for this machine alone, and --host is {host}." in site.communicate()[0]
    assert site.returncode == 2


def test_the_server_tells_no_address_either(
    serve: Serve, port: int, make_database: Callable[..., URL]
) -> None:
    site = serve(ASSETMAP_DATABASE_URL=as_text(make_database()))
    wait_for(site, "Ctrl-C")
    for request in (
        b"GET /?q=diabetes&postcode=CT9+1XZ HTTP/9.9\r\n\r\n",
        b"GET /?q=diabetes&postcode=CT9+1XZ\r\n\r\n",
        b"GET /?q=diabetes HTTP/1.1\r\nHost: a\r\nCT9 1XZ: diabetes\r\n\r\n",
        b"GET /?q=diabetes HTTP/1.1\r\nHost: a\r\nContent-Length: diabetes\r\n\r\n",
        b"CT91XZ /?q=diabetes HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"diabetes",
    ):
        send(port, request)
    assert status_of(port) == 200
    os.killpg(site.pid, signal.SIGINT)
    said = site.communicate()[0]
    assert "diabetes" not in said
    assert "CT9" not in said
    assert "127.0.0.1" not in said


def send(port: int, request: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        with suppress(ConnectionResetError):
            while connection.recv(4096):
                pass


def until_it_answers(port: int) -> None:
    while is_free(port):
        time.sleep(0.1)


def test_a_port_in_use_is_a_sentence(serve: Serve, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        said = serve().communicate()[0]
    assert said == (
        f"AssetMap cannot listen on 127.0.0.1, port {port}: Address already in use.\n"
        f"Choose another port: --port {port + 1}\n"
    )


def test_a_database_without_tables_is_a_sentence(serve: Serve, stopped: Cluster) -> None:
    site = serve(ASSETMAP_HOME=str(stopped.home))
    said = site.communicate()[0]
    assert "The database has no AssetMap tables yet" in said
    assert "assetmap db upgrade" in said
    assert "Traceback" not in said
    assert site.returncode == 1
    assert not stopped.status().running


def test_a_pack_that_is_not_there_is_a_sentence(
    serve: Serve, home: Path, make_database: Callable[..., URL]
) -> None:
    said = serve(ASSETMAP_DATABASE_URL=as_text(make_database()), ASSETMAP_DATA=str(home)).communicate()[0]
    assert str(home) in said
    assert "Traceback" not in said
