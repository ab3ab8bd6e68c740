"""How long an import takes, against one ORM object a row on the same rows in the same run.

    ASSETMAP_HOME=/tmp/bench python -m benchmarks.ingest [--rows 100000] [--orm-rows 10000]

The database must hold the pack (`assetmap setup`). An invented spreadsheet is imported whole, then again
without a change, then with one row in a hundred changed; then its first rows are saved with SQLAlchemy's ORM
into the same tables, a postcode looked up for each. Everything is rolled back. Both sides read the rows with
the same code, and neither counts publishing, which is given apart.
"""

import argparse
import csv
import gzip
import itertools
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine

from assetmap.config import Settings
from assetmap.database.engine import open_engine
from assetmap.directory.categories import Categories, load_categories
from assetmap.ingest.run import import_file
from assetmap.ingest.sources import find_source
from benchmarks.ingest_orm import save_with_orm

HEADERS = (
    "Ref,Service name,Organisation,Description,Category,Venue,Address,Town,Postcode,Opening times,Cost,Ages,"
    "How delivered,How to join,Step-free,Website,Phone,Email,Last checked"
).split(",")
TIMES = (
    "Mon-Fri 9-5",
    "Tuesdays 10am-12",
    "first Tuesday of the month 2-4pm",
    "Mon 9-12; Thu 1-3pm",
    "Sat 10-2",
)
COSTS = ("Free", "£3.50 per session", "£5 / £3 concessions", "donation", "£2")
AGES = ("18+", "50 and over", "all ages", "16-25", "")
STEADY = 1


def main() -> None:
    """Measure and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--orm-rows", type=int, default=10_000)
    asked = parser.parse_args()
    settings = Settings.from_environment()
    categories = load_categories(settings.data_dir / "taxonomy" / "categories.toml")
    with tempfile.TemporaryDirectory() as folder, open_engine(settings) as engine:
        path, changed = Path(folder) / "services.csv", Path(folder) / "changed.csv"
        rows = list(invent_rows(settings, categories, asked.rows))
        write(path, rows)
        write(changed, [change(row) if place % 100 == 0 else row for place, row in enumerate(rows)])
        print("| what | rows | seconds | rows a second | publishing, seconds |\n|---|---|---|---|---|")
        with rolled_back(engine) as connection:
            first = measure("import, all new", asked.rows, connection, path, categories)
            measure("import, nothing changed", asked.rows, connection, path, categories)
            measure("import, one row in 100 changed", asked.rows, connection, changed, categories)
        with rolled_back(engine) as connection:
            orm = timed(lambda: save_with_orm(connection, path, categories, asked.orm_rows))
            print(line("one ORM object a row, all new", asked.orm_rows, orm, ""))
        ratio = (orm / asked.orm_rows) / (first / asked.rows)
        print(f"\nThe import is {ratio:.1f} times as fast, a row, as the ORM.")


def measure(what: str, rows: int, connection: Connection, path: Path, categories: Categories) -> float:
    """Import once and print the figures; returns the seconds without publishing."""
    marks: dict[str, float] = {}

    def mark(step: str, _done: int, _of: int) -> None:
        marks.setdefault(step, time.perf_counter())

    began = time.perf_counter()
    import_file(connection, path, find_source("benchmark"), categories, progress=mark)
    publishing = marks["Done"] - marks["Publishing"]
    seconds = time.perf_counter() - began - publishing
    print(line(what, rows, seconds, f"{publishing:.1f}"))
    steps = list(marks.items())
    parts = ", ".join(
        f"{name.lower()} {after - at:.1f}" for (name, at), (_, after) in itertools.pairwise(steps)
    )
    print(f"<!-- to the first thousand {steps[0][1] - began:.1f}, {parts} -->")
    return seconds


def line(what: str, rows: int, seconds: float, publishing: str) -> str:
    """One line of the table."""
    return f"| {what} | {rows:,} | {seconds:.1f} | {rows / seconds:,.0f} | {publishing} |"


def timed(work: Callable[[], object]) -> float:
    """Seconds that something takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def invent_rows(settings: Settings, categories: Categories, count: int) -> Iterator[list[str]]:
    """Rows of a council's spreadsheet, at real postcodes and with invented contents."""
    with gzip.open(settings.data_dir / "postcodes" / "live.csv.gz", "rt", encoding="utf-8") as file:
        postcodes = [row["postcode"] for row in csv.DictReader(file)]
    chance = random.Random(STEADY)
    names = [category.name for category in categories]
    for number in range(count):
        category = chance.choice(names)
        yield [
            f"S{number:07d}",
            f"{category} {number}",
            f"Organisation {number // 5}",
            f"What people do at number {number}, week after week, and who may come to it. " * 3,
            category,
            f"Hall {number % 5_000}",
            f"{number % 200 + 1} High Street",
            f"Town {number % 300}",
            chance.choice(postcodes),
            chance.choice(TIMES),
            chance.choice(COSTS),
            chance.choice(AGES),
            chance.choice(("In person", "In person and online", "Telephone")),
            chance.choice(("Self-referral", "GP or link worker")),
            chance.choice(("yes", "no", "")),
            f"https://example.org/{number}",
            f"01632 96{number % 10_000:04d}",
            f"service{number}@example.org",
            f"{number % 28 + 1:02d}/0{number % 9 + 1}/2025",
        ]


def change(row: list[str]) -> list[str]:
    """The same row with another price."""
    return [*row[:10], "£9.99 per session", *row[11:]]


def write(path: Path, rows: list[list[str]]) -> None:
    """Write a spreadsheet."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([list(HEADERS), *rows])


@contextmanager
def rolled_back(engine: Engine) -> Iterator[Connection]:
    """A connection whose work is undone."""
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


if __name__ == "__main__":
    main()
