"""Texts that say where a secret place is, or how to reach it: all of them searched at once."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, TextClause, text

from assetmap.matching.names import compare_organizations
from assetmap.secrecy.evidence import Findings, outward
from assetmap.secrecy.needles import (
    Needle,
    address_needles,
    coordinates_needle,
    house_numbers,
    reach_needle,
    uprn_needle,
)
from assetmap.secrecy.reach import Reach
from assetmap.secrecy.statements import query

#: So many needles make one pattern; each pattern is one look through the texts in scope.
MOST_AT_ONCE = 150
#: What only the secret service's own texts may not say: in another's they say nothing of it.
OWN_ONLY = "road"

_PLACES = text(
    "SELECT place.service_id, place.line, place.postcode, place.district_code, organization.name, place.uprn"
    " FROM secret_place AS place JOIN service ON service.id = place.service_id"
    " JOIN organization ON organization.id = service.organization_id"
    " WHERE place.service_id = ANY (:service_ids)"
)
_WHERE = text(
    "SELECT held.service_id, concat_ws(', ', location.name, address.address_1) AS line,"
    " nullif(regexp_replace(upper(address.postal_code), '[^A-Z0-9]', '', 'g'), '') AS postcode,"
    " location.district_code, organization.name,"
    " CASE WHEN location.external_identifier_type ILIKE '%uprn%'"
    "      THEN ltrim(location.external_identifier, '0') END"
    " FROM service_at_location AS held JOIN location ON location.id = held.location_id"
    " JOIN service ON service.id = held.service_id"
    " JOIN organization ON organization.id = service.organization_id"
    " LEFT JOIN address ON address.location_id = location.id WHERE held.service_id = ANY (:service_ids)"
)


class Place(NamedTuple):
    """Where a service is, as far as it is written down, and who runs it."""

    line: str | None
    postcode: str | None
    district_code: str | None
    organization: str
    uprn: str | None

    @property
    def needles(self) -> list[Needle]:
        """What would say where it is."""
        numbered = uprn_needle(self.uprn) if self.uprn else []
        return [*address_needles(self.line, self.postcode), *numbered, coordinates_needle()]


class Hit(NamedTuple):
    """A text of a service that says something of what was looked for: of which row, in which column."""

    kind: str
    owner_id: UUID
    service_id: UUID
    first_id: UUID
    field: str
    value: str

    @property
    def at_place(self) -> bool:
        """Whether it is the address or the name of a place, and no text about it."""
        return self.kind in ("address", "location")


Places = Mapping[UUID, Sequence[Place]]
Needles = Mapping[UUID, Sequence[Needle]]


def load_secret_places(connection: Connection, service_ids: Collection[UUID]) -> Places:
    """Where these secret services are or were."""
    return _load(connection, _PLACES, service_ids)


def load_places(connection: Connection, service_ids: Collection[UUID]) -> Places:
    """Where these services are."""
    return _load(connection, _WHERE, service_ids)


def needles_of(places: Places, reaches: Mapping[UUID, Reach]) -> Needles:
    """What would give each of these services away."""
    found: dict[UUID, list[Needle]] = defaultdict(list)
    for key, several in places.items():
        for place in several:
            found[key] += place.needles
    for key, reach in reaches.items():
        found[key] += [reach_needle(kind, value) for kind, value in sorted(reach.private)]
    return {key: list(dict.fromkeys(several)) for key, several in found.items()}


def search(connection: Connection, needles: Collection[Needle]) -> Iterator[Hit]:
    """The texts of the services in `secrecy_scope` that hold any of these."""
    patterns = sorted({needle.in_sql for needle in needles})
    for first in range(0, len(patterns), MOST_AT_ONCE):
        some = "|".join(f"(?:{pattern})" for pattern in patterns[first : first + MOST_AT_ONCE])
        for row in connection.execute(query("words"), {"pattern": some}):
            yield Hit(*row)


def note_words(connection: Connection, needles: Needles, places: Places, findings: Findings) -> None:
    """Find the texts of the services in scope that give a secret one away, and add them to what was found."""
    of_needle = [(key, one) for key, several in needles.items() for one in several if one.kind != OWN_ONLY]
    hits = list(dict.fromkeys(search(connection, [one for _, one in of_needle])))
    beside = load_places(connection, {hit.service_id for hit in hits})
    for hit in hits:
        service_id = hit.first_id
        for secret_id, needle in of_needle:
            if service_id != secret_id and needle.is_in(hit.value):
                here, there = beside.get(hit.service_id, ()), places.get(secret_id, ())
                if counts(hit, needle, here, there):
                    _note(findings, hit, service_id, secret_id, needle)


def _note(findings: Findings, hit: Hit, service_id: UUID, secret_id: UUID, needle: Needle) -> None:
    finding = findings[service_id, secret_id]
    if hit.at_place:
        finding.add("the same house and street", needle.kind, needle.value)
        finding.places.add(hit.owner_id)
    else:
        words = "how to reach the secret entry" if needle.kind == "reach" else "where the secret place is"
        name = hit.field.replace("_", " ") if hit.field != "*" else "number"
        of = "" if hit.kind == "service" else f"{hit.kind.replace('_', ' ')} "
        finding.add(f"its {of}{name} says {words}", needle.kind, needle.value, hit.field, whole=False)


def counts(hit: Hit, needle: Needle, here: Sequence[Place], there: Sequence[Place]) -> bool:
    """Whether what a text says is about the secret place: there is a 12 High Street in every town."""
    districts = [{place.district_code for place in places if place.district_code} for places in (here, there)]
    if needle.kind == "postcode":
        if hit.at_place:
            numbers = house_numbers(hit.value)
            secret = {number for place in there for number in house_numbers(place.line)}
            return not numbers or not secret or bool(numbers & secret)
        # Whose own place has that postcode tells nothing by saying it.
        return all(place.postcode != needle.value for place in here)
    if needle.kind == "street":
        elsewhere = districts[0] and districts[1] and not districts[0] & districts[1]
        if elsewhere and hit.kind != "organization" and (hit.at_place or not _akin(here, there)):
            return False
        if hit.at_place:
            codes = [outward(place.postcode for place in places) for places in (here, there)]
            return not codes[0] or not codes[1] or bool(codes[0] & codes[1])
    return True


def _akin(here: Sequence[Place], there: Sequence[Place]) -> bool:
    """Whether one organization runs both: its office in another town may well tell of its own house."""
    return any(
        compare_organizations(one.organization, other.organization).same for one in here for other in there
    )


def _load(connection: Connection, ask: TextClause, service_ids: Collection[UUID]) -> Places:
    found: dict[UUID, list[Place]] = defaultdict(list)
    for key, *rest in connection.execute(ask, {"service_ids": list(service_ids)}):
        found[key].append(Place(*rest))
    return found
