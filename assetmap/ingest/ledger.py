"""The books that an import keeps: its source, the run with its figures, and what was wrong with its rows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from assetmap.ingest.columns import Columns
from assetmap.ingest.readers import Table
from assetmap.ingest.sources import Source

_REGISTER = """
INSERT INTO source AS kept (id, name, title, licence, attribution, url)
VALUES (%(id)s, %(name)s, %(title)s, %(licence)s, %(attribution)s, %(url)s)
ON CONFLICT (name) DO UPDATE SET
    title = EXCLUDED.title, licence = EXCLUDED.licence, attribution = EXCLUDED.attribution, url = EXCLUDED.url
RETURNING id
"""
_COUNT = """
SELECT (SELECT count(*) FROM incoming) AS rows_in,
       (SELECT count(*) FROM turned_away) AS refused,
       count(*) FILTER (WHERE fate = 'new') AS created,
       count(*) FILTER (WHERE fate = 'changed') AS updated,
       count(*) FILTER (WHERE fate = 'same') AS unchanged,
       (SELECT count(*) FROM gone) AS retired
FROM judged
"""
_OPEN = """
INSERT INTO import_run (source_id, file_name, mapping, started_at, finished_at, partial, rows_in, listed,
                        unlocated, refused, created, updated, unchanged, retired)
VALUES (%(source_id)s, %(file_name)s, %(mapping)s, %(started_at)s, clock_timestamp(), %(partial)s,
        %(rows_in)s,
        %(rows_in)s - %(refused)s, 0, %(refused)s, %(created)s, %(updated)s, %(unchanged)s, %(retired)s)
RETURNING id
"""
_CLOSE = """
UPDATE import_run
SET listed = settled.listed, unlocated = settled.unlocated, finished_at = clock_timestamp()
FROM (
    SELECT count(*) FILTER (WHERE listed) AS listed, count(*) FILTER (WHERE NOT listed) AS unlocated
    FROM settled
) AS settled
WHERE import_run.id = %(run_id)s
RETURNING import_run.listed, import_run.unlocated
"""
_ISSUES = """
INSERT INTO import_issue (import_id, row_number, column_name, value, problem, outcome, action, record)
SELECT %(run_id)s, issue.row_number, issue.column_name, issue.value, issue.problem, issue.outcome,
       issue.action,
       -- A record of megabytes is kept once, with its source, and not with each thing that is wrong with it.
       CASE WHEN pg_column_size(incoming.record) < 1000000 THEN incoming.record ELSE '{}' END
FROM incoming_issue AS issue
JOIN incoming USING (row_number)
ORDER BY issue.row_number, issue.column_name NULLS FIRST, issue.problem
"""

# Each issue comes with a copy of its row, and what is not mended is told again by each run.
_LET_GO = """
WITH run AS (
    SELECT id, partial FROM import_run
    WHERE source_id = (SELECT source_id FROM import_run WHERE id = %(run_id)s)
),
kept AS (
    (SELECT id FROM run ORDER BY id DESC LIMIT %(kept)s)
    UNION ALL
    SELECT max(id) FROM run WHERE NOT partial
),
gone AS (
    DELETE FROM import_issue
    WHERE import_id IN (SELECT id FROM run EXCEPT SELECT id FROM kept)
    RETURNING import_id
)
UPDATE import_run SET mapping = mapping || jsonb_build_object('issues_let_go', let_go.issues)
FROM (SELECT import_id, count(*) AS issues FROM gone GROUP BY import_id) AS let_go
WHERE import_run.id = let_go.import_id
"""
#: The issues of so many runs of a source are kept, and those of the last that saw all of it.
_RUNS_KEPT = 3


class Counts(NamedTuple):
    """The figures that are known before anything is written."""

    rows_in: int
    refused: int
    created: int
    updated: int
    unchanged: int
    retired: int


class Settled(NamedTuple):
    """The figures that are known once everything is published."""

    listed: int
    unlocated: int
    issues: int


class Run(NamedTuple):
    """What a run works on; `missed` says that something which was asked for did not come."""

    source_id: UUID
    file_name: str
    started_at: datetime
    table: Table
    columns: Columns
    partial: bool
    missed: bool = False


def register_source(driver: psycopg.Connection[Any], source_id: UUID, source: Source) -> UUID:
    """Write down the source; two imports of one source take turns from here on."""
    values = {
        "id": source_id,
        "name": source.name,
        "title": source.title,
        "licence": source.licence,
        "attribution": source.attribution,
        "url": source.url,
    }
    found: UUID = _one(driver, _REGISTER, values)["id"]
    return found


def count_rows(driver: psycopg.Connection[Any]) -> Counts:
    """How many rows came, and what they are against what was there."""
    return Counts(**_one(driver, _COUNT, {}))


def open_run(driver: psycopg.Connection[Any], run: Run, counts: Counts) -> int:
    """Write down the run, and tell the SQL files its number."""
    mapping = {
        "headers": run.columns.headers,
        "fields": run.columns.as_told(),
        "read_as": run.table.read_as,
        "header_row": run.table.header_row,
        "missed": run.missed,
    }
    values = counts._asdict() | {
        "source_id": run.source_id,
        "file_name": run.file_name,
        "mapping": Jsonb(mapping),
        "started_at": run.started_at,
        "partial": run.partial,
    }
    run_id: int = _one(driver, _OPEN, values)["id"]
    driver.execute("UPDATE this_import SET run_id = %s", (run_id,))
    return run_id


def close_run(driver: psycopg.Connection[Any], run_id: int) -> Settled:
    """Write down what was listed and what was not, and every issue; those of long ago are let go."""
    settled = _one(driver, _CLOSE, {"run_id": run_id})
    issues = driver.execute(_ISSUES, {"run_id": run_id}).rowcount
    driver.execute(_LET_GO, {"run_id": run_id, "kept": _RUNS_KEPT})
    return Settled(settled["listed"], settled["unlocated"], issues)


def _one(driver: psycopg.Connection[Any], statement: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    with driver.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(statement, values).fetchone()
    if row is None:
        raise AssertionError("the statement returns one row")
    return row
