"""A hub with its makers over a copy of the Kent pack, and a way to keep makers waiting."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from at_work import until
from sqlalchemy import URL, Engine, text

from assetmap.answers.apart import Apart
from assetmap.answers.keeper import Keeper
from assetmap.answers.wire import SOCKET
from assetmap.config import Settings
from assetmap.database.engine import make_engine


@pytest.fixture
def kent_url(make_database: Callable[..., URL], kent_template: str) -> URL:
    return make_database(kent_template)


@pytest.fixture
def settings(kent_url: URL, tmp_path: Path) -> Settings:
    return Settings(
        home=tmp_path, database_url=kent_url.render_as_string(hide_password=False), sample_banner=False
    )


@pytest.fixture
def command(kent_url: URL) -> Iterator[Engine]:
    """An engine as commands have it."""
    engine = make_engine(kent_url, role="command")
    yield engine
    engine.dispose()


@pytest.fixture
def keeper(settings: Settings) -> Iterator[Keeper]:
    with Keeper(settings) as keeper:
        yield keeper


@pytest.fixture
def answers(keeper: Keeper) -> Apart:
    until((keeper.folder / SOCKET).exists)
    return Apart(keeper.folder, most_waiting=50)


@pytest.fixture
def locked(command: Engine) -> Callable[[], AbstractContextManager[None]]:
    """Hold the listing, so that whoever reads it waits for as long as the block lasts."""

    @contextmanager
    def hold() -> Iterator[None]:
        with command.begin() as connection:
            connection.execute(text("LOCK TABLE listing IN ACCESS EXCLUSIVE MODE"))
            yield

    return hold
