"""Engines: what each role asks of PostgreSQL, and the sentences when it does not answer."""

import os
from pathlib import Path

import pytest
from sqlalchemy import URL, text
from sqlalchemy.exc import ProgrammingError

from assetmap.config import Settings
from assetmap.database.cluster import Cluster
from assetmap.database.engine import Role, database_url, make_engine, normal_url
from assetmap.errors import DatabaseUnavailable, SetupError


def setting(url: URL, role: Role, name: str) -> str:
    engine = make_engine(url, role=role)
    with engine.connect() as connection:
        value = str(connection.execute(text("SELECT current_setting(:name)"), {"name": name}).scalar_one())
    engine.dispose()
    return value


@pytest.mark.parametrize(
    ("role", "name", "value"),
    [
        ("web", "jit", "off"),
        ("web", "max_parallel_workers_per_gather", "0"),
        ("web", "statement_timeout", "2s"),
        ("web", "default_transaction_read_only", "on"),
        ("web", "TimeZone", "UTC"),
        ("web", "application_name", f"assetmap serve, process {os.getpid()}"),
        ("command", "jit", "on"),
        ("command", "statement_timeout", "0"),
        ("command", "TimeZone", "UTC"),
        ("command", "application_name", f"assetmap command, process {os.getpid()}"),
    ],
)
def test_settings_of_each_role(cluster: Cluster, role: Role, name: str, value: str) -> None:
    assert setting(cluster.url, role, name) == value


def test_no_server_is_a_sentence(home: Path) -> None:
    engine = make_engine(Cluster(home).url)
    with pytest.raises(DatabaseUnavailable, match="The database does not answer") as raised:
        engine.connect()
    assert "assetmap db start" in str(raised.value.hint)
    assert "\n" not in raised.value.message


def test_a_connection_that_the_server_ends_is_a_sentence_and_the_next_one_works(cluster: Cluster) -> None:
    engine, admin = make_engine(cluster.url), make_engine(cluster.url, role="owner")
    with engine.connect() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with admin.connect() as killer:
            killer.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
        with pytest.raises(DatabaseUnavailable, match="The database does not answer"):
            connection.execute(text("SELECT 1"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    engine.dispose()
    admin.dispose()


def test_a_pooled_connection_that_died_is_replaced_in_silence(cluster: Cluster) -> None:
    engine, admin = make_engine(cluster.url), make_engine(cluster.url, role="owner")
    with engine.connect() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with admin.connect() as killer:
        killer.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    engine.dispose()
    admin.dispose()


def test_a_query_that_takes_too_long_is_a_sentence(cluster: Cluster) -> None:
    engine = make_engine(cluster.url)
    with engine.connect() as connection, pytest.raises(DatabaseUnavailable, match="took too long"):
        connection.execute(text("SET LOCAL statement_timeout = 10; SELECT pg_sleep(5)"))
    engine.dispose()


def test_a_wrong_query_stays_what_it_is(cluster: Cluster) -> None:
    engine = make_engine(cluster.url)
    with engine.connect() as connection, pytest.raises(ProgrammingError):
        connection.execute(text("SELECT * FROM nowhere"))
    engine.dispose()


def test_where_the_database_is() -> None:
    own = database_url(Settings(home=Path("/nowhere/at/all")))
    assert own.render_as_string() == (
        "postgresql+psycopg://assetmap@/assetmap?host=%2Fnowhere%2Fat%2Fall%2Fcluster%2Frun&port=5432"
    )
    other = database_url(Settings(database_url="postgres://me:pass@db.example:5433/place"))
    assert (other.drivername, other.host, other.port) == ("postgresql+psycopg", "db.example", 5433)


def test_an_address_that_cannot_be_read_is_a_sentence_without_its_password() -> None:
    with pytest.raises(SetupError) as raised:
        normal_url("postgresql://me:secret@host:port/place")
    assert "secret" not in raised.value.message
