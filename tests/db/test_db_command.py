"""`assetmap db`, as a person types it."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import URL, text

from assetmap.cli import main
from assetmap.database.cluster import Cluster
from assetmap.database.engine import make_engine
from assetmap.database.lease import leased
from assetmap.database.migrate import downgrade, newest_revision
from assetmap.errors import DatabaseUnavailable


@pytest.fixture
def assetmap(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("ASSETMAP_HOME", str(home))

    def run(*arguments: str, answer: str = "") -> Result:
        return CliRunner().invoke(main, ["db", *arguments], input=answer)

    return run


def test_from_nothing_to_nothing(assetmap: Callable[..., Result], home: Path) -> None:
    assert (
        assetmap("status").output == f"There is no database in {home} yet. Make it with: assetmap db start\n"
    )
    assert assetmap("start").output == f"The database is now running at socket {home}/cluster/run.\n"
    assert "was already running" in assetmap("start").output
    status = assetmap("status").output
    assert f"data in {home}/cluster/data" in status
    assert "Running as process" in status
    assert "Tables are at version none" in status
    assert assetmap("upgrade").output == f"The tables are now at version {newest_revision()}.\n"
    assert "were already at version" in assetmap("upgrade").output
    assert "Tables are up to date" in assetmap("status").output
    assert assetmap("stop").output == "The database has stopped.\n"
    assert assetmap("stop").output == "The database was not running.\n"
    assert "Not running" in assetmap("status").output


def test_upgrade_starts_a_stopped_cluster_and_stops_it_again(
    assetmap: Callable[..., Result], stopped: Cluster
) -> None:
    assert "are now at version" in assetmap("upgrade").output
    assert not stopped.status().running


def test_upgrade_publishes_what_the_new_tables_want(
    make_database: Callable[..., URL], kent_template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = make_database(kent_template)
    engine = make_engine(url, role="command")
    downgrade(engine, "0005")
    monkeypatch.setenv("ASSETMAP_DATABASE_URL", url.render_as_string(hide_password=False))
    result = CliRunner().invoke(main, ["db", "upgrade"])
    assert result.output == f"The tables are now at version {newest_revision()}.\n"
    with engine.connect() as connection:
        services = "SELECT (SELECT count(*) FROM published_service), (SELECT count(*) FROM service)"
        published, known = connection.execute(text(services)).one()
    engine.dispose()
    assert published == known > 500


def test_reset_asks_first(assetmap: Callable[..., Result], stopped: Cluster) -> None:
    assert assetmap("reset", answer="n\n").exit_code == 1
    assert stopped.status().exists
    assert "The database is gone" in assetmap("reset", answer="y\n").output
    assert not stopped.status().exists


def test_another_database_is_upgraded_and_looked_at_and_left_alone_otherwise(
    assetmap: Callable[..., Result], make_database: Callable[..., URL], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = make_database().set(drivername="postgresql", password="secret")
    monkeypatch.setenv("ASSETMAP_DATABASE_URL", url.render_as_string(hide_password=False))
    assert "Tables are up to date" in assetmap("status").output
    assert "were already at version" in assetmap("upgrade").output
    for verb in ("start", "stop", "reset"):
        result = assetmap(verb, *(["--yes"] if verb == "reset" else []))
        assert result.exit_code == 1
        assert "which AssetMap does not start, stop or remove" in result.stderr
    assert "secret" not in assetmap("status").output + assetmap("stop").output


def test_a_file_that_cannot_be_read_is_a_sentence(assetmap: Callable[..., Result], stopped: Cluster) -> None:
    (stopped.data / "PG_VERSION").unlink()
    (stopped.data / "PG_VERSION").mkdir()
    result = assetmap("status")
    assert result.exit_code == 1
    assert result.stderr == f"Is a directory: {stopped.data}/PG_VERSION\n"
    (stopped.data / "PG_VERSION").rmdir()


def test_stop_says_who_is_using_it(assetmap: Callable[..., Result], stopped: Cluster) -> None:
    stopped.start()
    site, worker = make_engine(stopped.url, role="web"), make_engine(stopped.url, role="command")
    with suppress(DatabaseUnavailable), site.connect() as one, site.connect(), worker.connect() as other:
        one.execute(text("SELECT 1"))
        other.execute(text("SET application_name = ''"))
        result = assetmap("stop")
        assert result.exit_code == 1
        assert "The database is in use, and was not stopped:" in result.output
        assert f"  assetmap serve, process {os.getpid()}, since " in result.output
        assert ", 2 connections\n" in result.output
        assert "  a program that gives no name, since " in result.output
        assert "assetmap db stop --force" in result.output
        assert stopped.status().running
        assert assetmap("stop", "--force").output == "The database has stopped.\n"
    site.dispose()
    worker.dispose()
    assert not stopped.status().running


def test_stop_knows_of_a_program_that_is_not_connected(
    assetmap: Callable[..., Result], stopped: Cluster
) -> None:
    with leased(stopped):
        result = assetmap("stop")
        assert result.exit_code == 1
        assert "a program of AssetMap that isn't connected just now" in result.output
        assert stopped.status().running
