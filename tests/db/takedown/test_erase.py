"""What is erased is in no table any more, and does not come back with the next import."""

import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import ARRAY, Connection, Table, Text, insert, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError

from assetmap.directory.audit import record
from assetmap.directory.erasure.erase import Outcome, erase, lift, list_erased
from assetmap.directory.erasure.phrase import Phrase
from assetmap.directory.erasure.search import REFERENCE, count_hits, list_tables
from assetmap.errors import NotFound, ReasonRefused
from assetmap.feeds.leftovers import forget_files, forget_old_spools
from assetmap.listing.publish import publish
from assetmap.model import Base
from tests.db.takedown.conftest import CHOIR, WALK, Give, Public

# A row of one table needs none of another's, and is written down by no trigger, while the test fills them.
UNGUARD = """
DO $$
DECLARE one record;
BEGIN
    FOR one IN SELECT conrelid::regclass AS held_by, conname FROM pg_constraint
               WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conparentid = 0 LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.held_by, one.conname);
    END LOOP;
END $$
"""
NUMBER = "07700 900123"
BARE = "7700900123"
MARK = "Zqxmarker"


def wipe(connection: Connection, said: str, why: str = "asked for by letter") -> Outcome:
    outcome = erase(connection, Phrase.parse(said), by="ann", why=why)
    publish(connection, outcome.to_publish)
    return outcome


def dump(connection: Connection) -> str:
    """Everything in every table, but what everybody shares."""
    names = connection.execute(
        text(
            "SELECT schemaname || '.' || tablename FROM pg_tables"
            " WHERE schemaname IN ('public', 'assetmap_jobs')"
            " AND tablename <> ALL (:reference) AND tablename <> 'spatial_ref_sys' ORDER BY 1"
        ),
        {"reference": list(REFERENCE)},
    ).scalars()
    ask = " UNION ALL ".join(f"SELECT to_jsonb(one)::text FROM {name} AS one" for name in names)
    return "\n".join(connection.execute(text(ask)).scalars())


def bare(connection: Connection) -> str:
    return "".join(one for one in dump(connection) if one not in " -()+./")


CHOIR_WITH_NUMBER = CHOIR | {
    "Description": f"Singing. Ask Jo on {NUMBER}.",
    "Notes to self": "Jo's mobile is +44 7700 900123",
}


def test_a_number_in_a_description_goes_from_every_table_and_stays_out(
    give: Give, town: Connection, public: Public
) -> None:
    give("council", CHOIR_WITH_NUMBER, WALK)
    give(
        "council", CHOIR_WITH_NUMBER | {"Description": f"We sing! Jo: ({NUMBER})", "Phone": "nonsense"}, WALK
    )
    places = {(one.table, one.column) for one in count_hits(town, Phrase.parse(NUMBER))}
    assert {("service", "description"), ("source_record", "record"), ("metadata", "previous_value")} <= places
    assert ("import_issue", "record") in places
    assert ("listing", "document") in places
    assert BARE in bare(town)
    outcome = wipe(town, NUMBER)
    assert not outcome.stuck
    assert BARE not in bare(town)
    assert count_hits(town, Phrase.parse(NUMBER)) == []
    assert "Jo: [erased])" in public()
    services = town.scalar(text("SELECT count(*) FROM service"))
    # Tomorrow's list says it still, and somebody is told.
    for _ in range(2):
        give("council", CHOIR_WITH_NUMBER, WALK)
        assert BARE not in bare(town)
    assert "Ask Jo on [erased]" in public()
    assert town.scalar(text("SELECT count(*) FROM service")) == services
    told = "SELECT DISTINCT column_name, value FROM import_issue WHERE problem ~ 'erased here' ORDER BY 1"
    assert [tuple(row) for row in town.execute(text(told))] == [
        ("Description", "Singing. Ask Jo on [erased]."),
        ("Notes to self", "Jo's mobile is [erased]"),
    ]
    assert give("council", CHOIR_WITH_NUMBER, WALK).unchanged == 2


