"""Which services tell what stands in a row, so that they are published again when it changes."""

from uuid import UUID

from sqlalchemy import Connection, text

from assetmap.directory.erasure.search import Table

_HELD = (
    "SELECT held.service_id FROM {row} AS row"
    " JOIN service_at_location AS held ON held.location_id = row.{key}"
)
_RUN = "SELECT service.id FROM {row} AS row JOIN service ON service.organization_id = row.{key}"
_OWNERS = {
    "service": "SELECT id FROM {row} AS row",
    "published_service": "SELECT id FROM {row} AS row",
    "contact": "SELECT service_id FROM {row} AS row",
    "phone": "SELECT contact.service_id FROM {row} AS row JOIN contact ON contact.id = row.contact_id",
    "language": "SELECT coalesce(row.service_id, contact.service_id) FROM {row} AS row"
    " LEFT JOIN phone ON phone.id = row.phone_id LEFT JOIN contact ON contact.id = phone.contact_id",
    "schedule": "SELECT coalesce(row.service_id, held.service_id) FROM {row} AS row"
    " LEFT JOIN service_at_location AS held ON held.id = row.service_at_location_id",
    "location": _HELD.replace("{key}", "id"),
    "address": _HELD.replace("{key}", "location_id"),
    "accessibility": _HELD.replace("{key}", "location_id"),
    "organization": _RUN.replace("{key}", "id"),
    "published_organization": _RUN.replace("{key}", "id"),
    "organization_identifier": _RUN.replace("{key}", "organization_id"),
    "taxonomy_term": "SELECT attribute.link_id FROM {row} AS row"
    " JOIN attribute ON attribute.taxonomy_term_id = row.id AND attribute.link_type = 'service'",
    **dict.fromkeys(
        (
            "source_record",
            "cost_option",
            "funding",
            "service_area",
            "listing",
            "published_place",
            "published_move",
        ),
        "SELECT service_id FROM {row} AS row",
    ),
}


def find_owners(connection: Connection, table: Table, places: list[str]) -> set[UUID]:
    """The services that tell what stands in these rows; none where no service does."""
    query = _OWNERS.get(table.name)
    if query is None:
        return set()
    rows = f"(SELECT * FROM {table.quoted} WHERE ctid = ANY (CAST(:places AS tid[])))"  # noqa: S608
    found = connection.execute(text(query.replace("{row}", rows)), {"places": places}).scalars()
    return {one for one in found if one is not None}
