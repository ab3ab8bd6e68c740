"""A resource: a list of records and each of them alone, over one kind of published record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request

from assetmap.api.context import connection
from assetmap.api.oruk.catalogue import DEFAULT_PER_PAGE, MINIMAL_PER_PAGE
from assetmap.api.oruk.page import Asked, answer_page
from assetmap.api.oruk.parameters import Given, Parameter, read
from assetmap.api.oruk.record import answer_record
from assetmap.api.oruk.stream import answer_stream
from assetmap.errors import NotFound
from assetmap.geography.lookup import locate
from assetmap.listing.records.kinds import Kind
from assetmap.listing.records.query import RecordQuery

Form = Callable[[Mapping[str, Any]], str]
_ASKED = frozenset(field.name for field in fields(RecordQuery))


def full_or_summary(values: Mapping[str, Any]) -> str:
    """The form that `full` asks for."""
    return "full" if values.get("full") else "summary"


def always_full(_values: Mapping[str, Any]) -> str:
    """The form of a record alone."""
    return "full"


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource of the API: its name in an address, its words, its parameters and its forms."""

    name: str
    kind: Kind
    listed: str
    alone: str
    parameters: tuple[Parameter, ...]
    form: Form = full_or_summary
    parameters_alone: tuple[Parameter, ...] = ()
    form_alone: Form = always_full

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the list, and each record alone."""
        blueprint.add_url_rule(f"/{self.name}", self.name, self.list_records)
        blueprint.add_url_rule(f"/{self.name}/<id>", f"{self.name}_id", self.get_record)

    def list_records(self) -> Response:
        """Answer with a page of the records that match, or with a stream of all of them."""
        given = read(self.parameters, request.args.to_dict(flat=False))
        query = understand(given)
        asked = Asked(self.kind, query, self.form(given.values), private=query.home is not None)
        if given.values.get("format") == "ndjson":
            return answer_stream(asked)
        few = MINIMAL_PER_PAGE if asked.form == "minimal" else DEFAULT_PER_PAGE
        return answer_page(asked, given.values.get("page", 1), given.values.get("per_page", few))

    def get_record(self, id: str) -> Response:  # noqa: A002
        """Answer with one record, or say that there is none of this id."""
        given = read(self.parameters_alone, request.args.to_dict(flat=False))
        given.refuse_problems()
        try:
            key = UUID(id)
        except ValueError:
            raise NotFound(f"There is no {self.kind.name} '{id[:60]}'; an id is a UUID.") from None
        return answer_record(self.kind, key, self.form_alone(given.values))


def understand(given: Given) -> RecordQuery:
    """Make a query of what was given, its postcode looked up; raises InvalidQuery with every problem."""
    values = {name: value for name, value in given.values.items() if name in _ASKED}
    if "proximity" in values and "postcode" not in {*given.values, *(name for name, _ in given.problems)}:
        given.problems.append(("proximity", "is metres from a postcode, and no postcode is given"))
    given.refuse_problems()
    if postcode := given.values.get("postcode"):
        try:
            values["home"] = locate(connection(), postcode)
        except NotFound as error:
            given.problems.append(("postcode", error.message))
            given.refuse_problems()
    return RecordQuery(**values)
