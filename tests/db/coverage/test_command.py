"""Kept answers and the command, on a database of their own that is committed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import URL, create_engine, text

from assetmap.cli import main
from assetmap.config import Settings
from assetmap.coverage.report import report_gaps
from assetmap.directory.categories import Categories, load_categories
from assetmap.listing.query import SearchQuery

ABBEY, BEACH = "E05000001", "E05000002"


def test_an_answer_is_kept_until_the_listing_changes(
    committed: URL, needs: Categories, listed: Callable[..., None]
) -> None:
    engine = create_engine(committed)
    query = SearchQuery(category=("food-banks",))
    with engine.connect() as connection:
        first = report_gaps(connection, query, needs)
        assert report_gaps(connection, query.replace(page=2, q="anything"), needs) is first
        assert report_gaps(connection, query.replace(free=True), needs) is not first
        assert report_gaps(connection, query, needs, reach_m=500) is not first
    with engine.begin() as connection:
        listed(connection, "food-banks", at=(604_000, 160_000), ward=BEACH)
        connection.execute(text("UPDATE version SET number = number + 1 WHERE name = 'listing'"))
        # This may still roll back, so it is answered afresh and not kept.
        fresh = report_gaps(connection, query, needs)
        assert fresh.services_in_ward.sum() == 2
        assert report_gaps(connection, query, needs) is not fresh
    with engine.connect() as connection:
        assert report_gaps(connection, query, needs).services_in_ward.sum() == 2
    engine.dispose()


@pytest.fixture
def run(committed: URL, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run `assetmap gaps` on the committed coast and give what it prints."""
    monkeypatch.setenv("ASSETMAP_DATABASE_URL", committed.render_as_string(hide_password=False))

    def gaps(*arguments: str, status: int = 0) -> str:
        done = CliRunner().invoke(main, ["gaps", *arguments])
        assert done.exit_code == status, done.output
        return done.output

    return gaps


def test_the_command_prints_the_table(run: Callable[..., str]) -> None:
    lines = run("--category", "food-parcels-and-banks", status=1).splitlines()
    assert lines[0] == "There is no category 'food-parcels-and-banks'."
    slug = next(leaf.slug for leaf in load_categories(Settings().data_dir / "taxonomy/categories.toml"))
    lines = run("--category", slug, "--district", "Coast").splitlines()
    assert lines[2].split("  ")[0] == "Ward"
    assert [line.split()[0] for line in lines[4:6]] == ["Abbey", "Beach"]
    assert "100%" in lines[4]
    assert lines[4].endswith("  none")


def test_the_command_without_a_category_prints_what_each_ward_lacks(run: Callable[..., str]) -> None:
    out = run("--district", "Coast")
    assert "categories, within 1,600 m" in out
    assert "and" in next(line for line in out.splitlines() if line.startswith("Abbey"))


def test_the_command_writes_json_and_files(run: Callable[..., str], tmp_path: Path) -> None:
    categories = load_categories(Settings().data_dir / "taxonomy/categories.toml")
    rows = json.loads(run("--ward", ABBEY, "--format", "json", "--free"))
    assert [row["category"] for row in rows] == [leaf.slug for leaf in categories]
    assert {(row["ward"], row["status"], row["nearest_m"]) for row in rows} == {("Abbey", "none", None)}
    book = tmp_path / "gaps.xlsx"
    assert str(book) in run("--format", "xlsx", "--output", str(book))
    assert book.read_bytes().startswith(b"PK")


def test_the_command_refuses_what_it_cannot_do_in_a_sentence(run: Callable[..., str]) -> None:
    assert "no district or county 'Atlantis'" in run("--district", "Atlantis", status=1)
    assert "reach_m" in run("--reach", "5", status=1)
    assert "age" in run("--age", "200", status=1)
