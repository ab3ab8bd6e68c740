"""security.txt and robots.txt: whom to tell, and what may stand in a search engine."""

import re
from datetime import UTC, datetime, timedelta
from urllib.robotparser import RobotFileParser

import pytest
from flask.testing import FlaskClient
from rights import acting_as_web
from sqlalchemy import Connection

from assetmap.app import create_app
from assetmap.config import Settings
from assetmap.web.wellknown import ROBOTS

SECURITY = "/.well-known/security.txt"


def client_of(connection: Connection, **settings: str) -> FlaskClient:
    env = {f"ASSETMAP_{name}": value for name, value in settings.items()}
    return create_app(Settings.from_environment(env), connect=lambda: acting_as_web(connection)).test_client()


def test_without_a_contact_there_is_no_such_file(client: FlaskClient) -> None:
    assert client.get(SECURITY).status_code == 404


def test_it_says_whom_to_tell_until_when(kent_connection: Connection) -> None:
    client = client_of(
        kent_connection, SECURITY_CONTACT="security@example.org", PUBLIC_URL="https://services.example.org"
    )
    answer = client.get(SECURITY)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"] == "mailto:security@example.org"
    assert fields["Canonical"] == f"https://services.example.org{SECURITY}"
    assert fields["Preferred-Languages"] == "en"
    expires = datetime.strptime(fields["Expires"], "%Y-%m-%dT%H:%M:%S%z")
    assert timedelta(days=90) < expires - datetime.now(UTC) < timedelta(days=365)


@pytest.mark.parametrize("public", ["", "http://services.example.org"])
def test_only_an_address_of_https_is_canonical(kent_connection: Connection, public: str) -> None:
    client = client_of(kent_connection, SECURITY_CONTACT="https://example.org/report", PUBLIC_URL=public)
    text = client.get(SECURITY).text
    assert "Contact: https://example.org/report\n" in text
    assert "Canonical" not in text


def may_index(address: str) -> bool:
    """What robots.txt says by RFC 9309: by the longest rule that matches, and of equals by the kinder."""
    best = (0, True)
    for line in ROBOTS.splitlines()[1:]:
        verb, pattern = line.split(": ")
        form = re.escape(pattern).replace(r"\*", ".*").replace(r"\$", "$")
        if re.match(form, address):
            best = max(best, (len(pattern), verb == "Allow"))
    return best[1]


@pytest.mark.parametrize(
    "address",
    ["/", "/services/00000000-0000-0000-0000-000000000000", "/gaps", "/about", "/static/css/a.css?v=1"],
)
def test_pages_may_be_indexed(address: str) -> None:
    assert may_index(address)


@pytest.mark.parametrize(
    "address",
    [
        "/?postcode=CT9+1AE", "/?q=diabetes", "/services/1?postcode=CT9", "/gaps?district=Thanet",
        "/gaps.csv", "/gaps.xlsx", "/data/services.csv", "/data?q=a", "/api", "/api/v1/listings",
        "/map/data", "/health", "/whatever-comes",
    ],
)  # fmt: skip
def test_questions_files_and_answers_for_machines_may_not(address: str) -> None:
    assert not may_index(address)


def test_every_page_has_been_decided_on(client: FlaskClient) -> None:
    rules = {rule.rule for rule in client.application.url_map.iter_rules()}
    indexed = {rule for rule in rules if may_index(re.sub("<.*?>", "x", rule))}
    assert indexed == {
        "/", "/services/<uuid:listing_id>", "/gaps", "/data", "/about", "/accessibility",
        "/static/<path:filename>",
    }  # fmt: skip


def test_robots_can_read_it(client: FlaskClient) -> None:
    parser = RobotFileParser()
    parser.parse(client.get("/robots.txt").text.splitlines())
    assert parser.can_fetch("*", "/services/1")
    assert not parser.can_fetch("*", "/api/v1")


@pytest.mark.parametrize(
    ("address", "noindex"),
    [("/", False), ("/about", False), ("/?q=walk", True), ("/api/v1", True), ("/map/districts.json", True)],
)
def test_what_is_read_all_the_same_says_so_itself(client: FlaskClient, address: str, noindex: bool) -> None:
    assert (client.get(address).headers.get("X-Robots-Tag") == "noindex") is noindex
