"""The kinds of published record: where each lies, and the documents that can be had of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assetmap.listing.records.query import RecordQuery, where_of, where_of_words
from assetmap.listing.statements import sql
from assetmap.listing.where import Where

_MINIMAL = (
    "jsonb_build_object('id', record.id, 'name', record.summary -> 'name', "
    "'status', record.summary -> 'status', 'last_modified', record.summary -> 'last_modified')"
)
_OF_PLACE = "jsonb_build_object('service', service.summary)"
_OF_PLACE_FULL = "jsonb_build_object('service', (service.summary || service.detail) - 'service_at_locations')"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: its table, what it is read from, and an SQL expression for each form of its document.

    `tally` is what its records are counted as, where that is done when they are written. One that is `dated`
    holds nothing that changes without the record's own time of change.
    """

    name: str
    table: str
    source: str
    documents: Mapping[str, str]
    where: Callable[[RecordQuery], Where]
    tally: str | None = None
    dated: bool = False


SERVICES = sql("records/services_of")
SERVICE = Kind(
    "service",
    "published_service",
    "published_service AS record",
    {
        "minimal": _MINIMAL,
        "summary": "record.summary",
        "full": "record.summary || record.detail",
    },
    where_of,
    "service",
    dated=True,
)
SERVICE_AT_LOCATION = Kind(
    "service_at_location",
    "published_place",
    "published_place AS record JOIN published_service AS service ON service.id = record.service_id",
    {
        "minimal": "jsonb_build_object('id', record.id, 'last_modified', record.summary -> 'last_modified')",
        "summary": f"record.summary || {_OF_PLACE}",
        "full": f"record.summary || record.detail || {_OF_PLACE_FULL}",
    },
    where_of,
    "service_at_location",
    dated=True,
)
ORGANIZATION = Kind(
    "organization",
    "published_organization",
    "published_organization AS record",
    {
        "summary": "record.summary",
        "full": f"record.summary || record.detail || {SERVICES.format(document='service.summary')}",
        "full_service": "record.summary || record.detail || "
        + SERVICES.format(document="service.summary || service.detail"),
    },
    where_of_words,
    "organization",
)
TAXONOMY = Kind(
    "taxonomy",
    "published_taxonomy",
    "published_taxonomy AS record",
    {
        "summary": "record.summary",
        "full": f"record.summary || {sql('records/terms_of')}",
    },
    where_of_words,
)
TAXONOMY_TERM = Kind(
    "taxonomy_term",
    "published_term",
    "published_term AS record",
    {"summary": "record.summary", "full": "record.summary"},
    where_of_words,
)
KINDS = (SERVICE, SERVICE_AT_LOCATION, ORGANIZATION, TAXONOMY, TAXONOMY_TERM)
