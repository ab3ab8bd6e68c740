"""Which listings an export holds: those that a search would find, all of them and not a page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, text

from assetmap.listing.query import DEFAULT_PER_PAGE, DEFAULT_RADIUS_M, SearchQuery
from assetmap.listing.reach import other_where, place_where
from assetmap.listing.understand import understand
from assetmap.listing.where import Where

Row = RowMapping
#: So many rows are in memory at a time, and the server is asked for so many at once.
AT_ONCE = 500
# What stands in braces is the SQL of conditions, never a value.
_OF_GROUP = "SELECT service_id FROM listing WHERE {chosen}"
_COUNT = "SELECT count(*) FROM (SELECT FROM ({chosen}) AS chosen LIMIT :most) AS counted"


@dataclass(frozen=True, slots=True)
class Choice:
    """The listings that match a query, with conditions for each group: places, visits and remote services."""

    query: SearchQuery
    groups: tuple[Where, ...]

    @property
    def filtered(self) -> bool:
        """Whether anything is left out."""
        whole = self.query.replace(page=1, per_page=DEFAULT_PER_PAGE, radius_m=DEFAULT_RADIUS_M, exact=False)
        return whole != SearchQuery()

    @property
    def values(self) -> dict[str, Any]:
        """The values of every condition, by name."""
        return {name: value for where in self.groups for name, value in where.values.items()}

    @property
    def services(self) -> str:
        """The ids of the services chosen, as SQL; a service is chosen whole if one of its places is."""
        return " UNION ".join(_OF_GROUP.replace("{chosen}", where.sql) for where in self.groups)

    def count(self, connection: Connection, most: int) -> int:
        """How many listings are chosen, without counting further than `most`."""
        each = " UNION ALL ".join(_OF_GROUP.replace("{chosen}", where.sql) for where in self.groups)
        counted = text(_COUNT.replace("{chosen}", each))
        return int(connection.execute(counted, self.values | {"most": most}).scalar_one())

    def rows(self, connection: Connection, sql: str) -> Iterator[Row]:
        """The rows of a statement for each group in turn; `{chosen}` in it stands for the conditions."""
        for where in self.groups:
            yield from stream(connection, sql.replace("{chosen}", where.sql), where.values)


def choose(connection: Connection, query: SearchQuery) -> Choice:
    """Look up what a query stands for, as a search does.

    Raises NotFound for an unknown postcode and InvalidQuery for an unknown district or ward.
    """
    understood = understand(connection, query)
    others = (other_where(understood, group) for group in ("area", "remote"))
    return Choice(query, (place_where(understood), *others))


def stream(connection: Connection, sql: str, values: Mapping[str, Any] | None = None) -> Iterator[Row]:
    """Rows of a statement as the server gives them, so that however many there are, few are in memory."""
    with connection.execute(text(sql), values or {}, execution_options={"yield_per": AT_ONCE}) as result:
        yield from result.mappings()
