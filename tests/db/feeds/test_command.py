"""`assetmap import feed` as a person types it, against a feed on a real server."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from feed_server import Feed, serve, service, uid
from sqlalchemy import URL, text

from assetmap.cli import main
from assetmap.database.engine import make_engine

Run = Callable[..., Result]


@pytest.fixture
def url(make_database: Callable[..., URL]) -> URL:
    return make_database()


@pytest.fixture
def assetmap(url: URL, tmp_path: Path) -> Run:
    env = {
        "ASSETMAP_DATABASE_URL": url.render_as_string(hide_password=False),
        "ASSETMAP_HOME": str(tmp_path),
        "ASSETMAP_FEED_ALLOW_PRIVATE": "yes",
    }
    return lambda *words: CliRunner(env=env).invoke(main, [str(word) for word in words])


@pytest.fixture
def feed() -> Iterator[Feed]:
    with serve(Feed([service(number) for number in range(12)])) as feed:
        yield feed


def listed(url: URL) -> int:
    engine = make_engine(url, role="command")
    with engine.connect() as connection:
        count: int = connection.execute(
            text("SELECT count(*) FROM service WHERE status = 'active'")
        ).scalar_one()
    engine.dispose()
    return count


def test_a_feed_comes_in_and_later_only_what_changed(assetmap: Run, feed: Feed, url: URL) -> None:
    first = assetmap("import", "feed", feed.url, "--source", "neighbour", "--licence", "OGL-3.0")
    assert first.exit_code == 0, first.output
    assert "Read as Open Referral UK 3.0." in first.output
    assert "12 rows in = 12 listed + 0 unlocated + 0 refused." in first.output
    feed.asked = []
    feed.services[4] = service(4, name="Longer walks", last_modified="2999-01-01T00:00:00Z")
    second = assetmap("import", "feed", feed.url, "--source", "neighbour")
    assert "1 rows in = 1 listed" in second.output
    assert "0 new, 1 changed, 0 as before, 0 retired." in second.output
    assert "This was not all of the feed" in second.output
    assert any("modified_after=" in asked for asked in feed.asked)
    del feed.services[11]
    whole = assetmap("import", "feed", feed.url, "--source", "neighbour", "--whole")
    assert "0 new, 0 changed, 11 as before, 1 retired." in whole.output
    engine = make_engine(url, role="command")
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT licence, url FROM source WHERE name = 'neighbour'")).one()
    engine.dispose()
    assert tuple(kept) == ("OGL-3.0", feed.url)


def test_a_rehearsal_writes_nothing(assetmap: Run, feed: Feed, url: URL) -> None:
    result = assetmap("import", "feed", feed.url, "--source", "neighbour", "--dry-run")
    assert "This was a rehearsal: nothing was written." in result.output
    assert listed(url) == 0


def test_a_feed_that_is_down_leaves_everything_as_it_is(assetmap: Run, feed: Feed, url: URL) -> None:
    assetmap("import", "feed", feed.url, "--source", "neighbour")
    feed.troubles = ["503 7200"]
    result = assetmap("import", "feed", feed.url, "--source", "neighbour")
    assert result.exit_code == 1
    assert "answers 503, and asks to be left alone for 7,200 seconds." in result.stderr
    assert isinstance(result.exception, SystemExit)
    assert listed(url) == 12


def test_issues_and_terms_without_a_category(assetmap: Run, feed: Feed, tmp_path: Path) -> None:
    feed.services[3]["url"] = "nowhere"
    feed.services[3]["attributes"] = [{"id": uid("a"), "taxonomy_term": {"id": uid("t"), "name": "Falconry"}}]
    result = assetmap("import", "feed", feed.url, "--source", "neighbour")
    assert "No category yet for Unnamed taxonomy of neighbour: Falconry (1 services)." in result.output
    assert "Falconry" in assetmap("feed", "unmapped").output
    assert "Every term has a category." in assetmap("feed", "unmapped", "--source", "other").output
    assert "Row 4: url: “nowhere”" in assetmap("import", "issues", 1).output
    path = tmp_path / "issues.csv"
    written = assetmap("import", "issues", 1, "--out", path)
    assert "for whoever publishes the feed." in written.output
    assert "Walking group 3" in path.read_text(encoding="utf-8-sig")


def test_a_folder_that_is_no_feed(assetmap: Run, tmp_path: Path) -> None:
    result = assetmap("import", "feed", tmp_path, "--source", "neighbour")
    assert result.exit_code == 1
    assert "holds no services" in result.stderr


PROCESS = """
import os, signal, sys
from assetmap.ingest.feed import run
moment = sys.argv[1]
whole = run.run_file
def dying(driver, name):
    whole(driver, name)
    if name == moment:
        os.kill(os.getpid(), signal.SIGKILL)
run.run_file = dying
sys.argv = ["assetmap", "import", "feed", sys.argv[2], "--source", "neighbour", "--whole"]
from assetmap.cli import run as cli
cli()
"""


MOMENTS = ("feed/identify", "feed/save_services", "feed/save_records", "feed/settle")


def test_kill_9_at_any_moment_changes_nothing(assetmap: Run, feed: Feed, url: URL, tmp_path: Path) -> None:
    first = assetmap("import", "feed", feed.url, "--source", "neighbour")
    assert first.exit_code == 0, first.output
    before = state(url)
    feed.services = [service(number, name=f"New {number}") for number in range(11)]
    env = os.environ | {
        "ASSETMAP_DATABASE_URL": url.render_as_string(hide_password=False),
        "ASSETMAP_HOME": str(tmp_path),
        "ASSETMAP_FEED_ALLOW_PRIVATE": "yes",
    }
    for moment in MOMENTS:
        command = [sys.executable, "-c", PROCESS, moment, feed.url]
        done = subprocess.run(command, env=env, capture_output=True, check=False, timeout=120)
        # Who supervises the import says what became of it.
        assert done.returncode == 1, done.stderr
        assert b"nothing was written" in done.stderr
        assert state(url) == before
    result = assetmap("import", "feed", feed.url, "--source", "neighbour", "--whole")
    assert "0 new, 11 changed, 0 as before, 1 retired." in result.output


def state(url: URL) -> list[object]:
    engine = make_engine(url, role="command")
    tables = "service location schedule attribute source_record import_run listing metadata".split()
    with engine.connect() as connection:
        found: list[object] = [
            tuple(
                connection.execute(
                    text(f"SELECT count(*), sum(hashtextextended(t::text, 0)) FROM {table} AS t")
                ).one()
            )
            for table in tables
        ]
    engine.dispose()
    return found
