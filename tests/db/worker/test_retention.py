"""What has been kept long enough goes by itself, and re-imports don't notice."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from feed_server import Feed
from sqlalchemy import Engine

from assetmap.ingest import retention
from assetmap.ingest.retention import LetGo, let_go
from tests.db.worker.conftest import Ask

Run = Callable[..., Result]
ROWS = """Service name,Organisation,How delivered,Contact,Private thoughts,Ref
Choir,Trust,Online,Jo Numbat,Rude about the mayor,C1
Walk,Trust,Online,,,C2
"""


def never() -> None:
    """Nobody ends it."""


@pytest.fixture
def imported(assetmap: Run, tmp_path: Path) -> Path:
    """A list with a column that nothing uses."""
    path = tmp_path / "list.csv"
    path.write_text(ROWS)
    result = assetmap("import", path, "--source", "council")
    assert result.exit_code == 0, result.output
    return path


def age(ask: Ask, interval: str) -> None:
    """Make everything that is dated so much older."""
    ask(f"UPDATE import_run SET started_at = started_at - interval '{interval}',"
        f" finished_at = finished_at - interval '{interval}'")  # fmt: skip
    ask(f"UPDATE source_record SET retired_at = retired_at - interval '{interval}'")
    ask(f"UPDATE metadata SET last_action_date = last_action_date - interval '{interval}'")


def records(ask: Ask) -> list[Any]:
    return ask("SELECT record FROM source_record ORDER BY key")


def test_values_that_nothing_uses_go_after_thirty_days_and_names_and_counts_stay(
    imported: Path, engine: Engine, ask: Ask, assetmap: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 1)
    ask(
        "INSERT INTO import_issue (import_id, row_number, problem, outcome, action, record)"
        " SELECT import_run.id, 1, 'x', 'changed', 'y', record FROM import_run, source_record"
        " WHERE key = 'C1'"
    )
    age(ask, "29 days")
    assert let_go(engine, never) == LetGo(0, 0, 0, 0)
    assert records(ask)[0]["Private thoughts"] == "Rude about the mayor"
    age(ask, "2 days")
    assert let_go(engine, never).values == 1
    assert all("Private thoughts" not in one for one in records(ask))
    assert records(ask)[0]["Contact"] == "Jo Numbat"
    assert ask("SELECT count(*) FROM import_issue WHERE record ? 'Private thoughts'") == [0]
    assert ask("SELECT mapping -> 'values_let_go' FROM import_run") == [{"Private thoughts": 1}]
    assert "Private thoughts" in ask("SELECT mapping ->> 'headers' FROM import_run")[0]
    assert not let_go(engine, never)
    # The same list tomorrow: nothing has changed.
    again = assetmap("import", imported, "--source", "council")
    assert "0 new, 0 changed, 2 as before" in again.output
    assert ask("SELECT unchanged FROM import_run ORDER BY id DESC LIMIT 1") == [2]
    assert all("Private thoughts" not in one for one in records(ask))


def test_fields_of_a_feed_that_nothing_reads_go_too(daily: Feed, engine: Engine, ask: Ask) -> None:
    ask(
        """UPDATE source_record SET record = record || '{"x_rude": "about the mayor",
           "organization": {"id": "1", "name": "T", "x_deep": "thought"}}'
           WHERE key = (SELECT min(key) FROM source_record)"""
    )
    before = records(ask)[0]
    age(ask, "31 days")
    assert let_go(engine, never).values == 2
    after = records(ask)[0]
    assert set(before) - set(after) == {"x_rude"}
    assert after["organization"] == {"id": "1", "name": "T"}


def test_rows_and_contacts_of_what_is_told_no_more_go_after_two_years(
    imported: Path, engine: Engine, ask: Ask, assetmap: Run
) -> None:
    imported.write_text("\n".join([*ROWS.splitlines()[:1], *ROWS.splitlines()[2:]]) + "\n")
    assetmap("import", imported, "--source", "council", "--allow-shrink")
    age(ask, "23 months")
    assert let_go(engine, never).rows == 0
    assert ask("SELECT count(*) FROM contact") == [1]
    age(ask, "2 months")
    gone = let_go(engine, never)
    assert (gone.rows, gone.contacts) == (1, 1)
    assert records(ask)[0] == {}
    assert records(ask)[1] != {}
    assert ask("SELECT count(*) FROM contact") == [0]
    assert ask("SELECT count(*) FROM metadata WHERE resource_type = 'contact'") == [0]
    # It comes back whole.
    imported.write_text(ROWS)
    assetmap("import", imported, "--source", "council")
    assert records(ask)[0]["Contact"] == "Jo Numbat"
    assert ask("SELECT count(*) FROM contact") == [1]


def test_history_goes_after_a_year(imported: Path, engine: Engine, ask: Ask) -> None:
    ask("UPDATE service SET alert = 'old'")
    age(ask, "13 months")
    ask("UPDATE service SET alert = 'new'")
    assert let_go(engine, never).history == 2
    assert ask("SELECT DISTINCT replacement_value FROM metadata") == ["new"]


def test_the_worker_does_it_and_says_what_went(imported: Path, ask: Ask, assetmap: Run) -> None:
    age(ask, "31 days")
    result = assetmap("worker", "--once")
    assert (
        "let go: 1 values that nothing used, 0 rows and 0 contacts of what is told no more" in result.output
    )
    assert all("Private thoughts" not in one for one in records(ask))


def test_an_end_between_two_batches_keeps_what_went_and_leaves_the_rest(
    imported: Path, engine: Engine, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 1)
    ask("""UPDATE source_record SET record = record || '{"Private thoughts": "none"}' WHERE key = 'C2'""")
    age(ask, "31 days")
    calls = []

    def end() -> None:
        calls.append(1)
        if len(calls) == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        let_go(engine, end)
    assert "Private thoughts" not in records(ask)[0]
    assert "Private thoughts" in records(ask)[1]
    assert let_go(engine, never).values == 1
    assert "Private thoughts" not in records(ask)[1]
    assert ask("SELECT mapping -> 'values_let_go' FROM import_run") == [{"Private thoughts": 2}]
    assert ask("SELECT count(*) FROM import_run WHERE mapping ? 'letting_go'") == [0]


def test_the_page_on_privacy_says_the_times_that_are_kept_to() -> None:
    page = (Path(__file__).parents[3] / "docs" / "privacy.md").read_text()
    for said in (
        f"| {retention.UNUSED_VALUES_DAYS} days after the import",
        f"| {retention.HISTORY_MONTHS} months |",
        f"| {retention.RETIRED_ROWS_MONTHS} months after it was last told, then gone |",
    ):
        assert said in page
