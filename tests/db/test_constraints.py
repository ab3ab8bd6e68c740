"""Every constraint of the migrations refuses what it is there to refuse, by name."""

from datetime import date, time
from typing import Any
from uuid import UUID

import pytest
from psycopg import Error
from psycopg.errors import Diagnostic
from sqlalchemy import (
    Connection,
    ForeignKeyConstraint,
    Insert,
    Table,
    UniqueConstraint,
    Update,
    delete,
    func,
    insert,
    null,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError

from assetmap.model import Base

THANET = "SRID=27700;POINT(635000 169000)"
WEST_OF_ROCKALL = "SRID=27700;POINT(-100001 169000)"
NORTH_OF_SHETLAND = "SRID=27700;POINT(440000 1300001)"
AREA = "S99000114"
LAST_RUN = func.currval("import_run_id_seq")
LAST_LISTING = func.currval("listing_number_seq")
MOMENT = "2026-01-05T09:00:00Z"
DAY = date(2026, 1, 5)
LATER = date(2026, 2, 5)

Row = dict[str, Any]


def uuid(number: int) -> UUID:
    return UUID(int=number)


#: What every published record says of itself.
PUBLISHED: Row = {"modified_at": MOMENT, "digest": uuid(1), "terms": "", "summary": {}}

# fmt: off
#: One plain row of each table, in an order that satisfies the foreign keys; no key is one of the pack's.
ROWS: dict[str, Row] = {
    "area": {"code": AREA, "kind": "district", "name": "Here"},
    "measure": {"code": "hats", "name": "Hats", "kind": "count", "unit": "hats", "source": "us",
                "vintage": "2026"},
    "area_membership": {"code": AREA, "parent_code": AREA, "basis": "nested"},
    "population_figure": {"measure_code": "hats", "area_code": AREA, "value": 3.0},
    "postcode": {"postcode": "ZZ9 9ZZ", "sector": "ZZ9 9", "point": THANET, "accuracy_m": 0, "live": True},
    "data_load": {"name": "hats", "loaded_on": DAY, "rows": 1},
    "organization": {"id": uuid(1), "name": "Think Healthy Me"},
    "organization_identifier": {"id": uuid(2), "organization_id": uuid(1), "identifier_type": "charity",
                                "identifier": "1"},
    "service": {"id": uuid(3), "organization_id": uuid(1), "name": "Diabetes support", "status": "active"},
    "location": {"id": uuid(4), "location_type": "physical", "point": THANET, "location_source": "postcode",
                 "accuracy_m": 50},
    "service_at_location": {"id": uuid(5), "service_id": uuid(3), "location_id": uuid(4)},
    "address": {"id": uuid(6), "location_id": uuid(4), "address_type": "physical"},
    "accessibility": {"id": uuid(7), "location_id": uuid(4)},
    "schedule": {"id": uuid(8), "service_id": uuid(3)},
    "service_area": {"id": uuid(9), "service_id": uuid(3)},
    "cost_option": {"id": uuid(10), "service_id": uuid(3)},
    "funding": {"id": uuid(11), "service_id": uuid(3)},
    "contact": {"id": uuid(12), "service_id": uuid(3)},
    "phone": {"id": uuid(13), "contact_id": uuid(12), "number": "01632 960001"},
    "language": {"id": uuid(14), "service_id": uuid(3), "code": "en"},
    "taxonomy": {"id": uuid(15), "name": "Hats", "description": "Kinds of hat"},
    "taxonomy_term": {"id": uuid(16), "taxonomy_id": uuid(15), "term": "bowler", "name": "Bowlers",
                      "description": "Round hats"},
    "attribute": {"id": uuid(17), "link_id": uuid(3), "link_type": "service", "taxonomy_term_id": uuid(16)},
    "source": {"id": uuid(18), "name": "hat-makers", "title": "Hat makers"},
    "import_run": {"source_id": uuid(18), "file_name": "a.csv", "mapping": {}, "started_at": MOMENT,
                   "finished_at": MOMENT, "rows_in": 10, "listed": 7, "unlocated": 2, "refused": 1,
                   "created": 3, "updated": 2, "unchanged": 4, "retired": 0},
    "import_issue": {"import_id": LAST_RUN, "row_number": 2, "problem": "no name", "outcome": "refused",
                     "action": "left out", "record": {}},
    "source_record": {"source_id": uuid(18), "key": "1", "service_id": uuid(3), "row_hash": b"1",
                      "record": {}, "first_import_id": LAST_RUN, "last_import_id": LAST_RUN},
    "metadata": {"id": uuid(19), "resource_id": uuid(3), "resource_type": "service",
                 "last_action_type": "update", "field_name": "name"},
    "listing": {"id": uuid(20), "service_id": uuid(3), "organization_id": uuid(1), "listing_group": "place",
                "name": "Diabetes support", "organization_name": "Think Healthy Me", "point": THANET,
                "terms": "", "card": {}, "document": {}},
    "listing_point": {"number": LAST_LISTING, "tile": 1, "easting": 635000, "northing": 169000, "facets_0": 0,
                      "facets_1": 0, "facets_2": 0},
    "listing_facet": {"lexeme": "=hat/bowler", "bit": 191},
    "listing_source": {"name": "hat-makers", "title": "Hat makers"},
    "listing_word": {"word": "xhatx", "uses": 1},
    "version": {"name": "listing", "number": 1},
    "published_service": {"id": uuid(21), "organization_id": uuid(1), **PUBLISHED, "detail": {}},
    "published_place": {"id": uuid(22), "service_id": uuid(3), "organization_id": uuid(1), **PUBLISHED,
                        "detail": {}},
    "published_organization": {"id": uuid(23), **PUBLISHED, "detail": {}},
    "published_taxonomy": {"id": uuid(24), **PUBLISHED},
    "published_term": {"id": uuid(25), "taxonomy_id": uuid(24), **PUBLISHED},
    "published_tally": {"kind": "service", "bucket": 1023, "records": 1},
    "published_move": {"id": uuid(27), "into_id": uuid(3), "service_id": uuid(3)},
    "pair_decision": {"first_id": uuid(3), "second_id": uuid(26), "state": "waiting", "decided_by": "us"},
    "match_key": {"service_id": uuid(3), "kind": "name", "value": "diabetes support", "source_id": uuid(18)},
    "duplicate": {"first_id": uuid(3), "second_id": uuid(26), "score": 90, "state": "waiting"},
    "service_link": {"service_id": uuid(3), "into_service_id": uuid(26), "rank": 1},
    "source_key": {"source_id": uuid(18), "kind": "service", "key": "a hat", "id": uuid(3)},
    "gone_id": {"id": uuid(40)},
    "published_hidden": {"id": uuid(41), "service_id": uuid(3)},
    "audit": {"actor": "ann", "action": "hide", "kind": "service", "why": "it closed"},
    "digest_secret": {"number": 1, "secret": b"s"},
    "erased": {"shape": "words", "size": 2, "digest": b"d", "erased_by": "ann"},
    "hidden": {"id": uuid(42), "kind": "service", "hidden_by": "ann", "why": "it closed",
               "location_id": uuid(4)},
    "hidden_service": {"hidden_id": uuid(42), "service_id": uuid(3)},
    "hidden_key": {"hidden_id": uuid(42), "digest": b"d"},
    "secret_service": {"service_id": uuid(3)},
    "secret_place": {"service_id": uuid(3), "district_code": AREA},
    "secret_way": {"service_id": uuid(3), "kind": "phone", "value": "01632960000"},
    "withheld": {"service_id": uuid(3), "secret_id": uuid(26), "whole": True},
    "withheld_field": {"owner_id": uuid(3), "kind": "service", "service_id": uuid(3)},
}
# fmt: on

#: What each CHECK refuses: the changes to the plain row of its table.
REFUSED: list[tuple[str, str, Row]] = [
    ("area", "code_is_gss", {"code": "Thanet"}),
    ("area", "code_is_gss", {"code": "E070001144"}),
    ("area", "kind_known", {"kind": "parish"}),
    ("measure", "kind_known", {"kind": "guess"}),
    ("area_membership", "basis_known", {"basis": "hearsay"}),
    ("postcode", "accuracy_m_possible", {"accuracy_m": -1}),
    ("postcode", "point_in_united_kingdom", {"point": WEST_OF_ROCKALL}),
    ("location", "accuracy_m_possible", {"accuracy_m": -1}),
    ("location", "location_source_known", {"location_source": "dowsing"}),
    ("location", "location_type_known", {"location_type": "imaginary"}),
    ("location", "point_explained", {"location_source": None}),
    ("location", "point_explained", {"accuracy_m": None}),
    ("location", "point_explained", {"point": None}),
    ("location", "point_in_united_kingdom", {"point": NORTH_OF_SHETLAND}),
    ("service", "ages_in_order", {"minimum_age": 50, "maximum_age": 49}),
    ("service", "minimum_age_possible", {"minimum_age": -1}),
    ("service", "minimum_age_possible", {"minimum_age": 151}),
    ("service", "maximum_age_possible", {"maximum_age": -1}),
    ("service", "maximum_age_possible", {"maximum_age": 151}),
    ("service", "waiting_days_dated", {"waiting_days": 14}),
    ("service", "waiting_days_dated", {"waiting_stated_on": DAY}),
    ("service", "waiting_days_possible", {"waiting_days": -1, "waiting_stated_on": DAY}),
    ("service", "capacity_dated", {"capacity": 12}),
    ("service", "capacity_dated", {"capacity_stated_on": DAY}),
    ("service", "capacity_possible", {"capacity": -1, "capacity_stated_on": DAY}),
    ("service", "delivery_known", {"delivery": ["in-person", "by-pigeon"]}),
    ("service", "joining_known", {"joining": ["gp", "lottery"]}),
    ("service", "name_given", {"name": "  "}),
    ("service", "status_known", {"status": "Active"}),
    ("address", "address_type_known", {"address_type": "home"}),
    ("attribute", "link_type_known", {"link_type": "person"}),
    ("cost_option", "amount_possible", {"amount": -1}),
    ("cost_option", "dates_in_order", {"valid_from": LATER, "valid_to": DAY}),
    ("schedule", "byday_written_as_icalendar", {"byday": "XX"}),
    ("schedule", "byday_written_as_icalendar", {"byday": "MO, TU"}),
    ("schedule", "byday_written_as_icalendar", {"byday": "6MO"}),
    ("schedule", "byday_written_as_icalendar", {"byday": ""}),
    ("schedule", "dates_in_order", {"valid_from": LATER, "valid_to": DAY}),
    ("schedule", "freq_known", {"freq": "DAILY"}),
    ("schedule", "interval_possible", {"interval": 0}),
    ("schedule", "one_owner", {"service_id": None}),
    ("schedule", "one_owner", {"service_at_location_id": uuid(5)}),
    ("schedule", "times_both_or_neither", {"opens_at": time(9)}),
    ("schedule", "times_both_or_neither", {"closes_at": time(17)}),
    ("language", "one_owner", {"service_id": None}),
    ("language", "one_owner", {"phone_id": uuid(13)}),
    ("language", "said_which", {"code": None}),
    ("source", "name_is_slug", {"name": "Kent Libraries"}),
    ("source", "name_is_slug", {"name": "-kent"}),
    ("source", "refresh_within_a_year", {"refresh_hours": 0, "due_at": MOMENT}),
    ("source", "refresh_within_a_year", {"refresh_hours": 8_785, "due_at": MOMENT}),
    ("source", "schedule_has_a_next_time", {"refresh_hours": 24}),
    ("source", "trouble_is_dated_and_counted", {"trouble": "It is down.", "failures": 1}),
    ("source", "trouble_is_dated_and_counted", {"trouble": "It is down.", "failing_since": MOMENT}),
    ("source", "trouble_is_dated_and_counted", {"failing_since": MOMENT}),
    ("source", "trouble_is_dated_and_counted", {"failures": 1}),
    ("import_run", "no_row_lost", {"listed": 6}),
    ("import_run", "every_row_counted", {"unchanged": 5}),
    ("import_issue", "outcome_known", {"outcome": "ignored", "import_id": 1}),
    ("metadata", "last_action_type_known", {"last_action_type": "insert"}),
    ("listing", "ages_in_order", {"minimum_age": 18, "maximum_age": 17}),
    ("listing", "listing_group_known", {"listing_group": "nowhere", "point": None}),
    ("listing", "place_has_point", {"point": None}),
    ("listing", "place_has_point", {"listing_group": "area"}),
    ("listing", "point_in_united_kingdom", {"point": "SRID=27700;POINT(0 -1)"}),
    ("listing", "point_in_united_kingdom", {"point": WEST_OF_ROCKALL}),
    ("listing", "point_in_united_kingdom", {"point": NORTH_OF_SHETLAND}),
    ("listing", "point_in_united_kingdom", {"point": "SRID=27700;POINT EMPTY"}),
    ("listing_facet", "bit_fits", {"bit": 192}),
    ("listing_facet", "bit_fits", {"bit": -1}),
    ("listing_word", "still_used", {"uses": 0}),
    ("version", "name_known", {"name": "weather"}),
    ("published_tally", "bucket_possible", {"bucket": 1024}),
    ("published_tally", "bucket_possible", {"bucket": -1}),
    ("published_tally", "kind_known", {"kind": "hat"}),
    ("published_tally", "records_possible", {"records": -1}),
    ("match_key", "kind_known", {"kind": "colour"}),
    ("published_move", "moved", {"into_id": uuid(27)}),
    ("pair_decision", "state_known", {"state": "perhaps"}),
    ("duplicate", "decision_dated", {"decided_by": "rule"}),
    ("duplicate", "pair_in_order", {"second_id": uuid(3)}),
    ("duplicate", "score_possible", {"score": 101}),
    ("duplicate", "score_possible", {"score": -1}),
    ("duplicate", "somebody_decided", {"state": "merged"}),
    ("duplicate", "state_known", {"state": "perhaps", "decided_by": "us", "decided_at": MOMENT}),
    ("service_link", "rank_after_first", {"rank": 0}),
    ("service_link", "two_services", {"into_service_id": uuid(3)}),
    ("audit", "actor_named", {"actor": " "}),
    ("audit", "reason_given", {"why": " "}),
    ("digest_secret", "only_one", {"number": 2}),
    ("erased", "shape_known", {"shape": "smell"}),
    ("erased", "size_possible", {"size": 0}),
    ("hidden", "kind_known", {"kind": "hat"}),
    ("hidden", "reason_given", {"why": " "}),
    ("secret_service", "lift_explained", {"lifted_at": MOMENT}),
    ("secret_service", "lift_explained", {"lifted_at": MOMENT, "lifted_by": "ann"}),
    ("withheld", "decision_explained", {"state": "kept"}),
    ("withheld", "decision_explained", {"decided_by": "ann", "decided_at": MOMENT, "why": "the same"}),
    ("withheld", "state_known", {"state": "lost", "decided_by": "ann", "decided_at": MOMENT, "why": "x"}),
    ("withheld", "two_services", {"secret_id": uuid(3)}),
]

#: What the same CHECKs let through at their very edges.
ACCEPTED: list[tuple[str, Row]] = [
    ("service", {"minimum_age": 0, "maximum_age": 150}),
    ("service", {"minimum_age": 65, "maximum_age": 65}),
    ("service", {"waiting_days": 0, "waiting_stated_on": DAY, "capacity": 0, "capacity_stated_on": DAY}),
    ("service", {"status": "temporarily closed", "delivery": ["online"], "joining": ["self-referral", "gp"]}),
    ("schedule", {"opens_at": time(22), "closes_at": time(2), "byday": "MO,-1FR,1TU", "freq": "MONTHLY"}),
    ("schedule", {"valid_from": DAY, "valid_to": DAY, "interval": 1}),
    ("schedule", {"service_id": None, "service_at_location_id": uuid(5)}),
    ("location", {"point": None, "location_source": None, "accuracy_m": None, "confidential": True}),
    ("location", {"point": "SRID=27700;POINT(-100000 0)", "accuracy_m": 0}),
    ("listing", {"listing_group": "remote", "point": None}),
    ("cost_option", {"amount": 0}),
    ("language", {"service_id": None, "phone_id": uuid(13), "code": None, "name": "British Sign Language"}),
    ("source", {"name": "cap-makers", "refresh_hours": 8_784, "due_at": MOMENT}),
    ("source", {"name": "cap-makers", "due_at": MOMENT}),  # once, when it is asked for
    ("source", {"name": "cap-makers", "trouble": "It is down.", "failing_since": MOMENT, "failures": 1}),
]

#: What else of the row must change for the foreign key under test to be looked at.
OTHER_OWNER: dict[str, Row] = {
    "service_at_location_id": {"service_id": None},
    "phone_id": {"service_id": None},
    "first_id": {"second_id": uuid(1000)},  # a pair is in order, so nobody must come before somebody
}
TABLES = [Base.metadata.tables[name] for name in ROWS]
FOREIGN_KEYS = [(table, key) for table in TABLES for key in table.foreign_key_constraints]
UNIQUE_KEYS = [
    (table, key) for table in TABLES for key in table.constraints if isinstance(key, UniqueConstraint)
]


@pytest.fixture
def stocked(connection: Connection) -> Connection:
    """The connection with the plain row of every table in place."""
    for seeded in ("version", "published_tally", "digest_secret"):
        connection.execute(delete(Base.metadata.tables[seeded]))
    for table in TABLES:
        connection.execute(plain(table))
        if table.name == "service":
            connection.execute(plain(table, {"id": uuid(26)}))
    return connection


def plain(table: Table, changes: Row | None = None) -> Insert:
    return insert(table).values(ROWS[table.name] | (changes or {}))


def refusal(connection: Connection, statement: Insert | Update) -> Diagnostic:
    """What the database says when it refuses."""
    with pytest.raises(IntegrityError) as refused, connection.begin_nested():
        connection.execute(statement)
    assert isinstance(refused.value.orig, Error)
    return refused.value.orig.diag


def constraints_of_kind(connection: Connection, kind: str) -> set[str]:
    names = connection.scalars(
        text(
            "SELECT conname FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid "
            "WHERE contype = :kind AND relname = ANY (:tables)"
        ),
        {"kind": kind, "tables": list(ROWS)},
    )
    return set(names)


@pytest.mark.parametrize(("name", "constraint", "changes"), REFUSED)
def test_a_check_refuses(connection: Connection, name: str, constraint: str, changes: Row) -> None:
    statement = plain(Base.metadata.tables[name], changes)
    assert refusal(connection, statement).constraint_name == f"ck_{name}_{constraint}"


@pytest.mark.parametrize(("name", "changes"), ACCEPTED)
def test_a_check_accepts_its_edges(stocked: Connection, name: str, changes: Row) -> None:
    stocked.execute(plain(Base.metadata.tables[name], changes | {"id": uuid(99)}))


@pytest.mark.parametrize(("table", "key"), FOREIGN_KEYS, ids=lambda item: str(item.name))
def test_a_foreign_key_refuses(stocked: Connection, table: Table, key: ForeignKeyConstraint) -> None:
    [column] = key.columns
    nobody = {UUID: uuid(999), int: 0, str: "E99999999"}[column.type.python_type]
    row = ROWS[table.name]
    statement = (
        update(table)
        .where(*(part == row[part.name] for part in table.primary_key if part.name in row))
        .values(OTHER_OWNER.get(column.name, {}) | {column.name: nobody})
    )
    assert refusal(stocked, statement).constraint_name == key.name


@pytest.mark.parametrize(("table", "key"), UNIQUE_KEYS, ids=lambda item: str(item.name))
def test_a_unique_key_refuses_the_second(stocked: Connection, table: Table, key: UniqueConstraint) -> None:
    for column in key.columns:
        if column.identity:  # let the database give the same number again
            sequence = f"{table.name}_{column.name}_seq"
            stocked.execute(select(func.setval(sequence, func.currval(sequence), False)))
    fresh = {
        part.name: {UUID: uuid(99), str: "another"}[part.type.python_type]
        for part in table.primary_key
        if not part.identity
    }
    assert refusal(stocked, plain(table, fresh)).constraint_name == key.name


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.name))
def test_what_must_be_given_cannot_be_null(stocked: Connection, table: Table) -> None:
    for column in table.columns:
        if not column.nullable and column.identity is None:
            assert refusal(stocked, plain(table, {column.name: null()})).column_name == column.name


