"""A small directory to publish and search: three places in east Kent, and a builder of services."""

from collections.abc import Callable, Sequence
from datetime import time
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, func, insert

from assetmap.directory.categories import Categories, Category, Group
from assetmap.directory.taxonomy import sync_categories, term_id
from assetmap.model import (
    Accessibility,
    Address,
    Area,
    AreaMembership,
    Attribute,
    Base,
    CostOption,
    Location,
    Organization,
    Postcode,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
)

KENT, THANET, DOVER = "E10000016", "E07000114", "E07000108"
CLIFTONVILLE, RAMSGATE, DEAL = "E05005081", "E05005090", "E05012345"
AREAS = (
    (KENT, "county", "Kent", ()),
    (THANET, "district", "Thanet", (KENT,)),
    (DOVER, "district", "Dover", (KENT,)),
    (CLIFTONVILLE, "ward", "Cliftonville West", (THANET,)),
    (RAMSGATE, "ward", "Central Harbour", (THANET,)),
    (DEAL, "ward", "North Deal", (DOVER,)),
)
# The home of most tests.
MARGATE = (636_000, 170_000)

CATEGORIES = Categories(
    [Group("company", "Company", "Being less alone."), Group("moving", "Moving", "Being active.")],
    [
        Category(
            "befriending",
            "Befriending",
            "company",
            "A visitor.",
            ("lonely", "someone to talk to"),
            "lonely_pct",
        ),
        Category(
            "walking-groups", "Walking groups", "moving", "Walks.", ("stroll", "rambling"), "health_score"
        ),
        Category("yoga", "Yoga", "moving", "Stretching.", ("pilates",), "health_score"),
    ],
    {},
)

AddService = Callable[..., UUID]


def add(connection: Connection, model: type[Base], **values: Any) -> UUID:
    """Insert one row; its id is made unless it is given."""
    row = {"id": uuid4()} | values
    connection.execute(insert(model).values(row))
    return UUID(str(row["id"]))


def at(place: tuple[int, int]) -> Any:
    return func.ST_SetSRID(func.ST_MakePoint(*place), 27700)


@pytest.fixture
def kent(connection: Connection) -> Connection:
    """A connection to a database with areas, postcodes and categories, and no service yet."""
    for code, kind, name, _ in AREAS:
        connection.execute(insert(Area).values(code=code, kind=kind, name=name))
    pairs = [(code, parent) for code, _, _, parents in AREAS for parent in parents]
    for code, parent in pairs:
        connection.execute(insert(AreaMembership).values(code=code, parent_code=parent, basis="nested"))
    for postcode, place, ward, district in (
        ("CT9 1XX", MARGATE, CLIFTONVILLE, THANET),
        ("CT14 6AA", (637_000, 152_000), DEAL, DOVER),
    ):
        connection.execute(
            insert(Postcode).values(
                postcode=postcode,
                sector=postcode[:-2],
                point=at(place),
                accuracy_m=50,
                live=True,
                ward_code=ward,
                district_code=district,
            )
        )
    sync_categories(connection, CATEGORIES)
    return connection


@pytest.fixture
def add_service(kent: Connection) -> AddService:
    """Add a service to the directory, not yet published, at a place or at none."""

    def add_service(
        name: str = "Walk and talk",
        *,
        place: tuple[int, int] | None = MARGATE,
        ward: str | None = CLIFTONVILLE,
        district: str | None = THANET,
        confidential: bool = False,
        venue: str = "The Old Hall",
        step_free: bool = False,
        categories: Sequence[str] = ("walking-groups",),
        areas: Sequence[str] = (),
        costs: Sequence[tuple[str | None, str | None]] = (),
        days: str | None = None,
        hours: tuple[int, int] = (10, 12),
        delivery: Sequence[str] = ("in-person",),
        located: bool = True,
        organization: str = "Age Better",
        **more: Any,
    ) -> UUID:
        owner = add(kent, Organization, name=organization)
        values = {"status": "active", "joining": ["self-referral"], **more}
        service = add(kent, Service, name=name, organization_id=owner, delivery=list(delivery), **values)
        for slug in categories:
            add(kent, Attribute, link_id=service, link_type="service", taxonomy_term_id=term_id(slug))
        for code in areas:
            add(kent, ServiceArea, service_id=service, area_code=code)
        for amount, words in costs:
            price = None if amount is None else Decimal(amount)
            add(kent, CostOption, service_id=service, amount=price, amount_description=words)
        if days:
            opens, closes = hours
            add(
                kent,
                Schedule,
                service_id=service,
                freq="WEEKLY",
                interval=1,
                byday=days,
                opens_at=time(opens),
                closes_at=time(closes),
            )
        if located:
            spot = {"point": at(place), "location_source": "given", "accuracy_m": 10} if place else {}
            location = add(
                kent,
                Location,
                location_type="physical",
                name=venue,
                confidential=confidential,
                ward_code=ward,
                district_code=district,
                **spot,
            )
            add(
                kent,
                Address,
                location_id=location,
                address_1="1 High Street",
                city="Margate",
                postal_code="CT9 1XX",
                address_type="physical",
            )
            add(kent, ServiceAtLocation, service_id=service, location_id=location)
            if step_free:
                add(kent, Accessibility, location_id=location, accessibility="step-free")
        return service

    return add_service
