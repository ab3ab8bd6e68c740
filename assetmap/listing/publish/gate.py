"""Build what the listing should hold, some thousand services at a time, and write what differs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, text

from assetmap.database.version import move_on
from assetmap.directory.taxonomy import TAXONOMY_ID
from assetmap.listing.map_view import TILE_M, TILES_HIGH, TILES_WEST_M
from assetmap.listing.publish import hiding, merge
from assetmap.listing.publish.hours import say
from assetmap.listing.records.write import settle_records, write_records
from assetmap.listing.statements import statement

#: Of a longer description only the beginning is searched: PostgreSQL's tsvector has its limits.
LONGEST_DESCRIPTION = 50_000
#: Services built at a time, so that what they need to know of each other fits in memory.
BATCH = 25_000
WORK_MEM = "64MB"
#: From so many changed rows on, indexes are put in order at once; from such a share, statistics as well.
MANY = 1_000
LARGE_SHARE = 0.05
_REFRESH = text("SELECT refresh_statistics(CAST(:table AS regclass))")
TILES = {"tile_m": TILE_M, "tiles_high": TILES_HIGH, "tiles_west": TILES_WEST_M}
SCRATCH = ("publishing", "publish_service", "publish_place", "publish_hours", "publish_said", "publish_kept",
           "publish_above", "publish_row", "publish_change", "publish_word", *merge.SCRATCH,
           *hiding.SCRATCH)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication came to: rows in the listing of the services asked for, rows written and removed."""

    listed: int
    written: int
    removed: int

    def __add__(self, other: "Published") -> "Published":
        return Published(
            self.listed + other.listed, self.written + other.written, self.removed + other.removed
        )


def publish(connection: Connection, service_ids: Collection[UUID] | None = None) -> Published:
    """Bring the listing to what the directory says of these services, or of all; the caller commits.

    A service that is no longer there, or no longer to be shown, leaves the listing. Rows that would not
    change are not written.
    """
    _take_turns(connection)
    # Compiling these wide statements takes seconds, for any number of rows.
    connection.execute(text(f"SET LOCAL jit = off; SET LOCAL work_mem = '{WORK_MEM}'"))
    # Each document is stored three times on its way, and PostgreSQL's own compression takes longest of all.
    connection.execute(text(
        "SELECT set_config(name, 'lz4', true) FROM pg_settings "
        "WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)"
    ))  # fmt: skip
    _drop(connection, ("publish_queue",))
    published, records = Published(0, 0, 0), 0
    for batch in range(_queue(connection, service_ids)):
        _drop(connection, SCRATCH)
        _choose(connection, batch)
        _build(connection)
        published += _apply(connection)
        records += write_records(connection)
    _drop(connection, ("publish_queue", *SCRATCH))
    changed = _write_sources(connection) or published.written or published.removed or records
    if published.written + published.removed > MANY:
        _settle(connection, published.written + published.removed)
    if records > MANY:
        settle_records(connection)
    if changed:
        move_on(connection, "listing")
    return published


def publish_day(connection: Connection) -> Published:
    """Bring the listing to today where hours have run out or prices begun or ended; the caller commits."""
    due = connection.execute(statement("publish/day")).scalars().all()
    if not due:
        return Published(0, 0, 0)
    published = publish(connection, due)
    # What a clock that ran ahead wrote, and what is still true, is of today.
    connection.execute(text("UPDATE listing SET published_at = now() WHERE published_at > now()"))
    return published


def publish_sources(connection: Connection) -> None:
    """Say of each source how fresh it is, where that has changed and no service has; the caller commits."""
    _take_turns(connection)
    if _write_sources(connection):
        move_on(connection, "listing")


def count_listed(connection: Connection, service_ids: Collection[UUID]) -> int:
    """How many of these services the listing holds, each once however many places it has."""
    query = text("SELECT count(DISTINCT service_id) FROM listing WHERE service_id = ANY (:service_ids)")
    return int(connection.execute(query, {"service_ids": list(service_ids)}).scalar_one())


def _take_turns(connection: Connection) -> None:
    """Counts of words are exact only if one publication sees what the other wrote."""
    connection.execute(text("SELECT number FROM version WHERE name = 'listing' FOR UPDATE"))


def _write_sources(connection: Connection) -> int:
    return connection.execute(statement("publish/sources")).rowcount


def _settle(connection: Connection, changed: int) -> None:
    """After a large change, let nobody plan by what was true before, nor search lists of what is new."""
    rows = connection.execute(
        text("SELECT reltuples FROM pg_class WHERE oid = 'listing'::regclass")
    ).scalar_one()
    if changed > rows * LARGE_SHARE:
        for table in ("listing", "listing_point", "listing_word"):
            connection.execute(_REFRESH, {"table": table})
    for index in ("ix_listing_terms", "ix_listing_terms_unplaced"):
        connection.execute(text("SELECT merge_pending(CAST(:index AS regclass))"), {"index": index})