def test_a_name_that_the_row_is_known_by_goes_and_the_service_stays_the_same(
    give: Give, town: Connection, public: Public
) -> None:
    row = {name: value for name, value in CHOIR.items() if name != "Ref"}
    row["Service name"] = "Perpetua Numbat Choir"
    give("council", row, WALK)
    before = town.execute(text("SELECT id FROM service ORDER BY id")).scalars().all()
    assert "perpetua numbat" in str(town.execute(text("SELECT key FROM source_record")).all())
    wipe(town, "perpetua NUMBAT")
    assert "numbat" not in dump(town).lower()
    give("council", row, WALK)
    assert "numbat" not in dump(town).lower()
    assert town.execute(text("SELECT id FROM service ORDER BY id")).scalars().all() == before
    assert town.scalar(text("SELECT count(*) FROM source_record WHERE retired_at IS NULL")) == 2
    assert "[erased] Choir" in public()


def test_what_is_an_address_or_nothing_becomes_nothing_and_a_telephone_goes(
    give: Give, town: Connection, public: Public
) -> None:
    give("council", CHOIR | {"Email": "quoll@example.org", "Website": "https://quoll.example.org/x"}, WALK)
    wipe(town, "quoll@example.org")
    wipe(town, "01632 960001")
    email = "SELECT email FROM service WHERE name = 'Quokka Choir'"
    assert town.execute(text(email)).scalar_one() is None
    assert town.scalar(text("SELECT count(*) FROM phone")) == 1
    assert "960001" not in dump(town)
    assert "960002" in public()


def test_the_history_copies_nothing_and_says_which_field_by_whom(give: Give, town: Connection) -> None:
    give("council", CHOIR_WITH_NUMBER)
    wipe(town, NUMBER)
    history = "SELECT field_name, previous_value, replacement_value, updated_by FROM metadata"
    assert [tuple(row) for row in town.execute(text(history))] == [
        ("description", None, None, "erasure by ann")
    ]
    town.execute(text("UPDATE service SET alert = 'Closed today'"))
    alert = "SELECT replacement_value FROM metadata WHERE field_name = 'alert'"
    assert town.execute(text(alert)).scalar_one() == "Closed today"


def test_it_is_kept_as_who_which_ids_which_fields_and_why_without_the_text(
    give: Give, town: Connection
) -> None:
    give("council", CHOIR_WITH_NUMBER)
    wipe(town, NUMBER)
    key = str(town.execute(text("SELECT id FROM service")).scalar_one())
    audit = town.execute(text("SELECT actor, action, ids, fields FROM audit WHERE kind = 'service'")).one()
    assert tuple(audit) == ("ann", "erase", [key], ["description"])
    with pytest.raises(ReasonRefused):
        wipe(town, NUMBER, why=f"{NUMBER} is private")


def test_a_value_that_slipped_into_a_reason_goes_and_the_row_of_the_audit_stays(town: Connection) -> None:
    record(town, "ann", "hide", "service", [1], "Perpetua Numbat asked")
    outcome = wipe(town, "Numbat")
    audit = town.execute(text("SELECT actor, why FROM audit ORDER BY id")).all()
    assert tuple(audit[0]) == ("ann", "Perpetua [erased] asked")
    assert outcome.rows == {("audit", "why"): 1}


