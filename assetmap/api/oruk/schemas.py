"""What the answers hold, as JSON Schema: the standard's records with our own fields, pages and problems."""

from collections.abc import Mapping
from typing import Any

from assetmap.api.oruk.extras import ABSENT, ALWAYS, EXTRAS
from assetmap.feeds.standard import ENTITIES, Entity, Field

_WEEKDAYS = "(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)"
_KINDS: Mapping[str, Mapping[str, Any]] = {
    "uuid": {"type": "string", "format": "uuid"},
    "text": {"type": "string", "minLength": 1},
    "prose": {"type": "string", "minLength": 1},
    "uri": {"type": "string", "format": "uri"},
    "email": {"type": "string", "format": "email"},
    "date": {"type": "string", "format": "date"},
    "moment": {"type": "string", "format": "date-time"},
    "time": {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"},
    "number": {"type": "number"},
    "whole": {"type": "integer", "minimum": 1},
    "byday": {"type": "string", "pattern": f"^{_WEEKDAYS}(,{_WEEKDAYS})*$"},
    "bymonthday": {"type": "string", "pattern": "^-?[0-9]{1,2}(,-?[0-9]{1,2})*$"},
}
_COUNTS = {
    "total_items": "How many records match, on all pages.",
    "total_pages": "How many pages there are.",
    "page_number": "The number of this page.",
    "size": "How many records are on this page.",
}
_FLAGS = {
    "first_page": "Whether this is the first page.",
    "last_page": "Whether there is no page after this one.",
    "empty": "Whether there is nothing on this page.",
}
PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "hint": {"type": "string", "description": "What to do about it."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string", "description": "The parameter."},
                    "reason": {"type": "string"},
                },
                "required": ["name", "reason"],
            },
        },
    },
    "required": ["type", "title", "status", "detail", "instance"],
}
_SOURCE = {
    "type": "object",
    "properties": {name: {"type": ["string", "null"]} for name in ("licence", "attribution", "url")}
    | {name: {"type": "string"} for name in ("name", "title")}
    | {
        "read_at": {
            "type": ["string", "null"],
            "format": "date-time",
            "description": "When it was last read well.",
        },
        "failing_since": {
            "type": ["string", "null"],
            "format": "date-time",
            "description": "Since when it could not be read again; null where all is well.",
        },
    },
    "required": ["name", "title"],
}
ABOUT = {
    "type": "object",
    "description": "What this API is, and what must be shown with its data.",
    "properties": {
        "version": {"type": "string"},
        "profile": {"type": "string", "format": "uri"},
        "openapi_url": {"type": "string", "format": "uri"},
        "licence": {
            "type": "object",
            "properties": {name: {"type": ["string", "null"]} for name in ("name", "url")},
            "required": ["name", "url"],
        },
        "attribution": {"type": ["string", "null"]},
        "sources": {"type": "array", "items": _SOURCE},
    },
    "required": ["version", "profile", "openapi_url"],
}


def schemas() -> dict[str, Any]:
    """Every schema that a description refers to, by name."""
    return {
        **{name: _record(entity) for name, entity in ENTITIES.items()},
        "about": ABOUT,
        "problem": PROBLEM,
    }


def page_of(name: str) -> dict[str, Any]:
    """The schema of a page of records."""
    counts = {key: {"type": "integer", "minimum": 0, "description": said} for key, said in _COUNTS.items()}
    flags = {key: {"type": "boolean", "description": said} for key, said in _FLAGS.items()}
    contents = {"type": "array", "items": refer_to(name)}
    return {
        "type": "object",
        "properties": {**counts, **flags, "contents": contents},
        "required": [*counts, *flags, "contents"],
    }


def refer_to(name: str) -> dict[str, str]:
    """A reference to the schema of this name."""
    return {"$ref": f"#/components/schemas/{name}"}


def _record(entity: Entity) -> dict[str, Any]:
    absent = ABSENT.get(entity.name, frozenset())
    fields = {name: _field(field) for name, field in entity.fields.items() if name not in absent}
    return {
        "type": "object",
        "properties": {**fields, **EXTRAS.get(entity.name, {})},
        "required": [*entity.required, *ALWAYS.get(entity.name, ())],
    }


def _field(field: Field) -> dict[str, Any]:
    match field.kind:
        case "record":
            return refer_to(field.of)
        case "records":
            return {"type": "array", "minItems": 1, "items": refer_to(field.of)}
        case "one":
            return {"type": "string", "enum": list(field.words)}
        case _:
            return dict(_KINDS[field.kind])
