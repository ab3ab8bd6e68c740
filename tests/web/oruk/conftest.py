"""The API over the whole Kent pack, and over a directory that a test fills."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from official import IS_HERE, TEST, say_what_is_not_here
from rights import acting_as_web
from sqlalchemy import Connection

from assetmap.app import create_app
from assetmap.config import Settings

collect_ignore = [] if IS_HERE else [TEST]

Ask = Callable[..., Any]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A test that is not there is told of."""
    say_what_is_not_here(terminalreporter, Path(__file__).parent)


def client_of(connection: Connection) -> FlaskClient:
    """The site over one connection, so that what a test writes is seen by what it asks."""
    return create_app(Settings(), connect=lambda: acting_as_web(connection)).test_client()


@pytest.fixture
def kent(kent_connection: Connection) -> FlaskClient:
    """The API over the whole Kent pack."""
    return client_of(kent_connection)


@pytest.fixture
def ask(kent: FlaskClient) -> Ask:
    """Ask for an address below /api/oruk, and return its JSON."""

    def ask(path: str, **parameters: Any) -> Any:
        answer = kent.get(f"/api/oruk{path}", query_string=parameters)
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    return ask


@pytest.fixture
def pages(ask: Ask) -> Callable[..., Iterator[Any]]:
    """Every page of a list, by following it to its end."""

    def pages(path: str, **parameters: Any) -> Iterator[Any]:
        number, last = 1, False
        while not last:
            page = ask(path, page=number, **parameters)
            yield page
            number, last = number + 1, page["last_page"]

    return pages
