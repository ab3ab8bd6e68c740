"""The site over a database of the test's own, as the web's own role reads it."""

from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import URL, Engine, text

from assetmap.app import create_app
from assetmap.config import Settings
from assetmap.database.engine import make_engine
from assetmap.directory.categories import load_categories
from assetmap.directory.taxonomy import sync_categories

AREAS = """
INSERT INTO area (code, kind, name, vintage, boundary) VALUES
    ('E10000016', 'county', 'Kent', '2025', NULL),
    ('E07000114', 'district', 'Thanet', '2025', NULL),
    ('E05005081', 'ward', 'Margate', '2025',
     ST_Multi(ST_Transform(ST_MakeEnvelope(1.36, 51.37, 1.40, 51.40, 4326), 27700)));
INSERT INTO area_membership (code, parent_code, basis) VALUES
    ('E05005081', 'E07000114', 'nested'), ('E07000114', 'E10000016', 'nested');
INSERT INTO postcode (postcode, sector, point, accuracy_m, live, ward_code, district_code) VALUES
    ('CT9 1AE', 'CT9 1', ST_Point(635628, 171039, 27700), 80, true, 'E05005081', 'E07000114');
"""


@pytest.fixture
def engine(make_database: Callable[..., URL]) -> Iterator[Engine]:
    """One ward with nothing in it, to be written to: so little that it can be walked many times."""
    engine = make_engine(make_database(), role="command")
    with engine.begin() as connection:
        for statement in filter(str.strip, AREAS.split(";")):
            connection.execute(text(statement))
        sync_categories(connection, load_categories(Settings().data_dir / "taxonomy" / "categories.toml"))
    yield engine
    engine.dispose()


@pytest.fixture
def client(engine: Engine) -> Iterator[FlaskClient]:
    """The site over that database."""
    web = make_engine(engine.url, role="web")
    settings = Settings(security_contact="mailto:security@example.org")
    yield create_app(settings, connect=web.connect).test_client()
    web.dispose()
