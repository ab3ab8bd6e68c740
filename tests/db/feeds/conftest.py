"""A small country to import feeds into, and feeds made of services."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, text

from assetmap.config import Settings
from assetmap.directory.categories import Categories, load_categories
from assetmap.feeds.dialects import Dialect
from assetmap.feeds.reading import Reading
from assetmap.ingest.feed.mappings import Mappings, load_mappings
from assetmap.ingest.feed.run import FeedOptions, import_feed
from assetmap.ingest.sources import Source
from assetmap.ingest.summary import Summary

Give = Callable[..., Summary]
Ask = Callable[..., list[Any]]

TODAY = date(2026, 6, 1)
SOURCE = Source("neighbour", title="The neighbouring council")

# Margate, in two wards that meet at longitude 1.38; its postcodes are half a kilometre to each side.
AREAS = """
INSERT INTO area (code, kind, name, vintage, boundary) VALUES
    ('E10000016', 'county', 'Kent', '2025', NULL),
    ('E07000114', 'district', 'Thanet', '2025', NULL),
    ('E05005081', 'ward', 'West', '2025',
     ST_Multi(ST_Transform(ST_MakeEnvelope(1.36, 51.37, 1.38, 51.40, 4326), 27700))),
    ('E05005082', 'ward', 'East', '2025',
     ST_Multi(ST_Transform(ST_MakeEnvelope(1.38, 51.37, 1.40, 51.40, 4326), 27700)));
INSERT INTO area_membership (code, parent_code, basis) VALUES
    ('E05005081', 'E07000114', 'nested'),
    ('E05005082', 'E07000114', 'nested'),
    ('E07000114', 'E10000016', 'nested');
INSERT INTO postcode (postcode, sector, point, accuracy_m, live, ward_code, district_code) VALUES
    ('CT9 1XZ', 'CT9 1', ST_Transform(ST_Point(1.375, 51.385, 4326), 27700), 160, true,
     'E05005081', 'E07000114'),
    ('CT9 2AA', 'CT9 2', ST_Transform(ST_Point(1.385, 51.385, 4326), 27700), 160, true,
     'E05005082', 'E07000114');
"""


@pytest.fixture(scope="session")
def categories() -> Categories:
    """Our own categories."""
    return load_categories(Settings().data_dir / "taxonomy" / "categories.toml")


@pytest.fixture(scope="session")
def mappings(categories: Categories) -> Mappings:
    """The tables of other taxonomies' terms."""
    return load_mappings(Settings().data_dir / "taxonomy" / "mappings", categories)


@pytest.fixture
def country(connection: Connection) -> Connection:
    """The empty database with the small country in it."""
    for statement in filter(str.strip, AREAS.split(";")):
        connection.execute(text(statement))
    return connection


@pytest.fixture
def give(country: Connection, categories: Categories, mappings: Mappings) -> Give:
    """Import services as a feed that was read."""

    def import_services(
        services: list[Any],
        *,
        dialect: Dialect = Dialect.ORUK3,
        complete: bool = True,
        oddities: tuple[str, ...] = (),
        source: Source = SOURCE,
        **options: Any,
    ) -> Summary:
        placed = [(f"record {place}", one) for place, one in enumerate(services, 1)]
        reading = Reading("test", dialect, lambda: iter(placed), len(placed), complete, oddities)
        chosen = FeedOptions(**{"today": TODAY, **options})
        return import_feed(country, reading, source, categories, mappings, options=chosen)

    return import_services


@pytest.fixture
def ask(country: Connection) -> Ask:
    """The rows of a query: tuples, or plain values where a row has one."""

    def query(statement: str, **values: Any) -> list[Any]:
        rows = country.execute(text(statement), values).all()
        return [row[0] if len(row) == 1 else tuple(row) for row in rows]

    return query
