"""Nothing private comes out: all of it is marked, and every page, endpoint, file and map is searched."""

import gzip
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from private_services import DEGREES, MARK, OPEN, Filled
from sqlalchemy import URL, Connection, Engine, text

from assetmap.app import create_app
from assetmap.cli import main
from assetmap.config import Settings
from assetmap.database.engine import make_engine
from assetmap.export.formats import FORMATS
from assetmap.listing.publish import publish
from assetmap.model import Base

LISTS = ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms")
THANET = "E07000114"
NEAR = "postcode=CT9+1AE&radius_m=30000&per_page=100"
#: Addresses of each rule; `{any}` stands for every id there is, private ones too.
WALK: dict[str, list[str]] = {
    "/": [
        "/",
        "/?q=zqxsecre",
        "/?q=walk",
        "/?postcode=CT9+1AE&radius_m=30000&per_page=100",
        "/?district=Thanet",
    ],
    "/services/<uuid:listing_id>": ["/services/{any}"],
    "/gaps": ["/gaps", "/gaps?category=walking-groups&district=Thanet", "/gaps?district=Thanet"],
    "/gaps.csv": ["/gaps.csv?category=walking-groups&district=Thanet"],
    "/gaps.xlsx": ["/gaps.xlsx?category=walking-groups&district=Thanet"],
    "/map/districts.json": ["/map/districts.json"],
    "/map/districts/<code>.json": [f"/map/districts/{THANET}.json"],
    "/map/data": [f"/map/data?view=-1,50,3,53&zoom={zoom}" for zoom in range(4, 20, 3)]
    + ["/map/data?view=1.38,51.37,1.40,51.39&zoom=18"],
    "/data": ["/data", "/data?district=Thanet"],
    "/data/<name>": [f"/data/services{form.ending}" for form in FORMATS.values()],
    "/about": ["/about"],
    "/robots.txt": ["/robots.txt"],
    "/.well-known/security.txt": ["/.well-known/security.txt"],
    "/accessibility": ["/accessibility"],
    "/api/": ["/api"],
    "/api/v1": ["/api/v1"],
    "/api/v1/categories": ["/api/v1/categories"],
    "/api/v1/listings": [f"/api/v1/listings?per_page=100&page={page}" for page in range(1, 8)]
    + [
        "/api/v1/listings?postcode=CT9+1AE&radius_m=30000&per_page=100",
        "/api/v1/listings?bbox=1.3,51.3,1.5,51.5",
    ],
    "/api/v1/areas": [f"/api/v1/areas?kind=ward&district={THANET}"],
    "/api/v1/areas/<code>": [f"/api/v1/areas/{THANET}"],
    "/api/v1/gaps": [f"/api/v1/gaps?category=all&district={THANET}"],
    "/api/oruk/": ["/api/oruk/"],
    "/api/oruk/openapi.json": ["/api/oruk/openapi.json"],
    "/api/docs": ["/api/docs"],
    "/health": ["/health"],
}
FORMS = {
    "organizations": ["", "&full=true", "&full_service=true"],
    "taxonomies": [""],
    "taxonomy_terms": [""],
}
for name in LISTS:
    forms = FORMS.get(name, ["", "&full=true", "&minimal=true"])
    WALK[f"/api/oruk/{name}"] = [
        f"/api/oruk/{name}?{how}{form}" for form in forms for how in ("per_page=500", "format=ndjson")
    ]
    WALK[f"/api/oruk/{name}/<id>"] = [f"/api/oruk/{name}/{{any}}"]


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


def public_tables() -> list[str]:
    """The tables that everything public is read from."""
    found = [name for name in Base.metadata.tables if name.startswith(("listing", "published"))]
    assert len(found) >= 10
    return found


def leaks(body: str, filled: Filled | None) -> list[str]:
    """What a text holds of what nobody may know."""
    found = [MARK] if MARK in body.lower() else []
    found += DEGREES.findall(body)
    return found + ([str(key) for key in filled.private if str(key) in body] if filled else [])


def readable(data: bytes) -> str:
    """The text of an answer or a file, and of the files in it."""
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return " ".join(readable(archive.read(name)) for name in archive.namelist())
    return data.decode("utf-8", "replace")


def addresses(ids: set[UUID]) -> Iterator[str]:
    """Every address of the walk."""
    for several in WALK.values():
        for address in several:
            if "{any}" in address:
                yield from (address.replace("{any}", str(key)) for key in sorted(ids))
            else:
                yield address


def everything(connection: Connection) -> set[UUID]:
    """The ids of what was put in and might have an address of its own, private or not."""
    found: set[UUID] = set()
    for name in ("service", "organization", "location", "contact"):
        query = text(f"SELECT id FROM {name} AS row WHERE row::text ILIKE '%zqx%'")
        found |= set(connection.execute(query).scalars())
    held = "SELECT id FROM service_at_location WHERE service_id = ANY (:ids) OR location_id = ANY (:ids)"
    return found | set(connection.execute(text(held), {"ids": list(found)}).scalars())
