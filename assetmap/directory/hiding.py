"""Taking services, places and contacts down, and taking that back: what a person decides, kept for good."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, text

from assetmap.directory.audit import check_reason, record
from assetmap.directory.takedown import Target
from assetmap.errors import NotFound

MOST_LISTED = 1_000

_HIDE = text(
    "INSERT INTO hidden (kind, digests, location_id, hidden_by, why)"
    " VALUES (:kind, :digests, :location_id, :by, :why) RETURNING id"
)
_HIDE_SERVICES = text(
    "INSERT INTO hidden_service (hidden_id, service_id)"
    " SELECT :hidden_id, unnest(CAST(:service_ids AS uuid[]))"
)
_PLACE_DIGESTS = text(
    """
    SELECT keyed_digest(secret, 'postcode ' || upper(regexp_replace(address.postal_code, '\\W', '', 'g')))
    FROM address, digest_secret
    WHERE location_id = :location_id AND postal_code IS NOT NULL
    UNION
    SELECT keyed_digest(secret, 'point ' || ST_AsText(point, 0))
    FROM location, digest_secret
    WHERE id = :location_id AND location_source = 'given'
    """
)
# A telephone that several contacts of the service have is the service's, and tells of none of them.
_CONTACT_DIGESTS = text(
    """
    WITH
    secret AS (SELECT secret FROM digest_secret),
    number AS (
        SELECT phone.contact_id, right(regexp_replace(phone.number, '\\D', '', 'g'), 10) AS number
        FROM contact JOIN phone ON phone.contact_id = contact.id
        WHERE contact.service_id = ANY (:service_ids)
    )
    SELECT keyed_digest(secret, 'name ' || lower(regexp_replace(name, '\\W+', ' ', 'g')))
    FROM contact, secret WHERE id = :id AND name IS NOT NULL
    UNION
    SELECT keyed_digest(secret, 'phone ' || number)
    FROM number AS own, secret
    WHERE own.contact_id = :id
      AND NOT EXISTS (SELECT FROM number AS other JOIN contact ON contact.id = other.contact_id
                      JOIN contact AS this ON this.id = :id
                      WHERE other.number = own.number AND this.name IS NOT NULL
                        AND contact.name IS DISTINCT FROM this.name)
    UNION
    SELECT keyed_digest(secret, 'title ' || lower(regexp_replace(title, '\\W+', ' ', 'g')))
    FROM contact, secret
    WHERE id = :id AND name IS NULL AND title IS NOT NULL
      AND NOT EXISTS (SELECT FROM number WHERE contact_id = :id)
    """
)
_CONCERNED = text(
    """
    SELECT DISTINCT hidden.id, hidden.hidden_by, hidden.hidden_at, hidden.why
    FROM hidden
    LEFT JOIN hidden_service ON hidden_service.hidden_id = hidden.id
    WHERE hidden.kind = :kind
      AND (hidden_service.service_id = ANY (:service_ids)
           OR hidden.kind = 'place' AND hidden.location_id = :location_id)
      AND (hidden.kind = 'service' OR hidden.location_id = :location_id
           OR hidden.digests && CAST(:digests AS bytea[]))
    """
)
_OF_DECISIONS = text("SELECT DISTINCT service_id FROM hidden_service WHERE hidden_id = ANY (:ids)")
_HOLDERS = text("SELECT service_id FROM service_at_location WHERE location_id = :location_id")
_LIST = text(
    """
    SELECT hidden.kind, hidden.hidden_by, hidden.hidden_at, hidden.why,
           array_remove(array_agg(DISTINCT service.id), NULL) AS service_ids,
           array_remove(array_agg(DISTINCT service.name), NULL) AS services,
           coalesce((SELECT array_agg(held.id ORDER BY held.id) FROM service_at_location AS held
                     WHERE held.location_id = hidden.location_id), '{}') AS place_ids
    FROM hidden
    LEFT JOIN hidden_service ON hidden_service.hidden_id = hidden.id
    LEFT JOIN service ON service.id = hidden_service.service_id
    GROUP BY hidden.id
    ORDER BY hidden.hidden_at DESC, hidden.id
    LIMIT :limit
    """
)
_ALIKE = text(
    "SELECT count(*) FROM duplicate WHERE state = 'waiting'"
    " AND (first_id = ANY (:service_ids)) <> (second_id = ANY (:service_ids))"
)


@dataclass(frozen=True, slots=True)
class Decision:
    """Somebody's decision to hide something; ids where there still are any."""

    kind: str
    by: str
    at: datetime
    why: str
    service_ids: Sequence[UUID]
    services: Sequence[str]
    place_ids: Sequence[UUID]


def hide(connection: Connection, target: Target, *, by: str, why: str) -> frozenset[UUID]:
    """Hide something, with all that is shown as one with it; returns the services to publish.

    Nothing is returned where it was hidden already. The caller publishes and commits.
    """
    why = check_reason(why)
    digests = _digests(connection, target)
    if _find(connection, target, digests):
        return frozenset()
    values = {
        "kind": target.kind,
        "digests": digests,
        "location_id": target.location_id,
        "by": by,
        "why": why,
    }
    hidden_id = connection.execute(_HIDE, values).scalar_one()
    services = list(target.service_ids)
    connection.execute(_HIDE_SERVICES, {"hidden_id": hidden_id, "service_ids": services})
    record(connection, by, "hide", target.kind, target.ids, why)
    return frozenset(services)


def show(connection: Connection, target: Target, *, by: str, why: str) -> frozenset[UUID]:
    """Take back that something is hidden; returns the services to publish. The caller does so."""
    why = check_reason(why)
    found = _find(connection, target, _digests(connection, target))
    if not found:
        raise NotFound(f"{target.words} isn't hidden.", hint="This lists what is: assetmap hide --list")
    ids = {"ids": found}
    services = set(connection.execute(_OF_DECISIONS, ids).scalars())
    if target.location_id is not None:
        services |= set(connection.execute(_HOLDERS, {"location_id": target.location_id}).scalars())
    connection.execute(text("DELETE FROM hidden WHERE id = ANY (:ids)"), ids)
    record(connection, by, "show", target.kind, target.ids, why)
    return frozenset(services)


def list_hidden(connection: Connection, *, limit: int = MOST_LISTED) -> list[Decision]:
    """What is hidden, the last decision first."""
    rows = connection.execute(_LIST, {"limit": limit}).all()
    return [
        Decision(
            row.kind, row.hidden_by, row.hidden_at, row.why, row.service_ids, row.services, row.place_ids
        )
        for row in rows
    ]


def count_alike(connection: Connection, service_ids: Collection[UUID]) -> int:
    """How many pairs wait for a person to say whether one of these is told elsewhere too."""
    return int(connection.execute(_ALIKE, {"service_ids": list(service_ids)}).scalar_one())


def _digests(connection: Connection, target: Target) -> list[bytes]:
    """What the target will be known by when its rows are others."""
    if target.kind == "place":
        found = connection.execute(_PLACE_DIGESTS, {"location_id": target.location_id})
    elif target.kind == "contact":
        values = {"id": target.ids[0], "service_ids": list(target.service_ids)}
        found = connection.execute(_CONTACT_DIGESTS, values)
    else:
        return []
    return [bytes(digest) for digest in found.scalars()]


def _find(connection: Connection, target: Target, digests: list[bytes]) -> list[UUID]:
    values = {
        "kind": target.kind,
        "service_ids": list(target.service_ids),
        "location_id": target.location_id,
        "digests": digests,
    }
    return [row.id for row in connection.execute(_CONCERNED, values)]
