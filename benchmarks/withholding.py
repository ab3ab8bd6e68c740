"""How much of what gives a secret place away is withheld, and how much else is withheld needlessly.

    ASSETMAP_HOME=/tmp/bench python -m benchmarks.withholding

The database must hold the pack (`assetmap setup`). Refuges are planted in it: one list marks them as
confidential, and a second tells of each in one of the ways below, without the mark. Both orders are measured.
Half of the refuges stand where nobody else of the pack is, and half in the postcode of a service of the pack,
which is where something could be withheld needlessly. The time that both imports take is told beside that of
the same lists with no mark in them. Everything is rolled back.
"""

import csv
import gzip
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, text

from assetmap.config import Settings
from assetmap.database.engine import open_engine
from assetmap.directory.categories import load_categories
from assetmap.ingest.run import import_file
from assetmap.ingest.sources import find_source
from benchmarks.duplicates import rolled_back

EACH = 10
SEED = 7
Row = dict[str, str]
STREETS = "Hidden Lane|Larch Grove|Quarry Hill|St Saviour's Road|Tanner Street|Old Mill Close".split("|")
WORDS = "Harbour Beacon Willow Lantern Juniper Haven Marigold Compass Aspen Kestrel Meadow Heron".split()


class Secret(NamedTuple):
    """A refuge as the list that keeps it secret knows it."""

    number: int
    name: str
    street: str
    postcode: str

    @property
    def house(self) -> int:
        """The number of its house; none of the pack is as high."""
        return 700 + self.number

    @property
    def as_row(self) -> Row:
        """The row that marks it."""
        return {
            "Id": str(self.number), "Name": self.name, "Organisation": f"{self.name} Trust",
            "Address": f"{self.house} {self.street}", "Postcode": self.postcode, "Confidential": "yes",
            "Phone": f"01843 58{self.number:04}", "Night phone": f"01843 59{self.number:04}",
            "Manager": f"manager{self.number}@refuge.test",
        }  # fmt: skip


def told(secret: Secret, way: str, elsewhere: str) -> Row:
    """The row of another list that gives it away in one way."""
    row = {"Id": f"o{secret.number}", "Name": f"Sewing circle {secret.number}",
           "Organisation": f"Thread {secret.number}", "Address": f"{secret.number} Open Road",
           "Postcode": elsewhere}  # fmt: skip
    ways: dict[str, Row] = {
        "the same name and organisation": {"Name": secret.name, "Organisation": f"{secret.name} Trust",
                                           "Postcode": ""},
        "the same house": {
            "Address": f"Flat 2, {secret.house}a {secret.street}", "Postcode": secret.postcode,
        },
        "the postcode alone": {"Address": "", "Postcode": secret.postcode},
        "the house without a postcode": {"Address": f"{secret.house} {secret.street}", "Postcode": ""},
        "a telephone that it keeps": {"Phone": f"+44 1843 59{secret.number:04}"},
        "an e-mail address that it keeps": {"Email": f"Manager{secret.number}@refuge.test"},
        "words in the description": {
            "Description": f"We cook for the house at {secret.house} {secret.street}, {secret.postcode}."
        },
    }  # fmt: skip
    return row | ways[way]


WAYS = (
    "the same name and organisation", "the same house", "the postcode alone", "the house without a postcode",
    "a telephone that it keeps", "an e-mail address that it keeps", "words in the description",
)  # fmt: skip


def plant(connection: Connection, settings: Settings) -> list[Secret]:
    """Refuges for each way, in turn where nobody of the pack is and where somebody is."""
    chance = random.Random(SEED)
    taken = connection.execute(
        text("SELECT DISTINCT postal_code FROM address WHERE postal_code IS NOT NULL ORDER BY 1")
    ).scalars().all()  # fmt: skip
    with gzip.open(settings.data_dir / "postcodes" / "live.csv.gz", "rt", encoding="utf-8") as lines:
        live = [row[0] for row in csv.reader(lines)][1:]
    free = sorted(set(live) - set(taken))
    secrets = []
    for number in range(len(WAYS) * EACH):
        name = f"{chance.choice(WORDS)} {chance.choice(WORDS)} Refuge {number}"
        postcode = chance.choice(free if number % 2 else list(taken))
        secrets.append(Secret(number, name, chance.choice(STREETS), postcode))
    return secrets


def import_rows(connection: Connection, settings: Settings, source: str, rows: list[Row]) -> float:
    """Import rows as a spreadsheet; returns the seconds it took."""
    categories = load_categories(settings.data_dir / "taxonomy" / "categories.toml")
    headers = list(dict.fromkeys(name for row in rows for name in row))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{source}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, headers)
            writer.writeheader()
            writer.writerows(rows)
        began = time.perf_counter()
        import_file(connection, path, find_source(source), categories)
        return time.perf_counter() - began


def withheld(connection: Connection) -> tuple[set[str], Counter[bool]]:
    """What of the second list is withheld, and how much else, by whether a refuge has neighbours."""
    rows = connection.execute(text(
        "SELECT DISTINCT source.name, record.key, secret.key::integer % 2 = 0 AS has_neighbours"
        " FROM withheld_now AS withheld"
        " JOIN source_record AS record ON record.service_id = withheld.service_id"
        " JOIN source ON source.id = record.source_id"
        " JOIN source_record AS secret ON secret.service_id = withheld.secret_id"
    )).all()  # fmt: skip
    found = {row.key for row in rows if row.name == "second-list"}
    return found, Counter(row.has_neighbours for row in rows if row.name != "second-list")


def main() -> None:
    """Measure and print a table in Markdown."""
    settings = Settings.from_environment()
    with open_engine(settings) as engine:
        for order in ("secret first", "secret last"):
            with rolled_back(engine) as connection:
                for line in measure(connection, settings, order):
                    print(line)


def measure(connection: Connection, settings: Settings, order: str) -> Iterator[str]:
    """What is withheld in one order of the lists."""
    services = connection.execute(text("SELECT count(*) FROM service WHERE status = 'active'")).scalar_one()
    secrets = plant(connection, settings)
    way_of = {secret.number: WAYS[secret.number // EACH] for secret in secrets}
    elsewhere = "CT9 1XZ"
    lists = {
        "secret-list": [secret.as_row for secret in secrets],
        "second-list": [told(secret, way_of[secret.number], elsewhere) for secret in secrets],
    }
    names = list(lists) if order == "secret first" else list(lists)[::-1]
    plain = [{**row, "Confidential": "no"} for row in lists["secret-list"]]
    with connection.begin_nested() as point:
        without = sum(
            import_rows(connection, settings, name, plain if name == "secret-list" else lists[name])
            for name in names
        )
        point.rollback()
    took = sum(import_rows(connection, settings, name, lists[name]) for name in names)
    found, needless = withheld(connection)
    caught = Counter(way_of[int(key[1:])] for key in found)
    yield f"\n{order}: both imports took {took / without:.2f} times as long as with no mark\n"
    yield "| told by | withheld |\n|---|---|"
    for way in WAYS:
        yield f"| {way} | {caught[way]} of {EACH} |"
    half = len(secrets) // 2
    for neighbours, where in ((True, "in the postcode of a service of the pack"), (False, "elsewhere")):
        count = needless[neighbours]
        yield f"| others, needlessly, because of {half} refuges {where} | {count} of {services} |"


if __name__ == "__main__":
    main()