@pytest.mark.parametrize(
    "said",
    [
        "100%_sure",
        r"back\slash\1 (.*)[x]",
        'it\'s "quoted" & <b>bold</b>',
        "Straße İstanbul ΣΊΣΥΦΟΣ",
        "line one\nline two",
        "Москва 2026",
        "a:bind :name ::cast",
        "%s %(x)s {braces}",
    ],
)
def test_marks_and_letters_of_any_kind_are_found_and_nothing_else(
    give: Give, town: Connection, said: str
) -> None:
    give("council", CHOIR, WALK)
    town.execute(
        text("UPDATE service SET description = :said WHERE name ~ 'Quokka'"), {"said": f"x {said} y"}
    )
    town.execute(
        text("UPDATE source_record SET record = record || CAST(:more AS jsonb) WHERE key ~ 'C1'"),
        {"more": json.dumps({said: [said.upper(), {"deep": said}]})},
    )
    publish(town)
    wipe(town, said.lower())
    assert count_hits(town, Phrase.parse(said)) == []
    descriptions = text("SELECT description FROM service WHERE name ~ 'Quokka'")
    found = town.execute(descriptions).scalar_one()
    assert found.startswith("x ")
    assert found.endswith(" y")
    assert "[erased]" in found
    assert town.scalar(text("SELECT count(*) FROM service WHERE name = 'Walk and Talk'")) == 1


def test_a_text_in_ten_thousand_rows_goes_from_all(town: Connection) -> None:
    town.execute(
        text(
            "INSERT INTO metadata (resource_id, resource_type, last_action_type, field_name, previous_value)"
            " SELECT gen_random_uuid(), 'service', 'update', 'description', 'Ring Perpetua ' || n"
            " FROM generate_series(1, 10000) AS n"
        )
    )
    (count,) = count_hits(town, Phrase.parse("perpetua"))
    assert (count.table, count.rows) == ("metadata", 10_000)
    assert wipe(town, "perpetua").rows == {("metadata", "previous_value"): 10_000}
    assert count_hits(town, Phrase.parse("perpetua")) == []


def test_what_a_row_can_not_be_without_is_said(town: Connection) -> None:
    town.execute(text("ALTER TABLE organization ADD CONSTRAINT fixed CHECK (name = 'Perpetua Trust')"))
    town.execute(text("INSERT INTO organization (id, name) VALUES (gen_random_uuid(), 'Perpetua Trust')"))
    assert wipe(town, "Perpetua Trust").stuck == {("organization", "name"): 1}


def test_two_rows_that_would_become_one_stay_two(town: Connection) -> None:
    for name in ("perpetua", "perpetua-"):
        town.execute(
            text("INSERT INTO source (id, name, title) VALUES (gen_random_uuid(), :name, 'x')"),
            {"name": name},
        )
    outcome = wipe(town, "perpetua")
    assert not outcome.stuck
    names = town.execute(text("SELECT name FROM source")).scalars().all()
    assert len(set(names)) == 2
    assert all("perpetua" not in name for name in names)


def test_what_was_erased_can_be_let_in_again(give: Give, town: Connection, public: Public) -> None:
    give("council", CHOIR_WITH_NUMBER)
    wipe(town, NUMBER)
    (one,) = list_erased(town)
    assert (one.shape, one.size, one.erased_by) == ("number", 10, "ann")
    lift(town, one.id, by="ben", why="it was another number")
    give("council", CHOIR_WITH_NUMBER)
    assert NUMBER in public()
    with pytest.raises(NotFound):
        lift(town, one.id, by="ben", why="again")


def test_erasing_that_is_rolled_back_leaves_everything_as_it_was(give: Give, town: Connection) -> None:
    give("council", CHOIR_WITH_NUMBER, WALK)
    before = dump(town)
    with town.begin_nested() as act:
        wipe(town, NUMBER)
        act.rollback()
    assert dump(town) == before


def test_no_text_column_of_any_table_is_forgotten(town: Connection) -> None:
    """Every column that takes any text holds the mark, and then none does."""
    known = {(table.name, column.name) for table in list_tables(town) for column in table.columns}
    filled = set()
    town.execute(text(UNGUARD))
    for table in Base.metadata.sorted_tables:
        if table.name not in REFERENCE:
            filled |= _fill(town, table)
    assert len(filled) > 80
    hits = {(one.table, one.column) for one in count_hits(town, Phrase.parse(MARK))}
    assert filled <= known
    assert hits == filled
    outcome = erase(town, Phrase.parse(MARK), by="ann", why="asked for by letter")
    # Who did what is what the audit is for; only the reason can be erased there.
    left = {(one.table, one.column) for one in count_hits(town, Phrase.parse(MARK))}
    assert (
        left
        == set(outcome.stuck)
        == {("audit", name) for name in ("actor", "action", "kind", "ids", "fields")}
    )


