"""How many of the services that are told twice are found, and how many that are not are taken for it.

    ASSETMAP_HOME=/tmp/bench python -m benchmarks.duplicates

The database must hold the pack (`assetmap setup`). Two spreadsheets, one with the first service of each
labelled pair and one with the second, are imported one after the other, so that all is measured from the file
to the decision. A merge of rows of two different pairs counts as wrong. Then one spreadsheet with both
services of each pair is imported, for what a source tells twice. Everything is rolled back.
"""

import csv
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from assetmap.config import Settings
from assetmap.database.engine import open_engine
from assetmap.directory.categories import load_categories
from assetmap.ingest.run import import_file
from assetmap.ingest.sources import find_source
from benchmarks.duplicate_pairs import EACH, Pair, make_pairs

LISTS = ("first-list", "second-list")
ONE_LIST = "one-list"
HEADERS = (
    "Ref,Service name,Organisation,Venue,Town,Postcode,Opening times,Ages,How delivered,Website,Phone,Email,"
    "Charity number"
).split(",")
_FOUND = text(
    "SELECT here.key AS first_key, there.key AS second_key, duplicate.state FROM duplicate"
    " JOIN source_record AS here ON here.service_id IN (first_id, second_id)"
    " JOIN source AS here_source ON here_source.id = here.source_id AND here_source.name = :first"
    " JOIN source_record AS there ON there.service_id IN (first_id, second_id)"
    " JOIN source AS there_source ON there_source.id = there.source_id AND there_source.name = :second"
)
_TWICE = text(
    "SELECT here.key AS first_key, there.key AS second_key FROM duplicate"
    " JOIN source_record AS here ON here.service_id = first_id"
    " JOIN source_record AS there ON there.service_id = second_id AND there.source_id = here.source_id"
    " JOIN source ON source.id = here.source_id AND source.name = :name"
    " WHERE duplicate.state = 'waiting'"
)


def main() -> None:
    """Measure and print two tables in Markdown, and what one list with all of it comes to."""
    settings = Settings.from_environment()
    pairs = list(make_pairs(settings.data_dir / "postcodes" / "live.csv.gz"))
    with open_engine(settings) as engine:
        with rolled_back(engine) as connection:
            for place, name in enumerate(LISTS):
                import_list(connection, settings, name, pairs, (place,))
            found = find(connection)
        with rolled_back(engine) as connection:
            import_list(connection, settings, ONE_LIST, pairs, (0, 1))
            twice = find_twice(connection)
    report(pairs, found)
    report_twice(pairs, twice)


@contextmanager
def rolled_back(engine: Engine) -> Iterator[Connection]:
    """A transaction of which nothing stays."""
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


def import_list(
    connection: Connection, settings: Settings, name: str, pairs: list[Pair], places: tuple[int, ...]
) -> None:
    """Import a spreadsheet with the first service of each pair, the second, or both."""
    categories = load_categories(settings.data_dir / "taxonomy" / "categories.toml")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.csv"
        write(path, pairs, places)
        summary = import_file(connection, path, find_source(name), categories)
    if summary.refused:
        sys.exit(f"{summary.refused} rows of {name} were refused, so nothing can be said.")


def write(path: Path, pairs: list[Pair], places: tuple[int, ...]) -> None:
    """Write a list."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADERS, restval="", extrasaction="raise")
        writer.writeheader()
        for number, pair in enumerate(pairs):
            for place in places:
                writer.writerow((pair.first, pair.second)[place] | {"Ref": f"P{number:04d}{'ab'[place]}"})


def find(connection: Connection) -> dict[tuple[int, int], str]:
    """What became of each pair that was found, by the numbers of its rows."""
    rows = connection.execute(_FOUND, {"first": LISTS[0], "second": LISTS[1]})
    return {(int(row.first_key[1:5]), int(row.second_key[1:5])): row.state for row in rows}


def find_twice(connection: Connection) -> list[tuple[int, int]]:
    """The pairs that wait within one list, by the numbers of its rows."""
    rows = connection.execute(_TWICE, {"name": ONE_LIST})
    return [(int(row.first_key[1:5]), int(row.second_key[1:5])) for row in rows]


def report(pairs: list[Pair], found: dict[tuple[int, int], str]) -> None:
    """Print what became of each rule's pairs, and the figures over all."""
    fates: dict[str, Counter[str]] = {}
    for number, pair in enumerate(pairs):
        fates.setdefault(pair.rule, Counter())[found.get((number, number), "missed")] += 1
    labels = {pair.rule: pair.same for pair in pairs}
    print(f"| {EACH} pairs of each | is | merged | waiting | not found |\n|---|---|---|---|---|")
    for name, fate in fates.items():
        label = "one" if labels[name] else "two"
        print(f"| {name} | {label} | {fate['merged']} | {fate['waiting']} | {fate['missed']} |")
    across = Counter(state for (first, second), state in found.items() if first != second)
    print(f"\nOf rows of different pairs: {across['merged']} merged, {across['waiting']} waiting.\n")
    print_figures(labels, fates, across)


def report_twice(pairs: list[Pair], twice: list[tuple[int, int]]) -> None:
    """Print how many pairs wait when one list holds both services of each."""
    together = Counter(pairs[first].same for first, second in twice if first == second)
    across = sum(first != second for first, second in twice)
    of = Counter(pair.same for pair in pairs)
    print(f"| one service, told twice by one list: waits | {together[True]}/{of[True]} |")
    print(f"| two services of one list: wait | {together[False]}/{of[False]} |")
    print(f"| rows of different pairs in one list: wait | {across} |")


def print_figures(labels: dict[str, bool], fates: dict[str, Counter[str]], across: Counter[str]) -> None:
    """Print precision and recall."""
    one, two = Counter[str](), Counter[str]()
    for name, fate in fates.items():
        (one if labels[name] else two).update(fate)
    wrong = two["merged"] + across["merged"]
    merged = one["merged"] + wrong
    seen = one["merged"] + one["waiting"]
    print("| figure | value |\n|---|---|")
    print(f"| labelled pairs: one service, two services | {one.total()}, {two.total()} |")
    print(f"| precision of what is merged | {one['merged']}/{merged} = {one['merged'] / merged:.3f} |")
    print(f"| recall of what is merged | {one['merged']}/{one.total()} = {one['merged'] / one.total():.3f} |")
    print(f"| recall of what is merged or waits | {seen}/{one.total()} = {seen / one.total():.3f} |")
    print(f"| two services that wait for a person | {two['waiting']}/{two.total()} |")


if __name__ == "__main__":
    main()
