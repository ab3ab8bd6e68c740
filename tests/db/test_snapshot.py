"""A snapshot of a small feed is the same each time it is made, and shows what is not the same."""

import json
from pathlib import Path
from typing import Any

import pytest
from feed_server import service

from assetmap.database.cluster import Cluster
from scripts.snapshots.compare import compare
from scripts.snapshots.make import CHECKOUT, carry_out


def snap(cluster: Cluster, template: str, folder: Path, services: list[dict[str, Any]]) -> Path:
    """Make a snapshot of a feed of some services, and of one that isn't there."""
    feed = folder / "feed"
    feed.mkdir()
    (feed / "services.json").write_text(json.dumps(services))
    commands = [
        ["import", "feed", str(feed), "--source", "neighbour", "--whole"],
        ["import", "feed", str(feed / "none"), "--source", "nobody"],
    ]
    plan = {"set": "small", "name": "a feed", "template": template, "commands": commands}
    carry_out(CHECKOUT, cluster, [plan], folder, folder)
    return folder


def feed(**more: Any) -> list[dict[str, Any]]:
    desks = [{"name": "Desk", "phones": [{"number": f"01632 96000{number}"}]} for number in range(5)]
    today = {"amount": 2, "valid_from": "2026-11-28", "valid_to": "2026-11-28"}
    return [
        service(1),
        service(2, contacts=desks, cost_options=[today], **more),
        service(3, minimum_age="old"),
    ]


@pytest.fixture(scope="module")
def first(cluster: Cluster, empty_template: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot of the feed."""
    return snap(cluster, empty_template, tmp_path_factory.mktemp("first"), feed())


def test_it_is_the_same_again(first: Path, cluster: Cluster, empty_template: str, tmp_path: Path) -> None:
    assert list(compare(first, snap(cluster, empty_template, tmp_path, feed()))) == []


def test_it_shows_what_changed(first: Path, cluster: Cluster, empty_template: str, tmp_path: Path) -> None:
    other = snap(cluster, empty_template, tmp_path, feed(fees="Two pounds"))
    differences = [one for one in compare(first, other) if one.field == "fees"]
    assert {one.file for one in differences} == {
        "small/tables/service.ndjson", "small/export/hsds/services.ndjson"
    }  # fmt: skip
    assert {one.row for one in differences} == {f"a feed: service neighbour/{service(2)['id']}"}


def test_every_table_and_export_is_in_it(first: Path) -> None:
    rows = {
        path.relative_to(first / "small").with_suffix("").as_posix(): path.read_text().splitlines()
        for path in first.rglob("*.ndjson")
    }
    filled = {name for name, lines in rows.items() if lines}
    assert filled >= {
        "tables/service", "tables/source_record", "tables/import_issue", "tables/phone", "tables/attribute",
        "tables/listing", "tables/published_service", "tables/published_place", "tables/match_key",
        "export/csv", "export/geojson", "export/hsds/services", "export/hsds/phones", "refused",
    }  # fmt: skip
    written = "\n".join(line for lines in rows.values() for line in lines)
    assert "unknown id" not in written
    # A price of one day is shown, whatever day it is now.
    assert '"cost":"£2"' in written.encode().decode("unicode-escape")
    (refusal,) = rows["refused"]
    assert json.loads(refusal)["refused"].startswith("There is no file or folder none.")
