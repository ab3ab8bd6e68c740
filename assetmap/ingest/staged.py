"""The shape of a row between the spreadsheet and the directory: one column for each thing that it may say."""

from typing import NamedTuple

#: Columns of the temporary table `incoming` with their types; arrays and JSON travel as text.
STAGED: dict[str, str] = {
    "row_number": "integer PRIMARY KEY",
    "refused": "boolean",
    "closed": "boolean",
    "service_key": "text",
    "loose_key": "text",
    "key_given": "boolean",
    "place_key": "text",
    "name": "text",
    "organization": "text",
    "organization_key": "text",
    "charity_number": "text",
    "description": "text",
    "url": "text",
    "email": "text",
    "status": "text",
    "alert": "text",
    "minimum_age": "integer",
    "maximum_age": "integer",
    "assured_date": "date",
    "delivery": "text[]",
    "joining": "text[]",
    "waiting_days": "integer",
    "capacity": "integer",
    "sample": "boolean",
    "has_place": "boolean",
    "venue": "text",
    "address": "text",
    "city": "text",
    "region": "text",
    "postcode": "text",
    "x": "double precision",
    "y": "double precision",
    "srid": "integer",
    "given_accuracy_m": "integer",
    "uprn": "text",
    "confidential": "boolean",
    "contact_name": "text",
    "contact_title": "text",
    "contact_publish": "boolean",
    "categories": "text[]",
    "phones": "jsonb",
    "schedules": "jsonb",
    "costs": "jsonb",
    "areas": "jsonb",
    "languages": "jsonb",
    "accessibility": "jsonb",
    "content": "text",
    "record": "jsonb",
}

#: Columns of the temporary table `incoming_issue`.
STAGED_ISSUE: dict[str, str] = {
    "row_number": "integer",
    "column_name": "text",
    "value": "text",
    "problem": "text",
    "outcome": "text",
    "action": "text",
}


class Issue(NamedTuple):
    """One thing wrong with one row, as it is staged."""

    row_number: int
    column_name: str | None
    value: str | None
    problem: str
    outcome: str
    action: str
