"""One import, from a file to the listing, in the caller's transaction."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
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
from assetmap.geography.accuracy import SHORE_M
from assetmap.ingest import ledger
from assetmap.ingest.areas import AreaNames
from assetmap.ingest.category_words import CategoryWords
from assetmap.ingest.children import MOST_SCHEDULES
from assetmap.ingest.columns import Columns, map_columns
from assetmap.ingest.erased import scrub_row
from assetmap.ingest.readers import Table, open_table
from assetmap.ingest.rows import RowReader
from assetmap.ingest.rules import Rules
from assetmap.ingest.sectors import find_sectors
from assetmap.ingest.shrinking import refuse_shrinking
from assetmap.ingest.sources import Source
from assetmap.ingest.staging import (
    Stage,
    begin,
    create_settings,
    create_tables,
    query_file,
    refresh_statistics,
    run_file,
)
from assetmap.ingest.summary import Summary, summarise
from assetmap.listing.publish import publish
from assetmap.matching.find import find_duplicates
from assetmap.secrecy.withhold import withhold

#: The namespace of the ids from before they were random, by which what has such an id is known again.
NAMESPACE = UUID("6f1c1f0e-3b0e-5f0a-9a51-0a6f5b8d7c21")
#: Coordinates further than this from their own postcode are a slip of one or the other.
FAR_M = 5_000

_SHRINK_HINT = (
    "If they are gone for good, import again with --allow-shrink. If the file holds only some of the rows,"
    " use --partial."
)
_EVERY = 1_000
_SAVES = ("save_services", "save_places", "save_schedules", "save_children", "save_contacts", "save_records")

#: Called with what is going on, and how far it is: rows done, of about so many (0 where that is not known).
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Options:
    """How one import is to be run."""

    rules: Rules = field(default_factory=Rules)
    sheet: str | None = None
    allow_shrink: bool = False
    partial: bool = False
    today: date = field(default_factory=lambda: datetime.now(UTC).date())


def unheard(_what: str, _done: int, _of: int) -> None:
    """Progress that nobody watches."""


def import_file(
    connection: Connection,
    path: Path,
    source: Source,
    categories: Categories,
    *,
    options: Options | None = None,
    progress: Progress = unheard,
) -> Summary:
    """Import a spreadsheet and publish what it changed; the caller commits, or rolls a rehearsal back.

    Raises FileRefused for a file that is no table, and ImportRefused where too much would be gone.
    """
    options = options or Options()
    started_at = datetime.now(UTC)
    rules = options.rules.over(source.rules)
    table = open_table(path, rules, sheet=options.sheet)
    columns = map_columns(table.headers, rules)
    options = replace(options, partial=options.partial or columns.partial)

    driver = begin(connection, source.name)
    sync_categories(connection, categories)
    source_id = ledger.register_source(driver, uuid4(), source)
    _prepare(driver, source, source_id, columns, options)
    areas = AreaNames(connection, rules.areas)
    words = CategoryWords(categories, rules.categories)
    scrubber = load_scrubber(connection)
    reader = RowReader(columns, rules, words, areas, options.today)
    _stage(driver, table, reader, scrubber, progress)
    renewed = _compare(connection, driver, progress)
    refuse_shrinking(driver, source.name, what="this file", hint=_SHRINK_HINT, allowed=options.allow_shrink)
    counts = ledger.count_rows(driver)
    file_name = scrubber.text(path.name) if scrubber else path.name
    run = ledger.Run(source_id, file_name, started_at, table, columns, options.partial)
    run_id = ledger.open_run(driver, run, counts)
    _save(connection, driver, renewed, progress)
    settled = ledger.close_run(driver, run_id)
    progress("Done", counts.rows_in, counts.rows_in)
    return summarise(run_id, source.name, run, counts, settled)


def _prepare(
    driver: psycopg.Connection[Any], source: Source, source_id: UUID, columns: Columns, options: Options
) -> None:
    headers = {name: columns.headers[places[0]] for name, places in columns.of_field.items()}
    create_settings(
        driver,
        {
            "run_id": ("bigint", None),
            "source_id": ("uuid", source_id),
            "source": ("text", source.name),
            "namespace": ("uuid", NAMESPACE),
            "taxonomy_id": ("uuid", TAXONOMY_ID),
            "partial": ("boolean", options.partial),
            "headers": ("jsonb", Jsonb(headers)),
            "far_m": ("integer", FAR_M),
            "shore_m": ("integer", SHORE_M),
            "most_schedules": ("integer", MOST_SCHEDULES),
            "today": ("date", options.today),
        },
    )
    create_tables(driver)


def _stage(
    driver: psycopg.Connection[Any],
    table: Table,
    reader: RowReader,
    scrubber: Scrubber | None,
    progress: Progress,
) -> None:
    done = 0
    with Stage(driver) as stage:
        for number, cells in table.rows:
            clean, scrubbed = scrub_row(scrubber, number, table.headers, cells)
            row, issues = reader.read(number, clean)
            stage.add(row, scrubbed + issues)
            done += 1
            if done % _EVERY == 0:
                progress("Reading", done, table.expected)
    if not done:
        raise FileRefused("There are no rows below the header, so nothing would be left of the source.")
    progress("Reading", done, done)


def _compare(connection: Connection, driver: psycopg.Connection[Any], progress: Progress) -> Collection[UUID]:
    """Place and compare the rows; gives the old ids of services that have new ones."""
    progress("Placing", 0, 0)
    for name in ("identify", "keys", "key_places", "keys", "identified"):
        run_file(driver, name)
    renewed = renew_ids(connection, [found for (found,) in query_file(driver, "newly_secret")])
    if renewed:
        run_file(driver, "renewed")
    find_sectors(connection, driver)
    run_file(driver, "locate")
    progress("Comparing", 0, 0)
    run_file(driver, "compare")
    return renewed.keys()


def _save(
    connection: Connection,
    driver: psycopg.Connection[Any],
    renewed: Collection[UUID],
    progress: Progress,
) -> None:
    for place, name in enumerate(_SAVES):
        progress("Saving", place, len(_SAVES))
        run_file(driver, name)
    touched = [found for (found,) in driver.execute("SELECT service_id FROM touched").fetchall()]
    refresh_statistics(driver, len(touched))
    progress("Publishing", 0, 0)
    run_file(driver, "read_marks")
    found = find_duplicates(connection, touched).to_publish
    withheld = withhold(connection, touched)
    if withheld.renewed:
        run_file(driver, "follow_renewed")
    publish(connection, found.union(renewed, withheld.to_publish))
    run_file(driver, "settle")
    if withheld.compared:
        run_file(driver, "tell_secrecy")
