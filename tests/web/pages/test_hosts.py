"""Only the names that the site was given are believed; what it writes into links is never anybody else's."""

import pytest
from flask.testing import FlaskClient
from rights import acting_as_web
from sqlalchemy import Connection

from assetmap.app import create_app
from assetmap.config import Settings

EVIL = ("evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost@evil.example", "6.6.6.6",
        "[2001:db8::1]", "localhost evil.example", "evil.example\\localhost", "[::ffff:6.6.6.6]", "", "[::1",
        "évil.example")  # fmt: skip
LOCAL = (
    "localhost",
    "localhost:8000",
    "LOCALHOST",
    "127.0.0.1:81",
    "127.8.8.8",
    "[::1]:8000",
    "my.localhost.",
)
LINKING = (
    "/api",
    "/api/v1",
    "/api/v1/listings?q=a",
    "/api/oruk/",
    "/api/oruk/openapi.json",
    "/api/oruk/services?format=ndjson",
    "/",
    "/gaps?district=Thanet",
    "/data/services.csv?q=walk",
)


def client_of(connection: Connection, **settings: object) -> FlaskClient:
    made = Settings(**settings)  # type: ignore[arg-type]
    return create_app(made, connect=lambda: acting_as_web(connection)).test_client()


@pytest.mark.parametrize("host", EVIL)
def test_another_name_is_misdirected(kent_connection: Connection, host: str) -> None:
    client = client_of(kent_connection)
    for address in (*LINKING, "/nowhere", "/api/nowhere", "/health"):
        with client.get(address, headers={"Host": host.encode().decode("latin-1")}) as answer:
            assert answer.status_code == 421, address
            assert answer.headers["Cache-Control"] == "no-store"
            assert "answer to that name" in answer.get_data(as_text=True)
            assert "evil.example" not in answer.get_data(as_text=True) + str(answer.headers)
            assert "<form" not in answer.get_data(as_text=True)
            assert "href=" not in answer.get_data(as_text=True)
            is_api = address.startswith(("/api", "/health"))
            assert answer.mimetype == ("application/problem+json" if is_api else "text/html")


@pytest.mark.parametrize("host", LOCAL)
def test_loopback_is_believed_on_any_port(kent_connection: Connection, host: str) -> None:
    answer = client_of(kent_connection).get("/api/v1", headers={"Host": host})
    assert answer.status_code == 200
    assert answer.get_json()["links"][0]["href"].lower().startswith(f"http://{host.lower()}/api/v1/")


def test_names_that_were_given_are_believed(kent_connection: Connection) -> None:
    hosts = ("services.example.org:81", "192.0.2.7", "[2001:db8::1]", "bücher.example")
    client = client_of(kent_connection, public_url="https://Public.example:444", hosts=hosts)
    for host in (
        "public.example", "PUBLIC.example:444", "services.example.org", "services.example.org:81",
        "192.0.2.7:8000", "[2001:db8::1]:8000", "xn--bcher-kva.example",
    ):  # fmt: skip
        assert client.get("/about", headers={"Host": host}).status_code == 200, host
    assert client.get("/about", headers={"Host": "www.public.example"}).status_code == 421


def test_links_begin_with_the_public_address(kent_connection: Connection) -> None:
    client = client_of(kent_connection, public_url="https://public.example")
    text = client.get("/api/oruk/openapi.json", headers={"Host": "localhost"}).text
    assert '"https://public.example/api/oruk"' in text
    assert "localhost" not in text


@pytest.mark.parametrize(
    "header", ["X-Forwarded-Host", "X-Host", "X-Forwarded-Server", "X-Original-Host", "Forwarded"]
)
def test_what_else_names_a_host_plays_no_part(kent_connection: Connection, header: str) -> None:
    client = client_of(kent_connection)
    value = "host=evil.example" if header == "Forwarded" else "evil.example"
    for address in LINKING:
        with client.get(address, headers={header: value}) as answer:
            assert answer.status_code == 200
            assert "evil.example" not in answer.get_data(as_text=True) + str(answer.headers)


def test_an_address_with_too_many_slashes_leads_to_our_own(kent_connection: Connection) -> None:
    answer = client_of(kent_connection).get("//gaps", headers={"Host": "evil.example"})
    assert answer.status_code == 421


def test_a_misdirected_request_asks_nothing_of_the_database() -> None:
    def fail() -> None:
        raise AssertionError

    app = create_app(Settings(), connect=fail)  # type: ignore[arg-type]
    assert app.test_client().get("/?postcode=CT9+1AE", headers={"Host": "evil.example"}).status_code == 421
