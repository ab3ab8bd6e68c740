"""The API over one connection, so that what a test writes is seen by what it asks, and rolled back."""

from uuid import UUID

import pytest
from flask.testing import FlaskClient
from rights import acting_as_web
from sqlalchemy import Connection, text

from assetmap.app import create_app
from assetmap.config import Settings
from assetmap.directory.taxonomy import TAXONOMY_ID
from assetmap.listing.publish import publish

#: CT9 1AE: 635628, 171039.
HOME = (635_628, 171_039)
#: Services by name: metres east of home, or None for no place at all; and what they are like.
SERVICES: dict[str, tuple[int | None, dict[str, object]]] = {
    "Zumba at the hall": (100, {"minimum_age": 50}),
    "Diabetes group": (250, {"joining": ["gp"]}),
    "Evening choir": (6_000, {}),
    "Befriending visits": (None, {"delivery": ["at-home"]}),
    "Carers' helpline": (None, {"delivery": ["telephone"]}),
}
_SERVICE = text(
    "INSERT INTO service (id, organization_id, name, status, delivery, joining, minimum_age)"
    " VALUES (:id, :organization, :name, 'active', :delivery, :joining, :minimum_age)"
)
_PLACE = text(
    "WITH place AS (INSERT INTO location (id, location_type, point, location_source, accuracy_m, ward_code,"
    " district_code) VALUES (:id, 'physical', ST_Point(:x, :y, 27700), 'given', 5, 'E05005093', 'E07000114'))"
    " INSERT INTO service_at_location (id, service_id, location_id) VALUES (:id, :id, :id)"
)
_HOURS = text(
    "INSERT INTO schedule (id, service_at_location_id, freq, byday, opens_at, closes_at)"
    " VALUES (:id, :id, 'WEEKLY', 'SA', '10:00', '12:00')"
)
_CATEGORY = text(
    "INSERT INTO attribute (id, link_id, link_type, taxonomy_term_id)"
    " SELECT :id, :id, 'service', id FROM taxonomy_term"
    " WHERE taxonomy_id = :taxonomy AND term = 'diabetes-support'"
)


@pytest.fixture
def small(connection: Connection) -> FlaskClient:
    """The API over an empty database, for a test to fill."""
    return client(connection)


@pytest.fixture
def kent(kent_connection: Connection) -> FlaskClient:
    """The API over the whole Kent pack."""
    return client(kent_connection)


@pytest.fixture
def margate(kent_connection: Connection) -> FlaskClient:
    """The API over Kent with nothing listed but SERVICES."""
    kent_connection.execute(text("DELETE FROM listing"))
    organization = UUID(int=7_000)
    kent_connection.execute(
        text("INSERT INTO organization (id, name) VALUES (:id, 'Think Healthy Me')"), {"id": organization}
    )
    ids = [UUID(int=7_001 + number) for number in range(len(SERVICES))]
    for key, (name, (east, more)) in zip(ids, SERVICES.items(), strict=True):
        service = {"delivery": ["in-person"], "joining": [], "minimum_age": None} | more
        kent_connection.execute(_SERVICE, service | {"id": key, "organization": organization, "name": name})
        if east is not None:
            kent_connection.execute(_PLACE, {"id": key, "x": HOME[0] + east, "y": HOME[1]})
    kent_connection.execute(_HOURS, {"id": ids[0]})
    kent_connection.execute(_CATEGORY, {"id": ids[1], "taxonomy": TAXONOMY_ID})
    kent_connection.execute(
        text(
            "INSERT INTO service_area (id, service_id, name, area_code)"
            " VALUES (:id, :id, 'Thanet', 'E07000114')"
        ),
        {"id": ids[3]},
    )
    publish(kent_connection, ids)
    return client(kent_connection)


def client(connection: Connection) -> FlaskClient:
    return create_app(Settings(), connect=lambda: acting_as_web(connection)).test_client()
