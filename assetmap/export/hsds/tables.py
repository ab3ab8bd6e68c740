"""The tables of the package: what the standard calls them, their columns, and those that we add."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from assetmap.feeds.standard import ENTITIES, REFERENCES

#: Fields of the standard that are never published.
_PRIVATE = frozenset({("service", "assurer_email")})
_NESTED = ("record", "records")
#: Several values in one cell stand with this between them.
BETWEEN = ","


class Column(NamedTuple):
    """A column: the kind of its values, the words it may hold, and for one that we add, what it says."""

    kind: str
    words: tuple[str, ...] = ()
    extra: str = ""


@dataclass(frozen=True)
class Table:
    """One table: its name, the kind of record that is a row of it, and the columns that we add."""

    name: str
    entity: str
    says: str
    extras: dict[str, Column]

    @property
    def path(self) -> str:
        """The name of its file."""
        return f"{self.name}.csv"

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Its columns in order: the standard's, then ours."""
        held = {
            name: Column(field.kind, field.words)
            for name, field in ENTITIES[self.entity].fields.items()
            if field.kind not in _NESTED and (self.entity, name) not in _PRIVATE
        }
        return held | self.extras

    @property
    def required(self) -> frozenset[str]:
        """The columns that every row fills."""
        entity = ENTITIES[self.entity]
        return frozenset(entity.required) | frozenset(entity.linked)

    @property
    def references(self) -> dict[str, str]:
        """The columns that hold the id of a row of a table, each with that table's name."""
        return {
            column: NAMES[REFERENCES[column]]
            for column in self.columns
            if column in REFERENCES and column not in self.extras
        }


def _table(name: str, entity: str, says: str, /, **extras: tuple[str, str]) -> Table:
    added = {column: Column(kind, extra=told) for column, (kind, told) in extras.items()}
    return Table(name, entity, says, added)


TABLES = (
    _table("organizations", "organization", "Who runs services, and who stands above them."),
    _table("organization_identifiers", "organization_identifier", "Their numbers in registers."),
    _table(
        "services",
        "service",
        "What is offered.",
        delivery=("text", "How it is given: in-person, online, telephone, at-home."),
        joining=("text", "How it is joined: self-referral, gp, link-worker, other."),
        waiting_days=("whole", "How long people wait, in days."),
        waiting_stated_on=("date", "When that was said."),
        capacity=("whole", "How many people it has room for."),
        capacity_stated_on=("date", "When that was said."),
        sample=("flag", "Whether it is invented, for demonstration."),
        confidential_districts=("text", "Codes of the districts of places whose address is secret."),
        sources=("text", "Who told us, by the short names of the sources."),
    ),
    _table("service_at_locations", "service_at_location", "Which service is at which place."),
    _table(
        "locations",
        "location",
        "Places; one whose address is secret is not here.",
        location_source=("text", "How the point was found, such as given, uprn or postcode."),
        accuracy_m=("whole", "How far off it may be, in metres."),
        lsoa_code=("text", "The Lower layer Super Output Area in which it lies."),
        ward_code=("text", "The ward in which it lies."),
        district_code=("text", "The district in which it lies."),
        address_lines=("text", "What is known of an address that has no postcode."),
    ),
    _table("addresses", "address", "The addresses of places."),
    _table("accessibility", "accessibility", "How one gets in."),
    _table("schedules", "schedule", "When a service is open, everywhere or at one of its places."),
    _table(
        "service_areas",
        "service_area",
        "The areas whose people a service is for.",
        area_code=("text", "The area's code of the Office for National Statistics."),
    ),
    _table("cost_options", "cost_option", "What a service costs."),
    _table("contacts", "contact", "Contacts that the provider publishes."),
    _table("phones", "phone", "Their telephone numbers."),
    _table(
        "languages",
        "language",
        "Languages that are spoken.",
        name=("text", "The language in English."),
        code=("text", "Its code of ISO 639."),
    ),
    _table("funding", "funding", "Who pays for a service."),
    _table(
        "attributes",
        "attribute",
        "The terms under which services, organisations and places are filed.",
        link_entity=("text", "The same as link_type, under the name that HSDS has for it."),
    ),
    _table("taxonomies", "taxonomy", "The lists that terms are from."),
    _table("taxonomy_terms", "taxonomy_term", "The terms."),
)
NAMES = {table.entity: table.name for table in TABLES}
