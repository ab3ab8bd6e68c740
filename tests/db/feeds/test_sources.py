"""`assetmap sources`: each source with its licence, last good run, counts, issues and age."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from feed_server import service
from sqlalchemy import URL, Connection

from assetmap.cli import main
from assetmap.database.engine import make_engine
from assetmap.ingest.issues import get_run
from assetmap.ingest.sources import Source
from assetmap.ingest.standing import list_standings
from assetmap.ingest.summary import Summary


def test_how_sources_stand(give: Callable[..., Summary], country: Connection) -> None:
    neighbour = Source("neighbour", title="Neighbour", licence="OGL-3.0", url="https://feed.example.org")
    services: list[dict[str, Any]] = [service(number) for number in range(6)]
    give(services, source=neighbour)
    services[2]["url"] = "nowhere"
    last = give(services[1:4], source=neighbour, complete=False)
    give(services[:5], source=Source("other", title="Other"))
    neighbour_stands, other_stands = list_standings(country)
    assert (neighbour_stands.name, neighbour_stands.licence, neighbour_stands.records) == (
        "neighbour", "OGL-3.0", 6
    )  # fmt: skip
    assert (neighbour_stands.import_id, neighbour_stands.issues) == (last.import_id, 1)
    assert neighbour_stands.whole_at is not None
    assert neighbour_stands.finished_at is not None
    assert neighbour_stands.whole_at < neighbour_stands.finished_at
    assert (other_stands.licence, other_stands.records, other_stands.issues) == (None, 5, 1)
    later = neighbour_stands.finished_at + timedelta(days=3, hours=2)
    assert neighbour_stands.age_days(later) == 3


def test_issues_of_the_last_few_runs_and_of_the_last_whole_one_are_kept(
    give: Callable[..., Summary], ask: Callable[..., list[Any]], country: Connection
) -> None:
    def odd(*numbers: int, **more: Any) -> int:
        services = [service(number, url="nowhere") for number in numbers]
        return give(services, oddities=("It was odd.",), **more).import_id

    other = odd(5, source=Source("other", title="Other"))
    odd(1, 2)
    whole = odd(1, 2)
    parts = [odd(1, complete=False) for _ in range(5)]
    kept = "SELECT DISTINCT import_id FROM import_issue ORDER BY import_id"
    assert ask(kept) == [other, whole, *parts[2:]]
    assert (get_run(country, parts[1]).let_go, get_run(country, parts[1]).issues) == (2, 0)
    assert (get_run(country, parts[2]).let_go, get_run(country, parts[2]).issues) == (0, 2)
    newer = odd(1, 2)
    assert ask(kept) == [other, *parts[3:], newer]


def test_issues_that_were_let_go_are_a_sentence(make_database: Callable[..., URL], tmp_path: Path) -> None:
    env = {"ASSETMAP_DATABASE_URL": make_database().render_as_string(hide_password=False)}
    path = tmp_path / "list.csv"
    path.write_text(
        "Name,Organisation,How delivered,Age from\nLine,Friends,Telephone,old\n", encoding="utf-8"
    )
    run = CliRunner(env=env).invoke
    for _ in range(4):
        assert "1 things to look at" in run(main, ["import", str(path), "--source", "by-hand"]).output
    said = run(main, ["import", "issues", "1", "--out", str(tmp_path / "mend.csv")])
    assert said.exit_code == 0
    assert said.output == (
        "What was wrong with import 1 of by-hand is kept no longer: there have been later ones.\n"
    )
    assert "Row 2: Age from" in run(main, ["import", "issues", "2"]).output


def test_the_command(make_database: Callable[..., URL], kent_template: str) -> None:
    url = make_database(kent_template)
    env = {"ASSETMAP_DATABASE_URL": url.render_as_string(hide_password=False)}
    engine = make_engine(url, role="command")
    with engine.connect() as connection:
        read_at = {one.name: one.finished_at for one in list_standings(connection)}["kent-libraries"]
    engine.dispose()
    assert read_at is not None
    output = CliRunner(env=env).invoke(main, ["sources"]).output
    assert "kent-libraries  Libraries of Kent and Medway" in output
    assert "licence      Open Government Licence v3.0" in output
    assert f"{read_at:%d %B %Y}" in output
    assert "rows         114" in output
    empty = {"ASSETMAP_DATABASE_URL": make_database().render_as_string(hide_password=False)}
    assert "There are no sources yet." in CliRunner(env=empty).invoke(main, ["sources"]).output
