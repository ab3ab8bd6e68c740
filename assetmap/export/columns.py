"""The columns of a flat export: one row for a service at a place, or for a service that has no place."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from sqlalchemy import Connection

from assetmap.export.choice import Choice, Row

Kind = Literal["text", "whole", "number", "flag", "date"]


class Column(NamedTuple):
    """One column: its name, the kind of its values, and what they say."""

    name: str
    kind: Kind
    says: str


COLUMNS = (
    Column("id", "text", "of this listing; it stays the same"),
    Column("service_id", "text", "of the service, which may be at several places"),
    Column("name", "text", "of the service"),
    Column("organization", "text", "who runs it"),
    Column("charity_number", "text", "the organisation's charity number"),
    Column("description", "text", "what it is"),
    Column("categories", "text", "what it is for, as names with semicolons between"),
    Column("category_codes", "text", "the same as codes"),
    Column("kind", "text", "place, area (it comes to people, or its place is secret) or remote"),
    Column("delivery", "text", "how it is given: in-person, online, telephone, at-home"),
    Column("joining", "text", "how it is joined: self-referral, gp, link-worker, other"),
    Column("opening_hours", "text", "in words"),
    Column("cost", "text", "in words"),
    Column("free", "flag", "whether it is certain to cost nothing"),
    Column("minimum_age", "whole", "in years"),
    Column("maximum_age", "whole", "in years"),
    Column("venue", "text", "the name of the place"),
    Column("address", "text", "its first line"),
    Column("town", "text", "of the address"),
    Column("postcode", "text", "of the address"),
    Column("ward", "text", "in which the place lies"),
    Column("ward_code", "text", "of the Office for National Statistics"),
    Column("district", "text", "in which the place lies"),
    Column("district_code", "text", "of the Office for National Statistics"),
    Column("latitude", "number", "degrees north, WGS 84"),
    Column("longitude", "number", "degrees east, WGS 84"),
    Column("location_source", "text", "how the place was found, such as given, uprn or postcode"),
    Column("accuracy_m", "whole", "how far off that may be, in metres"),
    Column("accessibility", "text", "such as step-free"),
    Column("areas_served", "text", "names of the areas whose people it is for; none means everybody"),
    Column("areas_served_codes", "text", "their codes"),
    Column("languages", "text", "spoken"),
    Column("url", "text", "its web page"),
    Column("email", "text", "of the service"),
    Column("telephone", "text", "numbers that the provider publishes"),
    Column("status", "text", "active or temporarily closed"),
    Column("alert", "text", "what people must know first"),
    Column("accreditations", "text", "of the service"),
    Column("waiting_days", "whole", "how long people wait"),
    Column("waiting_stated_on", "date", "when that was said"),
    Column("capacity", "whole", "how many people it has room for"),
    Column("capacity_stated_on", "date", "when that was said"),
    Column("assured_date", "date", "when somebody last confirmed the entry"),
    Column("sample", "flag", "whether the service is invented, for demonstration"),
    Column("confidential", "flag", "whether its place is secret"),
    Column("sources", "text", "who told us"),
    Column("licences", "text", "under which each of them may be used"),
    Column("attribution", "text", "what must be said where the row is shown"),
)
NAMES = tuple(column.name for column in COLUMNS)


def flat_rows(connection: Connection, choice: Choice, geometry: str = "NULL") -> Iterator[Row]:
    """Every listing chosen as a row of `COLUMNS`, with `geometry` (SQL of ours on `point`) beside them.

    Places come first, then what comes to people, then what is remote, each in order of name and id.
    """
    return choice.rows(connection, _sql().replace("{geometry}", geometry))


@cache
def _sql() -> str:
    return Path(__file__).with_name("flat.sql").read_text(encoding="utf-8")
