"""`assetmap map`: a search as a map in one file, to send or to open with no network."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from sqlalchemy import Connection

from assetmap.commands.filters import read_query, search_options
from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.engine import open_engine
from assetmap.errors import SetupError
from assetmap.listing.query import MAX_PER_PAGE, MAX_RESULTS, SearchQuery

if TYPE_CHECKING:
    from assetmap.listing.results import Card, SearchResult
    from assetmap.web.maps.document import Entry


@click.command("map")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--title", default="Community services", show_default=True, help="What the map is called.")
@search_options
@click.pass_obj
def map_(settings: Settings, /, out: Path, title: str, **filters: Any) -> None:
    """Write the services that match to OUT, a map that opens from disk with no network.

    The filters are those of the search page. Without any, the first thousand services are on the map.
    """
    query = read_query(settings, filters)
    with open_engine(settings) as engine, engine.connect() as connection:
        migrate.require_current(connection)
        written, count, left_out = _make(connection, settings, title, query)
    try:
        out.write_text(written, encoding="utf-8")
    except OSError as error:
        raise SetupError(f"{out} cannot be written: {error.strerror}.") from error
    click.echo(f"Written to {out}: {count:,} services, {len(written) / 1_000_000:.1f} MB.")
    if left_out:
        click.echo(f"{left_out:,} more matched and are left out; choose fewer with filters.")


def _make(connection: Connection, settings: Settings, title: str, query: SearchQuery) -> tuple[str, int, int]:
    from assetmap.web.maps import outlines
    from assetmap.web.maps.document import write_document

    cards: dict[str, Card] = {}
    for result in _pages(connection, query):
        cards |= {card["id"]: card for card in (*result.beyond, *result.places.cards)}
        cards |= {card["id"]: card for card in (*result.areas.cards, *result.remote.cards)}
    total = sum(group.total for group in (result.places, result.areas, result.remote)) + len(result.beyond)
    entries = [_entry(settings, card) for card in cards.values()]
    ground: dict[str, Any] = {}
    if not settings.tiles_url:
        districts = outlines.districts(connection)
        codes = [feature["properties"]["code"] for feature in districts["features"]]
        near = codes if len(codes) <= outlines.DISTRICTS_OF_A_COUNTY else []
        ground = {
            "districts": districts,
            "details": {code: outlines.detail(connection, code) for code in near},
        }
    left_out = max(0, total - len(entries))
    return write_document(settings, title, entries, ground, left_out), len(entries), left_out


def _pages(connection: Connection, query: SearchQuery) -> Iterator["SearchResult"]:
    from assetmap.listing.search import find_listings

    for page in range(1, MAX_RESULTS // MAX_PER_PAGE + 1):
        result = find_listings(connection, query.replace(page=page, per_page=MAX_PER_PAGE))
        yield result
        if not result.has_next:
            return


def _entry(settings: Settings, card: "Card") -> "Entry":
    from assetmap.web.maps.document import Entry

    address = f"{settings.public_url}/services/{card['id']}" if settings.public_url else None
    return Entry(card["id"], card, address)
