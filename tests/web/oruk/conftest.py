"""The API over the whole Kent pack, and over a directory that a test fills.

The official schemas of Open Referral UK are under a licence of their own and no part of the project; where a
machine has no copy of them beside the checkout, their test is not there.
"""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection

from assetmap.app import create_app
from assetmap.config import Settings

OFFICIAL = Path(__file__).parents[4] / "shared" / "data" / "oruk" / "3.0"

collect_ignore = [] if OFFICIAL.is_dir() else ["test_official.py"]

Ask = Callable[..., Any]


def client_of(connection: Connection) -> FlaskClient:
    """The site over one connection, so that what a test writes is seen by what it asks."""
    return create_app(Settings(), connect=lambda: nullcontext(connection)).test_client()


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
