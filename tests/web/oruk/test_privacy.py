"""Nothing private comes out: all of it is marked, and every page, endpoint, file and map is searched."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from private_services import MARK, OPEN, Filled
from sqlalchemy import URL, Engine, text
from walk import LISTS, WALK, addresses, everything, leaks, public_tables, readable

from assetmap.app import create_app
from assetmap.cli import main
from assetmap.config import Settings
from assetmap.database.engine import make_engine
from assetmap.export.formats import FORMATS
from assetmap.listing.publish import publish


@pytest.fixture
def database(make_database: Callable[..., URL], kent_template: str) -> URL:
    """The Kent pack, in a database of the test's own."""
    return make_database(kent_template)


@pytest.fixture
def engine(database: URL) -> Iterator[Engine]:
    engine = make_engine(database, role="command")
    yield engine
    engine.dispose()


@pytest.fixture
def filled(engine: Engine) -> Filled:
    """That database with everything private in it, published."""
    with engine.begin() as connection:
        filled = Filled(connection)
        filled.fill()
        publish(connection)
    return filled


@pytest.fixture
def client(filled: Filled, engine: Engine) -> FlaskClient:
    return create_app(Settings(), connect=engine.connect).test_client()


def test_every_rule_is_walked(client: FlaskClient) -> None:
    rules = {rule.rule for rule in client.application.url_map.iter_rules() if rule.endpoint != "static"}
    assert set(WALK) == rules


def test_nothing_private_is_in_any_answer(client: FlaskClient, engine: Engine, filled: Filled) -> None:
    with engine.connect() as connection:
        ids = everything(connection)
    shown = 0
    for address in addresses(ids):
        with client.get(address) as answer:
            assert answer.status_code in {200, 404}, address
            body = readable(answer.data)
        # An address of nothing is said back.
        assert leaks(body, filled if answer.status_code == 200 else None) == [], address
        shown += OPEN.lower() in body.lower()
    assert shown > 100


def test_no_words_find_it(client: FlaskClient) -> None:
    for name in LISTS:
        assert client.get(f"/api/oruk/{name}?search={MARK}").get_json()["total_items"] == 0
    assert client.get(f"/api/v1/listings?q={MARK}&exact=true").get_json()["numberMatched"] == 0
    assert client.get(f"/api/oruk/services?search={OPEN}").get_json()["total_items"] > 20


def test_nothing_private_is_in_what_the_commands_write(
    database: URL, filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSETMAP_DATABASE_URL", database.render_as_string(hide_password=False))
    wanted = [["export", name, str(tmp_path / f"out{form.ending}")] for name, form in FORMATS.items()]
    wanted.append(["map", str(tmp_path / "map.html"), "--district", "Thanet"])
    for arguments in wanted:
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, result.output
        assert leaks(result.output, filled) == []
    printed = CliRunner().invoke(main, ["gaps", "--category", "walking-groups", "--district", "Thanet"])
    assert printed.exit_code == 0, printed.output
    assert leaks(printed.output, filled) == []
    for path in tmp_path.iterdir():
        body = readable(path.read_bytes())
        assert OPEN.lower() in body.lower(), path
        assert leaks(body, filled) == [], path


def test_nothing_private_is_in_the_tables_that_they_read(engine: Engine, filled: Filled) -> None:
    with engine.connect() as connection:
        for name in public_tables():
            rows = connection.execute(text(f"SELECT string_agg(row::text, ' ') FROM {name} AS row"))
            assert leaks(str(rows.scalar_one()), filled) == [], name


def test_nothing_private_comes_out_through_what_is_merged(engine: Engine, filled: Filled) -> None:
    linked = text(
        "INSERT INTO service_link (service_id, into_service_id, rank)"
        " SELECT service.id, hub.id, row_number() OVER (ORDER BY service.id)"
        " FROM service JOIN service AS hub ON hub.id = :hub AND hub.id <> service.id"
        " WHERE service.id = ANY (:ids) OR service.status IN ('inactive', 'defunct')"
    )
    with engine.connect() as connection:
        told = text("SELECT service_id FROM source_record WHERE key = :mark")
        hubs = [connection.execute(told, {"mark": MARK}).scalar_one(), *sorted(filled.open)[:6]]
        for hub in hubs:
            connection.execute(linked, {"hub": hub, "ids": list(filled.open)})
            publish(connection)
            for name in public_tables():
                rows = connection.execute(text(f"SELECT string_agg(row::text, ' ') FROM {name} AS row"))
                assert leaks(str(rows.scalar_one()), filled) == [], (name, hub)
            connection.rollback()
