"""A large feed is imported by reading each row a few times, whatever the planner believes of the tables."""

from collections.abc import Callable, Iterator

import pytest
from feed_server import service
from sqlalchemy import URL, Connection, Engine, text

from assetmap.database.engine import make_engine
from assetmap.directory.categories import Categories
from assetmap.feeds.dialects import Dialect
from assetmap.feeds.reading import Reading
from assetmap.ingest.feed.mappings import Mappings
from assetmap.ingest.feed.run import import_feed
from assetmap.ingest.sources import Source
from assetmap.ingest.summary import Summary

#: Fewer than make an import bring statistics up to date by itself.
MANY = 150
#: Each statement reads a row of a scratch table a few times; by a bad plan, once for every other row.
OFTEN = 20

TABLES = (
    "organization organization_identifier service location address accessibility service_at_location schedule"
    " cost_option service_area attribute contact phone language funding taxonomy taxonomy_term source_record"
).split()
READ = text(
    "SELECT relname, pg_stat_get_xact_tuples_returned(oid) AS rows FROM pg_class"
    " WHERE relkind = 'r' AND relpersistence = 't' AND relname !~ '^(publish|match)'"
    " ORDER BY rows DESC LIMIT 5"
)


@pytest.fixture
def deceived(make_database: Callable[..., URL]) -> Iterator[Engine]:
    """A database whose statistics say of large tables that they are empty, as after a large import undone."""
    engine = make_engine(make_database(), role="command")
    with engine.begin() as connection:
        for table in TABLES:
            connection.execute(text(f"ALTER TABLE {table} SET (autovacuum_enabled = off)"))
    yield engine
    engine.dispose()


def take_in(connection: Connection, categories: Categories, mappings: Mappings, *, price: float) -> Summary:
    """Import many services, every hundredth of them at this price."""
    records = [
        service(number, cost_options=[{"amount": 1 if number % 100 else price}])
        for number in range(1, MANY + 1)
    ]
    reading = Reading("test", Dialect.ORUK3, lambda: (("", one) for one in records), MANY)
    return import_feed(connection, reading, Source("neighbour", title="N"), categories, mappings)


def test_no_row_is_compared_with_every_other(
    deceived: Engine, categories: Categories, mappings: Mappings
) -> None:
    with deceived.connect() as connection:
        take_in(connection, categories, mappings, price=1)
        connection.rollback()
    with deceived.begin() as connection:
        connection.execute(text(f"ANALYZE {', '.join(TABLES)}"))
    for price, fate in ((1, "created"), (2, "updated")):
        with deceived.begin() as connection:
            summary = take_in(connection, categories, mappings, price=price)
            read = connection.execute(READ).all()
            assert getattr(summary, fate) == (MANY if fate == "created" else MANY // 100)
            assert [(name, rows) for name, rows in read if rows > OFTEN * MANY] == [], read
