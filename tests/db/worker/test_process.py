"""The worker as a program: killed, told to end, and beside another one."""

import logging
import os
import signal
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from click.testing import Result
from feed_server import Feed, Reply, serve, service
from sqlalchemy import URL

from assetmap.commands.db import enforce_roles
from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.cluster import Cluster
from assetmap.database.engine import make_engine
from assetmap.database.lease import leased
from assetmap.worker import run

Run = Callable[..., Result]
Ask = Callable[..., list[Any]]
Start = Callable[..., subprocess.Popen[str]]

BOOKS = "SELECT trouble, failures, failing_since, due_at, tried_at FROM source"
LISTED = "SELECT name FROM listing ORDER BY name"
JOBS = "SELECT status::text FROM assetmap_jobs.procrastinate_jobs WHERE task_name = 'refresh_source'"
PATIENCE_S = 120


class Gated(Feed):
    """A feed of three pages, at whose second page everybody waits until the gate is open."""

    def __init__(self) -> None:
        super().__init__([service(number, name=f"New {number:02}") for number in range(30)])
        self.per_page_most = 10
        self.reached, self.gate = threading.Event(), threading.Event()
        self.busy = False

    def page(self, query: dict[str, str]) -> Reply:
        if query.get("page") == "2":
            self.reached.set()
            if self.busy:
                return 503, {"Retry-After": "100"}, b"busy"
            assert self.gate.wait(PATIENCE_S)
        return super().page(query)

    def pages(self) -> list[str]:
        """The numbers of the pages that were asked for, without what only tries the parameters."""
        lists = [
            asked
            for asked in self.asked
            if asked.startswith("/services?") and "per_page=1&" not in f"{asked}&"
        ]
        return [asked.split("page=")[1].split("&")[0] for asked in lists]


@pytest.fixture
def gated() -> Iterator[Gated]:
    feed = Gated()
    with serve(feed):
        yield feed
        feed.gate.set()


@pytest.fixture
def due(assetmap: Run, gated: Gated, ask: Ask) -> Gated:
    """The gated feed: two of its services are known from before, and all of it is due now."""
    services, gated.services = gated.services, [service(0), service(1)]
    result = assetmap("import", "feed", gated.url, "--source", "neighbour", "--refresh", "daily")
    assert result.exit_code == 0, result.output
    ask("UPDATE import_run SET started_at = started_at - interval '8 days'")
    ask("UPDATE source SET due_at = now()")
    gated.services, gated.asked = services, []
    return gated


