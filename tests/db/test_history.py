"""The history is written by the database itself: what changed, from what to what, and by whom."""

import json
from uuid import UUID

import pytest
from sqlalchemy import Connection, text

ORGANIZATION, SERVICE, OTHER_SERVICE, LOCATION = (UUID(int=number) for number in range(901, 905))
WATCHED = set(
    "organization organization_identifier service service_area cost_option funding location address"
    " accessibility service_at_location schedule contact phone language attribute".split()
)
DIRECTORY = """
WITH owner AS (INSERT INTO organization (id, name) VALUES (:organization, 'Think Healthy Me')),
services AS (INSERT INTO service (id, organization_id, name, status, fees) VALUES
    (:service, :organization, 'Diabetes group', 'active', 'Free'),
    (:other, :organization, 'Walking group', 'active', NULL)),
place AS (INSERT INTO location (id, location_type, point, location_source, accuracy_m) VALUES
    (:location, 'physical', ST_Point(635000, 169000, 27700), 'postcode', 50))
INSERT INTO service_at_location (id, service_id, location_id) VALUES (:location, :service, :location)
"""

Entry = tuple[str, str, str, str | None, str | None]


@pytest.fixture
def directory(connection: Connection) -> Connection:
    """The connection with an organization, two services and a place in the directory."""
    ids = {
        "organization": ORGANIZATION,
        "service": SERVICE,
        "other": OTHER_SERVICE,
        "location": LOCATION,
    }
    connection.execute(text(DIRECTORY), ids)
    return connection


def change(connection: Connection, statement: str, key: UUID = SERVICE) -> None:
    connection.execute(text(statement), {"id": key})


def history(connection: Connection, key: UUID = SERVICE) -> list[Entry]:
    """Everything written of one row: kind, action, field, before, after."""
    entries = connection.execute(
        text(
            "SELECT resource_type, last_action_type, field_name, previous_value, replacement_value"
            " FROM metadata WHERE resource_id = :id ORDER BY field_name"
        ),
        {"id": key},
    )
    return [(kind, action, field, before, after) for kind, action, field, before, after in entries]


def test_a_new_row_has_no_history(directory: Connection) -> None:
    assert [history(directory, key) for key in (ORGANIZATION, SERVICE, LOCATION)] == [[], [], []]


def test_an_update_writes_only_the_fields_that_changed(directory: Connection) -> None:
    change(
        directory,
        "UPDATE service SET name = 'Diabetes support', status = 'active', fees = NULL, minimum_age = 18"
        " WHERE id = :id",
    )
    assert history(directory) == [
        ("service", "update", "fees", "Free", None),
        ("service", "update", "minimum_age", None, "18"),
        ("service", "update", "name", "Diabetes group", "Diabetes support"),
    ]


def test_an_update_that_changes_nothing_writes_nothing(directory: Connection) -> None:
    change(
        directory, "UPDATE service SET name = name, last_modified = now() + interval '1 day' WHERE id = :id"
    )
    assert history(directory) == []


def test_each_row_of_one_statement_has_its_own_history(directory: Connection) -> None:
    change(directory, "UPDATE service SET fees = '£2' WHERE organization_id = :id", ORGANIZATION)
    assert history(directory) == [("service", "update", "fees", "Free", "£2")]
    assert history(directory, OTHER_SERVICE) == [("service", "update", "fees", None, "£2")]


def test_a_row_that_is_not_touched_has_no_history(directory: Connection) -> None:
    change(directory, "UPDATE service SET fees = '£2' WHERE id = :id")
    assert history(directory, OTHER_SERVICE) == []
    assert history(directory, ORGANIZATION) == []


def test_lists_and_points_are_written_so_that_they_can_be_read_back(directory: Connection) -> None:
    change(directory, "UPDATE service SET joining = '{gp,self-referral}' WHERE id = :id")
    assert history(directory) == [("service", "update", "joining", "[]", '["gp", "self-referral"]')]
    change(directory, "UPDATE location SET point = ST_Point(635001, 169000, 27700) WHERE id = :id", LOCATION)
    [(_, _, field, before, after)] = history(directory, LOCATION)
    assert field == "point"
    assert json.loads(str(before))["coordinates"] == [635000, 169000]
    assert json.loads(str(after))["coordinates"] == [635001, 169000]


def test_an_upsert_is_an_update_of_what_was_there(directory: Connection) -> None:
    change(
        directory,
        "INSERT INTO service (id, organization_id, name, status)"
        " SELECT :id, organization_id, 'Diabetes support', status FROM service WHERE id = :id"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name",
    )
    assert history(directory) == [("service", "update", "name", "Diabetes group", "Diabetes support")]


def test_a_delete_writes_the_row_as_it_was(directory: Connection) -> None:
    change(directory, "DELETE FROM service WHERE id = :id", OTHER_SERVICE)
    [(kind, action, field, before, after)] = history(directory, OTHER_SERVICE)
    assert (kind, action, field, after) == ("service", "delete", "", None)
    was = json.loads(str(before))
    assert (was["id"], was["name"], was["organization_id"]) == (
        str(OTHER_SERVICE),
        "Walking group",
        str(ORGANIZATION),
    )


def test_what_goes_with_a_deleted_row_is_written_too(directory: Connection) -> None:
    change(directory, "DELETE FROM service WHERE id = :id")
    [(kind, action, _, before, _)] = history(directory, LOCATION)
    assert (kind, action) == ("service_at_location", "delete")
    assert json.loads(str(before))["service_id"] == str(SERVICE)


def test_the_actor_is_who_the_transaction_says_it_is(directory: Connection) -> None:
    directory.execute(text("SELECT set_config('assetmap.actor', 'import 7', true)"))
    change(directory, "UPDATE service SET name = 'Diabetes support' WHERE id = :id")
    change(directory, "DELETE FROM service WHERE id = :id", OTHER_SERVICE)
    directory.execute(text("SELECT set_config('assetmap.actor', '', true)"))
    change(directory, "UPDATE service SET fees = '£1' WHERE id = :id")
    who = "SELECT field_name, updated_by FROM metadata WHERE resource_id IN (:one, :two) ORDER BY field_name"
    found = directory.execute(text(who), {"one": SERVICE, "two": OTHER_SERVICE}).all()
    assert found == [("", "import 7"), ("fees", None), ("name", "import 7")]


def test_every_table_of_the_directory_is_watched(connection: Connection) -> None:
    triggers = connection.execute(
        text(
            "SELECT relname, array_agg(tgname::text ORDER BY tgname) FROM pg_trigger"
            " JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE NOT tgisinternal AND tgenabled = 'O' GROUP BY relname"
        )
    )
    both = ["record_delete", "record_update"]
    assert {relname for relname, names in triggers if set(both) <= set(names)} == WATCHED
