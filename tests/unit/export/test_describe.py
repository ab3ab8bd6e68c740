"""datapackage.json against the rules of Tabular Data Package, and the tables against the official schemas."""

from datetime import UTC, datetime
from typing import Any

import pytest

from assetmap.export.about import About, Source
from assetmap.export.hsds.describe import describe_package
from assetmap.export.hsds.tables import TABLES
from assetmap.feeds.standard import ENTITIES
from assetmap.geography.attribution import Licence

OGL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
ABOUT = About(
    version=7,
    changed_at=datetime(2026, 11, 1, 9, 30, tzinfo=UTC),
    filters=(("district", "Thanet"),),
    sources=(
        Source("a", "List A", "Open Government Licence v3.0", "From A.", "https://example.org/a", None),
        Source("b", "List B", None, None, None, None),
        Source("c", "List C", "CC0-1.0", None, None, None),
    ),
    geography=Licence("Open Government Licence v3.0", OGL, "OS data."),
)


@pytest.fixture
def package() -> dict[str, Any]:
    return describe_package(ABOUT)


def test_each_licence_is_named_once_with_its_address(package: dict[str, Any]) -> None:
    assert package["licenses"] == [
        {"name": "Open-Government-Licence-v3.0", "title": "Open Government Licence v3.0", "path": OGL},
        {"name": "CC0-1.0", "title": "CC0-1.0"},
    ]
    assert [source["title"] for source in package["sources"]] == ["List A", "List B", "List C"]
    assert package["attribution"] == "OS data."


def test_it_says_when_and_what(package: dict[str, Any]) -> None:
    assert (package["version"], package["created"]) == ("7", "2026-11-01T09:30:00Z")
    assert "Chosen by: district Thanet." in package["description"]
    assert "List B: licence not stated." in package["description"]


def test_every_key_points_at_a_table_that_is_there(package: dict[str, Any]) -> None:
    names = {resource["name"] for resource in package["resources"]}
    assert len(names) == len(package["resources"]) == len(ENTITIES)
    for resource in package["resources"]:
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        assert resource["schema"]["primaryKey"] in fields
        for key in resource["schema"]["foreignKeys"]:
            assert key["fields"] in fields
            assert key["reference"]["resource"] in names | {""}


def test_a_term_above_is_in_the_same_table(package: dict[str, Any]) -> None:
    terms = next(one for one in package["resources"] if one["name"] == "taxonomy_terms")
    assert {"fields": "parent_id", "reference": {"resource": "", "fields": "id"}} in terms["schema"][
        "foreignKeys"
    ]


def test_types_are_those_of_table_schema(package: dict[str, Any]) -> None:
    types = {
        (resource["name"], field["name"]): field["type"]
        for resource in package["resources"]
        for field in resource["schema"]["fields"]
    }
    assert set(types.values()) == {
        "string", "number", "integer", "boolean", "date", "datetime", "time",
    }  # fmt: skip
    assert types["services", "assured_date"] == types["schedules", "valid_from"] == "date"
    assert types["schedules", "opens_at"] == "time"
    assert types["locations", "latitude"] == types["cost_options", "amount"] == "number"
    assert types["services", "sample"] == "boolean"


def test_every_field_of_the_standard_has_a_column_but_the_private_one() -> None:
    missing = {
        (table.entity, name)
        for table in TABLES
        for name, field in ENTITIES[table.entity].fields.items()
        if field.kind not in ("record", "records") and name not in table.columns
    }
    assert missing == {("service", "assurer_email")}
