"""Exports of the whole Kent pack, and of a service that says everything that can be said."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, func, insert

from assetmap.config import Settings
from assetmap.export.formats import FORMATS, write_export
from assetmap.listing.publish import publish
from assetmap.listing.query import SearchQuery
from assetmap.model import (
    Accessibility,
    Address,
    Attribute,
    Contact,
    CostOption,
    Funding,
    Language,
    Location,
    Organization,
    OrganizationIdentifier,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)

Write = Callable[..., Path]
Put = Callable[..., UUID]

#: Stands in every field that must stay private.
PRIVATE = "Nobody may read this"


@pytest.fixture
def write(kent_connection: Connection, tmp_path: Path) -> Write:
    """Export what matches a query, and return where the file is."""

    def write(form: str, query: SearchQuery | None = None, name: str = "out") -> Path:
        path = tmp_path / f"{name}{FORMATS[form].ending}"
        wanted = query or SearchQuery()
        write_export(FORMATS[form], path, kent_connection, wanted, Settings().data_dir, force=False)
        return path

    return write


@pytest.fixture
def put(kent_connection: Connection) -> Put:
    """Insert one row, and return its id."""

    def insert_row(model: Any, **values: Any) -> UUID:
        row = {"id": uuid4()} | values
        kent_connection.execute(insert(model).values(row))
        return UUID(str(row["id"]))

    return insert_row


@pytest.fixture
def everything(put: Put, kent_connection: Connection) -> UUID:
    """A published service with every field filled, at two open places and a secret one."""
    above = put(Organization, name="Kent Charities Together", description="Above the others.")
    owner = put(
        Organization, name="Think Healthy Me", description="Runs groups.\n\nHere.", email="us@example.org",
        website="https://example.org/us", logo="https://example.org/us.png", uri="https://example.org/id/us",
        parent_organization_id=above,
    )  # fmt: skip
    put(OrganizationIdentifier, organization_id=owner, identifier_scheme="GB-CHC",
        identifier_type="Charity number", identifier="0123456")  # fmt: skip
    service = put(
        Service, name="Group, \"with\" commas; =1+1", description="First line.\n\n- Second, with a “quote”.",
        organization_id=owner, status="temporarily closed", url="https://example.org/group",
        email="group@example.org", fees="Free to most", accreditations="Some Mark", minimum_age=18,
        maximum_age=99, assured_date="2026-10-01", assurer_email="private@example.org", alert="Closed in May",
        delivery=["in-person", "at-home"], joining=["self-referral", "gp"], waiting_days=14,
        waiting_stated_on="2026-09-01", capacity=0, capacity_stated_on="2026-09-02", sample=True,
    )  # fmt: skip
    put(Funding, service_id=service, source="The National Lottery")
    put(CostOption, service_id=service, option="Members", amount=2.5, amount_description="a session",
        valid_from="2026-01-01", valid_to="2036-01-01")  # fmt: skip
    put(ServiceArea, service_id=service, name="Thanet", area_code="E07000114")
    put(Language, service_id=service, name="Welsh", code="cy")
    put(Schedule, service_id=service, freq="MONTHLY", interval=1, bymonthday="1,15", dtstart="2026-01-01",
        opens_at="10:00", closes_at="24:00", notes="Bring a mug", attending_type="In person",
        schedule_link="https://example.org/when", valid_from="2026-01-01", valid_to="2036-12-31")  # fmt: skip
    # A night shelter's hours, and hours of nobody knows which day.
    put(
        Schedule,
        service_id=service,
        freq="WEEKLY",
        interval=1,
        byday="FR",
        opens_at="22:00",
        closes_at="02:00",
    )
    put(Schedule, service_id=service, freq="WEEKLY", interval=2, opens_at="14:00", closes_at="15:00")
    desk = put(Contact, service_id=service, name="The desk", title="Reception", publish=True)
    phone = put(Phone, contact_id=desk, number="01632 960001", description="Mornings")
    put(Language, phone_id=phone, name="French", code="fr")
    hidden = put(Contact, service_id=service, name=PRIVATE, title=PRIVATE, publish=False)
    put(Phone, contact_id=hidden, number="01632 960999", description=PRIVATE)
    put_terms(put, service, owner)
    put_places(put, service)
    publish(kent_connection, [service])
    return service


def put_terms(put: Put, service: UUID, owner: UUID) -> None:
    taxonomy = put(Taxonomy, name="Old terms", description="Another system's.", uri="https://example.org/t",
                   version="2")  # fmt: skip
    parent = put(TaxonomyTerm, taxonomy_id=taxonomy, term="1", name="Upper", description="Above.", words=[])
    term = put(TaxonomyTerm, taxonomy_id=taxonomy, term="1.1", name="Lower", description="Below.", words=[],
               parent_id=parent, term_uri="https://example.org/t/1.1")  # fmt: skip
    put(Attribute, link_id=service, link_type="service", taxonomy_term_id=term)
    put(Attribute, link_id=owner, link_type="organization", taxonomy_term_id=term)


def put_places(put: Put, service: UUID) -> None:
    for number, confidential in enumerate((False, False, True)):
        said = PRIVATE if confidential else f"Hall {number}"
        place = put(
            Location, location_type="physical", name=said, description=said, confidential=confidential,
            point=func.ST_Point(635_700 + number, 171_039, 27700), location_source="given", accuracy_m=10,
            lsoa_code="E01035317", ward_code="E05005093", district_code="E07000114",
            external_identifier=f"10{number}", external_identifier_type="UPRN",
        )  # fmt: skip
        put(Address, location_id=place, attention=said, address_1=said, city="Margate", region="East Kent",
            state_province="Kent", postal_code="CT9 1AE", address_type="physical")  # fmt: skip
        put(Accessibility, location_id=place, accessibility="step-free", description=said, details=said,
            url="https://example.org/in")  # fmt: skip
        held = put(ServiceAtLocation, service_id=service, location_id=place)
        put(Schedule, service_at_location_id=held, freq="WEEKLY", interval=1, byday="TU,TH",
            description=said, opens_at="09:00", closes_at="12:00")  # fmt: skip
