"""The address of what was merged leads to what stands for it, and to nothing that nobody may see."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from rights import acting_as_web
from sqlalchemy import Connection, text

from assetmap.app import create_app
from assetmap.config import Settings
from assetmap.listing.publish import publish
from assetmap.matching import decide
from tests.db.matching.conftest import Give, IdOf
from tests.db.matching.test_find import WALK

TOLD = {
    "council": WALK | {"Service name": "Walk and Talk", "Phone": "01632 960001"},
    "feed": WALK | {"Ref": "F1", "Service name": "Strollers", "Phone": "01632 960002"},
    "library": WALK | {"Ref": "L1", "Service name": "Ramblers of the Bay", "Phone": "01632 960003"},
}
CHOIR = {"Service name": "Choir", "Organisation": "Sing", "Postcode": "CT9 1AB"}

Lead = Callable[[Any], tuple[int, str]]


@pytest.fixture
def three(town: Connection, give: Give) -> Connection:
    """Three sources that each tell of a walk, which is not merged, and of a choir of their own."""
    for source, row in TOLD.items():
        give(source, row, CHOIR | {"Ref": f"{source}-choir", "Service name": f"Choir of the {source}"})
    return town


@pytest.fixture
def client(three: Connection) -> FlaskClient:
    return create_app(Settings(), connect=lambda: acting_as_web(three)).test_client()


@pytest.fixture
def page(client: FlaskClient) -> Lead:
    """How the page of an id answers, and where that leads."""

    def page(key: UUID) -> tuple[int, str]:
        answer = client.get(f"/services/{key}")
        return answer.status_code, answer.headers.get("Location", "").removeprefix("/services/")

    return page


@pytest.fixture
def place_of(three: Connection) -> IdOf:
    """The id of the place that a source knows by this key."""

    def place_of(key: str) -> UUID:
        query = text("SELECT id FROM service_at_location WHERE service_id = :service")
        own = text("SELECT DISTINCT service_id FROM source_record WHERE key = :key")
        service = three.execute(own, {"key": key}).scalar_one()
        found: UUID = three.execute(query, {"service": service}).scalar_one()
        return found

    return place_of


def merge(connection: Connection, *pair: UUID) -> None:
    publish(connection, decide.merge(connection, *pair, by="Ann"))


def undo(connection: Connection, *pair: UUID) -> None:
    publish(connection, decide.undo(connection, *pair, by="Ann"))


def test_the_old_pages_lead_to_the_one_service_until_the_merge_is_taken_back(
    three: Connection, id_of: IdOf, place_of: IdOf, page: Lead, client: FlaskClient
) -> None:
    merge(three, id_of("C1"), id_of("F1"))
    assert page(id_of("F1")) == (301, str(id_of("C1")))
    assert page(place_of("F1")) == (301, str(place_of("C1")))
    assert page(id_of("C1")) == page(place_of("C1")) == (200, "")
    shown = client.get(f"/services/{place_of('F1')}", follow_redirects=True)
    assert "Walk and Talk" in shown.text
    undo(three, id_of("C1"), id_of("F1"))
    assert page(id_of("F1")) == page(place_of("F1")) == (200, "")
    assert three.execute(text("SELECT count(*) FROM published_move")).scalar_one() == 0


def test_no_browser_keeps_the_way_beyond_the_merge(
    three: Connection, id_of: IdOf, client: FlaskClient
) -> None:
    merge(three, id_of("C1"), id_of("F1"))
    for path in ("/services", "/api/oruk/services"):
        assert client.get(f"{path}/{id_of('F1')}").headers["Cache-Control"] == "no-cache"


def test_through_a_chain_of_merges_one_step_leads_to_the_end(
    three: Connection, id_of: IdOf, place_of: IdOf, page: Lead
) -> None:
    merge(three, id_of("F1"), id_of("L1"))
    assert page(id_of("L1")) == (301, str(id_of("F1")))
    merge(three, id_of("C1"), id_of("F1"))
    for key in ("F1", "L1"):
        assert page(id_of(key)) == (301, str(id_of("C1")))
        assert page(place_of(key)) == (301, str(place_of("C1")))
    publish(three, decide.prefer(three, ["library"]))
    assert page(id_of("C1")) == page(id_of("F1")) == (301, str(id_of("L1")))
    undo(three, id_of("C1"), id_of("F1"))
    assert page(id_of("C1")) == (200, "")
    assert page(id_of("F1")) == (301, str(id_of("L1")))


def test_machines_are_led_as_people_are(
    three: Connection, id_of: IdOf, place_of: IdOf, client: FlaskClient
) -> None:
    merge(three, id_of("C1"), id_of("F1"))
    for path, of in (("services", id_of), ("service_at_locations", place_of)):
        answer = client.get(f"/api/oruk/{path}/{of('F1')}")
        assert answer.status_code == 301
        assert answer.headers["Location"] == f"http://localhost/api/oruk/{path}/{of('C1')}"
        followed = client.get(f"/api/oruk/{path}/{of('F1')}", follow_redirects=True)
        assert followed.get_json()["id"] == str(of("C1"))
    assert client.get(f"/api/oruk/organizations/{id_of('F1')}").status_code == 404
    assert client.get(f"/api/oruk/services/{place_of('F1')}").status_code == 404


def test_when_the_preferred_source_drops_it_its_page_leads_to_the_other(
    three: Connection, give: Give, id_of: IdOf, place_of: IdOf, page: Lead
) -> None:
    merge(three, id_of("C1"), id_of("F1"))
    before = id_of("C1"), place_of("C1")
    give("council", CHOIR | {"Ref": "council-choir", "Service name": "Choir of the council"})
    assert page(id_of("F1")) == (200, "")
    assert [page(old) for old in before] == [(301, str(id_of("F1")))] * 2
    publish(three)
    assert page(before[0]) == (301, str(id_of("F1")))
    give("council", TOLD["council"])
    assert page(before[0]) == page(before[1]) == (200, "")
    assert page(id_of("F1")) == (301, str(before[0]))


def test_what_the_public_never_saw_leads_nowhere(three: Connection, id_of: IdOf, page: Lead) -> None:
    three.execute(text("UPDATE service SET status = 'inactive' WHERE id = :id"), {"id": id_of("F1")})
    three.execute(text("DELETE FROM listing WHERE service_id = :id"), {"id": id_of("F1")})
    merge(three, id_of("C1"), id_of("F1"))
    assert page(id_of("F1")) == (404, "")
    assert three.execute(text("SELECT count(*) FROM published_move")).scalar_one() == 0


@pytest.mark.parametrize("key", ["C1", "F1"])
@pytest.mark.parametrize("gone_first", [False, True])
def test_what_becomes_secret_leads_nowhere(
    three: Connection,
    id_of: IdOf,
    place_of: IdOf,
    page: Lead,
    client: FlaskClient,
    key: str,
    gone_first: bool,
) -> None:
    merge(three, id_of("C1"), id_of("F1"))
    secret = text(
        "UPDATE location SET confidential = true WHERE id IN"
        " (SELECT location_id FROM service_at_location WHERE id = :id)"
    )
    if gone_first:
        three.execute(text("UPDATE service SET status = 'inactive' WHERE id = :id"), {"id": id_of(key)})
        publish(three, [id_of(key)])
    three.execute(secret, {"id": place_of(key)})
    publish(three, [id_of(key)])
    assert three.execute(text("SELECT count(*) FROM published_move")).scalar_one() == 0
    assert page(place_of(key)) == (404, "")
    assert page(id_of(key))[0] == (404 if gone_first else 200)
    assert client.get(f"/api/oruk/service_at_locations/{place_of(key)}").status_code == 404
