"""A search's answer in the order and words of the page: groups with headings, numbered as on the map."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from assetmap.listing.query import MAX_RESULTS
from assetmap.listing.results import Card, Group, SearchResult, Wider
from assetmap.web import forms, words

LOOSENED = {
    "q": "without the words",
    "day": "on any day",
    "part": "at any time of day",
    "free": "including those that cost something",
    "age": "for any age",
    "step_free": "with or without steps",
    "delivery": "however it is given",
    "joining": "however it is joined",
    "district": "in any district",
    "ward": "in any ward",
    "bbox": "in any part of the map",
    "category": "of any kind",
    "all": "without any filter",
}


class Numbered(NamedTuple):
    """A card with its number in the list and on the map."""

    number: int
    card: Card


class Section(NamedTuple):
    """A group of results under one heading."""

    slug: str
    heading: str
    note: str
    cards: Sequence[Numbered]


class Widening(NamedTuple):
    """A way to find more: what it says and where it leads."""

    text: str
    href: str


def sections(result: SearchResult) -> list[Section]:
    """Return the groups that have something to show, numbered through from the first of this page."""
    start, found = 1, []
    for slug, heading, note, group in _groups(result):
        if group.cards:
            first = start + (result.query.offset if slug == "places" else 0)
            cards = [Numbered(first + i, card) for i, card in enumerate(group.cards)]
            found.append(Section(slug, heading, note, cards))
            start = cards[-1].number + 1
    return found


def said_total(group: Group) -> str:
    """Say how many there are, or that there are more than anybody counted."""
    return f"more than {MAX_RESULTS:,}" if group.capped else f"{group.total:,}"


def summary(result: SearchResult) -> str:
    """Say in one line what was found."""
    parts = [
        _found(result.places, "place to go to", "places to go to"),
        _found(
            result.areas,
            "comes to you" if result.home else "comes to people",
            "come to you" if result.home else "come to people",
        ),
        _found(result.remote, "online or by telephone", "online or by telephone"),
    ]
    return words.listed(parts) or "Nothing was found"


def home_of(result: SearchResult) -> dict[str, Any] | None:
    """Return the person's postcode for the map: where it is, and the circle that was searched."""
    if result.home is None or result.query.postcode is None:
        return None
    return {
        "name": str(result.query.postcode),
        "latitude": result.home.latitude,
        "longitude": result.home.longitude,
        "radius": result.query.radius_m,
    }


def home_note(result: SearchResult) -> str:
    """Say how far the postcode's point may be off, where it is no postcode in use."""
    home, postcode = result.home, result.query.postcode
    if home is None or home.location_source == "postcode":
        return ""
    if home.location_source == "terminated_postcode":
        return f"{postcode} is no longer in use. Distances are from where it was."
    sector, off = postcode.sector if postcode else "", words.in_miles(home.accuracy_m)
    start = f"{postcode} is not in our list of postcodes."
    return f"{start} Distances are from the middle of {sector}, which may be {off} away."


def widenings(wider: Sequence[Wider]) -> list[Widening]:
    """Return each search that finds more as a sentence and a link."""
    found: dict[str, Widening] = {}
    for each in wider:
        href = forms.address("web.find", each.query.to_args())
        found.setdefault(href, Widening(f"{_counted(each)} {_loosened(each)}", href))
    return list(found.values())


def exact_url(result: SearchResult) -> str:
    """Return the same search with the words as they were typed."""
    typed = result.spelling.typed if result.spelling else result.query.q
    return forms.address("web.find", result.query.replace(q=typed, exact=True, page=1).to_args())


def _groups(result: SearchResult) -> list[tuple[str, str, str, Group]]:
    near = "Nearest first. Distances are in a straight line." if result.home else ""
    where = words.listed(area.name for area in result.inside)
    beyond = Group(result.beyond, len(result.beyond))
    if where and result.places.cards:
        beyond_heading = f"Nearer, but outside {where}"
    elif where:
        beyond_heading = f"Outside {where}"
    else:
        beyond_heading = f"Further than {words.in_miles(result.query.radius_m)}"
    comes = "Comes to you, or covers your area" if result.home else "Comes to people, or covers an area"
    return [
        ("beyond", beyond_heading, near, beyond),
        ("places", "Places to go to", near, result.places),
        ("areas", comes, "No travel needed, or the address is private.", result.areas),
        ("remote", "Online and by telephone", "From anywhere.", result.remote),
    ]


def _found(group: Group, one: str, many: str) -> str:
    if not group.total:
        return ""
    return f"{said_total(group)} {one if group.total == 1 else many}"


def _counted(wider: Wider) -> str:
    more = "more than " if wider.total > MAX_RESULTS else ""
    return f"{more}{words.count(min(wider.total, MAX_RESULTS), 'place')}"


def _loosened(wider: Wider) -> str:
    if wider.field == "radius_m":
        return f"within {words.in_miles(wider.query.radius_m)}"
    return LOOSENED.get(wider.field, f"without {wider.field}")
