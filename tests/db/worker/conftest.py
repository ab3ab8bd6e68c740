"""A database, a feed on loopback, and the worker on both."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from feed_server import Feed, serve, service
from sqlalchemy import URL, Engine, text

from assetmap.cli import main
from assetmap.config import Settings
from assetmap.database.engine import make_engine

Run = Callable[..., Result]
Ask = Callable[..., list[Any]]


@pytest.fixture
def url(make_database: Callable[..., URL]) -> URL:
    return make_database()


@pytest.fixture
def engine(url: URL) -> Iterator[Engine]:
    """An engine on the test's own database, where it commits."""
    engine = make_engine(url, role="command")
    yield engine
    engine.dispose()


@pytest.fixture
def env(url: URL, tmp_path: Path) -> dict[str, str]:
    return {
        "ASSETMAP_DATABASE_URL": url.render_as_string(hide_password=False),
        "ASSETMAP_HOME": str(tmp_path),
        "ASSETMAP_FEED_ALLOW_PRIVATE": "yes",
    }


@pytest.fixture
def settings(env: dict[str, str]) -> Settings:
    return Settings.from_environment(env)


@pytest.fixture
def assetmap(env: dict[str, str]) -> Run:
    """Type a command."""
    return lambda *words: CliRunner(env=env).invoke(main, [str(word) for word in words])


@pytest.fixture
def feed() -> Iterator[Feed]:
    with serve(Feed([service(number) for number in range(10)])) as feed:
        yield feed


@pytest.fixture
def ask(engine: Engine) -> Ask:
    """The rows of a statement, which is committed: tuples, or plain values where a row has one."""

    def query(statement: str, **values: Any) -> list[Any]:
        with engine.begin() as connection:
            result = connection.execute(text(statement), values)
            rows = result.all() if result.returns_rows else []
        return [row[0] if len(row) == 1 else tuple(row) for row in rows]

    return query


@pytest.fixture
def daily(assetmap: Run, feed: Feed) -> Feed:
    """The feed, read once and to be read each day; what was asked of it so far is forgotten."""
    result = assetmap("import", "feed", feed.url, "--source", "neighbour", "--refresh", "daily")
    assert result.exit_code == 0, result.output
    assert "It is read again daily, while this runs: assetmap worker" in result.output
    feed.asked = []
    return feed


@pytest.fixture
def make_due(ask: Ask) -> Callable[[], datetime]:
    """Let the source be due since a minute ago; returns since when."""

    def make_due() -> datetime:
        since = datetime.now(UTC) - timedelta(minutes=1)
        ask("UPDATE source SET due_at = :since WHERE name = 'neighbour'", since=since)
        return since

    return make_due
