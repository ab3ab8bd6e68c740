"""`assetmap map`: a search as a map in one file, to send or to open with no network."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from sqlalchemy import Connection

from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.engine import open_engine
from assetmap.directory.categories import load_categories
from assetmap.errors import SetupError
from assetmap.listing.query import DAYS, MAX_PER_PAGE, MAX_RESULTS, PARTS, SearchQuery
from assetmap.model.words import DELIVERY, JOINING

if TYPE_CHECKING:
    from assetmap.listing.results import Card, SearchResult
    from assetmap.web.maps.document import Entry


@click.command("map")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--title", default="Community services", show_default=True, help="What the map is called.")
@click.option("--postcode", help="Where somebody lives; nearest first.")
@click.option("--radius-m", type=int, help="How far from the postcode, in metres.")
@click.option("--q", metavar="WORDS", help="Words to look for.")
@click.option("--category", multiple=True, help="Slug of a category or group; may be repeated.")
@click.option("--district", help="Name or GSS code of a district, such as Thanet.")
@click.option("--ward", help="GSS code of a ward.")
@click.option("--bbox", metavar="W,S,E,N", help="Only inside this rectangle of degrees.")
@click.option("--day", multiple=True, type=click.Choice(list(DAYS)), help="Only services open on this day.")
@click.option("--part", multiple=True, type=click.Choice(list(PARTS)), help="Only at this part of the day.")
@click.option("--free", is_flag=True, help="Only services that are free.")
@click.option("--step-free", is_flag=True, help="Only places with step-free access.")
@click.option("--age", type=int, help="Only services for somebody of this age.")
@click.option("--delivery", multiple=True, type=click.Choice(DELIVERY), help="Only services delivered so.")
@click.option("--joining", multiple=True, type=click.Choice(JOINING), help="Only services joined so.")
@click.pass_obj
def map_(settings: Settings, /, out: Path, title: str, **filters: Any) -> None:
    """Write the services that match to OUT, a map that opens from disk with no network.

    The filters are those of the search page. Without any, the first thousand services are on the map.
    """
    query = _read(settings, filters)
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


def _read(settings: Settings, filters: dict[str, Any]) -> SearchQuery:
    """Read the options as a query string, so that both are checked alike."""
    categories = load_categories(settings.data_dir / "taxonomy" / "categories.toml")
    slugs = [category.slug for category in categories] + [group.slug for group in categories.groups]
    several = {name: value if isinstance(value, tuple) else (value,) for name, value in filters.items()}
    given = {
        name: ["true" if value is True else str(value) for value in values if value not in (None, False)]
        for name, values in several.items()
    }
    return SearchQuery.parse(given, categories=slugs)


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
