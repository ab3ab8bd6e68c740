"""One import of a feed, from its services to the listing, in the caller's transaction."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import Jsonb
from sqlalchemy import Connection

from assetmap.directory.categories import Categories
from assetmap.directory.erasure.scrub import Scrubber, load_scrubber
from assetmap.directory.renewal import renew_ids
from assetmap.directory.taxonomy import TAXONOMY_ID, sync_categories
from assetmap.errors import FileRefused
from assetmap.feeds.reading import Reading
from assetmap.geography.accuracy import SHORE_M
from assetmap.ingest import ledger
from assetmap.ingest.areas import AreaNames
from assetmap.ingest.columns import Columns
from assetmap.ingest.erased import scrub_record
from assetmap.ingest.feed.mappings import Mappings
from assetmap.ingest.feed.notes import Notes
from assetmap.ingest.feed.service import ServiceReader
from assetmap.ingest.feed.stage import FeedStage, create_tables
from assetmap.ingest.feed.terms import TermReader
from assetmap.ingest.readers import Table
from assetmap.ingest.run import FAR_M, NAMESPACE, Progress, unheard
from assetmap.ingest.sectors import find_sectors
from assetmap.ingest.shrinking import refuse_shrinking
from assetmap.ingest.sources import Source
from assetmap.ingest.staging import begin, create_settings, query_file, refresh_statistics, run_file
from assetmap.ingest.summary import Summary, summarise
from assetmap.listing.publish import publish
from assetmap.matching.find import find_duplicates
from assetmap.secrecy.withhold import withhold

_EVERY = 1_000
_SAVES = (
    "name_terms", "save_services", "save_places", "save_children", "save_contacts", "save_terms",
    "save_records",
)  # fmt: skip
_HINT = "If they are gone for good, import again with --allow-shrink. Otherwise ask the feed's publisher."
#: What the list of an import's issues shows of a service.
_HEADERS = ("id", "name", "status", "url", "email")


@dataclass(frozen=True, slots=True)
class FeedOptions:
    """How the import of a feed is to be run; what changed there after `begun_at` may have been missed."""

    allow_shrink: bool = False
    begun_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    today: date = field(default_factory=lambda: datetime.now(UTC).date())


def import_feed(
    connection: Connection,
    reading: Reading,
    source: Source,
    categories: Categories,
    mappings: Mappings,
    *,
    options: FeedOptions | None = None,
    progress: Progress = unheard,
) -> Summary:
    """Import what was read of a feed and publish what it changed; the caller commits, or rolls back.

    Only a reading that is complete retires what it does not have. Raises ImportRefused where too much would
    be gone.
    """
    options = options or FeedOptions()
    driver = begin(connection, source.name)
    sync_categories(connection, categories)
    source_id = ledger.register_source(driver, uuid4(), source)
    _prepare(driver, source, source_id, reading, options)
    reader = ServiceReader(
        source.title, reading.dialect, TermReader(source.name, mappings), AreaNames(connection, {})
    )
    stage = _stage(driver, reading, reader, load_scrubber(connection), progress)
    renewed = _compare(connection, driver, stage, progress)
    refuse_shrinking(driver, source.name, what="the feed", hint=_HINT, allowed=options.allow_shrink)
    counts = ledger.count_rows(driver)
    run = _run(source_id, reading, options.begun_at)
    run_id = ledger.open_run(driver, run, counts)
    _save(connection, driver, renewed, progress)
    settled = ledger.close_run(driver, run_id)
    odd = _tell_oddities(driver, run_id, reading)
    progress("Done", counts.rows_in, counts.rows_in)
    return summarise(run_id, source.name, run, counts, settled._replace(issues=settled.issues + odd))


def _tell_oddities(driver: psycopg.Connection[Any], run_id: int, reading: Reading) -> int:
    """What was odd about the feed as a whole is an issue of no row."""
    with driver.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO import_issue (import_id, row_number, problem, outcome, action, record)"
            " VALUES (%s, 0, %s, 'changed', 'Imported what came.', '{}')",
            [(run_id, oddity) for oddity in reading.oddities],
        )
    return len(reading.oddities)


def _run(source_id: UUID, reading: Reading, started_at: datetime) -> ledger.Run:
    """What the books say of a run, in the terms that they have for spreadsheets."""
    nothing: Iterator[Any] = iter(())
    table = Table(_HEADERS, 0, nothing, reading.expected, reading.dialect.value)
    columns = Columns(_HEADERS, {}, (), frozenset())
    # A part that was read with anything odd about it may lack what it was asked for.
    missed = not reading.complete and bool(reading.oddities)
    return ledger.Run(
        source_id, reading.name, started_at, table, columns, partial=not reading.complete, missed=missed
    )


def _prepare(
    driver: psycopg.Connection[Any],
    source: Source,
    source_id: UUID,
    reading: Reading,
    options: FeedOptions,
) -> None:
    create_settings(
        driver,
        {
            "run_id": ("bigint", None),
            "source_id": ("uuid", source_id),
            "source": ("text", source.name),
            "namespace": ("uuid", NAMESPACE),
            "taxonomy_id": ("uuid", TAXONOMY_ID),
            "partial": ("boolean", not reading.complete),
            "headers": ("jsonb", Jsonb({"latitude": "latitude", "postcode": "postcode"})),
            "far_m": ("integer", FAR_M),
            "shore_m": ("integer", SHORE_M),
            "today": ("date", options.today),
        },
    )
    create_tables(driver)


def _stage(
    driver: psycopg.Connection[Any],
    reading: Reading,
    reader: ServiceReader,
    scrubber: Scrubber | None,
    progress: Progress,
) -> FeedStage:
    done = 0
    with FeedStage(driver) as stage:
        for done, (_place, record) in enumerate(reading.services(), 1):
            notes = Notes(done)
            stage.add(notes, reader.read(notes, scrub_record(scrubber, notes, record)))
            if done % _EVERY == 0:
                progress("Reading", done, reading.expected)
    if not done and reading.complete:
        raise FileRefused("The feed has no services, so nothing would be left of the source.")
    progress("Reading", done, done)
    return stage


def _compare(
    connection: Connection, driver: psycopg.Connection[Any], stage: FeedStage, progress: Progress
) -> Collection[UUID]:
    """Place and compare the services; gives the old ids of those that have new ones."""
    progress("Placing", 0, 0)
    for name in ("feed/identify", "keys", "feed/identified"):
        run_file(driver, name)
    renewed = renew_ids(connection, [found for (found,) in query_file(driver, "feed/newly_secret")])
    if renewed:
        run_file(driver, "feed/renewed")
    find_sectors(connection, driver)
    run_file(driver, "locate")
    progress("Comparing", 0, 0)
    run_file(driver, "feed/compare")
    stage.add_issues()
    return renewed.keys()


def _save(
    connection: Connection,
    driver: psycopg.Connection[Any],
    renewed: Collection[UUID],
    progress: Progress,
) -> None:
    for place, name in enumerate(_SAVES):
        progress("Saving", place, len(_SAVES))
        run_file(driver, f"feed/{name}")
    touched = [found for (found,) in driver.execute("SELECT service_id FROM touched").fetchall()]
    refresh_statistics(driver, len(touched))
    progress("Publishing", 0, 0)
    run_file(driver, "feed/read_marks")
    found = find_duplicates(connection, touched).to_publish
    withheld = withhold(connection, touched)
    if withheld.renewed:
        run_file(driver, "follow_renewed")
    publish(connection, found.union(renewed, withheld.to_publish))
    run_file(driver, "feed/settle")
    if withheld.compared:
        run_file(driver, "tell_secrecy")
