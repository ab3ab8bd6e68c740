"""Every kind of answer, over the whole Kent pack, against the official schemas of Open Referral UK 3.0."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator
from official import OFFICIAL
from referencing import Registry
from referencing.jsonschema import DRAFT202012

SCHEMAS = OFFICIAL / "3.0" / "schema"
BASE = "https://openreferraluk.org/specifications/3.0/schema/"
LISTS = {
    "services": "service",
    "organizations": "organization",
    "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}
FORMS: dict[str, list[dict[str, str]]] = {
    "services": [{}, {"full": "true"}, {"minimal": "true"}],
    "service_at_locations": [{}, {"full": "true"}, {"minimal": "true"}, {"postcode": "CT9 1AE"}],
    "organizations": [{}, {"full": "true"}, {"full_service": "true"}],
    "taxonomies": [{}],
    "taxonomy_terms": [{}, {"top_only": "true"}],
}
ANSWERS = [(name, form) for name, forms in FORMS.items() for form in forms]
SOME = 20


@cache
def official(name: str) -> Validator:
    """An official schema, with the others that it refers to found beside it."""
    held: dict[str, Any] = {path.name: json.loads(path.read_text("utf-8")) for path in SCHEMAS.glob("*.json")}
    registry: Registry[Any] = Registry().with_resources(
        (BASE + file, DRAFT202012.create_resource(schema)) for file, schema in held.items()
    )
    schema = held[f"{name}.json"]
    return Draft202012Validator(schema, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER)


def faults(name: str, body: Any) -> list[str]:
    """What an official schema finds wrong."""
    return [f"{error.json_path}: {error.message}"[:200] for error in official(name).iter_errors(body)]


def test_the_schemas_are_not_blind() -> None:
    assert faults("service", {"id": "seven", "name": "A", "status": "open"}) != []
    assert faults("service", {"id": "0067575b-5df9-5d35-95f3-c8672b99e094", "status": "active"}) != []


@pytest.mark.parametrize(("name", "form"), ANSWERS)
def test_every_record_of_every_page(
    pages: Callable[..., Iterator[Any]], name: str, form: dict[str, str]
) -> None:
    count = 0
    for page in pages(f"/{name}", per_page=500, **form):
        # The schemas of pages accept an empty object as a page, so each record is put to its own.
        assert faults(f"{LISTS[name]}_list", page) == []
        for record in page["contents"]:
            assert faults(LISTS[name], record) == []
        count += page["size"]
    assert count == page["total_items"] > 2


@pytest.mark.parametrize("name", LISTS)
def test_each_record_alone_is_the_one_in_full(ask: Callable[..., Any], name: str) -> None:
    full = {"full": "true"} if name in {"services", "organizations", "service_at_locations"} else {}
    for record in ask(f"/{name}", per_page=SOME, **full)["contents"]:
        alone = ask(f"/{name}/{record['id']}")
        assert faults(LISTS[name], alone) == []
        if name != "taxonomies":
            assert alone == record


def test_the_root(ask: Callable[..., Any]) -> None:
    about = ask("/")
    assert faults("api_details", about) == []
    assert about["version"] == "HSDS-UK-3.0"
