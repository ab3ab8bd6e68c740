"""A small country to import into, and spreadsheets made from lines of text."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from assetmap.config import Settings
from assetmap.directory.categories import Categories, load_categories
from assetmap.ingest.run import Options, import_file
from assetmap.ingest.sources import find_source
from assetmap.ingest.summary import Summary

Give = Callable[..., Summary]
Ask = Callable[..., list[Any]]

TODAY = date(2026, 11, 1)

# Two squares side by side, 2 km wide, around (636000, 170000), which is in Thanet.
AREAS = """
INSERT INTO area (code, kind, name, vintage, boundary) VALUES
    ('E10000016', 'county', 'Kent', '2025', NULL),
    ('E07000114', 'district', 'Thanet', '2025', NULL),
    ('E07000108', 'district', 'Dover', '2025', NULL),
    ('E05005081', 'ward', 'West', '2025',
     ST_Multi(ST_MakeEnvelope(634000, 169000, 636000, 171000, 27700))),
    ('E05005082', 'ward', 'East', '2025',
     ST_Multi(ST_MakeEnvelope(636000, 169000, 638000, 171000, 27700)));
INSERT INTO area_membership (code, parent_code, basis) VALUES
    ('E05005081', 'E07000114', 'nested'),
    ('E05005082', 'E07000114', 'nested'),
    ('E07000114', 'E10000016', 'nested'),
    ('E07000108', 'E10000016', 'nested');
INSERT INTO postcode (postcode, sector, point, accuracy_m, live, ward_code, district_code) VALUES
    ('CT9 1AA', 'CT9 1', ST_Point(635000, 170000, 27700), 160, true, 'E05005081', 'E07000114'),
    ('CT9 1AB', 'CT9 1', ST_Point(637000, 170000, 27700), 160, true, 'E05005082', 'E07000114'),
    ('CT9 1AD', 'CT9 1', ST_Point(635100, 170000, 27700), 330, false, 'E05005081', 'E07000114');
"""


@pytest.fixture(scope="session")
def categories() -> Categories:
    """Our own categories."""
    return load_categories(Settings().data_dir / "taxonomy" / "categories.toml")


@pytest.fixture
def country(connection: Connection) -> Connection:
    """The empty database with the small country in it."""
    for statement in filter(str.strip, AREAS.split(";")):
        connection.execute(text(statement))
    return connection


@pytest.fixture
def give(country: Connection, categories: Categories, tmp_path: Path) -> Give:
    """Import a spreadsheet given as lines with bars between the cells."""
    count = iter(range(1_000))

    def import_lines(lines: str, source: str = "test", **options: Any) -> Summary:
        path = tmp_path / f"{next(count)}.csv"
        path.write_text(
            "\n".join(line.strip() for line in lines.strip().splitlines()) + "\n", encoding="utf-8"
        )
        chosen = Options(**{"today": TODAY, **options})
        return import_file(country, path, find_source(source), categories, options=chosen)

    return import_lines


@pytest.fixture
def ask(country: Connection) -> Ask:
    """The rows of a query: tuples, or plain values where a row has one."""

    def query(statement: str, **values: Any) -> list[Any]:
        rows = country.execute(text(statement), values).all()
        return [row[0] if len(row) == 1 else tuple(row) for row in rows]

    return query
