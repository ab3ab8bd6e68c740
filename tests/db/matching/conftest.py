"""Two lists of one small town, imported as real spreadsheets."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, text

from assetmap.config import Settings
from assetmap.directory.categories import Categories, load_categories
from assetmap.ingest.run import Options, import_file
from assetmap.ingest.sources import find_source
from assetmap.ingest.summary import Summary

TOWN = """
INSERT INTO area (code, kind, name, vintage, boundary) VALUES
    ('E07000114', 'district', 'Thanet', '2025', NULL),
    ('E05005081', 'ward', 'West', '2025',
     ST_Multi(ST_MakeEnvelope(634000, 169000, 638000, 171000, 27700)));
INSERT INTO area_membership (code, parent_code, basis) VALUES ('E05005081', 'E07000114', 'nested');
INSERT INTO postcode (postcode, sector, point, accuracy_m, live, ward_code, district_code) VALUES
    ('CT9 1AA', 'CT9 1', ST_Point(635000, 170000, 27700), 60, true, 'E05005081', 'E07000114'),
    ('CT9 1AB', 'CT9 1', ST_Point(637000, 170000, 27700), 60, true, 'E05005081', 'E07000114');
"""
HEADERS = (
    "Ref,Service name,Organisation,Postcode,Phone,Email,Website,Opening times,Description,Cost,Sample"
).split(",")

Give = Callable[..., Summary]
Shown = Callable[[], list[dict[str, Any]]]
IdOf = Callable[[str], UUID]


@pytest.fixture(scope="session")
def categories() -> Categories:
    """Our own categories."""
    return load_categories(Settings().data_dir / "taxonomy" / "categories.toml")


@pytest.fixture
def town(connection: Connection) -> Connection:
    """The empty database with a town in it."""
    for statement in filter(str.strip, TOWN.split(";")):
        connection.execute(text(statement))
    return connection


@pytest.fixture
def give(town: Connection, categories: Categories, tmp_path: Path) -> Give:
    """Import the rows of a source, each a dict of what differs from an empty row."""
    count = iter(range(1_000))

    def give(source: str, *rows: dict[str, str], **options: Any) -> Summary:
        path = tmp_path / f"{next(count)}.csv"
        lines = [",".join(HEADERS), *(",".join(row.get(name, "") for name in HEADERS) for row in rows)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        chosen = Options(today=date(2026, 11, 1), allow_shrink=True, **options)
        return import_file(town, path, find_source(source), categories, options=chosen)

    return give


@pytest.fixture
def shown(town: Connection) -> Shown:
    """What the listing holds, in the order of its ids, without when it was written."""

    def shown() -> list[dict[str, Any]]:
        query = text(
            "SELECT to_jsonb(listing) - '{number,published_at}'::text[] AS row FROM listing ORDER BY id"
        )
        return list(town.execute(query).scalars())

    return shown


@pytest.fixture
def id_of(town: Connection) -> IdOf:
    """The id of the service that a source knows by this key."""

    def id_of(key: str) -> UUID:
        query = text("SELECT DISTINCT service_id FROM source_record WHERE split_part(key, ' @ ', 1) = :key")
        found: UUID = town.execute(query, {"key": key}).scalar_one()
        return found

    return id_of
