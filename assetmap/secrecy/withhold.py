"""Withhold what gives a secret place away: one call that an import makes before it publishes.

Services that are new or have changed are compared with all secret ones, which are few. Only where a secret
one is new, or has changed, all services are compared with it: one pass through each table, however many
secrets there are, and one through the texts for each 150 things that they must not say.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Connection, TextClause, text

from assetmap.directory.renewal import renew_ids
from assetmap.matching.judge import SURE
from assetmap.secrecy.evidence import Finding, Findings, compare
from assetmap.secrecy.fields import write_fields
from assetmap.secrecy.reach import load_reach
from assetmap.secrecy.scope import make_scope, set_scope
from assetmap.secrecy.statements import drop, query, run
from assetmap.secrecy.words import load_secret_places, needles_of, note_words

_ANY = text(
    "SELECT EXISTS (SELECT FROM location WHERE confidential) OR EXISTS (SELECT FROM secret_service)"
    " OR EXISTS (SELECT FROM withheld)"
)
_SAID = text(
    "CREATE TEMPORARY TABLE IF NOT EXISTS secrecy_said (service_id uuid, marked boolean) ON COMMIT DROP"
)
_LAST_PLACE = text("SELECT coalesce(max(id), 0) FROM secret_place")
_SECRET = text("SELECT service_id FROM secret_service WHERE lifted_at IS NULL")
_NEW_PLACES = text("SELECT DISTINCT service_id FROM secret_place WHERE id > :before")
_ACTIVE = "SELECT id FROM service WHERE status IN ('active', 'temporarily closed')"
_TOUCHED = f"{_ACTIVE} AND id = ANY (CAST(:service_ids AS uuid[]))"
_EVERY = "SELECT id FROM service"
_THESE = "SELECT DISTINCT unnest(CAST(:service_ids AS uuid[]))"
_WITHHELD = text("SELECT service_id FROM withheld_service")
_INHERITED = text(
    "SELECT DISTINCT withheld.service_id FROM withheld_now AS withheld"
    " JOIN removed_service AS gone ON gone.service_id = withheld.secret_id"
    " WHERE withheld.service_id NOT IN (SELECT service_id FROM removed_service)"
)
_CONFIDE = text("UPDATE location SET confidential = true WHERE id = ANY (:ids) AND NOT confidential")
# A service may have an open place beside the secret one, and be public with that.
_PUBLIC = text(
    "SELECT id FROM published_service WHERE id = ANY (:service_ids)"
    " UNION"
    " SELECT held.service_id FROM location JOIN service_at_location AS held ON held.location_id = location.id"
    " JOIN published_place AS place ON place.id = held.id WHERE location.confidential"
    # What was shown as another had an address of its own before, or has one that leads there.
    " UNION"
    " SELECT move.id FROM published_move AS move WHERE move.id = ANY (:service_ids)"
    " UNION"
    " SELECT held.service_id FROM published_move AS move"
    " JOIN service_at_location AS held ON held.id = move.id"
    " WHERE held.service_id = ANY (:service_ids)"
)
# What an organization says is found at one of its services; once that one changes, it is found at another.
_TOLD_FOR = text(
    "SELECT service.id FROM withheld_field AS without"
    " JOIN organization ON without.owner_id IN (organization.id, organization.parent_organization_id)"
    " JOIN service ON service.organization_id = organization.id"
    " WHERE without.kind = 'organization' AND without.service_id = ANY (:service_ids)"
    " AND service.status IN ('active', 'temporarily closed')"
)


@dataclass(frozen=True, slots=True)
class Withheld:
    """The services to publish, and the new id of each that was public until now by its old one.

    Nothing is `compared` where there is no secret at all.
    """

    to_publish: frozenset[UUID]
    renewed: Mapping[UUID, UUID] = field(default_factory=dict)
    compared: bool = True


def withhold(connection: Connection, service_ids: Collection[UUID] | None = None) -> Withheld:
    """Compare these services, or all, with the secret ones; the caller publishes and commits."""
    every = service_ids is None
    touched = frozenset(service_ids or ())
    if not connection.execute(_ANY).scalar_one():
        return Withheld(touched, compared=False)
    touched |= frozenset(connection.execute(_TOLD_FOR, {"service_ids": list(touched)}).scalars())
    was_secret, was_withheld = _all(connection, _SECRET), _all(connection, _WITHHELD)
    changed = _follow_marks(connection)
    secrets = _all(connection, _SECRET)
    changed = secrets if every else secrets & (changed | touched)
    findings: Findings = defaultdict(Finding)
    if touched and secrets - changed:
        make_scope(connection, "secrecy_other", _TOUCHED, touched)
        _look(connection, secrets - changed, findings)
    if changed:
        make_scope(connection, "secrecy_other", _ACTIVE)
        _look(connection, changed, findings)
    _spread(connection, secrets, findings)
    make_scope(connection, "secrecy_touched", _EVERY if every else _THESE, touched)
    _store(connection, secrets, findings)
    withheld = _all(connection, _WITHHELD)
    new = (withheld - was_withheld) | (_all(connection, _SECRET) - was_secret)
    renewed = renew(connection, new)
    concerned = touched | new | was_withheld ^ withheld | changed | {key for key, _ in findings}
    now = frozenset(renewed.get(key, key) for key in concerned)
    return Withheld(write_fields(connection, now) | now | concerned | renewed.keys(), renewed)


def inherit(connection: Connection) -> frozenset[UUID]:
    """Before services in `removed_service` go: what is withheld because of them becomes secret itself."""
    run(connection, "inherit")
    return _all(connection, _INHERITED)


def renew(connection: Connection, service_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Give what of this was public, and is secret now, new ids; returns them by the old ones."""
    public = connection.execute(_PUBLIC, {"service_ids": list(service_ids)}).scalars().all()
    return renew_ids(connection, public)


