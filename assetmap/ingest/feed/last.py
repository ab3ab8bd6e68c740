"""What is known of a source before its feed is read again."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, text

from assetmap.ingest.sources import Source

#: A feed is read whole at least this often, because only that shows what is gone from it.
WHOLE_EVERY = timedelta(days=7)
#: Clocks differ, and nothing that was changed after the last reading began may be missed.
MARGIN = timedelta(hours=1)

# What was missed is asked for again: only a reading that had all it asked for lets the next one begin later.
_LAST = text(
    # A run that is still to come was written by a clock that ran ahead, and says nothing of when it was.
    "SELECT max(run.started_at) FILTER (WHERE NOT run.partial) AS whole_run,"
    " max(run.started_at) FILTER (WHERE NOT run.partial OR run.mapping ->> 'missed' = 'false') AS sound_run"
    " FROM import_run AS run JOIN source ON source.id = run.source_id"
    " WHERE source.name = :name AND run.file_name = :feed AND run.started_at <= :now"
)
_KNOWN = text("SELECT title, licence, attribution, url FROM source WHERE name = :name")


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of a source; None where nothing is said this time."""

    title: str | None = None
    licence: str | None = None
    attribution: str | None = None


def changed_since(connection: Connection, source: str, feed: str) -> datetime | None:
    """From when on changes are wanted; None where all of the feed is: its last whole reading is too old."""
    now = datetime.now(UTC)
    row = connection.execute(_LAST, {"name": source, "feed": feed, "now": now}).one()
    if row.whole_run is None or now - row.whole_run > WHOLE_EVERY:
        return None
    last: datetime = row.sound_run
    return last - MARGIN


def complete_source(connection: Connection, source: Source, said: Said, url: str | None) -> Source:
    """The source with what is said of it now, else with what was said before."""
    row = connection.execute(_KNOWN, {"name": source.name}).mappings().one_or_none()
    known: dict[str, str] = dict(row) if row else {}
    return replace(
        source,
        title=said.title or known.get("title") or source.title,
        licence=said.licence or known.get("licence") or source.licence,
        attribution=said.attribution or known.get("attribution") or source.attribution,
        url=url or known.get("url") or source.url,
    )