def _fill(connection: Connection, table: Table) -> set[tuple[str, str]]:
    """Insert a row with the mark in each column that may hold it; a check that forbids it is obeyed."""
    row = dict(_needed(table))
    marked = {}
    for column in table.columns:
        value: Any = None
        if isinstance(column.type, JSONB):
            value = {f"{MARK} key": [f"x {MARK} y", {"deep": MARK}]}
        elif isinstance(column.type, ARRAY) and isinstance(column.type.item_type, Text):
            value = ["other", f"a {MARK}"]
        elif isinstance(column.type, Text) and not column.foreign_keys:
            value = f"{MARK} {table.name} {column.name}"
        if value is not None:
            marked[column.name] = value
    for name in list(marked):
        if not _takes(connection, table, row | {name: marked[name]}):
            del marked[name]
    if marked:
        connection.execute(insert(table).values(row | marked))
    return {(table.name, name) for name in marked}


def _takes(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    act = connection.begin_nested()
    try:
        connection.execute(insert(table).values(row))
    except DBAPIError:
        return False
    finally:
        act.rollback()
    return True


def _needed(table: Table) -> Iterator[tuple[str, Any]]:
    """A value for each column that needs one; of a closed list of words, the first."""
    for column in table.columns:
        words = [
            re.search(r"'([^']*)'", str(check.sqltext))
            for check in table.constraints
            if hasattr(check, "sqltext") and re.match(rf"{column.name} IN \(", str(check.sqltext))
        ]
        if words and words[0]:
            yield column.name, words[0][1]
        elif column.nullable or column.server_default is not None or column.identity is not None:
            continue
        else:
            yield column.name, _any_value(column.type.python_type, column.name)


def _any_value(kind: type, name: str) -> Any:
    if name == "name" and kind is str:
        return "plain"
    return {
        UUID: uuid4(),
        str: "plain",
        int: 1,
        bool: False,
        bytes: b"x",
        datetime: datetime.now(UTC),
        dict: {},
        list: [],
        float: 1.0,
    }.get(kind, "plain")


def test_files_that_hold_it_go_and_those_in_use_are_named(tmp_path: Path) -> None:
    feeds = tmp_path / "feeds"
    feeds.mkdir()
    (feeds / "has.ndjson").write_text('{"items": [{"description": "ring 07700\\u00a0900123"}]}\n')
    (feeds / "hasnt.ndjson").write_text('{"items": []}\n')
    (tmp_path / "cluster").mkdir()
    (tmp_path / "cluster" / "postgres.log").write_text(f"ERROR: {NUMBER}\n")
    gone, left = forget_files(tmp_path, Phrase.parse(NUMBER))
    assert gone == [feeds / "has.ndjson"]
    assert left == [tmp_path / "cluster" / "postgres.log"]
    assert (feeds / "hasnt.ndjson").exists()


def test_pages_of_a_feed_that_nobody_went_on_with_go(tmp_path: Path) -> None:
    feeds = tmp_path / "feeds"
    feeds.mkdir()
    for name, age in (("old", 3 * 86_400), ("new", 3_600)):
        (feeds / f"{name}.ndjson").write_text("{}\n")
        moment = (feeds / f"{name}.ndjson").stat().st_mtime - age
        os.utime(feeds / f"{name}.ndjson", (moment, moment))
    assert forget_old_spools(tmp_path) == 1
    assert not (feeds / "old.ndjson").exists()
    assert (feeds / "new.ndjson").exists()
