"""What people decide about secrets: to lift a mark, and to release, keep or join what is withheld."""

from uuid import UUID

from sqlalchemy import Connection, text

from assetmap.directory.audit import check_reason, record
from assetmap.errors import DecisionRefused, NotFound
from assetmap.secrecy.fields import write_fields
from assetmap.secrecy.withhold import renew, withhold

# A place that several secret services share is open or secret for all of them.
_SHARING = text(
    "WITH RECURSIVE sharing (id) AS ("
    "  SELECT service_id FROM secret_service WHERE service_id = :id"
    "  UNION"
    "  SELECT beside.service_id FROM sharing"
    "  JOIN service_at_location AS held ON held.service_id = sharing.id"
    "  JOIN location ON location.id = held.location_id AND location.confidential"
    "  JOIN service_at_location AS beside ON beside.location_id = location.id"
    ") SELECT id FROM sharing"
)
_LIFT = text(
    "UPDATE secret_service SET lifted_by = :by, lifted_at = now(), why = :why"
    " WHERE service_id = ANY (:ids) AND lifted_at IS NULL"
)
_OPEN = text(
    "UPDATE location SET confidential = false FROM service_at_location AS held"
    " WHERE held.location_id = location.id AND held.service_id = ANY (:ids) AND location.confidential"
)
_MARK = text(
    "UPDATE secret_service SET lifted_by = NULL, lifted_at = NULL, why = NULL"
    " WHERE service_id = :id AND lifted_at IS NOT NULL"
)
# The places that were secret before; all of them where none is known again.
_CLOSE = text(
    "WITH place AS ("
    "  SELECT location.id, EXISTS ("
    "    SELECT FROM secret_place AS known LEFT JOIN address ON address.location_id = location.id"
    "    WHERE known.service_id = held.service_id AND known.postcode IS NOT DISTINCT FROM"
    "      nullif(regexp_replace(upper(address.postal_code), '[^A-Z0-9]', '', 'g'), '')) AS known"
    "  FROM service_at_location AS held JOIN location ON location.id = held.location_id"
    "  WHERE held.service_id = :id)"
    " UPDATE location SET confidential = true FROM place"
    " WHERE location.id = place.id AND (place.known OR NOT EXISTS (SELECT FROM place WHERE known))"
)
_BECAUSE_OF = text("SELECT service_id FROM withheld WHERE secret_id = ANY (:ids)")
_STATES = text("SELECT secret_id, state FROM withheld WHERE service_id = :id ORDER BY secret_id")
_DECIDE = text(
    "UPDATE withheld SET state = :state, decided_by = :by, decided_at = now(), why = :why"
    " WHERE service_id = :id AND state <> :state"
)
_UNDO = text(
    "UPDATE withheld SET state = 'waiting', decided_by = NULL, decided_at = NULL, why = NULL"
    " WHERE service_id = :id AND state <> 'waiting'"
)
_JOIN = text(
    "INSERT INTO withheld (service_id, secret_id, whole, reasons, state, decided_by, decided_at, why)"
    " VALUES (:id, :secret_id, true, ARRAY['a person says that it is the same service'], 'joined', :by,"
    " now(), :why) ON CONFLICT (service_id, secret_id) DO UPDATE SET whole = true, state = excluded.state,"
    " decided_by = excluded.decided_by, decided_at = excluded.decided_at, why = excluded.why"
)
_SECRETIVE = text("SELECT DISTINCT service_id FROM secretive_service")
_IS_SECRET = text("SELECT EXISTS (SELECT FROM secret_service WHERE service_id = :id AND lifted_at IS NULL)")


