"""How long publishing takes, against merely writing the same rows.

    ASSETMAP_HOME=/tmp/bench python -m benchmarks.publish [--services 50000]

The directory must hold the services, as `benchmarks/make_listings.py` makes them. They are published as if
nothing had been, again as they are, and again with one name in a hundred changed; then the finished rows are
copied into empty tables with the same indexes, which is the least that publishing them could take. All of it
happens in one transaction that is rolled back; nobody else can read the listing meanwhile.
"""

import argparse
import sys
import time
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import Connection, text

from assetmap.config import Settings
from assetmap.database.engine import open_engine
from assetmap.listing.publish import publish

PUBLISHED = ("listing", "listing_point", "published_service", "published_place", "published_organization")
EMPTY = (
    f"TRUNCATE {', '.join(PUBLISHED)}, listing_word",
    "UPDATE published_tally SET records = 0",
)


def main() -> int:
    """Measure and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--services", type=int, default=50_000)
    wanted = parser.parse_args().services
    with open_engine(Settings.from_environment(), role="command") as engine, engine.connect() as connection:
        services = choose(connection, wanted)
        if len(services) < wanted:
            print(f"There are {len(services):,} services that may be published, and not {wanted:,}.")
            return 1
        show(measure(connection, services), wanted)
        connection.rollback()
    return 0


def choose(connection: Connection, count: int) -> list[UUID]:
    """Services that lie together, as those of one import do."""
    query = text("SELECT id FROM service WHERE status = 'active' ORDER BY ctid LIMIT :count")
    return list(connection.execute(query, {"count": count}).scalars())


def measure(connection: Connection, services: list[UUID]) -> dict[str, float]:
    """Seconds that each takes, in the order in which it is done."""
    for statement in EMPTY:
        connection.execute(text(statement))
    taken = {"all new": timed(lambda: publish(connection, services))}
    taken["nothing changed"] = timed(lambda: publish(connection, services))
    connection.execute(
        text("UPDATE service SET name = name || '.' WHERE id = ANY (:some)"), {"some": services[::100]}
    )
    taken["1 in 100 changed"] = timed(lambda: publish(connection, services))
    taken["the finished rows copied, with their indexes"] = timed(lambda: copy_rows(connection))
    return taken


def copy_rows(connection: Connection) -> None:
    """Write all that is published once more."""
    for table in PUBLISHED:
        connection.execute(text(f"CREATE TABLE copy_of_{table} (LIKE {table} INCLUDING INDEXES)"))
        connection.execute(text(f"INSERT INTO copy_of_{table} SELECT * FROM {table}"))


def timed(action: Callable[[], object]) -> float:
    """Seconds that an action takes."""
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def show(taken: dict[str, float], services: int) -> None:
    """Print what was measured, each against the copying."""
    least = taken["the finished rows copied, with their indexes"]
    print(f"| {services:,} services | seconds | services a second | times the copying |\n|---|---|---|---|")
    for what, seconds in taken.items():
        print(f"| {what} | {seconds:.1f} | {services / seconds:,.0f} | {seconds / least:.2f} |")


if __name__ == "__main__":
    sys.exit(main())
