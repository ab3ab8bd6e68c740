"""Removing a source with all that it told; services that other sources tell of too stay as those say."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from assetmap.directory.audit import check_reason, record
from assetmap.directory.taxonomy import TAXONOMY_ID
from assetmap.errors import DecisionRefused, NotFound, SourceBusy
from assetmap.ingest.schedule import Every
from assetmap.listing.publish import publish
from assetmap.matching.groups import regroup
from assetmap.matching.statements import set_scope
from assetmap.secrecy.withhold import inherit, withhold

_SQL = Path(__file__).parent / "sql" / "remove"
_SURVEY = text((_SQL / "survey.sql").read_text(encoding="utf-8"))
_STEPS = (_SQL / "steps.sql").read_text(encoding="utf-8")
_BESIDE = text(
    """
    WITH gone AS (SELECT service_id FROM removed_service),
    head AS (
        SELECT into_service_id AS id FROM service_link JOIN gone USING (service_id)
        UNION SELECT service_id FROM gone
    )
    SELECT id FROM head UNION SELECT service_id FROM service_link JOIN head ON head.id = into_service_id
    EXCEPT SELECT service_id FROM gone
    """
)
_SCOPE = "SELECT DISTINCT unnest(CAST(:service_ids AS uuid[]))"
#: So long a removal waits for an import that has begun to write.
_WAIT = "5s"


@dataclass(frozen=True, slots=True)
class Survey:
    """What goes with a source."""

    id: UUID
    name: str
    title: str
    services: int
    retired: int
    merged: int
    shared: int
    secret: int
    guarding: int
    runs: int
    issues: int
    files: tuple[str, ...]
    first_at: datetime | None
    refresh_hours: int | None

    @property
    def every(self) -> Every:
        """How often it is read by itself."""
        return Every(self.refresh_hours)


def survey_source(connection: Connection, name: str) -> Survey:
    """Say what would go with a source; raises NotFound where there is none of this name."""
    row = connection.execute(_SURVEY, {"name": name}).mappings().one_or_none()
    if row is None:
        raise NotFound(f"There is no source named “{name}”.", hint="This lists them: assetmap sources")
    return Survey(**{**row, "files": tuple(row["files"])})


def remove_source(connection: Connection, name: str, *, by: str, why: str) -> Survey:
    """Remove a source and publish what is left; the caller commits, and until then nothing is gone.

    Raises SourceBusy while the source is imported, and DecisionRefused where what others tell would then give
    away a place that the source keeps secret.
    """
    why = check_reason(why)
    try:
        with connection.begin_nested():
            connection.execute(text(f"SET LOCAL lock_timeout = '{_WAIT}'"))
            connection.execute(text("SELECT FROM source WHERE name = :name FOR UPDATE"), {"name": name})
    except OperationalError:
        raise SourceBusy(f"{name} is being read at this moment.", hint="Wait until that has ended.") from None
    connection.execute(text("SET LOCAL lock_timeout = 0"))
    found = survey_source(connection, name)
    _refuse_giving_away(found)
    # The audit says once what the history would say of each row, with its values.
    connection.execute(text("SELECT set_config('assetmap.erasing', 'removing', true)"))
    connection.execute(text("DROP TABLE IF EXISTS pg_temp.removed_service, pg_temp.removed_id"))
    steps = [step for step in _STEPS.split(";\n") if step.strip()]
    connection.execute(text(steps[0]), {"source_id": found.id})
    beside = frozenset(connection.execute(_BESIDE).scalars())
    inherited = inherit(connection)
    for step in steps[1:]:
        connection.execute(text(step), {"source_id": found.id, "name": name, "taxonomy_id": TAXONOMY_ID})
    gone = frozenset(connection.execute(text("SELECT service_id FROM removed_service")).scalars())
    connection.execute(text("SELECT set_config('assetmap.erasing', '', true)"))
    set_scope(connection, _SCOPE, service_ids=list(beside))
    left = withhold(connection, beside | inherited)
    publish(connection, gone | beside | regroup(connection) | left.to_publish)
    record(connection, by, "remove", "source", [found.id], why, [f"source {name}"])
    return found


def _refuse_giving_away(found: Survey) -> None:
    """Keep words that are withheld for a secret's sake from being shown once nobody knows of the secret."""
    if found.guarding:
        one = found.guarding == 1
        who = "1 service of another source" if one else f"{found.guarding:,} services of other sources"
        raise DecisionRefused(
            f"{who} would show words that are withheld because of places that {found.name} keeps secret.",
            hint="Have them mended first, or decide: assetmap confidential release, or assetmap hide",
        )