def _queue(connection: Connection, service_ids: Collection[UUID] | None) -> int:
    """Put the services in a queue, and return how many batches there are."""
    connection.execute(
        text("CREATE TEMPORARY TABLE publish_queue (service_id uuid, batch integer) ON COMMIT DROP")
    )
    asked = None if service_ids is None else list(service_ids)
    connection.execute(statement("publish/queue"), {"size": BATCH, "service_ids": asked})
    batches = connection.execute(text("SELECT coalesce(max(batch) + 1, 0) FROM publish_queue"))
    return int(batches.scalar_one())


def _choose(connection: Connection, batch: int) -> None:
    connection.execute(text("CREATE TEMPORARY TABLE publishing (service_id uuid PRIMARY KEY) ON COMMIT DROP"))
    chosen = text("INSERT INTO publishing SELECT service_id FROM publish_queue WHERE batch = :batch")
    connection.execute(chosen, {"batch": batch})
    connection.execute(text("ANALYZE publishing"))


def _build(connection: Connection) -> None:
    """Build the rows as they should be, in scratch tables that nobody else sees."""
    values = {"taxonomy_id": TAXONOMY_ID, "longest": LONGEST_DESCRIPTION}
    hiding.choose_hidden(connection)
    connection.execute(statement("publish/service"), values)
    _index(connection, "publish_service", "id")
    connection.execute(statement("publish/place"))
    connection.execute(text("CREATE INDEX ON publish_place (service_id)"))
    _index(connection, "publish_place", "id")
    hiding.hide_places(connection)
    merge.merge_parts(connection)
    connection.execute(statement("publish/hours"))
    _index(connection, "publish_hours", "owner_id")
    _say_hours(connection)
    connection.execute(statement("publish/facets"))
    connection.execute(statement("publish/kept"))
    _index(connection, "publish_kept", "id")
    merge.write_moves(connection)
    connection.execute(statement("publish/above"))
    connection.execute(text("ANALYZE publish_above"))
    connection.execute(statement("publish/row"))
    _index(connection, "publish_row", "id")


def _index(connection: Connection, table: str, key: str) -> None:
    """Give a scratch table its key, and the planner its size; statistics of its documents would cost more."""
    connection.execute(text(f"ALTER TABLE {table} ADD PRIMARY KEY ({key})"))
    connection.execute(text(f"ANALYZE {table} ({key})"))


def _say_hours(connection: Connection) -> None:
    """Put each distinct timetable into words once, however many services share it."""
    connection.execute(text(
        "CREATE TEMPORARY TABLE publish_said (timetable text, hours text[], lexemes text[]) ON COMMIT DROP"
    ))  # fmt: skip
    timetables = connection.execute(text("SELECT DISTINCT timetable FROM publish_hours")).scalars()
    rows = [said._asdict() for said in map(say, timetables)]
    if rows:
        connection.execute(text("INSERT INTO publish_said VALUES (:timetable, :hours, :lexemes)"), rows)
    # A long timetable is too much for an index on its text, and a hash of it is enough.
    connection.execute(text("CREATE INDEX ON publish_said USING hash (timetable)"))


def _apply(connection: Connection) -> Published:
    """Write the rows that differ, and count their words."""
    connection.execute(statement("publish/change"))
    removed = connection.execute(
        text("DELETE FROM listing USING publish_change AS c WHERE c.gone AND listing.id = c.id")
    ).rowcount
    written = connection.execute(statement("publish/upsert")).rowcount
    if written or removed:
        connection.execute(text("ANALYZE publish_change (id)"))
        connection.execute(statement("publish/points"), TILES)
        _count_words(connection)
    listed = connection.execute(text("SELECT count(*) FROM publish_row")).scalar_one()
    return Published(listed=listed, written=written, removed=removed)


def _count_words(connection: Connection) -> None:
    connection.execute(statement("publish/words"))
    connection.execute(text(
        "DELETE FROM listing_word AS w USING publish_word AS p "
        "WHERE w.word = p.word AND w.uses + p.change = 0"
    ))  # fmt: skip
    connection.execute(text(
        "UPDATE listing_word AS w SET uses = w.uses + p.change FROM publish_word AS p WHERE w.word = p.word"
    ))  # fmt: skip
    connection.execute(text(
        "INSERT INTO listing_word (word, uses) SELECT word, change FROM publish_word AS p "
        "WHERE p.change > 0 AND NOT EXISTS (SELECT FROM listing_word AS w WHERE w.word = p.word)"
    ))  # fmt: skip


def _drop(connection: Connection, tables: Sequence[str]) -> None:
    connection.execute(text(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{table}' for table in tables)}"))
