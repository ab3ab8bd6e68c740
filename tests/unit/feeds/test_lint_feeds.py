"""The check of whole feeds: APIs on a real server, tables in folders and zips, and the command itself."""

import json
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from feed_server import Feed, serve, service, uid

from assetmap.cli import main
from assetmap.feeds.client import Client
from assetmap.feeds.lint.finding import Level
from assetmap.feeds.lint.report import Report
from assetmap.feeds.lint.target import lint_path, lint_url
from assetmap.feeds.standard import VERSION

TODAY = date(2026, 6, 1)


@pytest.fixture
def feed() -> Iterator[Feed]:
    with serve(Feed([service(number) for number in range(12)])) as feed:
        feed.per_page_most = 5
        yield feed


def check_web(feed: Feed, **options: Any) -> Report:
    return lint_url(feed.url, today=TODAY, allow_private=True, **options)


def test_a_sound_api_passes(feed: Feed) -> None:
    report = check_web(feed)
    assert report.passes
    assert report.records["service"] == 12
    assert report.pages == 3
    # Our server has no other lists, which a reader may miss.
    assert {one.kind for one in report.findings(Level.SURPRISES)} == {
        "page of organization", "page of service_at_location", "page of taxonomy", "page of taxonomy_term"
    }  # fmt: skip
    assert len([asked for asked in feed.asked if asked.startswith("/services/")]) == 5


def test_an_api_with_a_lying_total_and_no_root(feed: Feed) -> None:
    feed.total, feed.about = 40, None
    problems = [one.problem for one in check_web(feed).findings(Level.FAILS)]
    assert "does not say its version, profile and openapi_url." in problems
    assert "The feed says that it has 40 services, and 12 different ones came." in problems


def test_an_api_of_version_1_fails_and_is_read_all_the_same(feed: Feed) -> None:
    feed.old_words = True
    feed.services = [
        {**one, "regular_schedules": one.pop("schedules")} | {"id": number}
        for number, one in enumerate(feed.services)
    ]
    report = check_web(feed)
    problems = {one.problem for one in report.findings(Level.FAILS)}
    assert {
        "speaks Open Referral UK 1.0, which 3.0 replaces.",
        "is named as in version 1.0; version 3.0 calls it contents.",
        "is no UUID.",
    } <= problems
    assert (report.records["service"], report.dialect) == (12, "Open Referral UK 1.0")


def tables(folder: Path) -> None:
    """A small tabular package, sound."""
    rows = {
        "services.csv": f"id,organization_id,name,status,minimum_age\n{uid('s')},{uid('o')},Walk,active,18\n",
        "organizations.csv": f"id,name,description\n{uid('o')},Walkers,People who walk\n",
        "schedule.csv": f"id,service_id,freq,byday\n{uid('h')},{uid('s')},WEEKLY,MO\n",
        "attribute.csv": f"id,link_id,taxonomy_term_id,link_type\n{uid('a')},{uid('s')},{uid('t')},service\n",
        "taxonomy_terms.csv": f"id,name,description,taxonomy_id\n{uid('t')},Walking,Walks,{uid('x')}\n",
        "taxonomies.csv": f"id,name,description\n{uid('x')},Activities,What people do\n",
    }
    for name, text in rows.items():
        (folder / name).write_text(text)


def test_tables_that_pass(tmp_path: Path) -> None:
    tables(tmp_path)
    report = lint_path(tmp_path, today=TODAY)
    assert report.passes, list(report.findings())
    assert report.records["service"] == 1
    assert not any("in no category" in one.problem for one in report.findings())


@pytest.mark.parametrize(
    ("file", "old", "new", "field", "said"),
    [
        ("schedule.csv", uid("s"), uid("nobody"), "service_id", "leads nowhere"),
        ("services.csv", "18", "adult", "minimum_age", "is text; a number is wanted."),
        ("services.csv", uid("o"), "", "organization_id", "is missing."),
        ("organizations.csv", "People who walk", "", "description", "is missing."),
        ("taxonomies.csv", uid("x"), "x1", "id", "is no UUID."),
    ],
)  # fmt: skip
def test_tables_that_fail(tmp_path: Path, file: str, old: str, new: str, field: str, said: str) -> None:
    tables(tmp_path)
    path = tmp_path / file
    path.write_text(path.read_text().replace(old, new))
    found = [one for one in lint_path(tmp_path, today=TODAY).findings(Level.FAILS) if one.field == field]
    assert [(one.problem[: len(said)], one.place) for one in found] == [(said, f"{file}, line 2")]


def test_a_row_twice_in_a_table(tmp_path: Path) -> None:
    tables(tmp_path)
    path = tmp_path / "services.csv"
    path.write_text(path.read_text() + path.read_text().splitlines()[1] + "\n")
    (found,) = lint_path(tmp_path, today=TODAY).findings(Level.FAILS)
    assert found.problem == "is the id of another service too: services.csv, line 2."


def test_the_command_on_a_zip_a_folder_and_an_address(
    tmp_path: Path, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "package"
    folder.mkdir()
    tables(folder)
    with zipfile.ZipFile(tmp_path / "package.zip", "w") as archive:
        for path in folder.iterdir():
            archive.write(path, f"package/{path.name}")
    for target in (folder, tmp_path / "package.zip"):
        result = CliRunner().invoke(main, ["feed", "lint", str(target)])
        assert (result.exit_code, "Fails the standard: 0" in result.stdout) == (0, True), result.output
    refused = CliRunner().invoke(main, ["feed", "lint", feed.url])
    assert (refused.exit_code, "private address" in refused.stderr) == (1, True)
    monkeypatch.setenv("ASSETMAP_FEED_ALLOW_PRIVATE", "yes")
    feed.services[0]["assured_date"] = "banana"
    result = CliRunner().invoke(main, ["feed", "lint", feed.url, "--json"])
    report = json.loads(result.stdout)
    assert (result.exit_code, report["passes"], report["standard"]) == (1, False, VERSION)
    assert report["counts"]["fails"] == 2  # in the list, and alone
    assert report["findings"][0]["field"] == "assured_date"


def test_what_is_no_feed(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    result = CliRunner().invoke(main, ["feed", "lint", str(tmp_path)])
    assert result.exit_code == 1
    assert "holds no feed" in result.stderr
    assert CliRunner().invoke(main, ["feed", "lint", str(tmp_path / "nowhere")]).exit_code == 1


def test_the_client_says_who_asks(feed: Feed) -> None:
    with Client(allow_private=True, about="https://map.example.org") as client:
        client.get(feed.url)
    assert feed.agents[-1].endswith("(+https://map.example.org)")
