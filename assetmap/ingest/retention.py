"""Letting go of what has been kept long enough: values that nothing uses, old rows, old history.

How long is said here and nowhere else; docs/privacy.md says it to people, and a test holds the two together.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, Engine, Row, TextClause, text

from assetmap.feeds.standard import ENTITIES, EXTRAS

#: Values of columns that nothing uses: for so many days somebody may still want to map or mend them.
UNUSED_VALUES_DAYS = 30
#: Rows of what its source tells no more, and its contacts: a group that pauses for two winters comes back.
RETIRED_ROWS_MONTHS = 24
#: What was changed from what to what: a year's round of reviews can look back on itself.
HISTORY_MONTHS = 12

#: So much is let go in one transaction, that nobody waits for it.
BATCH = 1_000
# Names that other versions of the standard use for what is read.
_OTHERS = """
accessibility_for_disabilities application_process attending_access attending_type eligibilities eligibility
eligibility_description eligibilitys fees_description fundings interpretation_services link_entity parent
physical_address physical_addresses regular_schedule regular_schedules service_taxonomies service_taxonomys
taxonomy_detail vocabulary wait_time phones email website
""".split()
_KNOWN = frozenset(
    [
        *(field for entity in ENTITIES.values() for field in entity.fields),
        *(field for entity in ENTITIES.values() for field in entity.linked),
        *(name for _, name in EXTRAS),
        *_OTHERS,
    ]
)

_RUNS = text(
    """
    SELECT id, source_id, mapping
    FROM import_run
    WHERE finished_at < now() - make_interval(days => :days) AND NOT mapping ? 'values_let_go'
    ORDER BY id
    LIMIT 1000
    """
)
_ROWS = text(
    """
    SELECT key AS id, record
    FROM source_record
    WHERE source_id = :source_id AND key > :after AND last_import_id = :run_id
    ORDER BY key
    LIMIT :batch
    FOR UPDATE
    """
)
_ISSUES = text(
    """
    SELECT id, record
    FROM import_issue
    WHERE import_id = :run_id AND id > :after
    ORDER BY id
    LIMIT :batch
    """
)
_WRITE_ROW = text(
    "UPDATE source_record SET record = CAST(:record AS jsonb) WHERE source_id = :source_id AND key = :id"
)
_WRITE_ISSUE = text("UPDATE import_issue SET record = CAST(:record AS jsonb) WHERE id = :id")
# What has gone so far is written with it, for a worker may end between any two batches.
_NOTE = text(
    """
    UPDATE import_run
    SET mapping = mapping - 'letting_go' || jsonb_build_object(CAST(:name AS text), CAST(:counts AS jsonb))
    WHERE id = :run_id
    """
)
_RETIRED = text(
    """
    UPDATE source_record SET record = '{}'
    WHERE ctid IN (
        SELECT ctid FROM source_record
        WHERE retired_at < now() - make_interval(months => :months) AND record <> '{}'
        LIMIT :batch FOR UPDATE SKIP LOCKED)
    """
)
_CONTACTS = text(
    """
    DELETE FROM contact
    WHERE id IN (
        SELECT contact.id
        FROM contact
        WHERE EXISTS (SELECT FROM source_record AS record WHERE record.service_id = contact.service_id)
          AND NOT EXISTS (
              SELECT FROM source_record AS record
              WHERE record.service_id = contact.service_id
                AND coalesce(record.retired_at >= now() - make_interval(months => :months), true))
        LIMIT :batch)
    """
)
_HISTORY = text(
    """
    DELETE FROM metadata
    WHERE id IN (SELECT id FROM metadata
                 WHERE last_action_date < now() - make_interval(months => :months) LIMIT :batch)
    """
)


class _Rows(NamedTuple):
    """Where rows are kept as they came: how to read them in order, and how to write one."""

    ask: TextClause
    write: TextClause


_OF_SOURCE = _Rows(_ROWS, _WRITE_ROW)
_OF_ISSUES = _Rows(_ISSUES, _WRITE_ISSUE)


@dataclass(frozen=True, slots=True)
class LetGo:
    """How much went: unused values, rows and contacts of what is told no more, entries of history."""

    values: int
    rows: int
    contacts: int
    history: int

    def __bool__(self) -> bool:
        return any((self.values, self.rows, self.contacts, self.history))


def let_go(engine: Engine, heed: Callable[[], None]) -> LetGo:
    """Let go of everything that is due, a batch to a transaction; `heed` may end it between any two."""
    values = 0
    with engine.connect() as connection:
        runs = connection.execute(_RUNS, {"days": UNUSED_VALUES_DAYS}).all()
    for run in runs:
        values += _let_go_values(engine, run, heed)
    return LetGo(
        values=values,
        rows=_repeat(engine, heed, _RETIRED, RETIRED_ROWS_MONTHS),
        contacts=_repeat(engine, heed, _CONTACTS, RETIRED_ROWS_MONTHS),
        history=_repeat(engine, heed, _HISTORY, HISTORY_MONTHS),
    )


def _let_go_values(engine: Engine, run: Row[Any], heed: Callable[[], None]) -> int:
    """Take the values that nothing used out of the rows of one run; their names and how many stay with it."""
    used = _used(run.mapping)
    counts: dict[str, int] = dict(run.mapping.get("letting_go", {}))
    before = sum(counts.values())
    of_run = {"source_id": run.source_id, "run_id": run.id, "batch": BATCH}
    for rows, first in ((_OF_SOURCE, ""), (_OF_ISSUES, 0)):
        after: Any = first
        while after is not None:
            heed()
            with engine.begin() as connection:
                # A row's copies beside what was wrong with it are not counted once more.
                counted = counts if rows is _OF_SOURCE else {}
                after = _let_go_batch(connection, rows, of_run | {"after": after}, used, counted)
                _note(connection, run.id, "letting_go", counts)
    with engine.begin() as connection:
        _note(connection, run.id, "values_let_go", counts)
    return sum(counts.values()) - before


def _note(connection: Connection, run_id: int, name: str, counts: Mapping[str, int]) -> None:
    values = {"run_id": run_id, "name": name, "counts": orjson.dumps(counts).decode()}
    connection.execute(_NOTE, values)


def _let_go_batch(
    connection: Connection,
    rows: "_Rows",
    values: Mapping[str, Any],
    used: frozenset[str] | None,
    counts: dict[str, int],
) -> Any:
    """Write the rows that hold more than is used, and return the last that was looked at; None at the end."""
    found = connection.execute(rows.ask, values).all()
    changed = []
    for row in found:
        kept = _prune(row.record, used, counts)
        if kept != row.record:
            source_id = values["source_id"]
            changed.append({"id": row.id, "record": orjson.dumps(kept).decode(), "source_id": source_id})
    if changed:
        connection.execute(rows.write, changed)
    return found[-1].id if len(found) == values["batch"] else None


def _used(mapping: Mapping[str, Any]) -> frozenset[str] | None:
    """The headers of a spreadsheet that anything was read from; None for a feed, whose fields have names."""
    fields: Mapping[str, list[str]] = mapping.get("fields") or {}
    return frozenset(header for headers in fields.values() for header in headers) if fields else None


def _prune(value: Any, used: frozenset[str] | None, counts: dict[str, int]) -> Any:
    """A record without what nothing uses, counting the values that went by name."""
    if isinstance(value, list):
        return [_prune(one, used, counts) for one in value]
    if not isinstance(value, dict):
        return value
    kept = {}
    for name, held in value.items():
        if name in (_KNOWN if used is None else used):
            kept[name] = _prune(held, used, counts) if used is None else held
        elif held not in (None, "", [], {}):
            counts[name] = counts.get(name, 0) + 1
    return kept


def _repeat(engine: Engine, heed: Callable[[], None], statement: Any, months: int) -> int:
    total = 0
    while True:
        heed()
        with engine.begin() as connection:
            # What goes because of its age is not written down anew.
            connection.execute(text("SELECT set_config('assetmap.erasing', 'removing', true)"))
            gone = connection.execute(statement, {"months": months, "batch": BATCH}).rowcount
        total += gone
        if gone < BATCH:
            return total
