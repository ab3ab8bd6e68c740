"""The command that lists what is secret and withheld, and decides about it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import URL, create_engine, text

from assetmap.cli import main
from tests.db.secrecy.conftest import COUNTRY

Run = Callable[..., Result]
ROWS = {
    "council": ("Name,Address,Postcode,Confidential", "Harbour Refuge,12 Hidden Lane,CT9 1AA,yes"),
    "charity": ("Name,Address,Postcode", "Sewing,12 Hidden Lane,CT9 1AA"),
}


@pytest.fixture
def run(make_database: Callable[..., URL], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on a database with a secret service and one that is withheld because of it."""
    database = make_database()
    monkeypatch.setenv("ASSETMAP_DATABASE_URL", database.render_as_string(hide_password=False))
    engine = create_engine(database)
    with engine.begin() as connection:
        for statement in filter(str.strip, COUNTRY.split(";")):
            connection.execute(text(statement))
    engine.dispose()

    def run(*words: str) -> Result:
        return CliRunner().invoke(main, list(words))

    for source, lines in ROWS.items():
        path = tmp_path / f"{source}.csv"
        path.write_text("\n".join(lines) + "\n")
        assert run("import", str(path), "--source", source).exit_code == 0
    return run


def test_what_is_withheld_is_listed_with_why_and_decided_about(run: Run) -> None:
    listed = run("confidential").output
    assert "Sewing (charity): withheld, and nobody has decided" in listed
    assert "Harbour Refuge (council): secret, as its source says" in listed
    assert "the same postcode and house number" in listed
    assert "Hidden Lane" not in listed
    key = listed[:13]
    released = run("confidential", "release", key, "--why", "the café next door", "--by", "Ann")
    assert (released.exit_code, released.output) == (0, "It is public now, until something else is found.\n")
    decided = run("confidential", "list", "--state", "decided").output
    assert "public, though it was withheld" in decided
    assert "decided by Ann" in decided
    assert "the café next door" in decided
    again = run("confidential", "release", key, "--why", "twice")
    assert again.exit_code == 1
    assert "decided already" in again.output
    assert run("confidential", "release", key, "--undo", "--why", "the manager rang").exit_code == 0
    assert "nobody has decided" in run("confidential").output
    assert run("confidential", "find").output == "1 entry waits for a person.\n"


def test_a_decision_needs_a_reason(run: Run) -> None:
    key = run("confidential").output[:13]
    assert "--why" in run("confidential", "keep", key).output
    assert run("confidential", "keep", key, "--why", "ring 01843 555123").exit_code == 1
    assert "nobody has decided" in run("confidential").output
