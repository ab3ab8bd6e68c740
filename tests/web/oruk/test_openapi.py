"""The description says exactly what is served: every address, every parameter and every field."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from assetmap.api.oruk.extras import EXTRAS
from assetmap.api.oruk.resources import RESOURCES
from assetmap.feeds.standard import ENTITIES

SPEC = "/api/oruk/openapi.json"
#: The parameters of both published versions of the profile.
PUBLISHED = {
    "/services": "search page per_page format taxonomy_term_id taxonomy_id organization_id modified_after "
    "minimal full minimum_age maximum_age start_time end_time day",
    "/service_at_locations": "search page per_page format taxonomy_term_id taxonomy_id organization_id "
    "modified_after minimal full minimum_age maximum_age start_time end_time day postcode proximity",
    "/organizations": "search page per_page format full_service full",
    "/taxonomies": "search page per_page format",
    "/taxonomy_terms": "search page per_page format taxonomy_id top_only parent_id",
    "/organizations/{id}": "full_service",
}


@pytest.fixture
def spec(kent: FlaskClient) -> dict[str, Any]:
    """The description as it is served."""
    found: dict[str, Any] = kent.get(SPEC).get_json()
    return found


def test_every_address_is_described(kent: FlaskClient, spec: dict[str, Any]) -> None:
    served = {
        rule.rule.removeprefix("/api/oruk").replace("<id>", "{id}")
        for rule in kent.application.url_map.iter_rules()
        if rule.rule.startswith("/api/oruk")
    }
    assert set(spec["paths"]) == served
    assert len(served) == 12
    assert spec["servers"] == [{"url": "http://localhost/api/oruk"}]
    assert (spec["openapi"], spec["info"]["version"]) == ("3.1.0", "HSDS-UK-3.0")


def test_every_parameter_of_the_standard_is_described_and_no_other(spec: dict[str, Any]) -> None:
    for path, item in spec["paths"].items():
        described = [one["name"] for one in item["get"]["parameters"]]
        assert sorted(described) == sorted(PUBLISHED.get(path, "").split()), path


def test_what_is_described_is_what_is_read(kent: FlaskClient, spec: dict[str, Any]) -> None:
    for resource in RESOURCES:
        for path in (f"/{resource.name}", f"/{resource.name}/{{id}}"):
            described = {one["name"]: one for one in spec["paths"][path]["get"]["parameters"]}
            problem = kent.get(f"/api/oruk{path.replace('{id}', 'x')}?nosuch=1").get_json()
            taken = problem["errors"][0]["reason"].partition("it takes ")[2].replace("none", "")
            assert set(taken.split(", ")) - {""} == set(described), path


def test_every_parameter_has_an_example_that_works(kent: FlaskClient, spec: dict[str, Any]) -> None:
    organization = next(
        one["example"]
        for one in spec["paths"]["/services"]["get"]["parameters"]
        if one["name"] == "organization_id"
    )
    for path, item in spec["paths"].items():
        for one in item["get"]["parameters"]:
            Draft202012Validator.check_schema(one["schema"])
            assert Draft202012Validator(one["schema"]).is_valid(one["example"]), one["name"]
            assert one["description"].endswith(".")
            example = str(one["example"]).lower() if isinstance(one["example"], bool) else one["example"]
            asked = {one["name"]: example}
            if one["name"] == "proximity":
                asked["postcode"] = "CT9 1AE"
            address = f"/api/oruk{path.replace('{id}', organization)}"
            answer = kent.get(address, query_string=asked)
            assert answer.status_code == 200, answer.text
            if path == "/services" and one["name"] not in {"page", "per_page", "format", "minimal", "full"}:
                assert answer.get_json()["total_items"] > 0, one["name"]


def test_the_limits_of_a_number_are_those_described(kent: FlaskClient, spec: dict[str, Any]) -> None:
    for path, item in spec["paths"].items():
        for one in item["get"]["parameters"]:
            if one["schema"].get("type") == "integer":
                low, high = one["schema"]["minimum"], one["schema"]["maximum"]
                more = "&postcode=CT9+1AE" if one["name"] == "proximity" else ""
                for value, status in ((low - 1, 400), (low, 200), (high, 200), (high + 1, 400)):
                    asked = f"/api/oruk{path}?{one['name']}={value}{more}"
                    assert kent.get(asked).status_code == status, asked


def test_every_answer_is_described_to_the_last_field(
    kent: FlaskClient, spec: dict[str, Any], pages: Callable[..., Iterator[Any]]
) -> None:
    closed = {"components": {"schemas": close(spec["components"]["schemas"])}}
    for name, forms in {
        "services": ("", "full", "minimal"),
        "service_at_locations": ("", "full", "minimal"),
        "organizations": ("", "full", "full_service"),
        "taxonomies": ("",),
        "taxonomy_terms": ("",),
    }.items():
        validator = validator_of(close(schema_of(spec, f"/{name}")) | closed)
        for form in forms:
            for page in pages(f"/{name}", per_page=500, **({form: "true"} if form else {})):
                assert [error.message[:200] for error in validator.iter_errors(page)] == []
        one = kent.get(f"/api/oruk/{name}?per_page=1").get_json()["contents"][0]["id"]
        alone = validator_of(schema_of(spec, f"/{name}/{{id}}") | closed)
        body = kent.get(f"/api/oruk/{name}/{one}").get_json()
        assert [error.message for error in alone.iter_errors(body)] == []


def test_a_problem_and_the_root_are_described(kent: FlaskClient, spec: dict[str, Any]) -> None:
    for address, name in (
        ("/services?page=0", "problem"),
        ("/services/none", "problem"),
        ("/", "about"),
    ):
        schema = close(spec["components"]["schemas"][name])
        body = kent.get(f"/api/oruk{address}").get_json()
        assert [error.message for error in validator_of(schema).iter_errors(body)] == []


def test_it_describes_only_records_of_the_standard() -> None:
    assert set(EXTRAS) <= set(ENTITIES)


def schema_of(spec: dict[str, Any], path: str) -> Any:
    return spec["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]


def validator_of(schema: Any) -> Draft202012Validator:
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def close(schema: Any) -> Any:
    """A schema that allows no field but those it names."""
    if isinstance(schema, list):
        return [close(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: close(value) for key, value in schema.items()}
    if schema.get("type") == "object" and isinstance(schema.get("properties"), dict):
        closed["additionalProperties"] = False
    return closed
