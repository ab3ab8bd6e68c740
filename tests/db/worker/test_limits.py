"""A full disk, and too little memory, end in a sentence with nothing written."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from click.testing import Result
from feed_server import Feed, service

Run = Callable[..., Result]
Ask = Callable[..., list[Any]]

#: What PostgreSQL says where it cannot write, said by the server for every row of a table.
FULL = """
CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER disk_full BEFORE INSERT OR UPDATE ON service FOR EACH ROW EXECUTE FUNCTION disk_full()
"""
SAID = "The disk that holds the database is full, so nothing was written."


def test_a_full_disk_in_the_middle_of_an_import(assetmap: Run, feed: Feed, ask: Ask, tmp_path: Path) -> None:
    for statement in FULL.strip().split(";\nCREATE"):
        ask(statement if statement.startswith("CREATE") else f"CREATE{statement}")
    path = tmp_path / "list.csv"
    path.write_text("Name,Organisation,How delivered\nLine,Friends,Telephone\n", encoding="utf-8")
    for words in (("import", path), ("import", "feed", feed.url)):
        result = assetmap(*words, "--source", "test")
        assert result.exit_code == 1
        assert SAID in result.stderr
        assert "Traceback" not in result.stderr.split("Exception occurred")[0]
    assert ask("SELECT count(*) FROM import_run") == [0]
    assert ask("SELECT count(*) FROM source_record") == [0]


def test_a_source_stays_due_where_the_disk_is_full(
    assetmap: Run, daily: Feed, ask: Ask, make_due: Callable[[], Any]
) -> None:
    since = make_due()
    for statement in FULL.strip().split(";\nCREATE"):
        ask(statement if statement.startswith("CREATE") else f"CREATE{statement}")
    daily.services[3] = service(3, name="Longer walks", last_modified="2999-01-01T00:00:00Z")
    result = assetmap("worker", "--once")
    assert SAID in result.stdout
    assert ask("SELECT trouble, due_at FROM source") == [(None, since)]


def test_a_program_that_gets_no_more_memory_ends_in_a_sentence(
    env: dict[str, str], ask: Ask, tmp_path: Path
) -> None:
    (tmp_path / "feed").mkdir()
    many = [service(number, description="x" * 100_000) for number in range(1_000)]
    (tmp_path / "feed" / "services.json").write_bytes(orjson.dumps(many))
    done = subprocess.run(
        [sys.executable, "-m", "assetmap", "import", "feed", str(tmp_path / "feed"), "--source", "test"],
        env=os.environ | env | {"ASSETMAP_IMPORT_MEMORY_MB": "64"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "This needs more than 64 MB of memory, so it was stopped and nothing was written." in done.stderr
    assert "Traceback" not in done.stderr
    assert ask("SELECT count(*) FROM import_run") == [0]
