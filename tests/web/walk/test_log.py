"""No error tells anything private, and no line of the log, whatever fails."""

import logging
from collections.abc import Callable
from itertools import islice
from uuid import UUID

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from private_services import Filled
from sqlalchemy import Engine, text
from walk import WALK, addresses, everything, leaks, readable

from assetmap.app import create_app
from assetmap.config import Settings
from assetmap.database.engine import make_engine
from assetmap.listing.publish import publish
from assetmap.log import SafeFormatter

SEARCH = "postcode=CT9+1AE&q=zqxneed"
ERRORS = {
    f"/?{SEARCH}&age=old": 400,
    f"/gaps?{SEARCH}": 400,
    f"/map/data?{SEARCH}": 400,
    f"/data/services.csv?{SEARCH}&day=never": 400,
    f"/api/v1/listings?{SEARCH}&day=never": 400,
    f"/api/oruk/services?{SEARCH}": 400,
    f"/nowhere?{SEARCH}": 404,
    f"/api/nowhere?{SEARCH}": 404,
    "/services/zqxneed": 404,
    f"/data/services.exe?{SEARCH}": 404,
}


@pytest.fixture
def filled(engine: Engine) -> Filled:
    with engine.begin() as connection:
        filled = Filled(connection)
        filled.fill()
        publish(connection)
    return filled


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    caplog.set_level(logging.DEBUG)
    caplog.handler.setFormatter(SafeFormatter())
    return lambda: caplog.text


def assert_silent(told: str, filled: Filled) -> None:
    assert leaks(told, filled) == []
    assert not [word for word in ("ct9", "zqxneed") if word in told.lower()]


@pytest.mark.parametrize("host", ["localhost", "evil.example"])
def test_no_error_and_no_line_of_the_log_tells_anything(
    client: FlaskClient, filled: Filled, log: Callable[[], str], host: str
) -> None:
    for address, status in ERRORS.items():
        for method in ("GET", "POST"):
            with client.open(address, method=method, headers={"Host": host}) as answer:
                wanted = {421} if host != "localhost" else {status} if method == "GET" else {404, 405}
                assert answer.status_code in wanted, address
                assert leaks(f"{answer.headers}{readable(answer.data)}", filled) == [], address
    assert_silent(log(), filled)


def fail_with_what_is_private(app: Flask, engine: Engine) -> None:
    """Let every request fail in the worst way: over an error that quotes a secret, as a database does."""

    def fail() -> None:
        with engine.connect() as connection:
            names = "SELECT CAST(string_agg(name, ' ') AS int) FROM location WHERE confidential"
            connection.execute(text(names))

    app.before_request(fail)


def lose_the_database(app: Flask, engine: Engine) -> None:
    """Let every request find that its connection is gone."""

    def lose() -> None:
        g.database = _Lost()

    app.before_request(lose)


class _Lost:
    def __getattr__(self, name: str) -> object:
        if name == "close":
            return lambda: None
        return make_engine("postgresql://zqxrole@/zqxname?host=/zqxneed/CT9").connect()


@pytest.mark.parametrize(
    ("spoil", "status"), [(fail_with_what_is_private, 500), (lose_the_database, 503)], ids=["fault", "lost"]
)
def test_whatever_fails_at_whatever_address(
    engine: Engine,
    filled: Filled,
    caplog: pytest.LogCaptureFixture,
    spoil: Callable[[Flask, Engine], None],
    status: int,
) -> None:
    caplog.set_level(logging.DEBUG)
    web = make_engine(engine.url, role="web")
    app = create_app(Settings(), connect=web.connect)
    spoil(app, engine)
    client = app.test_client()
    failed = 0
    for address in islice(each_once(), 200):
        question = "&" if "?" in address else "?"
        with client.get(f"{address}{question}{SEARCH}") as answer:
            failed += answer.status_code == status
            assert leaks(f"{answer.headers}{readable(answer.data)}", filled) == [], address
            assert "zqxrole" not in answer.get_data(as_text=True)
    assert failed > 5
    formatter = SafeFormatter()
    told = "\n".join(formatter.format(record) for record in caplog.records)
    assert "zqxneed" not in told.replace("/zqxneed/CT9", "")
    assert leaks(told, filled) == []
    web.dispose()


def each_once() -> list[str]:
    """One address of each rule."""
    nobody = str(UUID(int=1))
    return [several[0].replace("{any}", nobody) for several in WALK.values()]


def test_the_whole_walk_leaves_no_trace_in_the_log(
    client: FlaskClient, engine: Engine, filled: Filled, log: Callable[[], str]
) -> None:
    with engine.connect() as connection:
        ids = sorted(everything(connection))[:20]
    for address in addresses(set(ids)):
        with client.get(address, headers={"Referer": f"http://localhost/?{SEARCH}"}) as answer:
            assert leaks(str(answer.headers), filled) == [], address
    assert "DEBUG GET / 200" in log()
    assert_silent(log(), filled)
    assert not [key for key in ids if str(key) in log()]
