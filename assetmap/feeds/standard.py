"""What Open Referral UK 3.0 (profile HSDS-UK-3.0) says of each kind of record: its fields and their kinds."""

from dataclasses import dataclass
from typing import Literal

VERSION = "HSDS-UK-3.0"

Kind = Literal[
    "uuid", "text", "prose", "uri", "email", "date", "moment", "time", "number", "whole",
    "byday", "bymonthday", "one", "record", "records",
]  # fmt: skip

STATUS = ("active", "inactive", "defunct", "temporarily closed")
ADDRESS_TYPE = ("physical", "postal", "virtual")
FREQUENCY = ("WEEKLY", "MONTHLY")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record: its kind, and for some kinds the words it may hold or the records in it."""

    kind: Kind
    words: tuple[str, ...] = ()
    of: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """One kind of record, and where a tabular package keeps it.

    `required` fields are in every record; `linked` names the fields that a table's row needs besides.
    """

    name: str
    table: str
    fields: dict[str, Field]
    required: tuple[str, ...]
    linked: tuple[str, ...] = ()


def _entity(name: str, table: str, fields: str, *, linked: str = "", **nested: str) -> Entity:
    """Read fields written as `name kind`, one a line; a `!` after the name says required."""
    found: dict[str, Field] = {}
    required = []
    for line in fields.strip().splitlines():
        for entry in line.split(","):
            word, kind = entry.split()
            if word.endswith("!"):
                required.append(word.rstrip("!"))
            found[word.rstrip("!")] = _field(kind)
    for word, of in nested.items():
        found[word] = Field("records", of=of[:-1]) if of.endswith("*") else Field("record", of=of)
    return Entity(name, table, found, tuple(required), tuple(linked.split()))


def _field(kind: str) -> Field:
    closed = {"status": STATUS, "address_type": ADDRESS_TYPE, "frequency": FREQUENCY}
    return Field("one", words=closed[kind]) if kind in closed else Field(kind)  # type: ignore[arg-type]


_ALL = (
    _entity(
        "service", "services",
        """
        id! uuid, organization_id uuid, name! text, description prose, url uri, email email, status! status
        fees prose, accreditations prose, minimum_age number, maximum_age number, assured_date date
        assurer_email email, alert prose, last_modified moment
        """,
        linked="organization_id", organization="organization", schedules="schedule*",
        service_areas="service_area*", service_at_locations="service_at_location*", languages="language*",
        funding="funding*", cost_options="cost_option*", contacts="contact*", attributes="attribute*",
    ),
    _entity(
        "organization", "organizations",
        """
        id! uuid, name! text, description! prose, email email, website uri, logo text, uri uri
        parent_organization_id uuid
        """,
        organization_identifiers="organization_identifier*", attributes="attribute*",
    ),
    _entity(
        "organization_identifier", "organization_identifiers",
        """
        id! uuid, organization_id uuid, identifier_scheme text, identifier_type! text, identifier! text
        """,
        linked="organization_id", attributes="attribute*",
    ),
    _entity(
        "service_at_location", "service_at_location",
        "id! uuid, service_id uuid, location_id uuid",
        linked="service_id location_id", location="location",
    ),
    _entity(
        "location", "locations",
        """
        id! uuid, location_type! address_type, name text, description prose, latitude number, longitude number
        external_identifier text, external_identifier_type text
        """,
        addresses="address*", accessibility="accessibility*", attributes="attribute*",
    ),
    _entity(
        "address", "addresses",
        """
        id! uuid, location_id uuid, attention text, address_1! text, city! text, region text
        state_province! text, postal_code! text, country! text, address_type! address_type
        """,
        attributes="attribute*",
    ),
    _entity(
        "accessibility", "accessibility",
        "id! uuid, location_id uuid, description prose, details prose, url uri, accessibility text",
        attributes="attribute*",
    ),
    _entity(
        "schedule", "schedules",
        """
        id! uuid, service_id uuid, service_at_location_id uuid, valid_from date, valid_to date, dtstart date
        freq frequency, interval whole, byday byday, bymonthday bymonthday, description prose
        opens_at time, closes_at time, schedule_link uri, attending_type text, notes prose
        """,
    ),
    _entity(
        "service_area", "service_areas",
        "id! uuid, service_id uuid, name text, extent text, extent_type text, uri text, service_area text",
    ),
    _entity(
        "cost_option", "cost_options",
        """
        id! uuid, service_id uuid, valid_from date, valid_to date, option text, amount number
        amount_description text
        """,
        linked="service_id",
    ),
    _entity(
        "contact", "contacts",
        "id! uuid, service_id uuid, name text, title text",
        attributes="attribute*",
    ),
    _entity(
        "phone", "phones",
        "id! uuid, contact_id uuid, number! text, description text",
        languages="language*",
    ),
    _entity("language", "languages", "id! uuid, service_id uuid, phone_id uuid"),
    _entity("funding", "funding", "id! uuid, service_id uuid, source text"),
    _entity(
        "attribute", "attributes",
        "id! uuid, link_id uuid, taxonomy_term_id uuid, link_type text",
        linked="link_id taxonomy_term_id", taxonomy_term="taxonomy_term",
    ),
    _entity(
        "taxonomy", "taxonomies",
        "id! uuid, name! text, description! prose, uri uri, version text",
        taxonomy_terms="taxonomy_term*",
    ),
    _entity(
        "taxonomy_term", "taxonomy_terms",
        """
        id! uuid, name! text, description! prose, parent_id uuid, taxonomy text, taxonomy_id uuid
        term_uri uri, term text
        """,
    ),
)  # fmt: skip

ENTITIES = {entity.name: entity for entity in _ALL}

#: What the profile leaves unnamed and readers nevertheless expect; all of it is permitted.
EXTRAS: dict[tuple[str, str], Field] = {
    ("service_at_location", "service"): Field("record", of="service"),
    ("service_at_location", "schedules"): Field("records", of="schedule"),
    ("organization", "services"): Field("records", of="service"),
    ("contact", "phones"): Field("records", of="phone"),
}

#: The table that a field of a tabular package's row points at.
REFERENCES = {
    "organization_id": "organization",
    "parent_organization_id": "organization",
    "service_id": "service",
    "service_at_location_id": "service_at_location",
    "location_id": "location",
    "contact_id": "contact",
    "phone_id": "phone",
    "taxonomy_id": "taxonomy",
    "taxonomy_term_id": "taxonomy_term",
    "parent_id": "taxonomy_term",
}

#: What the tables of a package are called besides what the standard calls them, as the two versions differ.
TABLE_NAMES = {entity.table: entity.name for entity in _ALL} | {
    "schedule": "schedule",
    "service_at_locations": "service_at_location",
    "attribute": "attribute",
    "accessibilities": "accessibility",
    "accessibility_for_disabilities": "accessibility",
    "fundings": "funding",
    "physical_addresses": "address",
    "regular_schedules": "schedule",
    "organization": "organization",
    "service": "service",
    "location": "location",
    "language": "language",
    "phone": "phone",
    "contact": "contact",
}


def field_of(entity: str, name: str) -> Field | None:
    """What the standard, or the permitted extras that we know, say of a field; None for any other."""
    return ENTITIES[entity].fields.get(name) or EXTRAS.get((entity, name))
