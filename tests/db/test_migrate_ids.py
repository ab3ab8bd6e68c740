"""A database from before ids were random: what is public keeps its ids, and what is secret loses them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from sqlalchemy import URL, Connection, Engine, text

from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.engine import make_engine
from assetmap.directory.categories import load_categories
from assetmap.ingest.run import NAMESPACE, import_file
from assetmap.ingest.sources import find_source

SHEET = """Name,Organisation,Postcode,Address,Day,Start,End,Confidential
Haven,Haven Trust,CT9 1AA,12 Hidden Lane,Tue,10:00,12:00,yes
Chess,Chess Club,CT9 1AB,1 High Street,Wed,10:00,12:00,no
"""
COUNTRY = """
INSERT INTO area (code, kind, name, vintage) VALUES ('E07000114', 'district', 'Thanet', '2025');
INSERT INTO postcode (postcode, sector, point, accuracy_m, live, district_code) VALUES
    ('CT9 1AA', 'CT9 1', ST_Point(635000, 170000, 27700), 160, true, 'E07000114'),
    ('CT9 1AB', 'CT9 1', ST_Point(637000, 170000, 27700), 160, true, 'E07000114');
INSERT INTO source (id, name, title) VALUES (gen_random_uuid(), 'test', 'Test');
INSERT INTO import_run (
    source_id, file_name, mapping, started_at, finished_at, rows_in, listed, unlocated, refused, created,
    updated, unchanged, retired)
SELECT id, 'old.csv', '{}', now(), now(), 2, 2, 0, 0, 2, 0, 0, 0 FROM source;
"""
SERVICE = """
WITH run AS (INSERT INTO organization (id, name) VALUES (:organization, :name)),
given AS (
    INSERT INTO service (id, organization_id, name, status)
    VALUES (:service, :organization, :name, 'active')),
place AS (
    INSERT INTO location (id, location_type, point, location_source, accuracy_m, confidential)
    SELECT :location, 'physical', point, 'postcode', 160, :secret FROM postcode WHERE postcode = :postcode),
at AS (
    INSERT INTO service_at_location (id, service_id, location_id) VALUES (:at, :service, :location)),
hours AS (
    INSERT INTO schedule (id, service_at_location_id, freq, byday, opens_at, closes_at)
    VALUES (:schedule, :at, 'WEEKLY', :byday, '10:00', '12:00'))
INSERT INTO source_record (
    source_id, key, service_id, location_id, row_hash, record, first_import_id, last_import_id)
SELECT source.id, :key, :service, :location, '', '{}', import_run.id, import_run.id FROM source, import_run
"""


@pytest.fixture
def engine(make_database: Callable[..., URL]) -> Iterator[Engine]:
    """A database as it was before ids were random."""
    engine = make_engine(make_database(), role="command")
    migrate.downgrade(engine, "0010")
    with engine.begin() as connection:
        for statement in filter(str.strip, COUNTRY.split(";")):
            connection.execute(text(statement))
    yield engine
    engine.dispose()


def add_service(connection: Connection, name: str, organization: str, postcode: str, byday: str) -> set[UUID]:
    """A service as an import made it, its ids out of what its row says; gives its ids."""
    key = f"{name.lower()} | {organization.lower()} | {postcode.replace(' ', '').lower()}"
    ids = {
        "service": uuid5(NAMESPACE, f"test:service:{key}"),
        "organization": uuid5(NAMESPACE, f"test:organization:{organization.lower()}"),
        "location": uuid5(NAMESPACE, f"test:location:{key}"),
        "at": uuid5(NAMESPACE, f"test:service_at_location:{key}"),
        "schedule": uuid5(NAMESPACE, f"test:schedule:{key}:1"),
    }
    told = {"name": name, "postcode": postcode, "byday": byday, "key": key, "secret": name == "Haven"}
    connection.execute(text(SERVICE), ids | told)
    return set(ids.values())


def ids_of(connection: Connection, name: str) -> set[UUID]:
    """The ids of a service, its organization, its place and its hours."""
    query = text(
        "SELECT service.id, organization_id, place.location_id, place.id, schedule.id FROM service"
        " JOIN service_at_location AS place ON place.service_id = service.id"
        " JOIN schedule ON schedule.service_at_location_id = place.id WHERE service.name = :name"
    )
    (row,) = connection.execute(query, {"name": name}).all()
    return set(row)


def test_public_ids_stay_and_secret_ones_are_gone(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        haven = add_service(connection, "Haven", "Haven Trust", "CT9 1AA", "TU")
        chess = add_service(connection, "Chess", "Chess Club", "CT9 1AB", "WE")
    migrate.upgrade(engine)
    with engine.connect() as connection:
        assert ids_of(connection, "Chess") == chess
        renewed = ids_of(connection, "Haven")
        assert not renewed & haven
        assert {each.version for each in renewed} == {4}
        gone = set(connection.execute(text("SELECT id FROM gone_id")).scalars())
        assert gone <= haven
        assert len(gone) == 3
    (tmp_path / "sheet.csv").write_text(SHEET)
    categories = load_categories(Settings().data_dir / "taxonomy" / "categories.toml")
    with engine.begin() as connection:
        found = import_file(connection, tmp_path / "sheet.csv", find_source("test"), categories)
        assert (found.created, found.updated) == (0, 2)
        assert ids_of(connection, "Chess") == chess
        assert ids_of(connection, "Haven") == renewed


def test_an_empty_database_goes_there_and_back(engine: Engine) -> None:
    migrate.upgrade(engine)
    migrate.check(engine)
    migrate.downgrade(engine, "0010")
    migrate.upgrade(engine)
