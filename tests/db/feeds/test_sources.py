"""`assetmap sources`: each source with its licence, last good run, counts, issues and age."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from click.testing import CliRunner
from feed_server import service
from sqlalchemy import URL, Connection

from assetmap.cli import main
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


def test_the_command(make_database: Callable[..., URL], kent_template: str) -> None:
    env = {"ASSETMAP_DATABASE_URL": make_database(kent_template).render_as_string(hide_password=False)}
    output = CliRunner(env=env).invoke(main, ["sources"]).output
    assert "kent-libraries  Libraries of Kent and Medway" in output
    assert "licence      Open Government Licence v3.0" in output
    assert f"{datetime.now(UTC):%d %B %Y}" in output
    assert "rows         114" in output
    empty = {"ASSETMAP_DATABASE_URL": make_database().render_as_string(hide_password=False)}
    assert "There are no sources yet." in CliRunner(env=empty).invoke(main, ["sources"]).output
