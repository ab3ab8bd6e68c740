"""Withhold what gives a secret place away: one call that an import makes before it publishes.

Services that are new or have changed are compared with all secret ones, which are few. Only where a secret
one is new, or has changed, all services are compared with it: one pass through each table, however many
secrets there are, and one through the texts for each 150 things that they must not say.
"""

import json
from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Connection, text

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
_SECRETS = text(
    "SELECT service_id, since = now() OR EXISTS (SELECT FROM secret_place AS place"
    "  WHERE place.service_id = secret.service_id AND place.id > :before) AS changed"
    " FROM secret_service AS secret WHERE lifted_at IS NULL"
)
_ACTIVE = "SELECT id FROM service WHERE status IN ('active', 'temporarily closed')"
_TOUCHED = f"{_ACTIVE} AND id = ANY (CAST(:service_ids AS uuid[]))"
_EVERY = "SELECT id FROM service"
_THESE = "SELECT DISTINCT unnest(CAST(:service_ids AS uuid[]))"
_WITHHELD = text("SELECT service_id FROM withheld_service")
_CONFIDE = text("UPDATE location SET confidential = true WHERE id = ANY (:ids) AND NOT confidential")
_NEW = text(
    "SELECT service_id FROM withheld WHERE found_at = now()"
    " UNION SELECT service_id FROM secret_service WHERE since = now()"
)


def withhold(connection: Connection, service_ids: Collection[UUID] | None = None) -> frozenset[UUID]:
    """Compare these services, or all, with the secret ones; returns which to publish. The caller commits."""
    every = service_ids is None
    touched = frozenset(service_ids or ())
    if not connection.execute(_ANY).scalar_one():
        return touched
    before = connection.execute(_LAST_PLACE).scalar_one()
    was = frozenset(connection.execute(_WITHHELD).scalars())
    connection.execute(_SAID)
    run(connection, "marks")
    secrets = {row.service_id: row.changed for row in connection.execute(_SECRETS, {"before": before})}
    changed = set(secrets) if every else {key for key in secrets if secrets[key] or key in touched}
    findings: Findings = defaultdict(Finding)
    if touched - changed and set(secrets) - changed:
        make_scope(connection, "secrecy_other", _TOUCHED, touched)
        _look(connection, set(secrets) - changed, findings)
    if changed:
        make_scope(connection, "secrecy_other", _ACTIVE)
        _look(connection, changed, findings)
    _spread(connection, secrets.keys(), findings)
    make_scope(connection, "secrecy_touched", _EVERY if every else _THESE, touched)
    _store(connection, secrets.keys(), findings)
    new = frozenset(connection.execute(_NEW).scalars())
    now = frozenset(connection.execute(_WITHHELD).scalars())
    concerned = touched | new | (was ^ now) | {service_id for service_id, _ in findings} | set(changed)
    drop(connection, "secrecy_said")
    return write_fields(connection, concerned) | concerned


def _look(connection: Connection, secrets: Collection[UUID], findings: Findings) -> None:
    """Compare the services in `secrecy_other` with these secret ones."""
    set_scope(connection, "secrecy_secret", secrets)
    reaches = load_reach(connection, list(secrets))
    for pair, found in compare(connection, reaches).items():
        finding = findings[pair]
        finding.reasons += found.reasons
        finding.evidence |= found.evidence
        finding.places |= found.places
        finding.whole = finding.whole or found.whole
    places = load_secret_places(connection, secrets)
    needles = needles_of(places, reaches)
    make_scope(connection, "secrecy_scope", "SELECT service_id FROM secrecy_other")
    note_words(connection, needles, places, findings)


def _spread(connection: Connection, secrets: Collection[UUID], findings: Findings) -> None:
    """An open place of a secret service that is a secret place itself becomes one; it needs no decision."""
    spread = {
        place
        for (service_id, _), finding in findings.items()
        if service_id in secrets
        for place in finding.places
    }
    if spread and connection.execute(_CONFIDE, {"ids": list(spread)}).rowcount:
        run(connection, "marks")


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
