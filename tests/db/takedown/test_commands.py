"""The commands that take things down: what they say, and that a question answered with no changes nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import URL, create_engine, text

from assetmap.cli import main
from tests.db.takedown.conftest import CHOIR, WALK

Run = Callable[..., Result]
ONLINE = {"How delivered": "Online", "Postcode": ""}


@pytest.fixture
def database(make_database: Callable[..., URL]) -> URL:
    return make_database()


@pytest.fixture
def run(database: URL, tmp_path: Path) -> Run:
    """Run a command on a database with two services."""
    env = {
        "ASSETMAP_DATABASE_URL": database.render_as_string(hide_password=False),
        "ASSETMAP_HOME": str(tmp_path),
    }

    def run(*words: str, typed: str | None = None) -> Result:
        return CliRunner(env=env).invoke(main, list(words), input=typed)

    rows = [CHOIR | ONLINE | {"Description": "Ask Jo: 07700 900123"}, WALK | ONLINE]
    path = tmp_path / "council.csv"
    lines = [",".join(rows[0]), *(",".join(row.get(name, "") for name in rows[0]) for row in rows)]
    path.write_text("\n".join(lines) + "\n")
    result = run("import", str(path), "--source", "council")
    assert result.exit_code == 0, result.output
    return run


def count(database: URL, query: str) -> int:
    engine = create_engine(database)
    with engine.connect() as connection:
        found = int(connection.execute(text(query)).scalar_one())
    engine.dispose()
    return found


def test_hide_list_and_undo(run: Run, database: URL) -> None:
    hidden = run("hide", "Quokka Choir", "--why", "the choir asked", "--by", "Ann")
    assert hidden.output.startswith(
        "The service “Quokka Choir” is hidden, on every page, map, file and answer."
    )
    assert count(database, "SELECT count(*) FROM listing") == 1
    listed = run("hide", "--list").output
    assert "service  Quokka Choir" in listed
    assert "hidden by Ann on" in listed
    assert "the choir asked" in listed
    again = run("hide", "Quokka Choir", "--why", "once more")
    assert "was hidden already; nothing has changed" in again.output
    shown = run("hide", "Quokka Choir", "--undo", "--why", "they asked again")
    assert shown.output == "The service “Quokka Choir” is shown again, as its sources tell of it now.\n"
    assert run("hide", "--list").output == "Nothing is hidden.\n"
    assert count(database, "SELECT count(*) FROM audit") == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("hide",), "Say what is to be hidden"),
        (("hide", "Quokka Choir"), "Say why, in a few words"),
        (("hide", "Nobody", "--why", "x"), "No service, place or contact is called “Nobody”."),
        (("hide", "Quokka Choir", "--why", "ring 07700 900123"), "seems to hold a telephone number"),
        (("hide", "Quokka Choir", "--undo", "--why", "x"), "isn't hidden"),
        (("erase",), "Say why, in a few words"),
        (("erase", "--why", "x"), "Say what is to be erased"),
        (("erase", "ab", "--why", "x", "--yes"), "has fewer than 4 letters and digits"),
        (("erase", "Quokka", "--why", "quokka asked", "--yes"), "The reason holds the very text."),
        (("erase", "--lift", "7", "--why", "x"), "Nothing was erased under the number 7."),
        (("sources", "remove", "nobody", "--why", "x"), "There is no source named “nobody”."),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(run: Run, words: tuple[str, ...], said: str) -> None:
    result = run(*words)
    assert result.exit_code != 0
    told = result.output + str(getattr(result.exception, "message", ""))
    assert said in told


def test_erase_shows_asks_erases_and_says_what_is_left_to_do(run: Run, database: URL, tmp_path: Path) -> None:
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "x.ndjson").write_text("ring 07700 900123\n")
    asked = run("erase", "07700 900123", "--why", "Jo asked", typed="n\n")
    assert asked.exit_code == 1
    assert "service.description: 1 row\n    Ask Jo: 07700 900123" in asked.output
    assert count(database, "SELECT count(*) FROM service WHERE description ~ '900123'") == 1
    erased = run("erase", "-", "--why", "Jo asked", "--yes", typed="07700 900123\n")
    assert erased.exit_code == 0, erased.output
    assert "service.description: erased in 1 row." in erased.output
    assert "x.ndjson: removed." in erased.output
    assert "Backups and files that were taken away before still hold it." in erased.output
    assert count(database, "SELECT count(*) FROM service WHERE description ~ '900123'") == 0
    assert count(database, "SELECT count(*) FROM source_record WHERE record::text ~ '900123'") == 0
    assert "a number of 10 digits" in run("erase", "--list").output


def test_a_source_is_removed_when_somebody_says_yes(run: Run, database: URL) -> None:
    asked = run("sources", "remove", "council", "--why", "over", typed="n\n")
    assert asked.exit_code == 1
    assert "services     2, and 0 that it tells of no more" in asked.output
    assert "council.csv" in asked.output
    assert count(database, "SELECT count(*) FROM service") == 2
    removed = run("sources", "remove", "council", "--why", "over", "--yes")
    assert removed.output.endswith("council is removed. An import under this name would be a new source.\n")
    assert count(database, "SELECT count(*) FROM service") == 0
    assert count(database, "SELECT count(*) FROM audit WHERE action = 'remove'") == 1
