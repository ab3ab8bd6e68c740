"""A small country, lists of it imported as real spreadsheets, and a look at all that the public may see."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, text

from assetmap.config import Settings
from assetmap.directory.categories import Categories, load_categories
from assetmap.feeds.dialects import Dialect
from assetmap.feeds.reading import Reading
from assetmap.ingest.feed.mappings import load_mappings
from assetmap.ingest.feed.run import FeedOptions, import_feed
from assetmap.ingest.run import Options, import_file
from assetmap.ingest.sources import Source, find_source
from assetmap.ingest.summary import Summary

COUNTRY = """
INSERT INTO area (code, kind, name, vintage, boundary) VALUES
    ('E07000114', 'district', 'Thanet', '2025', NULL),
    ('E07000108', 'district', 'Dover', '2025', NULL),
    ('E05005081', 'ward', 'Wardwest', '2025',
     ST_Multi(ST_MakeEnvelope(634000, 169000, 636000, 171000, 27700))),
    ('E05005082', 'ward', 'Wardeast', '2025',
     ST_Multi(ST_MakeEnvelope(636000, 169000, 638000, 171000, 27700)));
INSERT INTO area_membership (code, parent_code, basis) VALUES
    ('E05005081', 'E07000114', 'nested'), ('E05005082', 'E07000114', 'nested');
INSERT INTO postcode (postcode, sector, point, accuracy_m, live, ward_code, district_code) VALUES
    ('CT9 1AA', 'CT9 1', ST_Point(635000, 170000, 27700), 60, true, 'E05005081', 'E07000114'),
    ('CT9 1AB', 'CT9 1', ST_Point(637000, 170000, 27700), 60, true, 'E05005082', 'E07000114'),
    ('CT16 1AA', 'CT16 1', ST_Point(632000, 141000, 27700), 60, true, NULL, 'E07000108');
"""
#: Everything that the public can see is made from these.
PUBLIC = ("listing", "listing_word", "listing_source", "listing_point", "listing_facet", "published_service",
          "published_place", "published_organization", "published_taxonomy", "published_term",
          "published_move", "published_tally")  # fmt: skip

Row = dict[str, str]
Give = Callable[..., Summary]
Leaks = Callable[..., list[str]]
IdOf = Callable[[str], UUID]
Ask = Callable[..., list[Any]]


@pytest.fixture(scope="session")
def categories() -> Categories:
    """Our own categories."""
    return load_categories(Settings().data_dir / "taxonomy" / "categories.toml")


@pytest.fixture
def country(connection: Connection) -> Connection:
    """The empty database with the small country in it."""
    for statement in filter(str.strip, COUNTRY.split(";")):
        connection.execute(text(statement))
    return connection


@pytest.fixture
def give(country: Connection, categories: Categories, tmp_path: Path) -> Give:
    """Import the rows of a source; the header is what any of them says."""
    count = iter(range(1_000))

    def give(source: str, *rows: Row, **options: Any) -> Summary:
        path = tmp_path / f"{next(count)}.csv"
        headers = list(dict.fromkeys(["Name", *(name for row in rows for name in row)]))
        lines = [headers, *([row.get(name, "") for name in headers] for row in rows)]
        path.write_text(
            "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines) + "\n", encoding="utf-8"
        )
        chosen = Options(today=date(2026, 11, 1), allow_shrink=True, **options)
        return import_file(country, path, find_source(source), categories, options=chosen)

    return give


@pytest.fixture
def give_feed(country: Connection, categories: Categories) -> Give:
    """Import services as a feed that was read."""
    mappings = load_mappings(Settings().data_dir / "taxonomy" / "mappings", categories)

    def give_feed(source: str, *services: Any) -> Summary:
        placed = [(f"record {place}", one) for place, one in enumerate(services, 1)]
        reading = Reading("test", Dialect.ORUK3, lambda: iter(placed), len(placed), True, ())
        options = FeedOptions(today=date(2026, 11, 1), allow_shrink=True)
        return import_feed(
            country, reading, Source(source, title=source), categories, mappings, options=options
        )

    return give_feed


@pytest.fixture
def leaks(country: Connection) -> Leaks:
    """The public tables in which any of some texts stand."""

    def leaks(*wanted: str) -> list[str]:
        found = []
        for table in PUBLIC:
            for said in wanted:
                query = text(f"SELECT count(*) FROM {table} WHERE {table}::text ILIKE '%' || :said || '%'")
                if country.execute(query, {"said": said}).scalar_one():
                    found.append(f"{table}: {said}")
        return found

    return leaks


@pytest.fixture
def id_of(country: Connection) -> IdOf:
    """The id of the service of this name."""

    def id_of(name: str) -> UUID:
        found: UUID = country.execute(
            text("SELECT id FROM service WHERE name = :name"), {"name": name}
        ).scalar_one()
        return found

    return id_of


@pytest.fixture
def ask(country: Connection) -> Ask:
    """The rows of a query: tuples, or plain values where a row has one."""

    def query(statement: str, **values: Any) -> list[Any]:
        rows = country.execute(text(statement), values).all()
        return [row[0] if len(row) == 1 else tuple(row) for row in rows]

    return query
