"""PostgreSQL's own log: no statement, no value, and no more than a few megabytes."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from assetmap.database import serverlog
from assetmap.database.cluster import Cluster
from assetmap.database.engine import make_engine
from assetmap.errors import DatabaseUnavailable

SECRET = "CT91XZ"


@pytest.fixture
def running(stopped: Cluster) -> Iterator[Cluster]:
    stopped.start()
    yield stopped
    stopped.stop(mode="immediate")


def test_what_fails_is_not_quoted(running: Cluster) -> None:
    # Whatever a file of an older cluster says.
    running.administer("ALTER SYSTEM SET log_min_duration_statement = 0")
    running.administer("ALTER SYSTEM SET log_statement = 'all'; SELECT pg_reload_conf()")
    engine = make_engine(running.url, role="web")
    for statement in (
        f"SELECT CAST('{SECRET}' AS int)",
        f"SELECT '{SECRET}' FROM nowhere",
        f"SELECT '{SECRET}', pg_sleep(10)",
        f"DO $$ BEGIN RAISE EXCEPTION 'no {SECRET}'; END $$",
        f"DO $$ BEGIN RAISE WARNING 'no {SECRET}'; END $$",
    ):
        with engine.connect() as connection:
            fail(connection, statement)
    engine.dispose()
    bound = make_engine(running.url, role="command")
    with bound.connect() as connection:
        fail(connection, "SELECT CAST(:value AS int)", value=SECRET)
    bound.dispose()
    said = running.log.read_text()
    assert "database system is ready" in said
    assert SECRET not in said


def fail(connection: Connection, statement: str, **values: str) -> None:
    try:
        connection.execute(text("SET LOCAL statement_timeout = 50"))
        connection.execute(text(statement), values)
    except (DBAPIError, DatabaseUnavailable):
        connection.rollback()


def test_a_role_that_may_asks_a_server_of_ones_own_to_be_silent(cluster: Cluster) -> None:
    for name in serverlog.OF_A_SESSION:
        cluster.administer(f"GRANT SET ON PARAMETER {name} TO assetmap")
    engine = make_engine(cluster.url, role="command")
    with engine.connect() as connection:
        for name, value in serverlog.OF_A_SESSION.items():
            assert str(connection.execute(text(f"SHOW {name}")).scalar_one()) == value
        connection.rollback()
        assert connection.execute(text("SHOW log_min_messages")).scalar_one() == "log"
    engine.dispose()
    for name in serverlog.OF_A_SESSION:
        cluster.administer(f"REVOKE SET ON PARAMETER {name} FROM assetmap")


def test_a_role_that_may_not_is_let_in_all_the_same(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1


@pytest.mark.parametrize("when", ["before the start", "while it runs"])
def test_the_log_turns_over(stopped: Cluster, when: str) -> None:
    if when == "while it runs":
        stopped.start()
    with stopped.log.open("a") as log:
        log.writelines(f"line {number}\n" for number in range(serverlog.MOST_BYTES // 10))
    assert stopped.log.stat().st_size > serverlog.MOST_BYTES
    stopped.start()
    stopped.stop()
    said = stopped.log.read_text().splitlines()
    assert stopped.log.stat().st_size < serverlog.KEPT_BYTES + 10_000
    assert said[0].startswith("line ")
    assert f"line {serverlog.MOST_BYTES // 10 - 1}" in said
    # What the server says is still written at its end.
    assert "database system is shut down" in said[-1]


def test_a_link_in_its_place_is_not_followed(stopped: Cluster) -> None:
    other = stopped.directory / "other"
    other.write_bytes(b"x" * (serverlog.MOST_BYTES + 1))
    stopped.log.unlink()
    stopped.log.symlink_to(other)
    with pytest.raises(OSError, match="symbolic links"):
        serverlog.turn_over(stopped.log)
    assert other.stat().st_size == serverlog.MOST_BYTES + 1
