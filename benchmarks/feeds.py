"""How long the import of a feed takes, against one ORM object a row on the same services in the same run.

    ASSETMAP_HOME=/tmp/bench python -m benchmarks.feeds [--services 100000] [--orm-services 5000]

The database must hold the pack (`assetmap setup`). An invented feed of Open Referral UK 3.0 is imported
whole, then again without a change, then with one service in a hundred changed; then its first services are
saved with SQLAlchemy's ORM into the same tables, a postcode looked up for each. Everything is rolled back.
Both sides mend the services with the same code, and neither counts fetching, nor publishing, which is given
apart.
"""

import argparse
import csv
import gzip
import itertools
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine

from assetmap.config import Settings
from assetmap.database.engine import open_engine
from assetmap.directory.categories import Categories, load_categories
from assetmap.feeds.dialects import Dialect
from assetmap.feeds.reading import Reading
from assetmap.ingest.feed.mappings import Mappings, load_mappings
from assetmap.ingest.feed.run import import_feed
from assetmap.ingest.sources import Source
from benchmarks.feeds_orm import save_with_orm

SOURCE = Source("benchmark-feed", title="Benchmark")
STEADY = 2


def main() -> None:
    """Measure and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--services", type=int, default=100_000)
    parser.add_argument("--orm-services", type=int, default=5_000)
    asked = parser.parse_args()
    settings = Settings.from_environment()
    categories = load_categories(settings.data_dir / "taxonomy" / "categories.toml")
    mappings = load_mappings(settings.data_dir / "taxonomy" / "mappings", categories)
    services = list(invent_services(settings, categories, asked.services))
    changed = [change(one) if place % 100 == 0 else one for place, one in enumerate(services)]
    print("| what | services | seconds | services a second | publishing, seconds |\n|---|---|---|---|---|")
    with open_engine(settings) as engine:
        with rolled_back(engine) as connection:
            first = measure("import, all new", services, connection, categories, mappings)
            measure("import, nothing changed", services, connection, categories, mappings)
            measure("import, one service in 100 changed", changed, connection, categories, mappings)
        with rolled_back(engine) as connection:
            few = services[: asked.orm_services]
            began = time.perf_counter()
            save_with_orm(connection, few, categories, mappings)
            orm = time.perf_counter() - began
            print(line("one ORM object a row, all new", len(few), orm, ""))
    ratio = (orm / len(few)) / (first / len(services))
    print(f"\nThe import is {ratio:.1f} times as fast, a service, as the ORM.")


def reading(services: list[dict[str, Any]]) -> Reading:
    """Services as if they had been fetched."""
    return Reading("benchmark", Dialect.ORUK3, lambda: (("", one) for one in services), len(services))


def measure(
    what: str,
    services: list[dict[str, Any]],
    connection: Connection,
    categories: Categories,
    mappings: Mappings,
) -> float:
    """Import once and print the figures; returns the seconds without publishing."""
    marks: dict[str, float] = {}

    def mark(step: str, _done: int, _of: int) -> None:
        marks.setdefault(step, time.perf_counter())

    began = time.perf_counter()
    import_feed(connection, reading(services), SOURCE, categories, mappings, progress=mark)
    publishing = marks["Done"] - marks["Publishing"]
    seconds = time.perf_counter() - began - publishing
    print(line(what, len(services), seconds, f"{publishing:.1f}"))
    steps = list(marks.items())
    parts = ", ".join(
        f"{name.lower()} {after - at:.1f}" for (name, at), (_, after) in itertools.pairwise(steps)
    )
    print(f"<!-- to the first thousand {steps[0][1] - began:.1f}, {parts} -->")
    return seconds


def line(what: str, services: int, seconds: float, publishing: str) -> str:
    """One line of the table."""
    return f"| {what} | {services:,} | {seconds:.1f} | {services / seconds:,.0f} | {publishing} |"


def invent_services(settings: Settings, categories: Categories, count: int) -> Iterator[dict[str, Any]]:
    """Services of a council's feed, at real postcodes and with invented contents."""
    with gzip.open(settings.data_dir / "postcodes" / "live.csv.gz", "rt", encoding="utf-8") as file:
        postcodes = [row["postcode"] for row in csv.DictReader(file)]
    chance = random.Random(STEADY)
    for number in range(count):
        yield _service(chance, number, chance.choice(categories.all).name, chance.choice(postcodes))


def _service(chance: random.Random, number: int, category: str, postcode: str) -> dict[str, Any]:
    return {
        "id": _id("service", number),
        "name": f"{category} {number}",
        "description": f"What people do at number {number}, week after week, and who may come to it. " * 3,
        "url": f"https://example.org/{number}",
        "email": f"service{number}@example.org",
        "status": "active",
        "minimum_age": chance.choice((0, 18, 50)),
        "assured_date": f"2026-0{number % 9 + 1}-{number % 28 + 1:02d}",
        "last_modified": "2026-09-01T09:00:00.000Z",
        "organization": {
            "id": _id("organization", number // 5),
            "name": f"Organisation {number // 5}",
            "description": "People who do things together.",
        },
        "schedules": [
            {
                "id": _id("schedule", number * 2 + place), "freq": "WEEKLY", "byday": day,
                "opens_at": f"{9 + place}:00", "closes_at": f"{12 + place}:30",
            }
            for place, day in enumerate(chance.sample(("MO", "TU", "WE", "TH", "FR", "SA"), 2))
        ],
        "service_at_locations": [
            {
                "id": _id("service_at_location", number),
                "location": {
                    "id": _id("location", number % 20_000),
                    "location_type": "physical",
                    "name": f"Hall {number % 20_000}",
                    "addresses": [
                        {
                            "id": _id("address", number), "address_1": f"{number % 200 + 1} High Street",
                            "city": f"Town {number % 300}", "state_province": "Kent",
                            "postal_code": postcode, "country": "GB", "address_type": "physical",
                        }
                    ],
                },
            }
        ],
        "cost_options": [{"id": _id("cost", number), "option": "Adults", "amount": number % 7 + 0.5}],
        "contacts": [
            {
                "id": _id("contact", number), "title": "Bookings",
                "phones": [{"id": _id("phone", number), "number": f"01632 96{number % 10_000:04d}"}],
            }
        ],
        "attributes": [
            {
                "id": _id("attribute", number), "link_type": "service",
                "taxonomy_term": {
                    "id": _id("term", len(category)), "name": category, "term": category,
                    "description": category, "taxonomy": "The council's kinds",
                },
            }
        ],
    }  # fmt: skip


def _id(kind: str, number: int) -> str:
    return str(UUID(int=(hash(kind) & 0xFFFFFFFF) << 64 | number))


def change(service: dict[str, Any]) -> dict[str, Any]:
    """The same service at another price."""
    return service | {"cost_options": [{"id": service["id"], "option": "Adults", "amount": 9.99}]}


@contextmanager
def rolled_back(engine: Engine) -> Iterator[Connection]:
    """A connection whose work is undone."""
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


if __name__ == "__main__":
    main()
