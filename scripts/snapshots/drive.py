"""Runs inside a revision of AssetMap: imports what each plan says, exports, and writes both as lines.

Started by make.py as a program of its own, with the revision first on PYTHONPATH.
"""

import io
import json
import os
import pickle
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from .canonical import dump
from .clock import DAY, NOON, stop_clock
from .tables import Line, read_all

stop_clock()

from sqlalchemy import Connection, create_engine, make_url, text  # noqa: E402

from assetmap.cli import main  # noqa: E402
from assetmap.config import Settings  # noqa: E402
from assetmap.database.engine import open_engine  # noqa: E402
from assetmap.directory.categories import load_categories  # noqa: E402
from assetmap.errors import AssetMapError  # noqa: E402
from assetmap.export.formats import FORMATS, write_export  # noqa: E402
from assetmap.feeds.dialects import Dialect  # noqa: E402
from assetmap.feeds.reading import Reading  # noqa: E402
from assetmap.ingest.feed.mappings import load_mappings  # noqa: E402
from assetmap.ingest.feed.run import FeedOptions, import_feed  # noqa: E402
from assetmap.ingest.sources import Source  # noqa: E402
from assetmap.listing.query import SearchQuery  # noqa: E402

from .plans import EMPTY, GEOGRAPHY, GEOGRAPHY_LOADED, Plan  # noqa: E402

Files = dict[str, list[Line]]
_NUMBERS = count(1)


def carry_out(plans: list[Plan], out: Path) -> None:
    """Carry out every plan, and write the lines of each set of them to a folder of its name."""
    sets: dict[str, Files] = defaultdict(lambda: defaultdict(list))
    with _geography(plans):
        for plan in plans:
            print(f"{plan['set']}: {plan['name']}", file=sys.stderr)
            with database(plan["template"], f"snapshot_{next(_NUMBERS)}"):
                for name, lines in run(plan):
                    for file, each in lines.items():
                        sets[plan["set"]][file] += [{"of": name} | line for line in each]
    for folder, files in sets.items():
        for file, each in files.items():
            path = out / folder / f"{file}.ndjson"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(f"{line}\n" for line in sorted(map(dump, each))))


@contextmanager
def _geography(plans: list[Plan]) -> Iterator[None]:
    """The database that most plans begin with, where any does."""
    if all(plan["template"] != GEOGRAPHY for plan in plans):
        yield
        return
    with database(EMPTY, GEOGRAPHY):
        for command in GEOGRAPHY_LOADED:
            main(command, standalone_mode=False)
        yield


@contextmanager
def database(template: str, name: str) -> Iterator[None]:
    """A copy of a database, which AssetMap works on for as long as it is there."""
    before = os.environ["ASSETMAP_DATABASE_URL"]
    url = make_url(before)
    _as_admin(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {url.username} STRATEGY file_copy")
    os.environ["ASSETMAP_DATABASE_URL"] = url.set(database=name).render_as_string()
    try:
        yield
    finally:
        os.environ["ASSETMAP_DATABASE_URL"] = before
        # Without force, which may not end the server's own housekeeping; that goes by itself.
        _as_admin(f"DROP DATABASE {name}")


def _as_admin(statement: str) -> None:
    engine = create_engine(os.environ["SNAPSHOT_ADMIN_URL"], isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def run(plan: Plan) -> Iterator[tuple[str, Files]]:
    """Do what one plan says, and give what came of it, by name."""
    settings = Settings.from_environment()
    commands = enumerate(plan.get("commands", ()), 1)
    refused = [line for number, command in commands for line in _command(number, command)]
    with open_engine(settings) as engine, engine.connect() as connection:
        if "feeds" not in plan:
            yield plan["name"], _read(connection, settings) | {"refused": refused}
            return
        for name, readings in _load(Path(plan["feeds"])).items():
            with connection.begin() as transaction:
                yield name, _replay(connection, settings, readings)
                transaction.rollback()


def _load(path: Path) -> dict[str, list[dict[str, Any]]]:
    """The feeds that feeds_of_tests.py kept, some of them nested deep."""
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(100_000)
    feeds: dict[str, list[dict[str, Any]]] = pickle.loads(path.read_bytes())  # noqa: S301 - our own
    sys.setrecursionlimit(usual)
    return feeds


def _command(number: int, arguments: list[str]) -> Iterator[Line]:
    """Run a command; what it says when it refuses is a line, without the path of this machine."""
    said = io.StringIO()
    try:
        with redirect_stderr(said), redirect_stdout(io.StringIO()):
            main(arguments, standalone_mode=False)
    except SystemExit:
        words = said.getvalue()
        for path in sorted((one for one in arguments if "/" in one), key=len, reverse=True):
            words = words.replace(path, Path(path).name)
        yield {"is": f"import {number}", "refused": words}


def _replay(connection: Connection, settings: Settings, readings: list[dict[str, Any]]) -> Files:
    """Import the feeds of one test after each other, as it did."""
    categories = load_categories(settings.data_dir / "taxonomy" / "categories.toml")
    mappings = load_mappings(settings.data_dir / "taxonomy" / "mappings", categories)
    refused: list[Line] = []
    for number, one in enumerate(readings, 1):
        reading = Reading(
            "feed", Dialect(one["dialect"]), one["services"].__iter__, one["expected"], one["complete"],
            tuple(one["oddities"]),
        )  # fmt: skip
        options = replace(FeedOptions(allow_shrink=one["allow_shrink"]), today=DAY, begun_at=NOON)
        before = connection.begin_nested()
        try:
            import_feed(connection, reading, Source(**one["source"]), categories, mappings, options=options)
        except AssetMapError as error:
            before.rollback()
            refused.append({"is": f"import {number}", "refused": error.message})
    return _read(connection, settings) | {"refused": refused}


def _read(connection: Connection, settings: Settings) -> Files:
    with tempfile.TemporaryDirectory(prefix="assetmap-snapshot-") as folder:
        for form, name in (("csv", "out.csv"), ("geojson", "out.geojson"), ("hsds", "out.zip")):
            path = Path(folder) / name
            write_export(FORMATS[form], path, connection, SearchQuery(), settings.data_dir, force=False)
        return read_all(connection, Path(folder))


if __name__ == "__main__":
    task = json.loads(Path(sys.argv[1]).read_text())
    carry_out(task["plans"], Path(task["out"]))
