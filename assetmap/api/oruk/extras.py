"""What our records hold beside the standard's fields, and what of the standard's they never hold."""

from collections.abc import Mapping
from typing import Any

from assetmap.model.words import LOCATION_SOURCE

Schema = Mapping[str, Any]

_TEXT = {"type": "string"}
_DATE = {"type": "string", "format": "date"}
_COUNT = {"type": "integer", "minimum": 0}
_GSS = {"type": "string", "pattern": "^[EWSNK][0-9]{8}$"}


def _said(schema: Schema, description: str) -> Schema:
    return {**schema, "description": description}


#: Fields of ours, by the record in which they stand.
EXTRAS: Mapping[str, Mapping[str, Schema]] = {
    "service": {
        "waiting_days": _said(_COUNT, "How many days people wait, when it was last said."),
        "waiting_stated_on": _said(_DATE, "When the waiting time was said."),
        "capacity": _said(_COUNT, "How many people there is room for, when it was last said."),
        "capacity_stated_on": _said(_DATE, "When the capacity was said."),
        "sample": _said({"const": True}, "The service was invented for a demonstration."),
        "confidential_places": _said(
            {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "properties": {"district_code": _GSS, "district": _TEXT},
                    "required": ["district_code"],
                },
            },
            "Districts in which the service has a place that is kept secret; nothing else is told of it.",
        ),
        "sources": _said(
            {"type": "array", "minItems": 1, "items": _TEXT},
            "The names of the sources that told of the service; / says what each asks for.",
        ),
    },
    "service_at_location": {
        "service": {"$ref": "#/components/schemas/service"},
        "last_modified": _said(
            {"type": "string", "format": "date-time"}, "When this, or its service, last changed here."
        ),
    },
    "location": {
        "location_source": _said(
            {"type": "string", "enum": list(LOCATION_SOURCE)}, "How the coordinates were found."
        ),
        "accuracy_m": _said(_COUNT, "How many metres the coordinates may be off."),
        "lsoa_code": _said(_GSS, "The lower layer super output area in which it lies."),
        "ward_code": _said(_GSS, "The ward in which it lies."),
        "district_code": _said(_GSS, "The district or unitary authority in which it lies."),
        "address_lines": _said(
            {"type": "array", "minItems": 1, "items": _TEXT},
            "An address without a postcode, which the standard does not take for one.",
        ),
    },
    "service_area": {"area_code": _said(_GSS, "The area's code, where its name was understood.")},
    "language": {"name": _TEXT, "code": _said(_TEXT, "ISO 639.")},
    "contact": {
        "phones": {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/phone"}},
    },
    "organization": {
        "services": {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/service"}},
    },
}

#: Fields of the standard's that our records never hold: an id that only repeats what is nested beside it or
#: around it, and who assured a service, which is nobody's business.
ABSENT: Mapping[str, frozenset[str]] = {
    "service": frozenset({"organization_id", "assurer_email"}),
    "service_at_location": frozenset({"service_id", "location_id"}),
    "organization_identifier": frozenset({"organization_id", "attributes"}),
    "address": frozenset({"location_id", "attributes"}),
    "accessibility": frozenset({"location_id", "attributes"}),
    "schedule": frozenset({"service_id"}),
    "service_area": frozenset({"service_id"}),
    "cost_option": frozenset({"service_id"}),
    "contact": frozenset({"service_id", "attributes"}),
    "phone": frozenset({"contact_id"}),
    "language": frozenset({"service_id", "phone_id"}),
    "funding": frozenset({"service_id"}),
    "attribute": frozenset({"taxonomy_term_id"}),
}
#: Fields that the standard leaves open and our records always hold.
ALWAYS: Mapping[str, tuple[str, ...]] = {
    "service": ("last_modified",),
    "service_at_location": (),
    "attribute": ("link_id", "link_type", "taxonomy_term"),
    "taxonomy_term": ("taxonomy", "taxonomy_id"),
}
