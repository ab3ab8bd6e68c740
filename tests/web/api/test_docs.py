"""docs/api.md says what is served, all of it, and its examples work."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from assetmap.api import areas, gaps
from assetmap.listing import query

DOCS = (Path(__file__).parents[3] / "docs" / "api.md").read_text("utf-8")
EXAMPLES = re.findall(r"^    GET (\S+)$", DOCS, re.MULTILINE)


def section(title: str) -> str:
    """The text under a heading, up to the next one of its rank."""
    return DOCS.split(f"\n## {title}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_works(margate: FlaskClient, example: str) -> None:
    answer = margate.get(example)
    assert answer.status_code == (400 if "radius=" in example else 200), answer.text


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 10


@pytest.mark.parametrize(
    ("title", "parameters"),
    [("Listings", query.PARAMETERS), ("Areas", areas.PARAMETERS), ("Gaps", gaps.PARAMETERS)],
)
def test_every_parameter_is_documented(title: str, parameters: tuple[str, ...]) -> None:
    rows = "".join(line.split("|")[1] for line in section(title).splitlines() if line.startswith("| `"))
    assert set(parameters) <= set(re.findall(r"`(\w+)`", rows))


def test_every_address_is_documented(margate: FlaskClient) -> None:
    rules = [rule.rule for rule in margate.application.url_map.iter_rules() if rule.rule.startswith("/api")]
    assert rules
    for rule in [*rules, "/health"]:
        assert rule.replace("<code>", "E07000114") in DOCS, rule


@pytest.mark.parametrize("listed", ["kent", "margate"])
def test_every_property_is_documented(listed: str, request: pytest.FixtureRequest) -> None:
    client: FlaskClient = request.getfixturevalue(listed)
    documented = set(re.findall(r"`(\w+)`", section("Listings")))
    address = "/api/v1/listings?postcode=CT9+1AE&radius_m=30000&per_page=100"
    while address:
        body = client.get(address).get_json()
        assert set(body) <= documented | {"type", "features", "licence", "attribution", "sources"}
        for feature in body["features"]:
            assert set(feature["properties"]) <= documented
        address = next((link["href"] for link in body["links"] if link["rel"] == "next"), "")


def test_every_field_of_a_gap_is_documented(margate: FlaskClient) -> None:
    documented = set(re.findall(r"`(\w+)`", section("Gaps")))
    for category in ("diabetes-support", "all"):
        body = margate.get(f"/api/v1/gaps?category={category}&district=Thanet").get_json()
        assert set(body["areas"][0]) <= documented


def test_the_front_door_leads_everywhere(margate: FlaskClient) -> None:
    for front in ("/api", "/api/"):
        answer = margate.get(front)
        assert (answer.status_code, answer.mimetype) == (200, "application/json")
        assert "Accept" in answer.vary
        links = answer.get_json()["links"]
        assert {link["rel"] for link in links} == {"item", "service-doc"}
        for link in links:
            behind = margate.get(link["href"])
            assert (behind.status_code, behind.mimetype) == (200, link["type"])


def test_a_browser_at_the_front_door_is_shown_the_page(margate: FlaskClient) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    led = margate.get("/api", headers={"Accept": browser})
    assert (led.status_code, led.headers["Location"]) == (303, "/api/docs")
    for machine in ("application/json", "*/*", "application/problem+json"):
        assert margate.get("/api", headers={"Accept": machine}).status_code == 200


def test_what_is_nowhere_leads_to_the_front_door(margate: FlaskClient) -> None:
    hints = {path: margate.get(path).get_json()["hint"] for path in ("/api/v2", "/api/v1/x", "/api/oruk/x")}
    assert [hint.rsplit(" ", 1)[1] for hint in hints.values()] == ["/api.", "/api/v1.", "/api/oruk."]