@pytest.fixture
def start(env: dict[str, str]) -> Iterator[Start]:
    """Start the worker as a program of its own."""
    running: list[subprocess.Popen[str]] = []

    def begin(*options: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "assetmap", "worker", *options]
        process = subprocess.Popen(
            command, env=os.environ | env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        if process.poll() is None:
            process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def wait_for(process: subprocess.Popen[str], words: str) -> None:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if words in line:
            return
    raise AssertionError(said)


def test_kill_9_in_the_middle_changes_nothing_and_the_next_worker_goes_on(
    assetmap: Run, start: Start, due: Gated, ask: Ask
) -> None:
    before = ask(LISTED), ask(BOOKS)
    worker = start()
    assert due.reached.wait(PATIENCE_S)
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    due.gate.set()
    assert (ask(LISTED), ask(BOOKS)) == before
    # Beside it another may wait, which the worker's other hand has put there.
    assert set(ask(JOBS)) - {"todo"} == {"doing"}
    assert due.pages() == ["1", "2"]
    # A minute without a sign of life, for which the test does not wait.
    ask("UPDATE assetmap_jobs.procrastinate_workers SET last_heartbeat = now() - interval '61 seconds'")
    due.asked = []
    result = assetmap("worker", "--once")
    assert "neighbour: taken up again, for its worker is gone" in result.stdout
    assert due.pages() == ["2", "3"]
    assert ask(LISTED) == [f"New {number:02}" for number in range(30)]
    assert ask(BOOKS)[0][0] is None
    assert ask(JOBS) == []


def test_a_source_that_ended_three_workers_waits_for_its_next_time(
    assetmap: Run, start: Start, due: Gated, ask: Ask
) -> None:
    worker = start()
    assert due.reached.wait(PATIENCE_S)
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    due.gate.set()
    ask("UPDATE assetmap_jobs.procrastinate_jobs SET attempts = 2 WHERE task_name = 'refresh_source'")
    ask("UPDATE assetmap_jobs.procrastinate_workers SET last_heartbeat = now() - interval '61 seconds'")
    due.asked = []
    assetmap("worker", "--once")
    assert due.asked == []
    assert ask("SELECT trouble FROM source") == ["The worker was ended in the middle of it 3 times."]


def test_a_worker_that_is_started_at_once_forgets_none_of_those_that_were_ended(
    assetmap: Run, start: Start, due: Gated, ask: Ask
) -> None:
    worker = start()
    assert due.reached.wait(PATIENCE_S)
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    due.gate.set()
    ask("UPDATE assetmap_jobs.procrastinate_jobs SET attempts = 2 WHERE task_name = 'refresh_source'")
    # Nobody can tell yet that it is dead, so the source counts as being read.
    ask("UPDATE assetmap_jobs.procrastinate_workers SET last_heartbeat = now() + interval '1 hour'")
    due.asked = []
    assetmap("worker", "--once")
    assert ask(JOBS) == ["doing"]
    ask("UPDATE assetmap_jobs.procrastinate_workers SET last_heartbeat = now() - interval '61 seconds'")
    assetmap("worker", "--once")
    assert due.asked == []
    assert ask("SELECT trouble FROM source") == ["The worker was ended in the middle of it 3 times."]
    assert ask(JOBS) == []


def test_what_is_in_hand_is_finished_when_it_is_told_to_end(start: Start, due: Gated, ask: Ask) -> None:
    worker = start()
    assert due.reached.wait(PATIENCE_S)
    worker.send_signal(signal.SIGTERM)
    wait_for(worker, "Ending; a job in hand has 6 seconds.")
    due.gate.set()
    said = worker.communicate(timeout=PATIENCE_S)[0]
    assert "neighbour: 30 rows in" in said
    assert said.endswith("The worker has ended.\n")
    assert worker.returncode == 0
    assert len(ask(LISTED)) == 30


def test_what_takes_longer_stops_and_goes_on_next_time(
    assetmap: Run, due: Gated, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ask(LISTED), ask(BOOKS)
    monkeypatch.setattr(run, "GRACE_S", 0.1)
    due.busy = True

    def end() -> None:
        assert due.reached.wait(PATIENCE_S)
        os.kill(os.getpid(), signal.SIGTERM)

    ending = threading.Thread(target=end)
    ending.start()
    result = assetmap("worker")
    ending.join()
    assert result.exit_code == 0, result.output
    assert "neighbour: stopped, to go on when the worker runs again" in result.stdout
    assert (ask(LISTED), ask(BOOKS)) == before
    due.busy, due.asked = False, []
    due.gate.set()
    assetmap("worker", "--once")
    assert due.pages() == ["2", "3"]
    assert len(ask(LISTED)) == 30


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_worker_with_nothing_to_do_ends_at_once(start: Start, number: signal.Signals) -> None:
    worker = start()
    wait_for(worker, "The worker has started; Ctrl-C stops it.")
    worker.send_signal(number)
    said = worker.communicate(timeout=PATIENCE_S)[0]
    assert said.endswith("The worker has ended.\n")
    assert worker.returncode == 0


def test_two_workers_do_not_read_one_source_twice(assetmap: Run, start: Start, due: Gated, ask: Ask) -> None:
    first = start("--once")
    assert due.reached.wait(PATIENCE_S)
    second = start("--once")
    assert second.communicate(timeout=PATIENCE_S)[0].count(": reading ") == 0
    assert second.returncode == 0
    due.gate.set()
    assert "30 rows in" in first.communicate(timeout=PATIENCE_S)[0]
    assetmap("worker", "--once")
    assert due.pages() == ["1", "2", "3"]
    assert ask("SELECT count(*) FROM import_run") == [2]
    assert ask(JOBS) == []


class Heard(logging.Handler):
    """What the worker says, for a thread that waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self._said = ""
        self._more = threading.Condition()

    def emit(self, record: logging.LogRecord) -> None:
        with self._more:
            self._said += f"{record.getMessage()}\n"
            self._more.notify_all()

    def wait_for(self, words: str) -> None:
        with self._more:
            assert self._more.wait_for(lambda: words in self._said, PATIENCE_S), self._said


def test_a_lost_database_is_waited_for(
    assetmap: Run, cluster: Cluster, url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_AGAIN_S", 0.1)
    heard = Heard()
    monkeypatch.setattr(logging.getLogger("assetmap.worker"), "handlers", [heard])

    def lose_and_find() -> None:
        heard.wait_for("The worker has started")
        cluster.administer(
            f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS false;"
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{url.database}'",
            "postgres",
        )
        heard.wait_for("The worker has lost the database.")
        cluster.administer(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS true", "postgres")
        heard.wait_for("The database answers again.")
        os.kill(os.getpid(), signal.SIGTERM)

    losing = threading.Thread(target=lose_and_find)
    losing.start()
    result = assetmap("worker")
    losing.join()
    assert result.exit_code == 0, result.output
    assert "Traceback" not in result.output


def test_the_cluster_that_it_started_ends_with_it(
    start: Start, stopped: Cluster, env: dict[str, str]
) -> None:
    with leased(stopped):
        engine = make_engine(stopped.url, role="owner")
        migrate.upgrade(engine)
        enforce_roles(Settings(home=stopped.home), engine)
        engine.dispose()
    del env["ASSETMAP_DATABASE_URL"]
    env["ASSETMAP_HOME"] = str(stopped.home)
    worker = start()
    wait_for(worker, "The worker has started")
    assert stopped.status().running
    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=PATIENCE_S)
    assert worker.returncode == 0
    assert not stopped.status().running


def test_a_database_that_is_not_up_to_date_is_a_sentence(assetmap: Run, ask: Ask) -> None:
    ask("UPDATE alembic_version SET version_num = '0007'")
    result = assetmap("worker")
    assert result.exit_code == 1
    assert "The database is at version 0007" in result.stderr
    assert "assetmap db upgrade" in result.stderr


def test_a_worker_without_a_database_says_so(assetmap: Run, env: dict[str, str]) -> None:
    env["ASSETMAP_DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/nothing"
    result = assetmap("worker")
    assert result.exit_code == 1
    assert "The database does not answer" in result.stderr
    assert "Traceback" not in result.output


class Dribbling(socketserver.BaseRequestHandler):
    """Sends an answer that never ends, a byte at a time."""

    begun = threading.Event()

    def handle(self) -> None:
        self.request.recv(65_536)
        self.request.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[")
        with suppress(OSError):
            while True:
                self.request.sendall(b" ")
                self.begun.set()
                time.sleep(0.1)


@pytest.fixture
def dribbling() -> Iterator[str]:
    Dribbling.begun.clear()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Dribbling) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("options", [(), ("--once",)])
def test_a_worker_that_reads_a_feed_without_end_ends_when_it_is_told_to(
    start: Start, due: Gated, ask: Ask, dribbling: str, options: tuple[str, ...]
) -> None:
    ask("UPDATE source SET url = :url", url=dribbling)
    before = ask(LISTED), ask(BOOKS)
    worker = start(*options)
    assert Dribbling.begun.wait(PATIENCE_S)
    worker.send_signal(signal.SIGTERM)
    said = worker.communicate(timeout=PATIENCE_S)[0]
    assert "neighbour: stopped, to go on when the worker runs again" in said
    assert said.endswith("The worker has ended.\n")
    assert worker.returncode == 0
    # Nothing was written, and it is due still.
    assert (ask(LISTED), ask(BOOKS)) == before


def test_one_slow_source_does_not_keep_the_others_waiting(
    assetmap: Run, start: Start, due: Gated, ask: Ask
) -> None:
    with serve(Feed([service(number, id=f"other-{number}") for number in range(3)])) as other:
        result = assetmap("import", "feed", other.url, "--source", "other", "--refresh", "daily")
        assert result.exit_code == 0, result.output
        ask("UPDATE source SET due_at = now() WHERE name = 'other'")
        worker = start()
        wait_for(worker, "other: ")
        wait_for(worker, "other: ")
        assert due.reached.wait(PATIENCE_S)
        assert ask("SELECT due_at > now() FROM source WHERE name = 'other'") == [True]
        assert ask("SELECT due_at < now() FROM source WHERE name = 'neighbour'") == [True]
        worker.send_signal(signal.SIGKILL)
        worker.communicate()


def test_a_source_that_needs_too_much_memory_is_a_sentence(
    assetmap: Run, due: Gated, ask: Ask, env: dict[str, str]
) -> None:
    before = ask(LISTED)
    env["ASSETMAP_IMPORT_MEMORY_MB"] = "64"
    due.services = [service(number, description="x" * 1_000_000) for number in range(100)]
    due.per_page_most = 100
    result = assetmap("worker", "--once")
    assert result.exit_code == 0, result.output
    [trouble] = ask("SELECT trouble FROM source")
    assert "This needs more than 64 MB of memory, so it was stopped and nothing was written." in trouble
    assert "Traceback" not in result.stdout
    assert ask(LISTED) == before
