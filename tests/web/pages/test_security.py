"""Nothing from outside gets in, and nothing from data becomes HTML, script or template."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from rights import acting_as_web
from sqlalchemy import Connection

from assetmap.app import create_app
from assetmap.config import Settings

PAGES = (
    "/",
    "/?postcode=CT9+1AE",
    "/gaps",
    "/gaps?district=Thanet&category=libraries",
    "/about",
    "/accessibility",
)
HOSTILE = (
    "</script><script>window.stolen=1</script><img src=x onerror=window.stolen=1>\"'{{7*'7'}}{%raw%}${1}`"
)


@pytest.mark.parametrize("address", [*PAGES, "/nowhere"])
def test_policy_lets_nothing_in_but_what_the_page_names(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    policy = dict(rule.strip().split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["img-src"] == "'self' data:"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    nonce = re.fullmatch(r"'nonce-([\w-]{20,})'", policy["script-src"])
    assert nonce
    scripts = re.findall(r"<(?:script|style)\b[^>]*>", answer.text)
    assert scripts
    assert all(f'nonce="{nonce[1]}"' in tag for tag in scripts)
    assert not re.search(
        r"\son\w+=|style=|javascript:", re.sub(r"<script.*?</script>", "", answer.text, flags=re.S)
    )


def test_every_page_has_its_own_nonce(client: FlaskClient) -> None:
    policies = {client.get("/about").headers["Content-Security-Policy"] for _ in range(5)}
    assert len(policies) == 5


def test_other_headers(client: FlaskClient) -> None:
    headers = client.get("/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert not client.get("/").headers.getlist("Set-Cookie")


def test_no_page_names_an_outside_address_but_as_a_link_to_follow(get: Callable[..., Any]) -> None:
    for address in PAGES:
        page = get(address)
        for element in page.root.iter():
            for name in ("src", "href", "action", "data", "poster", "srcset", "hx-get"):
                value = element.get(name, "")
                outside = urlsplit(value).netloc != "" or value.startswith("//")
                assert not outside or element.tag == "a", (address, element.tag, value)
        assert "@import" not in page.response.text


def test_our_own_files_ask_nobody_else(client: FlaskClient) -> None:
    page = client.get("/").text + client.get("/gaps?district=Thanet").text
    for address in sorted(set(re.findall(r"/static/[^\"']+", page))):
        answer = client.get(address, buffered=True)
        assert answer.status_code == 200, address
        if address.split("?")[0].endswith(".css"):
            assert not re.search(r"url\(\s*['\"]?(?:https?:)?//", answer.text), address
            assert "@import" not in answer.text


@pytest.fixture
def hostile(margate: Callable[..., object]) -> object:
    """A service whose every text tries to break out."""
    return margate(
        HOSTILE, organization=HOSTILE, venue=HOSTILE, description=HOSTILE, alert=HOSTILE, phone="0<b>1",
        accreditations=HOSTILE, cost=0, email="a@b'\"<script>x", categories=["libraries"],
    )  # fmt: skip


def test_hostile_text_stays_text_on_every_page(
    get: Callable[..., Any], client: FlaskClient, hostile: object
) -> None:
    addresses = (
        "/",
        "/?q=stolen&postcode=CT9+1AE", f"/services/{hostile}", "/gaps?district=Thanet&category=libraries",
        "/about", "/map/data?view=1,51,2,52&zoom=15",
    )  # fmt: skip
    for address in addresses:
        text = client.get(address).text
        if not address.startswith("/map"):
            page = get(address)
            assert not [image for image in page.all(".//img") if image.get("onerror")], address
            assert not [each for each in page.texts(".//script") if each == "window.stolen=1"], address
            assert "<script>window" not in text, address
        assert "77777" not in text, f"{address} ran a template from data"
    assert HOSTILE.replace("  ", " ") in " ".join(get("/").texts(".//h4"))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/?q=%3Cscript%3Ealert(1)%3C/script%3E{{7*'7'}}", 200),
        ("/?district=%22%3E%3Cimg+src=x+onerror=alert(1)%3E{{7*'7'}}", 400),
        ("/gaps?district=%3Cscript%3Ealert(1)%3C/script%3E{{7*'7'}}", 404),
        ("/%3Cscript%3Ealert(1)%3C/script%3E{{7*'7'}}", 404),
    ],
)
def test_hostile_text_in_the_address_bar_stays_text(
    get: Callable[..., Any], address: str, status: int
) -> None:
    text = get(address, status).response.text
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "77777" not in text


def test_tiles_open_the_policy_for_their_own_origin_only(kent_connection: Connection) -> None:
    settings = Settings(
        tiles_url="https://{s}.tiles.example/{z}/{x}/{y}.png",
        tiles_attribution='© <a href="https://tiles.example">Tiles</a><script>x</script><b onclick="y">z</b>',
    )
    client = create_app(settings, connect=lambda: acting_as_web(kent_connection)).test_client()
    answer = client.get("/")
    assert "img-src 'self' data: https://*.tiles.example;" in answer.headers["Content-Security-Policy"]
    assert "tiles.example" in answer.text
    assert "onclick" not in answer.text
