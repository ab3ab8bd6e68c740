"""What a search answers: places near a home, what comes to it, what needs no travel, and what lies beyond."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assetmap.geography.lookup import Home
from assetmap.listing.query import MAX_RESULTS, SearchQuery
from assetmap.listing.spelling import Spelling
from assetmap.listing.understand import Inside

Card = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """One page of the listings of a group, and how many there are in all.

    A card has `id`, `service_id`, `group`, `name`, `organization` and, where they are known, `summary`,
    `categories` (slug, name), `hours`, `cost`, `free`, `place`, `address` (line, town, postcode), `ward`,
    `district`, `latitude`, `longitude`, `location_source`, `accuracy_m`, `access`, `areas`, `delivery`,
    `joining`, `minimum_age`, `maximum_age`, `status`, `alert`, `assured_on`, `sample`, `confidential`, and
    `distance_m` (metres, in a straight line) when the search has a home.
    """

    cards: Sequence[Card]
    total: int

    @property
    def capped(self) -> bool:
        """Whether there are more than were counted: say 'more than 1,000'."""
        return self.total > MAX_RESULTS


@dataclass(frozen=True, slots=True)
class Wider:
    """A search that finds more, by leaving out or loosening one field (`all`: every filter)."""

    field: str
    query: SearchQuery
    total: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer to a query.

    `places` are nearest first. `areas` come to people or hide their place, `remote` are online or by
    telephone; neither has a distance. `beyond` holds places outside the radius or the chosen area that
    are nearer than the nearest inside. `wider` is given when no place was found.
    """

    query: SearchQuery
    home: Home | None
    inside: Sequence[Inside]
    spelling: Spelling | None
    places: Group
    areas: Group
    remote: Group
    beyond: Sequence[Card]
    wider: Sequence[Wider]

    @property
    def has_next(self) -> bool:
        """Whether any group goes on after this page, within the results that pages lead to."""
        seen = self.query.page * self.query.per_page
        last = seen + self.query.per_page > MAX_RESULTS
        return not last and any(group.total > seen for group in (self.places, self.areas, self.remote))
