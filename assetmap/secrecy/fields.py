"""Which columns of which rows aren't published: they say where a secret place is, or lead to it."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Connection, text

from assetmap.secrecy.needles import Needle
from assetmap.secrecy.reach import Reach, load_reach, ways_in
from assetmap.secrecy.scope import set_scope
from assetmap.secrecy.statements import query
from assetmap.secrecy.words import (
    OWN_ONLY,
    Hit,
    Places,
    counts,
    load_places,
    load_secret_places,
    needles_of,
    search,
)

_SECRET = text(
    "SELECT service_id FROM secret_service"
    " WHERE lifted_at IS NULL AND service_id IN (SELECT service_id FROM secrecy_scope)"
)
_WITHHELD = text(
    "SELECT service_id, secret_id, whole FROM withheld_now"
    " WHERE service_id IN (SELECT service_id FROM secrecy_scope)"
)
_FORGET = text("DELETE FROM withheld_field WHERE service_id IN (SELECT service_id FROM secrecy_scope)"
               " RETURNING owner_id, kind, fields, service_id")  # fmt: skip
_WRITE = text(
    "INSERT INTO withheld_field AS known (owner_id, kind, fields, service_id)"
    " VALUES (:owner_id, :kind, :fields, :service_id)"
    " ON CONFLICT (owner_id) DO UPDATE SET fields ="
    " ARRAY(SELECT DISTINCT unnest(known.fields || excluded.fields) ORDER BY 1)"
)
# A ward that a service says it serves, and that its secret place lies in, says where that is.
_WARDS = text(
    "SELECT DISTINCT stated.id, stated.service_id FROM secrecy_scope AS scope"
    " JOIN service_area AS stated ON stated.service_id = scope.service_id"
    " JOIN service_at_location AS held ON held.service_id = scope.service_id"
    " JOIN location ON location.id = held.location_id"
    " WHERE stated.area_code IN (location.ward_code, location.lsoa_code)"
    " AND (location.confidential"
    "      OR scope.service_id IN (SELECT service_id FROM withheld_service))"
    " UNION"
    " SELECT stated.id, stated.service_id FROM secrecy_scope AS scope"
    " JOIN withheld_now AS withheld ON withheld.service_id = scope.service_id"
    " JOIN service_at_location AS held ON held.service_id = withheld.secret_id"
    " JOIN location ON location.id = held.location_id AND location.confidential"
    " JOIN service_area AS stated ON stated.service_id = scope.service_id"
    " WHERE withheld.whole AND stated.area_code IN (location.ward_code, location.lsoa_code)"
)
_BESIDE = text(
    "SELECT service.id FROM service WHERE service.organization_id = ANY (:owner_ids)"
    " UNION SELECT held.service_id FROM service_at_location AS held WHERE held.location_id = ANY (:owner_ids)"
)

# What is known of a row that several secret services have in common is found at all of them together.
_SHARING = text(
    "WITH scope AS (SELECT id, organization_id FROM service WHERE id = ANY (:service_ids)),"
    " kin AS ("
    "  SELECT organization.id, organization.parent_organization_id FROM organization"
    "  WHERE id IN (SELECT organization_id FROM scope)),"
    " guarded AS ("
    "  SELECT service_id FROM secret_service UNION SELECT service_id FROM withheld)"
    " SELECT guarded.service_id FROM guarded JOIN service ON service.id = guarded.service_id"
    " JOIN organization ON organization.id = service.organization_id"
    " WHERE organization.id IN (SELECT id FROM kin UNION SELECT parent_organization_id FROM kin)"
    "    OR organization.parent_organization_id"
    "       IN (SELECT id FROM kin UNION SELECT parent_organization_id FROM kin)"
    " UNION"
    " SELECT guarded.service_id FROM scope JOIN service_at_location AS held ON held.service_id = scope.id"
    " JOIN service_at_location AS beside ON beside.location_id = held.location_id"
    " JOIN guarded ON guarded.service_id = beside.service_id"
)

#: The columns of a row that aren't published, by the row's id and kind and the service it was found at.
Fields = dict[tuple[UUID, str, UUID], set[str]]


def write_fields(connection: Connection, service_ids: Collection[UUID]) -> frozenset[UUID]:
    """Write down which fields of these services aren't published; returns the services that it changes."""
    service_ids = frozenset(service_ids) | _all_beside(connection, service_ids)
    set_scope(connection, "secrecy_scope", service_ids)
    was = {(row.owner_id, tuple(row.fields)) for row in connection.execute(_FORGET)}
    secret = set(connection.execute(_SECRET).scalars())
    withheld = connection.execute(_WITHHELD).all()
    if not was and not secret and not withheld:
        return frozenset(service_ids)
    secret_of: dict[UUID, set[UUID]] = defaultdict(set)
    for row in withheld:
        secret_of[row.service_id].add(row.secret_id)
    whole = {row.service_id for row in withheld if row.whole}
    secrets = secret.union(*secret_of.values())
    reaches = load_reach(connection, list(secrets)) if secrets else {}
    places = load_secret_places(connection, secrets)
    fields: Fields = defaultdict(set)
    for hit, needles in _hits(connection, secret, secret_of, whole, (places, reaches)):
        if any(needle.is_in(hit.value) for needle in needles):
            fields[hit.owner_id, hit.kind, hit.service_id].add(hit.field)
    _add_reached(connection, reaches, fields)
    for row in connection.execute(_WARDS):
        fields[row.id, "service_area", row.service_id].add("*")
    rows = [
        {"owner_id": owner, "kind": kind, "fields": sorted(several), "service_id": key}
        for (owner, kind, key), several in fields.items()
    ]
    if rows:
        connection.execute(_WRITE, rows)
    now = {(owner, tuple(sorted(several))) for (owner, _, _), several in fields.items()}
    changed = {owner for owner, _ in was ^ now}
    beside = connection.execute(_BESIDE, {"owner_ids": list(changed)}).scalars()
    return frozenset(beside) | frozenset(service_ids)