def test_every_table_and_constraint_is_proved(connection: Connection) -> None:
    assert set(ROWS) == set(Base.metadata.tables)
    assert constraints_of_kind(connection, "c") == {f"ck_{table}_{name}" for table, name, _ in REFUSED}
    assert constraints_of_kind(connection, "f") == {str(key.name) for _, key in FOREIGN_KEYS}
    assert constraints_of_kind(connection, "u") == {str(key.name) for _, key in UNIQUE_KEYS}


def test_a_service_takes_what_is_said_of_it_along(stocked: Connection) -> None:
    stocked.execute(text("DELETE FROM source_record"))
    stocked.execute(text("DELETE FROM service WHERE id = :id"), {"id": uuid(3)})
    for name in "schedule service_area cost_option contact phone language service_at_location".split():
        table = Base.metadata.tables[name]
        assert stocked.scalar(select(table.c.id).where(table.c.id == ROWS[name]["id"])) is None, name


def test_an_area_takes_its_figures_and_memberships_to_a_new_code(stocked: Connection) -> None:
    stocked.execute(text("UPDATE area SET code = 'S99000115' WHERE code = :code"), {"code": AREA})
    figures = "SELECT area_code FROM population_figure WHERE measure_code = 'hats'"
    assert stocked.scalars(text(figures)).all() == ["S99000115"]
    memberships = "SELECT code, parent_code FROM area_membership WHERE code ~ '^S9900011'"
    assert stocked.execute(text(memberships)).all() == [("S99000115", "S99000115")]
