"""What becomes secret has new ids at once, and nothing leads to them from the old ones."""

from typing import Any

from sqlalchemy import Connection, text

from assetmap.directory.renewal import renew_ids

OPEN = """
name|organisation|postcode|address|day|start|end|cost|phone|contact name|publish contact|confidential
Haven|Haven Trust|CT9 1AA|12 Hidden Lane|Tue|10:00|12:00|Free|01843 111111|Ann Example|no|no
Chess|Chess Club|CT9 1AB|1 High Street|Tue|10:00|12:00|£2|01843 222222|||no
"""
SECRET = OPEN.replace("|no|no\n", "|no|yes\n")
#: Every column of ids in the database, but for those of what is gone.
UUID_COLUMNS = """
SELECT columns.table_name, columns.column_name
FROM information_schema.columns
JOIN information_schema.tables USING (table_schema, table_name)
WHERE columns.table_schema = 'public' AND columns.data_type = 'uuid' AND tables.table_type = 'BASE TABLE'
  AND columns.table_name <> 'gone_id' AND columns.column_name <> 'digest'
"""


def ids_below(ask: Any, name: str) -> set[Any]:
    """The ids of a service and of all that is its own."""
    (service,) = ask("SELECT id FROM service WHERE name = :name", name=name)
    found = {service}
    for table, column in (
        ("service_at_location", "service_id"), ("schedule", "service_at_location_id"),
        ("cost_option", "service_id"), ("contact", "service_id"), ("phone", "contact_id"),
        ("attribute", "link_id"),
    ):  # fmt: skip
        found |= set(ask(f"SELECT id FROM {table} WHERE {column} = ANY (:found)", found=list(found)))
    found |= set(ask("SELECT location_id FROM service_at_location WHERE id = ANY (:ids)", ids=list(found)))
    found |= set(ask("SELECT id FROM address WHERE location_id = ANY (:ids)", ids=list(found)))
    return found | set(ask("SELECT organization_id FROM service WHERE id = :id", id=service))


def test_a_mark_that_comes_later_leaves_no_old_id_anywhere(give: Any, ask: Any) -> None:
    give(OPEN)
    before, other = ids_below(ask, "Haven"), ids_below(ask, "Chess")
    assert len(before) >= 8
    give(SECRET)
    for table, column in ask(UUID_COLUMNS):
        left = set(ask(f"SELECT {column} FROM {table} WHERE {column} = ANY (:ids)", ids=list(before)))
        assert left == set(), (table, column)
    assert ids_below(ask, "Chess") == other
    (haven,) = ask("SELECT id FROM service WHERE name = 'Haven'")
    assert ask("SELECT listing_group, point IS NULL FROM listing WHERE id = :id", id=haven) == [
        ("area", True)
    ]


def test_old_ids_are_gone_and_nothing_says_when(give: Any, ask: Any) -> None:
    give(OPEN)
    old = ask(
        "SELECT service.id, place.id, service.organization_id FROM service"
        " JOIN service_at_location AS place ON place.service_id = service.id WHERE name = 'Haven'"
    )
    give(SECRET)
    assert set(ask("SELECT id FROM gone_id")) == set(old[0])
    assert ask("SELECT column_name FROM information_schema.columns WHERE table_name = 'gone_id'") == ["id"]


def test_new_ids_stay_over_the_imports_that_follow(give: Any, ask: Any) -> None:
    give(OPEN)
    give(SECRET)
    after = ids_below(ask, "Haven")
    give(SECRET)
    assert ids_below(ask, "Haven") == after
    give(SECRET.replace("Free", "£3"))
    assert ask("SELECT count(*) FROM gone_id") == [3]
    assert ids_below(ask, "Haven") == after


def test_what_was_retired_while_it_was_open_has_new_ids_when_it_comes_back_secret(
    give: Any, ask: Any
) -> None:
    give(OPEN)
    (old,) = ask("SELECT id FROM service WHERE name = 'Haven'")
    give("\n".join(line for line in OPEN.splitlines() if "Haven" not in line), allow_shrink=True)
    give(SECRET)
    assert ask("SELECT id FROM service WHERE name = 'Haven'") != [old]


def test_pairs_and_history_go_on_under_the_new_id(give: Any, ask: Any, country: Connection) -> None:
    give(OPEN)
    give(OPEN.replace("£2", "£3"))
    country.execute(text(
        "INSERT INTO duplicate (first_id, second_id, score, reasons, state, decided_by, decided_at)"
        " SELECT least(one.id, two.id), greatest(one.id, two.id), 50, '{}', 'apart', 'Ann', now()"
        " FROM service AS one, service AS two WHERE one.name = 'Haven' AND two.name = 'Chess'"
    ))  # fmt: skip
    (old,) = ask("SELECT id FROM service WHERE name = 'Chess'")
    told = ask("SELECT count(*) FROM metadata")
    new = renew_ids(country, [old])[old]
    assert ask("SELECT count(*) FROM metadata") == told
    assert ask("SELECT state, decided_by FROM duplicate WHERE :id IN (first_id, second_id)", id=new) == [
        ("apart", "Ann")
    ]
    assert ask("SELECT state FROM pair_decision WHERE :id IN (first_id, second_id)", id=new) == ["apart"]
    assert ask("SELECT count(*) FROM pair_decision") == [1]


def test_a_place_that_others_share_keeps_its_id(give: Any, ask: Any, country: Connection) -> None:
    give(OPEN)
    shared, chess = ask("SELECT location_id, service_id FROM service_at_location"
                        " JOIN service ON service.id = service_id WHERE name = 'Chess'")[0]  # fmt: skip
    country.execute(
        text(
            "UPDATE service_at_location SET location_id = :shared"
            " WHERE service_id = (SELECT id FROM service WHERE name = 'Haven')"
        ),
        {"shared": shared},
    )
    renew_ids(country, [chess])
    assert ask("SELECT count(*) FROM location WHERE id = :id", id=shared) == [1]


def test_whatever_refers_to_an_id_follows_it(ask: Any) -> None:
    """A new table must not be forgotten: its reference to what may be renewed follows."""
    assert (
        ask("""
        SELECT conrelid::regclass || '.' || conname FROM pg_constraint
        WHERE contype = 'f' AND confupdtype <> 'c' AND confrelid = ANY (ARRAY['organization', 'service',
              'location', 'service_at_location', 'contact', 'phone']::regclass[])""")
        == []
    )


def test_when_something_secret_changed_is_said_to_the_day(give: Any, ask: Any) -> None:
    give(OPEN)
    give(SECRET)
    summary, modified = ask("SELECT summary ->> 'last_modified', modified_at FROM published_service"
                            " WHERE summary ->> 'name' = 'Haven'")[0]  # fmt: skip
    assert summary.endswith("T00:00:00.000Z")
    assert f"{modified:%H:%M:%S}" == "23:59:59"
    assert ask("SELECT document ->> 'last_modified' FROM listing WHERE name = 'Haven'") == [summary]
    (other,) = ask("SELECT modified_at = date_trunc('day', modified_at) FROM published_service"
                   " WHERE summary ->> 'name' = 'Chess'")  # fmt: skip
    assert other is False
