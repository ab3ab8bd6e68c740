"""A service of which everything that may be seen is there to be seen, each text with a word of its own."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from column_classes import OPEN, columns_of
from private_services import THANET, WARD
from sqlalchemy import Connection, Text, func, insert, text

from assetmap.model import Base

_ADDRESSES = {"url", "website", "uri", "logo", "term_uri", "schedule_link"}
#: Where a word could not stand, or would not be shown for what it is.
_GIVEN = {("address", "postal_code"), ("schedule", "bymonthday"), ("source", "name")}


def word_of(start: str, table: str, column: str) -> str:
    """The word that stands in a column: letters alone, which come through every format as they are."""
    digits = str.maketrans("0123456789", "abcdefghij", "_")
    return f"{start}{table}{column}".translate(digits)


def words_of(start: str, tables: set[str] | None = None) -> set[str]:
    """Every word of a shown service, or those of some tables alone."""
    columns = columns_of(OPEN) - _GIVEN
    return {word_of(start, *column) for column in columns if tables is None or column[0] in tables}


@dataclass(frozen=True, slots=True)
class Shown:
    """The ids of what may be addressed of a service that is shown."""

    service: UUID
    organization: UUID
    location: UUID
    place: UUID
    contact: UUID
    taxonomy: UUID
    term: UUID


def show_everything(connection: Connection, start: str) -> Shown:
    """Put in a service with all that may be seen of one; its words begin with `start`."""

    def put(table: str, **values: Any) -> UUID:
        row = {"id": uuid4()} | _texts(start, table) | values
        connection.execute(insert(Base.metadata.tables[table]).values(row))
        return UUID(str(row["id"]))

    organization = put("organization", parent_organization_id=None)
    put("organization_identifier", organization_id=organization)
    service = put(
        "service", organization_id=organization, status="active", delivery=["in-person"], joining=[]
    )
    place = _place(put)
    held = put("service_at_location", service_id=service, location_id=place)
    for owner in ({"service_at_location_id": held}, {"service_id": service}):
        put("schedule", freq="WEEKLY", byday="SA", opens_at="10:00", closes_at="12:00", **owner)
    for table in ("cost_option", "funding"):
        put(table, service_id=service)
    put("service_area", service_id=service, area_code=None)
    contact = put("contact", service_id=service, publish=True)
    phone = put("phone", contact_id=contact)
    put("language", phone_id=phone, service_id=None)
    put("language", service_id=service, phone_id=None)
    taxonomy = put("taxonomy")
    term = put("taxonomy_term", taxonomy_id=taxonomy, parent_id=None)
    put("attribute", link_id=service, link_type="service", taxonomy_term_id=term)
    _tell(connection, put("source", name=start, url=None), service, place)
    return Shown(service, organization, place, held, contact, taxonomy, term)


def _tell(connection: Connection, source: UUID, service: UUID, place: UUID) -> None:
    """Let a source tell of the service, so that it is credited."""
    run = connection.execute(
        text(
            "INSERT INTO import_run (source_id, file_name, mapping, started_at, finished_at, rows_in, listed,"
            " unlocated, refused, created, updated, unchanged, retired)"
            " VALUES (:source, 'a.csv', '{}', now(), now(), 1, 1, 0, 0, 1, 0, 0, 0) RETURNING id"
        ),
        {"source": source},
    ).scalar_one()
    connection.execute(
        insert(Base.metadata.tables["source_record"]).values(
            source_id=source, key="1", service_id=service, location_id=place, row_hash=b"", record={},
            first_import_id=run, last_import_id=run,
        )
    )  # fmt: skip


def _place(put: Any) -> UUID:
    place: UUID = put(
        "location", location_type="physical", location_source="given", accuracy_m=5, ward_code=WARD,
        district_code=THANET, point=func.ST_Point(635_900, 170_900, 27700),
    )  # fmt: skip
    put("address", location_id=place, address_type="physical", postal_code="CT9 1AE", country="GB")
    put("accessibility", location_id=place, accessibility="step-free")
    return place


def _texts(start: str, table: str) -> dict[str, object]:
    columns = Base.metadata.tables[table].columns
    found: dict[str, object] = {}
    for name in OPEN.get(table, "").split():
        if (table, name) not in _GIVEN:
            word = _dressed(name, word_of(start, table, name))
            found[name] = word if isinstance(columns[name].type, Text) else [word]
    return found


def _dressed(column: str, word: str) -> str:
    if column in _ADDRESSES:
        return f"https://example.org/{word}"
    return f"{word}@example.org" if column == "email" else word
