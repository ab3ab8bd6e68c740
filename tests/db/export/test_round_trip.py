"""What we export we import again: the whole Kent pack out as tables, in as a feed, and out once more."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, text

from assetmap.config import Settings
from assetmap.directory.categories import load_categories
from assetmap.feeds.assemble import Assembly
from assetmap.feeds.files import open_files
from assetmap.feeds.reading import read_path
from assetmap.feeds.tables import Tables
from assetmap.ingest.feed.mappings import load_mappings
from assetmap.ingest.feed.run import import_feed
from assetmap.ingest.sources import find_source
from assetmap.ingest.summary import Summary
from assetmap.listing.publish import publish
from assetmap.listing.query import SearchQuery

Write = Callable[..., Path]

# Who told us and when is what differs, and whose ids they are.
_OTHERS = frozenset({"last_modified", "sources"})
_EMPTIED = "service, organization, location, service_at_location, attribute, taxonomy, source_record"


def contents(path: Path) -> list[dict[str, Any]]:
    """Every service of a package with all that belongs to it, without ids, in an order of its own."""
    services = [service for _, service in Assembly(Tables(open_files(path))).services()]
    found: list[dict[str, Any]] = plain(services)
    return found


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: plain(held)
            for name, held in value.items()
            if name not in _OTHERS and name != "id" and not name.endswith("_id")
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


def test_the_whole_pack_comes_back_without_a_difference(
    write: Write, emptied: Callable[[], None], kent_connection: Connection
) -> None:
    first, cards = write("hsds", name="first"), sorted(listed(kent_connection))
    emptied()
    assert contents(write("hsds", name="empty")) == []
    summary = take_in(kent_connection, first)
    assert (summary.rows_in, summary.refused) == (562, 0)
    assert contents(write("hsds", name="second")) == contents(first)
    assert sorted(listed(kent_connection)) == cards


def test_a_service_that_says_everything_comes_back_whole(
    write: Write, everything: UUID, emptied: Callable[[], None], kent_connection: Connection
) -> None:
    query = SearchQuery(q="commas")
    first, cards = write("hsds", query, name="first"), sorted(listed(kent_connection))
    emptied()
    summary = take_in(kent_connection, first)
    assert (summary.rows_in, summary.refused) == (1, 0)
    (told,), (expected,) = contents(write("hsds", query, name="second")), contents(first)
    # A secret place leaves the district of its people and nothing that could be imported.
    assert expected.pop("confidential_districts") == "E07000114"
    # What an organization is filed under is told, and nothing here is made of it.
    assert expected["organization"].pop("attributes")
    assert told == expected
    places = [card for card in sorted(listed(kent_connection)) if json.loads(card)["group"] == "place"]
    assert len(places) == 2
    assert set(places) <= set(cards)
