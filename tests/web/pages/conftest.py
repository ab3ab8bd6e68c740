"""Pages over one connection, parsed strictly; and Margate with whatever services a test puts there."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask.testing import FlaskClient
from rights import acting_as_web
from sqlalchemy import Connection, event, func, insert, text
from werkzeug.test import TestResponse

from assetmap.app import create_app
from assetmap.config import Settings
from assetmap.directory.taxonomy import term_id
from assetmap.listing.publish import publish
from assetmap.model import (
    Accessibility,
    Address,
    Attribute,
    Contact,
    CostOption,
    Location,
    Organization,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
)

#: CT9 1AE in Margate Central, Thanet.
HOME = (635_628, 171_039)
Get = Callable[..., "Page"]
AddService = Callable[..., UUID]


@dataclass
class Page:
    """An answer, and its HTML as a tree."""

    response: TestResponse
    root: Element

    def all(self, path: str) -> list[Element]:
        return self.root.findall(path)

    def texts(self, path: str) -> list[str]:
        return [text_of(element) for element in self.all(path)]

    @property
    def main(self) -> str:
        """What the main part of the page says, with single spaces."""
        return " ".join(self.texts(".//main"))


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def parse(response: TestResponse) -> Page:
    """Parse a page as a browser would, but refuse what a browser would have to guess."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return Page(response, parser.parse(response.get_data(as_text=True)))


def client_of(connection: Connection, settings: Settings | None = None) -> FlaskClient:
    app = create_app(settings or Settings(), connect=lambda: acting_as_web(connection))
    return app.test_client()


@pytest.fixture
def client(kent_connection: Connection) -> FlaskClient:
    """The pages over the whole Kent pack."""
    return client_of(kent_connection)


@pytest.fixture
def get(client: FlaskClient) -> Get:
    """Fetch a page of the Kent pack, which must answer with this status and be sound HTML."""

    def get(address: str, status: int = 200) -> Page:
        response = client.get(address)
        assert response.status_code == status, response.get_data(as_text=True)[:2_000]
        return parse(response)

    return get


@pytest.fixture
def margate(kent_connection: Connection) -> AddService:
    """Kent with nothing listed; call it to publish a service `east` metres from HOME, or at no place."""
    for table in ("listing", "service_at_location", "location", "service"):
        kent_connection.execute(text(f"TRUNCATE {table} CASCADE"))

    def add_service(name: str = "Walk and talk", **wanted: Any) -> UUID:
        return _add(kent_connection, name, **wanted)

    return add_service


def _add(
    connection: Connection,
    name: str,
    *,
    east: int | None = 100,
    organization: str = "Think Healthy Me",
    venue: str = "The Old Hall",
    categories: Sequence[str] = ("walking-groups",),
    areas: Sequence[str] = (),
    cost: int | None = None,
    day: str | None = "TU",
    phone: str | None = None,
    district: str = "E07000114",
    **more: Any,
) -> UUID:
    def put(model: Any, **values: Any) -> UUID:
        row = {"id": uuid4()} | values
        connection.execute(insert(model).values(row))
        return UUID(str(row["id"]))

    owner = put(Organization, name=organization)
    service = put(
        Service,
        **{
            "name": name,
            "organization_id": owner,
            "status": "active",
            "delivery": ["in-person"],
            "joining": ["self-referral"],
            **more,
        },
    )
    for slug in categories:
        put(Attribute, link_id=service, link_type="service", taxonomy_term_id=term_id(slug))
    for code in areas:
        put(ServiceArea, service_id=service, area_code=code)
    if cost is not None:
        put(CostOption, service_id=service, amount=cost)
    if phone:
        contact = put(Contact, service_id=service, name="The desk", publish=True)
        put(Phone, contact_id=contact, number=phone)
    if east is not None:
        point = func.ST_Point(HOME[0] + east, HOME[1], 27700)
        place = put(
            Location, location_type="physical", name=venue, point=point, location_source="postcode",
            accuracy_m=80, ward_code="E05005093", district_code=district,
        )  # fmt: skip
        put(Address, location_id=place, address_1="1 Hall Road", city="Margate", postal_code="CT9 1AE",
            address_type="physical")  # fmt: skip
        put(Accessibility, location_id=place, accessibility="step-free", description="A ramp at the side")
        held = put(ServiceAtLocation, service_id=service, location_id=place)
        if day:
            put(
                Schedule,
                service_at_location_id=held,
                freq="WEEKLY",
                byday=day,
                opens_at="10:00",
                closes_at="12:00",
            )
    publish(connection, [service])
    return service


@contextmanager
def counted(connection: Connection) -> Iterator[list[str]]:
    """Collect the statements that the connection is asked to run."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(connection.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(connection.engine, "before_cursor_execute", note)


@pytest.fixture
def query_count() -> Callable[[Connection, FlaskClient, str], int]:
    """Count the statements behind a page, when the process has answered before."""

    def count(connection: Connection, client: FlaskClient, address: str) -> int:
        client.get(address)
        with counted(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    return count