def _all(connection: Connection, ask: TextClause) -> frozenset[UUID]:
    return frozenset(connection.execute(ask).scalars())


def _follow_marks(connection: Connection) -> frozenset[UUID]:
    """Follow what is marked as secret; returns the services with a secret place that was not known before."""
    before = connection.execute(_LAST_PLACE).scalar_one()
    connection.execute(_SAID)
    run(connection, "marks")
    drop(connection, "secrecy_said")
    return frozenset(connection.execute(_NEW_PLACES, {"before": before}).scalars())


def _look(connection: Connection, secrets: Collection[UUID], findings: Findings) -> None:
    """Compare the services in `secrecy_other` with these secret ones."""
    set_scope(connection, "secrecy_secret", secrets)
    reaches = load_reach(connection, list(secrets))
    for pair, found in compare(connection, reaches).items():
        findings[pair].join(found)
    places = load_secret_places(connection, secrets)
    make_scope(connection, "secrecy_scope", "SELECT service_id FROM secrecy_other")
    note_words(connection, needles_of(places, reaches), places, findings)


def _spread(connection: Connection, secrets: Collection[UUID], findings: Findings) -> None:
    """An open place of a secret service that is a secret place itself becomes one, with no decision."""
    spread = {
        place
        for (service_id, _), finding in findings.items()
        if service_id in secrets
        for place in finding.places
    }
    if spread and connection.execute(_CONFIDE, {"ids": list(spread)}).rowcount:
        _follow_marks(connection)


def _store(connection: Connection, secrets: Collection[UUID], findings: Findings) -> None:
    found = [
        {
            "service_id": str(service_id),
            "secret_id": str(secret_id),
            "whole": finding.whole,
            "reasons": finding.reasons,
            "evidence": sorted(finding.evidence),
        }
        for (service_id, secret_id), finding in findings.items()
        if service_id not in secrets and finding.reasons
    ]
    run(connection, "store", found=json.dumps(found))
    while connection.execute(query("chain"), {"nearly_sure": SURE - 1}).rowcount:
        pass
