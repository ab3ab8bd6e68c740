"""What we export we import again: the whole Kent pack out as tables, in as a feed, and out once more."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from package_tables import Row, read_tables, without_ids
from sqlalchemy import Connection, func, text

from assetmap.config import Settings
from assetmap.directory.categories import load_categories
from assetmap.directory.taxonomy import TAXONOMY_ID
from assetmap.feeds.reading import read_path
from assetmap.ingest.feed.mappings import load_mappings
from assetmap.ingest.feed.run import import_feed
from assetmap.ingest.sources import find_source
from assetmap.ingest.summary import Summary
from assetmap.listing.publish import publish
from assetmap.listing.query import SearchQuery
from assetmap.model import (
    Address,
    Attribute,
    Location,
    OrganizationIdentifier,
    ServiceArea,
    ServiceAtLocation,
)

Write = Callable[..., Path]

# Who told us and when is what differs, and whose ids they are.
OTHERS = frozenset({("services", "last_modified"), ("services", "sources")})
_EMPTIED = "service, organization, location, service_at_location, attribute, taxonomy, source_record"


def differences(first: Path, second: Path) -> dict[str, tuple[list[str], list[str]]]:
    """By table, the rows that only one of two packages has; every column but those of `OTHERS` counts."""
    was, now = (without_ids(read_tables(path), but=OTHERS) for path in (first, second))
    assert was.keys() == now.keys()
    return {
        name: (sorted(was[name] - now[name]), sorted(now[name] - was[name]))
        for name in was
        if was[name] != now[name]
    }


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: plain(held)
            for name, held in value.items()
            if name != "last_modified" and name != "sources" and name != "id" and not name.endswith("_id")
        }
    if isinstance(value, list):
        return sorted((plain(each) for each in value), key=lambda each: json.dumps(each, sort_keys=True))
    return value


def listed(connection: Connection) -> Iterator[str]:
    """Every card of the listing without ids, and without a town that is only the name of the district.

    An address of the standard must have a town; where nobody gave one, the district stands in its place.
    """
    for card in connection.execute(
        text("SELECT card || jsonb_build_object('serves', serves) FROM listing")
    ).scalars():
        if card.get("address", {}).get("town") == card.get("district"):
            card.get("address", {}).pop("town", None)
        yield json.dumps(plain(card), sort_keys=True)


def take_in(connection: Connection, path: Path) -> Summary:
    folder = Settings().data_dir / "taxonomy"
    categories = load_categories(folder / "categories.toml")
    mappings = load_mappings(folder / "mappings", categories)
    return import_feed(connection, read_path(path), find_source("again"), categories, mappings)


@pytest.fixture
def emptied(kent_connection: Connection) -> Callable[[], None]:
    """Call it to leave a country without services."""

    def empty() -> None:
        kent_connection.execute(text(f"TRUNCATE {_EMPTIED} CASCADE"))
        publish(kent_connection)

    return empty


@pytest.fixture
def more(everything: UUID, put: Callable[..., UUID], kent_connection: Connection) -> UUID:
    """The service that says everything, with the rest of what can be said around it."""
    green = func.ST_Point(635_900, 171_039, 27700)
    place = put(Location, location_type="physical", name="The green", point=green,
                location_source="given", accuracy_m=10, lsoa_code="E01035317", ward_code="E05005093",
                district_code="E07000114")  # fmt: skip
    put(Address, location_id=place, address_1="By the pond", address_type="physical")
    put(Address, location_id=place, postal_code="CT9 1AE", address_type="postal")
    put(ServiceAtLocation, service_id=everything, location_id=place)
    put(
        ServiceArea,
        service_id=everything,
        name="Kent",
        area_code="E10000016",
        extent="{}",
        extent_type="geojson",
    )
    term, ours = kent_connection.execute(
        text("SELECT (SELECT id FROM taxonomy_term WHERE name = 'Upper'), (SELECT id FROM taxonomy_term"
             " WHERE taxonomy_id = :ours ORDER BY term LIMIT 1)"), {"ours": TAXONOMY_ID}
    ).one()  # fmt: skip
    owner, above = kent_connection.execute(
        text("SELECT owner.id, owner.parent_organization_id FROM organization AS owner"
             " JOIN service ON service.organization_id = owner.id WHERE service.id = :id"), {"id": everything}
    ).one()  # fmt: skip
    for link, kind, about in (
        (above, "organization", term), (owner, "organization", ours), (place, "location", term),
        (place, "location", ours), (everything, "service", ours),
    ):  # fmt: skip
        put(Attribute, link_id=link, link_type=kind, taxonomy_term_id=about)
    put(
        OrganizationIdentifier, organization_id=above, identifier_type="Company number", identifier="07654321"
    )
    publish(kent_connection, [everything])
    return everything


def test_the_whole_pack_comes_back_without_a_difference(
    write: Write, emptied: Callable[[], None], kent_connection: Connection
) -> None:
    first, cards = write("hsds", name="first"), sorted(listed(kent_connection))
    emptied()
    assert read_tables(write("hsds", name="empty"))["services"] == []
    summary = take_in(kent_connection, first)
    assert (summary.rows_in, summary.refused) == (562, 0)
    assert differences(first, write("hsds", name="second")) == {}
    assert sorted(listed(kent_connection)) == cards


def test_a_service_that_says_everything_comes_back_whole(
    write: Write, more: UUID, emptied: Callable[[], None], kent_connection: Connection
) -> None:
    query = SearchQuery(q="commas")
    first, cards = write("hsds", query, name="first"), sorted(listed(kent_connection))
    told = read_tables(first)
    # Nobody but the test told us of it, so it has no source.
    assert {name: silent for name, rows in told.items() if (silent := _silent(rows))} == {
        "services": {"sources"}
    }
    emptied()
    summary = take_in(kent_connection, first)
    assert (summary.rows_in, summary.refused) == (1, 0)
    assert differences(first, write("hsds", query, name="second")) == {}
    mine = [card for card in cards if "commas" in card]
    assert mine
    assert sorted(listed(kent_connection)) == mine


def _silent(rows: list[Row]) -> set[str]:
    """The columns that no row fills."""
    return {column for column in rows[0] if not any(row[column] for row in rows)}