def _all_beside(connection: Connection, service_ids: Collection[UUID]) -> frozenset[UUID]:
    return frozenset(connection.execute(_SHARING, {"service_ids": list(service_ids)}).scalars())


def _hits(
    connection: Connection,
    secret: set[UUID],
    secret_of: Mapping[UUID, set[UUID]],
    whole: set[UUID],
    known: tuple[Places, Mapping[UUID, Reach]],
) -> Iterator[tuple[Hit, Sequence[Needle]]]:
    """The texts that may say too much, each with what it must not say."""
    places, reaches = known
    needles = needles_of(places, reaches)
    here = load_places(connection, secret_of)
    wanted: dict[UUID, list[Needle]] = defaultdict(list)
    for key in secret:
        # Its own texts may say how it is reached: that is what its source publishes.
        wanted[key] = [needle for needle in needles.get(key, ()) if needle.kind != "reach"]
    for key in whole:
        own = [one for place in here.get(key, ()) for one in place.needles]
        wanted[key] += [*own, *(one for of in secret_of[key] for one in needles.get(of, ()))]
    part = {key: secret_of[key] for key in secret_of if key not in whole and key not in secret}
    every = {one for several in wanted.values() for one in several}
    every |= {one for of in part.values() for key in of for one in needles.get(key, ())}
    for hit in set(search(connection, every)) if every else ():
        if hit.kind == "address" or (hit.kind == "location" and hit.service_id in whole):
            continue
        if hit.service_id in part:
            allowed = [
                needle
                for key in part[hit.service_id]
                for needle in needles.get(key, ())
                if needle.kind != OWN_ONLY
                and counts(hit, needle, here.get(hit.service_id, ()), places.get(key, ()))
            ]
            yield hit, allowed
        else:
            yield hit, wanted[hit.service_id]


def _add_reached(connection: Connection, reaches: Mapping[UUID, Reach], fields: Fields) -> None:
    """A withheld service is reached only in the ways that the secret one publishes itself."""
    rows = connection.execute(query("reached")).all()
    spared: set[UUID] = set()
    for row in rows:
        public = {way for key in row.secret_ids if key in reaches for way in reaches[key].public}
        ways = set(ways_in(f"https://{row.value}" if _is_bare(row.way, row.value) else row.value))
        if ways and ways <= public:
            spared.add(row.contact_id)
        elif row.way != "person":
            fields[row.owner_id, row.kind, row.service_id].add(row.field)
    for row in rows:
        if row.way == "person":
            # Of a contact with a telephone that the secret one publishes too, the telephone is left.
            several = {"name", "title"} if row.contact_id in spared else {"*"}
            fields[row.owner_id, row.kind, row.service_id] |= several


def _is_bare(way: str, value: str) -> bool:
    return way == "site" and not value.lower().startswith(("http", "www."))
