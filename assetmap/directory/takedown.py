"""Finding what somebody wants taken down: by an id, by the address of its page, or by its name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, text

from assetmap.errors import Ambiguous, NotFound

_ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9a-f])", re.IGNORECASE)
_PAGE = re.compile(r"/services/[0-9a-f-]{36}", re.IGNORECASE)
_BY_ID = text(Path(__file__).with_name("takedown_by_id.sql").read_text(encoding="utf-8"))
_BY_NAME = text(Path(__file__).with_name("takedown_by_name.sql").read_text(encoding="utf-8"))
_MEMBERS = text(
    """
    WITH head AS (
        SELECT DISTINCT coalesce(link.into_service_id, asked.id) AS id
        FROM unnest(CAST(:service_ids AS uuid[])) AS asked (id)
        LEFT JOIN service_link AS link ON link.service_id = asked.id
    )
    SELECT id FROM head UNION SELECT service_id FROM service_link JOIN head ON head.id = into_service_id
    """
)
_PLACES = text("SELECT count(*) FROM service_at_location WHERE service_id = ANY (:service_ids)")
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be taken down: its kind, its ids, and every service that is shown as one with it."""

    kind: str
    ids: tuple[UUID, ...]
    words: str
    service_ids: frozenset[UUID]
    location_id: UUID | None = None


def find_target(connection: Connection, said: str, kind: str | None = None) -> Target:
    """What an id, the address of a page or a name stands for; `kind` says which, where it could be two.

    Raises NotFound where there is no such thing, and Ambiguous, which lists them, where there are several.
    """
    ids = {UUID(one) for one in _ID.findall(said)}
    if len(ids) > 1:
        raise Ambiguous("That holds the ids of several things.", hint="Give one id at a time.")
    if not ids:
        return _by_name(connection, said, kind)
    (key,) = ids
    rows = connection.execute(_BY_ID, {"id": key}).all()
    if not rows:
        raise NotFound(
            f"Nothing has the id {key}.", hint="Give the id of a service, a place or a contact, or a name."
        )
    row = rows[0]
    if row.kind == "organization":
        raise Ambiguous(
            f"{key} is the organisation “{row.name}”, which is shown for as long as one of its services is.",
            hint="Hide its services one by one.",
        )
    return _choose(connection, row, kind, page=_PAGE.search(said) is not None)


def _choose(connection: Connection, row: Row[Any], kind: str | None, *, page: bool) -> Target:
    """The place that an id is of, or its whole service: a page is of both."""
    if row.kind == "place" and (kind == "service" or (kind is None and page)):
        members = _members(connection, row.service_ids)
        places = connection.execute(_PLACES, {"service_ids": list(members)}).scalar_one()
        if kind is None and places > 1:
            raise Ambiguous(
                f"That page shows “{row.service}” at one of its {places} places.",
                hint="Say what is to be hidden: --place for this place alone, --service for all of it.",
            )
        return Target("service", tuple(sorted(members)), f"The service “{row.service}”", members)
    if kind is not None and kind != row.kind:
        raise NotFound(f"{row.id} is the id of a {row.kind}, and not of a {kind}.")
    return _target(connection, row)


def _by_name(connection: Connection, said: str, kind: str | None) -> Target:
    rows = connection.execute(_BY_NAME, {"name": said, "kind": kind}).all()
    targets: dict[tuple[object, ...], tuple[Target, Row[Any]]] = {}
    for row in rows:
        target = _target(connection, row)
        targets.setdefault((target.kind, target.location_id, target.ids), (target, row))
    if not targets:
        what = kind or "service, place or contact"
        raise NotFound(f"No {what} is called “{said[:100]}”.", hint="Give its id, or its name in full.")
    if len(targets) > 1:
        several = _describe([row for _, row in targets.values()])
        raise Ambiguous(
            f"“{said[:100]}” is the name of several things:\n{several}",
            hint="Give the id of the one that is meant.",
        )
    ((target, _),) = targets.values()
    return target


def _describe(rows: Sequence[Row[Any]]) -> str:
    lines = [
        f"  {row.id}  {row.kind}: {row.name or 'without a name'}, {row.service}" for row in rows[:_SHOWN]
    ]
    if len(rows) > _SHOWN:
        lines.append(f"  and {len(rows) - _SHOWN:,} more")
    return "\n".join(lines)


def _target(connection: Connection, row: Row[Any]) -> Target:
    members = _members(connection, row.service_ids)
    if row.kind == "service":
        return Target("service", tuple(sorted(members)), f"The service “{row.name}”", members)
    # A contact may be a person, whose name needn't stand in a terminal's history once more.
    what = "The contact" if row.kind == "contact" else f"The place “{row.name or 'without a name'}”"
    return Target(row.kind, (row.id,), f"{what} of “{row.service}”", members, row.location_id)


def _members(connection: Connection, service_ids: Sequence[UUID]) -> frozenset[UUID]:
    return frozenset(connection.execute(_MEMBERS, {"service_ids": list(service_ids)}).scalars())
