"""After kill -9 at any moment, nothing has changed."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import URL, text

from assetmap.database.engine import make_engine

# A process that kills itself, without any farewell, when the import comes to a moment.
PROCESS = """
import os, signal, sys
from pathlib import Path
from assetmap.config import Settings
from assetmap.database.engine import make_engine
from assetmap.directory.categories import load_categories
from assetmap.ingest.run import Options, import_file
from assetmap.ingest.sources import find_source

url, path, moment = sys.argv[1], Path(sys.argv[2]), sys.argv[3]

def progress(what, done, of):
    if f"{what} {done}" == moment:
        os.kill(os.getpid(), signal.SIGKILL)

categories = load_categories(Settings().data_dir / "taxonomy" / "categories.toml")
with make_engine(url, role="command").begin() as connection:
    import_file(connection, path, find_source("test"), categories, options=Options(), progress=progress)
    progress("Before the commit", 0, 0)
"""
MOMENTS = (
    "Reading 1000", "Placing 0", "Comparing 0", "Saving 0", "Saving 3", "Publishing 0", "Before the commit 0"
)  # fmt: skip
TABLES = (
    "organization service location address service_at_location schedule cost_option attribute contact phone"
    " source source_record import_run import_issue listing listing_word metadata taxonomy_term"
).split()


def run(url: URL, path: Path, moment: str) -> int:
    command = [sys.executable, "-c", PROCESS, url.render_as_string(hide_password=False), str(path), moment]
    return subprocess.run(command, check=False, cwd=Path(__file__).parents[3], timeout=120).returncode


def state(url: URL) -> dict[str, object]:
    engine = make_engine(url, role="command")
    with engine.connect() as connection:
        found = {
            table: connection.execute(
                text(f"SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM {table} AS t")
            ).one()
            for table in TABLES
        }
    engine.dispose()
    return {table: tuple(row) for table, row in found.items()}


@pytest.fixture
def url(make_database: Callable[..., URL]) -> URL:
    return make_database()


def test_kill_9_at_any_moment_changes_nothing(url: URL, tmp_path: Path) -> None:
    lines = ["Ref,Name,Organisation,Phone,Cost,When,How delivered"]
    lines += [f"{n},Line {n},Friends,01632 960{n % 1000:03d},£{n},Mon 9-5,Telephone" for n in range(1_200)]
    path, changed = tmp_path / "first.csv", tmp_path / "second.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    changed.write_text("\n".join(lines[:1_150]).replace("Line", "Help line"), encoding="utf-8")

    empty = state(url)
    assert run(url, path, "Publishing 0") == -signal.SIGKILL
    assert state(url) == empty
    assert run(url, path, "never") == 0
    imported = state(url)
    assert imported["service"][0] == 1_200  # type: ignore[index]
    for moment in MOMENTS:
        assert run(url, changed, moment) == -signal.SIGKILL, moment
        assert state(url) == imported, moment
    assert run(url, changed, "never") == 0
    assert state(url)["source_record"] != imported["source_record"]
