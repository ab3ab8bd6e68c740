"""The tabular package keeps the rules that its own datapackage.json states, and those of Frictionless."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, text

from assetmap.export.hsds.tables import TABLES
from assetmap.feeds.lint.target import lint_path
from assetmap.listing.query import SearchQuery

Write = Callable[..., Path]
Rows = dict[str, list[dict[str, str]]]

PARSERS: dict[str, Callable[[str], object]] = {
    "string": str,
    "integer": int,
    "number": Decimal,
    "boolean": lambda cell: {"true": True, "false": False}[cell],
    "date": date.fromisoformat,
    "datetime": lambda cell: datetime.strptime(cell, "%Y-%m-%dT%H:%M:%S.%fZ"),  # noqa: DTZ007
    "time": time.fromisoformat,
}
FORMATS: dict[str, Callable[[str], object]] = {
    "uuid": UUID,
    "email": lambda cell: re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", cell) or pytest.fail(cell),
    "uri": lambda cell: re.fullmatch(r"https?://\S+", cell) or pytest.fail(cell),
}


def read(path: Path) -> tuple[dict[str, Any], Rows]:
    with zipfile.ZipFile(path) as archive:
        package = json.loads(archive.read("datapackage.json"))
        rows = {
            resource["name"]: list(
                csv.DictReader(io.StringIO(archive.read(resource["path"]).decode(), newline=""))
            )
            for resource in package["resources"]
        }
    return package, rows


def check(package: dict[str, Any], rows: Rows) -> None:
    """Check every cell and every key of a package by what it says of itself."""
    for resource in package["resources"]:
        schema, held = resource["schema"], rows[resource["name"]]
        ids = [row["id"] for row in held]
        assert len(set(ids)) == len(ids), resource["name"]
        for field in schema["fields"]:
            cells = [row[field["name"]] for row in held]
            constraints = field.get("constraints", {})
            if constraints.get("required"):
                assert all(cells), (resource["name"], field["name"])
            for cell in filter(None, cells):
                PARSERS[field["type"]](cell)
                FORMATS.get(field.get("format", ""), str)(cell)
                assert cell in constraints.get("enum", [cell])
        for key in schema["foreignKeys"]:
            of = key["reference"]["resource"] or resource["name"]
            known = {row["id"] for row in rows[of]} | {""}
            assert {row[key["fields"]] for row in held} <= known, (resource["name"], key)
    known = {row["id"] for name in ("services", "organizations", "locations") for row in rows[name]}
    assert {row["link_id"] for row in rows["attributes"]} <= known


def test_the_whole_pack_keeps_its_own_rules(write: Write, everything: UUID) -> None:
    package, rows = read(write("hsds"))
    check(package, rows)
    assert len(rows["services"]) == 563
    assert package["profile"] == "tabular-data-package"
    assert {resource["profile"] for resource in package["resources"]} == {"tabular-data-resource"}
    assert all(re.fullmatch(r"[-a-z0-9._/]+", resource["name"]) for resource in package["resources"])
    assert all(re.fullmatch(r"[-a-zA-Z0-9._]+", licence["name"]) for licence in package["licenses"])
    headers = {name: list(held[0]) for name, held in rows.items() if held}
    said = {
        resource["name"]: [field["name"] for field in resource["schema"]["fields"]]
        for resource in package["resources"]
    }
    assert headers == {name: said[name] for name in headers}
    assert headers.keys() == said.keys(), "every table has a row"


def test_nothing_in_it_fails_the_standard_or_surprises(write: Write, everything: UUID) -> None:
    report = lint_path(write("hsds"), today=datetime.now(UTC).date(), hear=lambda _: None).as_json()
    assert report["passes"]
    assert {level: report["counts"][level] for level in ("fails", "surprises")} == {
        "fails": 0,
        "surprises": 0,
    }


def test_a_filtered_package_is_whole_in_itself(write: Write, everything: UUID) -> None:
    package, rows = read(write("hsds", SearchQuery(district="Thanet", q="commas")))
    check(package, rows)
    assert [row["id"] for row in rows["services"]] == [str(everything)]
    assert {row["name"] for row in rows["organizations"]} == {"Think Healthy Me", "Kent Charities Together"}
    assert len(rows["service_at_locations"]) == len(rows["locations"]) == 2
    assert package["filters"] == [["q", "commas"], ["district", "Thanet"]]


def test_every_field_of_a_service_is_told(write: Write, everything: UUID) -> None:
    _, rows = read(write("hsds", SearchQuery(q="commas")))
    (service,) = rows["services"]
    assert service["name"] == 'Group, "with" commas; =1+1'
    assert service["description"] == "First line.\n\n- Second, with a “quote”."
    assert (service["delivery"], service["joining"]) == ("at-home,in-person", "gp,self-referral")
    assert (service["waiting_days"], service["capacity"], service["sample"]) == ("14", "0", "true")
    assert service["confidential_districts"] == "E07000114"
    filled = {name for name, value in service.items() if value}
    assert service.keys() - filled == {"sources"}
    hours = sorted(rows["schedules"], key=lambda row: (row["service_at_location_id"], row["opens_at"]))
    own, undated, night, *placed = hours
    assert (own["service_id"], own["closes_at"], own["bymonthday"]) == (str(everything), "23:59", "1,15")
    assert (night["freq"], night["byday"], night["closes_at"]) == ("WEEKLY", "FR", "02:00")
    assert (undated["freq"], undated["interval"], undated["closes_at"]) == ("", "", "15:00")
    assert {row["service_id"] for row in placed} == {""}
    assert {row["name"] for row in rows["languages"]} == {"Welsh", "French"}
    assert {row["link_type"] for row in rows["attributes"]} == {"service", "organization"}


def test_what_is_private_is_in_no_file(write: Write, everything: UUID, kent_connection: Connection) -> None:
    secret = kent_connection.execute(text("SELECT id::text FROM location WHERE confidential")).scalars().all()
    private = [
        b"Nobody may read this",
        b"960999",
        b"private@example.org",
        b"171039.",
        *map(str.encode, secret),
    ]
    for form in ("csv", "geojson", "gpkg", "xlsx", "hsds"):
        path = write(form, SearchQuery(q="commas"), name=form)
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                body = b"".join(archive.read(name) for name in archive.namelist())
        else:
            body = path.read_bytes()
        assert not [marker for marker in private if marker in body], form


def test_the_same_listing_makes_the_same_bytes(write: Write) -> None:
    assert write("hsds", name="one").read_bytes() == write("hsds", name="two").read_bytes()


def test_tables_are_called_as_the_standard_calls_them() -> None:
    assert {table.path for table in TABLES} >= {
        "organizations.csv", "services.csv", "locations.csv", "addresses.csv", "service_at_locations.csv",
        "schedules.csv", "service_areas.csv", "cost_options.csv", "contacts.csv", "phones.csv",
        "languages.csv", "accessibility.csv", "taxonomies.csv", "taxonomy_terms.csv", "attributes.csv",
    }  # fmt: skip
