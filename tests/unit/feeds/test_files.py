"""Feeds as files: folders, zips, tables, JSON; and zips that mean harm."""

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from feed_server import service, uid

from assetmap.errors import FileRefused
from assetmap.feeds import files as files_module
from assetmap.feeds.dialects import Dialect
from assetmap.feeds.files import open_files, open_zip
from assetmap.feeds.reading import read_path


def services(path: Path) -> list[dict[str, Any]]:
    return [one for _, one in read_path(path).services()]


def package(folder: Path, **tables: str) -> Path:
    """Write CSV files: lines with bars between the cells."""
    for name, text in tables.items():
        rows = [line.strip().split("|") for line in text.strip().splitlines()]
        (folder / f"{name}.csv").write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    return folder


def test_a_service_is_put_together_from_its_tables(tmp_path: Path) -> None:
    package(
        tmp_path,
        services="id|organization_id|name|status|minimum_age\n1|1|Walks|active|18\n2|9|Talks|active|",
        organizations="id|name\n1|Walkers",
        service_at_location="id|service_id|location_id\n5|1|1",
        locations="id|name|latitude|longitude\n1|Hall|51.38|1.38",
        addresses="id|location_id|address_1|postal_code\n1|1|1 High Street|CT9 1XZ",
        schedules="id|service_id|service_at_location_id|byday\n1|1||MO\n2||5|TU",
        contacts="id|service_id|name\n1|1|Desk",
        phones="id|contact_id|number\n1|1|01632 960001",
        taxonomies="id|name\n1|Activities",
        taxonomy_terms="id|name|taxonomy_id\n1|Walking|1",
        attributes="id|link_entity|link_id|taxonomy_term_id\n1|service|1|1\n2|location|1|1",
    )
    walks, talks = services(tmp_path)
    assert walks["minimum_age"] == 18
    assert walks["organization"] == {"id": "1", "name": "Walkers"}
    held = walks["service_at_locations"][0]
    assert held["location"]["latitude"] == 51.38
    assert held["location"]["addresses"][0]["postal_code"] == "CT9 1XZ"
    assert [rule["byday"] for rule in held["schedules"]] == ["TU"]
    assert [rule["byday"] for rule in walks["schedules"]] == ["MO"]
    assert walks["contacts"][0]["phones"][0]["number"] == "01632 960001"
    # The service and the place have the same number, and each has its own attribute.
    assert [one["id"] for one in walks["attributes"]] == ["1"]
    assert [one["id"] for one in held["location"]["attributes"]] == ["2"]
    assert walks["attributes"][0]["taxonomy_term"]["taxonomy"] == "Activities"
    assert "organization" not in talks
    assert read_path(tmp_path).dialect is Dialect.TABLES


def test_tables_by_other_names_with_other_delimiters_and_letters(tmp_path: Path) -> None:
    (tmp_path / "offers.txt").write_bytes("id;name\n1;Café of letters\n".encode("cp1252"))
    resource = {"name": "services", "path": "offers.txt", "dialect": {"delimiter": ";"}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource, "nonsense", {"path": 3}]}))
    assert services(tmp_path) == [{"id": "1", "name": "Café of letters"}]


def test_a_zip_with_a_folder_and_a_macs_leftovers(tmp_path: Path) -> None:
    path = tmp_path / "feed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("export/services.csv", "id,name\n1,Walks\n")
        archive.writestr("__MACOSX/export/._services.csv", "junk")
        archive.writestr(".DS_Store", "junk")
    assert services(path) == [{"id": "1", "name": "Walks"}]
    assert open_zip("feed.zip", path.read_bytes()).names == ["services.csv"]


@pytest.mark.parametrize(
    "body",
    [
        [service(1)],
        {"contents": [service(1)], "total_items": 1},
        {"content": [service(1)], "totalElements": 1},
        service(1),
    ],
)
def test_services_as_json_in_every_form(tmp_path: Path, body: Any) -> None:
    (tmp_path / "services.json").write_text(json.dumps(body))
    assert [one["id"] for one in services(tmp_path)] == [uid("service", 1)]
    assert [one["id"] for one in services(tmp_path / "services.json")] == [uid("service", 1)]


def test_of_a_list_and_a_detail_the_one_that_says_more(tmp_path: Path) -> None:
    short = {"id": uid("service", 1), "name": "Walking group 1", "status": "active"}
    (tmp_path / "service_list.json").write_text(json.dumps({"contents": [short]}))
    (tmp_path / "service_full.json").write_text(json.dumps(service(1)))
    (found,) = services(tmp_path)
    assert "schedules" in found


def test_a_record_a_line(tmp_path: Path) -> None:
    lines = [json.dumps(service(number)) for number in range(3)]
    (tmp_path / "services.ndjson").write_text("\n".join(lines) + "\n\n")
    assert len(services(tmp_path)) == 3
    (tmp_path / "services.ndjson").write_text("\n".join(lines)[:-30])
    with pytest.raises(FileRefused, match=r"services\.ndjson is no JSON in line 3"):
        services(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("services.json", b'[{"id": 1, "name"', "breaks off in the middle"),
        ("services.json", b"<html>", "is no JSON"),
        ("datapackage.json", b"{", "is no JSON"),
        ("feed.zip", b"PK\x03\x04 but no more", "holds no services|damaged"),
        ("notes.txt", b"hello", "holds no services"),
        ("organizations.csv", b"id,name\n1,A\n", "holds no services"),
    ],
)
def test_what_is_no_feed(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileRefused, match=said):
        services(tmp_path)


def test_a_zip_that_unpacks_to_much_from_nothing(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("services.csv", b"0" * 20_000_000)
    with pytest.raises(FileRefused, match="from almost nothing, so it was not opened"):
        services(path)


def test_too_many_files_and_too_much_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package(tmp_path, services="id|name\n1|Walks", contacts="id|name\n1|Desk")
    monkeypatch.setattr(files_module, "MOST_FILES", 1)
    with pytest.raises(FileRefused, match="2 files of 0 MB, which is too much"):
        open_files(tmp_path)
    monkeypatch.setattr(files_module, "MOST_FILES", 10)
    monkeypatch.setattr(files_module, "MOST_BYTES", 10)
    with pytest.raises(FileRefused, match="which is too much"):
        open_files(tmp_path)


def test_a_damaged_and_a_locked_zip(tmp_path: Path) -> None:
    path = tmp_path / "feed.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "services.csv", "id,name\n" + "".join(f"{n},{os.urandom(9).hex()}\n" for n in range(200))
        )
    whole = path.read_bytes()
    path.write_bytes(whole[:200] + b"\x00" * 50 + whole[250:])
    with pytest.raises(FileRefused, match="cannot be read"):
        services(path)
    # The flag that says encrypted, in the file's header and in the directory.
    locked = bytearray(whole)
    locked[6] |= 1
    locked[whole.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(locked))
    with pytest.raises(FileRefused, match="cannot be read"):
        services(path)


def test_a_name_that_climbs_out_of_the_zip_is_only_a_name(tmp_path: Path) -> None:
    path = tmp_path / "feed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../services.csv", "id,name\n1,Walks\n")
        archive.writestr("services.csv", "id,name\n2,Talks\n")
    services(path)
    assert not (tmp_path.parent / "services.csv").exists()
