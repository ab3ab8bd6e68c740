"""The filters of the search page as options of a command."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from assetmap.config import Settings
from assetmap.directory.categories import load_categories
from assetmap.listing.query import DAYS, PARTS, SearchQuery
from assetmap.model.words import DELIVERY, JOINING

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--postcode", help="Where somebody lives; nearest first."),
    click.option("--radius-m", type=int, help="How far from the postcode, in metres."),
    click.option("--q", metavar="WORDS", help="Words to look for."),
    click.option("--category", multiple=True, help="Slug of a category or group; may be repeated."),
    click.option("--district", help="Name or GSS code of a district, such as Thanet."),
    click.option("--ward", help="GSS code of a ward."),
    click.option("--bbox", metavar="W,S,E,N", help="Only inside this rectangle of degrees."),
    click.option(
        "--day", multiple=True, type=click.Choice(list(DAYS)), help="Only services open on this day."
    ),
    click.option(
        "--part", multiple=True, type=click.Choice(list(PARTS)), help="Only at this part of the day."
    ),
    click.option("--free", is_flag=True, help="Only services that are free."),
    click.option("--step-free", is_flag=True, help="Only places with step-free access."),
    click.option("--age", type=int, help="Only services for somebody of this age."),
    click.option(
        "--delivery", multiple=True, type=click.Choice(DELIVERY), help="Only services delivered so."
    ),
    click.option("--joining", multiple=True, type=click.Choice(JOINING), help="Only services joined so."),
)


def search_options(command: Command) -> Command:
    """Give a command every filter of a search."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def read_query(settings: Settings, filters: dict[str, Any]) -> SearchQuery:
    """Read the options as a query string, so that both are checked alike."""
    categories = load_categories(settings.data_dir / "taxonomy" / "categories.toml")
    slugs = [category.slug for category in categories] + [group.slug for group in categories.groups]
    several = {name: value if isinstance(value, tuple) else (value,) for name, value in filters.items()}
    given = {
        name: ["true" if value is True else str(value) for value in values if value not in (None, False)]
        for name, values in several.items()
    }
    return SearchQuery.parse(given, categories=slugs)
