"""A small town whose lists tell of services, places and people that somebody wants taken down."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from assetmap.directory import hiding
from assetmap.directory.categories import Categories
from assetmap.directory.takedown import Target, find_target
from assetmap.ingest.run import Options, import_file
from assetmap.ingest.sources import find_source
from assetmap.ingest.summary import Summary
from assetmap.listing.publish import publish
from tests.db.matching.conftest import HEADERS, categories, id_of, town

__all__ = ["categories", "id_of", "town"]

Give = Callable[..., Summary]
Public = Callable[[], str]
COLUMNS = [
    *HEADERS,
    "Address",
    "Town",
    "How delivered",
    "Contact",
    "Publish contact",
    "Notes to self",
    "Confidential",
]
PUBLISHED = (
    "listing", "listing_point", "listing_word", "published_service", "published_place",
    "published_organization", "published_move",
)  # fmt: skip
WHY = "asked for by letter"
CHOIR = {
    "Ref": "C1",
    "Service name": "Quokka Choir",
    "Organisation": "Wombat Trust",
    "Postcode": "CT9 1AA",
    "Phone": "01632 960001",
    "Opening times": "Mon 10-12",
    "Description": "Singing for quolls.",
}
WALK = {
    "Ref": "C2",
    "Service name": "Walk and Talk",
    "Organisation": "Age Better",
    "Postcode": "CT9 1AB",
    "Phone": "01632 960002",
    "Opening times": "Tue 10-12",
}


@pytest.fixture
def give(town: Connection, categories: Categories, tmp_path: Path) -> Give:
    """Import the rows of a source, each a dict of what differs from an empty row."""
    count = iter(range(1_000))

    def give(source: str, *rows: dict[str, str], **options: Any) -> Summary:
        path = tmp_path / f"{next(count)}.csv"
        columns = [name for name in COLUMNS if any(name in row for row in rows)]
        lines = [",".join(columns), *(",".join(f'"{row.get(name, "")}"' for name in columns) for row in rows)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        chosen = Options(today=date(2026, 11, 1), allow_shrink=True, **options)
        return import_file(town, path, find_source(source), categories, options=chosen)

    return give


@pytest.fixture
def public(town: Connection) -> Public:
    """Everything that the public could read, as one text."""

    def public() -> str:
        ask = " UNION ALL ".join(f"SELECT to_jsonb({table})::text FROM {table}" for table in PUBLISHED)
        return "\n".join(sorted(town.execute(text(ask)).scalars()))

    return public


def hide(connection: Connection, said: str, kind: str | None = None) -> Target:
    """Hide what this stands for, and publish it."""
    target = find_target(connection, said, kind)
    publish(connection, hiding.hide(connection, target, by="ann", why=WHY))
    return target


def show(connection: Connection, said: str, kind: str | None = None) -> None:
    """Take that back."""
    target = find_target(connection, said, kind)
    publish(connection, hiding.show(connection, target, by="ben", why=WHY))