def lift(connection: Connection, service_id: UUID, *, by: str, why: str) -> frozenset[UUID]:
    """Make a secret service's places public, and what was withheld because of it; returns what to publish."""
    ids = list(connection.execute(_SHARING, {"id": service_id}).scalars())
    if not ids or not connection.execute(_LIFT, {"ids": ids, "by": by, "why": check_reason(why)}).rowcount:
        raise NotFound(
            "This service has no secret place.", hint="assetmap confidential lists those that have."
        )
    connection.execute(_OPEN, {"ids": ids})
    record(connection, by, "lift", "service", ids, why, ["confidential"])
    beside = connection.execute(_BECAUSE_OF, {"ids": ids}).scalars().all()
    # Another list may keep the same place secret; for that one, this is one more that gives it away.
    withheld = withhold(connection, ids)
    return withheld.to_publish | write_fields(connection, {*ids, *beside} - withheld.renewed.keys())


def release(connection: Connection, service_id: UUID, *, by: str, why: str) -> frozenset[UUID]:
    """Publish a withheld service again, until something else is found; returns what to publish."""
    return _decide(connection, service_id, "released", by, why)


def keep(connection: Connection, service_id: UUID, *, by: str, why: str) -> frozenset[UUID]:
    """Keep a service withheld, whatever its sources say from now on; returns what to publish."""
    return _decide(connection, service_id, "kept", by, why)


def join(connection: Connection, service_id: UUID, secret_id: UUID, *, by: str, why: str) -> frozenset[UUID]:
    """Show a service and a secret one as one, which stays secret; returns what to publish."""
    if not connection.execute(_IS_SECRET, {"id": secret_id}).scalar_one():
        raise DecisionRefused(
            "The second of these services has no secret place.",
            hint="To show two open services as one: assetmap duplicates --merge",
        )
    if connection.execute(_IS_SECRET, {"id": service_id}).scalar_one():
        raise DecisionRefused(
            "The first of these services has a secret place of its own, and its source speaks for it.",
            hint="Name the one that is not marked first.",
        )
    before = secretive(connection)
    said = {"id": service_id, "secret_id": secret_id, "by": by, "why": check_reason(why)}
    connection.execute(_JOIN, said)
    record(connection, by, "join", "service", [service_id, secret_id], why)
    return _follow(connection, service_id, before)


def undo(connection: Connection, service_id: UUID, *, by: str, why: str) -> frozenset[UUID]:
    """Take back what was decided about a service: it is secret, or withheld, as before."""
    before = secretive(connection)
    if connection.execute(_MARK, {"id": service_id}).rowcount:
        connection.execute(_CLOSE, {"id": service_id})
        action = "undo lift"
    elif connection.execute(_UNDO, {"id": service_id}).rowcount:
        action = "undo decision"
    else:
        raise NotFound("Nothing was decided about this service.")
    record(connection, by, action, "service", [service_id], why)
    return _follow(connection, service_id, before)


def _decide(connection: Connection, service_id: UUID, state: str, by: str, why: str) -> frozenset[UUID]:
    before = secretive(connection)
    if not connection.execute(_STATES, {"id": service_id}).all():
        raise NotFound(
            "Nothing of this service is withheld.",
            hint="assetmap confidential lists what is; to open a secret place: assetmap confidential lift",
        )
    said = {"id": service_id, "state": state, "by": by, "why": check_reason(why)}
    if not connection.execute(_DECIDE, said).rowcount:
        raise DecisionRefused("That was decided already.", hint="Take it back first, with --undo.")
    record(connection, by, {"released": "release", "kept": "keep"}[state], "service", [service_id], why)
    return _follow(connection, service_id, before)


def _follow(connection: Connection, service_id: UUID, before: frozenset[UUID]) -> frozenset[UUID]:
    """What else changes with a decision; what was public, and is so no longer, has a new id."""
    withheld = withhold(connection, [service_id])
    renewed = renew(connection, secretive(connection) - before)
    now = frozenset(renewed.get(key, key) for key in withheld.to_publish | renewed.keys())
    return now | renewed.keys() | withheld.to_publish | write_fields(connection, now)


def secretive(connection: Connection) -> frozenset[UUID]:
    """The services of which a place is secret, or that are withheld."""
    return frozenset(connection.execute(_SECRETIVE).scalars())
