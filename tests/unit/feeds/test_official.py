"""Against the official schemas and examples: everything that they refuse, the check refuses too."""

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator
from official import OFFICIAL
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from assetmap.feeds.lint.finding import Level
from assetmap.feeds.lint.records import check
from assetmap.feeds.lint.target import lint_path
from assetmap.feeds.lint.whole import Whole
from assetmap.feeds.record import Record
from assetmap.feeds.standard import ENTITIES

SCHEMAS = OFFICIAL / "3.0" / "schema"
EXAMPLES = OFFICIAL / "3.0" / "examples"
BASE = "https://openreferraluk.org/specifications/3.0/schema/"
TODAY = date(2026, 6, 1)
WHOLE = {
    "service": "service_full.json",
    "organization": "organization_full.json",
    "service_at_location": "service_at_location_full.json",
    "taxonomy": "taxonomy.json",
    "taxonomy_term": "taxonomy_term.json",
}
WRONG: list[Any] = [None, 7, -1.5, True, "", "banana", [], {}, [1], [None], {"id": 3}, "2026-02-30"]
GONE = object()


@cache
def official(kind: str) -> Validator:
    """The official schema of one kind of record, with the others that it refers to."""
    held = [json.loads((SCHEMAS / f"{name}.json").read_text()) for name in ENTITIES]
    registry: Registry[Any] = Registry().with_resources(
        (f"{BASE}{schema['name']}.json", DRAFT202012.create_resource(schema)) for schema in held
    )
    schema = json.loads((SCHEMAS / f"{kind}.json").read_text())
    return Draft202012Validator(schema, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER)


def example(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EXAMPLES / WHOLE[kind]).read_text())
    return found


def mended(data: dict[str, Any]) -> dict[str, Any]:
    """The official example without its own two mistakes, which the official schemas do not see."""
    for holder, key in list(places(data)):
        if key == "bymonthday":
            del holder[key]
        elif key in ("latitude", "longitude"):
            holder[key] = 51.4 if key == "latitude" else 1.4
    return data


def failures(kind: str, data: Any) -> list[str]:
    found = check(Record(kind, data, "here"), Whole(), TODAY)
    return [f"{one.field} {one.problem}" for one in found if one.level is Level.FAILS]


def places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every holder and key in a document."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in pairs:
        yield data, key
        if isinstance(value, dict | list):
            yield from places(value)


@pytest.mark.parametrize("kind", ENTITIES)
def test_our_table_of_fields_is_the_official_one(kind: str) -> None:
    schema = json.loads((SCHEMAS / f"{kind}.json").read_text())
    entity = ENTITIES[kind]
    assert set(entity.fields) == set(schema["properties"])
    assert set(entity.required) == set(schema["required"])
    linked = ["link_type" if name == "link_entity" else name for name in schema.get("tabular_required", [])]
    assert set(entity.linked) <= set(linked)
    for name, field in entity.fields.items():
        said = schema["properties"][name]
        if "enum" in said:
            assert field.words == tuple(said["enum"])
        if "$ref" in said or "$ref" in said.get("items", {}):
            target = said.get("$ref") or said["items"]["$ref"]
            assert target == f"{BASE}{field.of}.json"


@pytest.mark.parametrize("kind", WHOLE)
def test_what_the_official_schema_refuses_fails_here(kind: str) -> None:
    data = mended(example(kind))
    assert official(kind).is_valid(data)
    assert failures(kind, data) == []
    refused = 0
    for holder, key in list(places(data)):
        right = holder[key]
        for wrong in [*WRONG, GONE]:
            if wrong is GONE:
                del holder[key]
            else:
                holder[key] = wrong
            if not official(kind).is_valid(data):
                refused += 1
                assert failures(kind, data), (key, wrong)
            if wrong is GONE and isinstance(holder, list):
                holder.insert(key, right)
            else:
                holder[key] = right
    assert refused > 20


def test_what_the_official_schemas_let_through_fails_here() -> None:
    data = example("service")
    for field, wrong in [("assured_date", "banana"), ("last_modified", "2026-13-45")]:
        assert failures("service", data | {field: wrong})
    data["schedules"][0]["byday"] = "XX"
    assert official("service").is_valid(data)
    assert any("XX" in one for one in failures("service", data))


def test_the_official_examples_fail_for_what_is_wrong_with_them_and_nothing_else() -> None:
    report = lint_path(EXAMPLES, today=TODAY)
    problems = {(one.field.rpartition(".")[2], one.problem) for one in report.findings(Level.FAILS)}
    assert problems == {
        ("latitude", "is off the Earth; 90 is the most."),
        ("bymonthday", "stands in a WEEKLY rule; only a MONTHLY rule may have it."),
    }


def test_the_validators_own_feed_is_read_whole() -> None:
    report = lint_path(OFFICIAL / "validator-mock", today=TODAY)
    assert report.records == {
        "organization": 10, "service": 1, "service_at_location": 1, "taxonomy": 1, "taxonomy_term": 1
    }  # fmt: skip
    assert not report.passes
    assert any(one.problem.startswith("is not how many") for one in report.findings(Level.FAILS))
