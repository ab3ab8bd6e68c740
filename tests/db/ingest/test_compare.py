"""What an import does to what was there: new, changed, as before, gone, and back again."""

from typing import Any

import pytest

from assetmap.errors import ImportRefused
from assetmap.ingest.summary import Summary

FIVE = """
Ref|Name|Organisation|Postcode|Cost
A|Tea|Friends|CT9 1AA|Free
B|Chess|Friends|CT9 1AB|£2
C|Yoga|Body|CT9 1AA|£3
D|Walks|Legs|CT9 1AB|Free
E|Choir|Voices|CT9 1AA|Free
"""


def figures(summary: Summary) -> tuple[int, int, int, int]:
    return summary.created, summary.updated, summary.unchanged, summary.retired


def test_everything_is_new_at_first_and_then_as_before(give: Any, ask: Any) -> None:
    assert figures(give(FIVE)) == (5, 0, 0, 0)
    assert figures(give(FIVE)) == (0, 0, 5, 0)
    assert ask("SELECT count(*) FROM metadata") == [0]


def test_rows_that_have_not_changed_are_not_written(give: Any, ask: Any) -> None:
    """ctid is where a row lies on disk: it moves when the row is written, in whatever transaction."""
    tables = (
        "service",
        "location",
        "address",
        "cost_option",
        "service_at_location",
        "source_record",
        "listing",
    )
    give(FIVE)
    before = {table: ask(f"SELECT ctid::text FROM {table} ORDER BY ctid") for table in tables}
    give(FIVE)
    assert {table: ask(f"SELECT ctid::text FROM {table} ORDER BY ctid") for table in tables} == before


def test_one_change_touches_one_service_and_is_in_the_history(give: Any, ask: Any) -> None:
    give(FIVE)
    assert figures(give(FIVE.replace("B|Chess|Friends|CT9 1AB|£2", "B|Chess club|Friends|CT9 1AB|£2"))) == (
        0,
        1,
        4,
        0,
    )
    assert ask(
        "SELECT resource_type, field_name, previous_value, replacement_value, updated_by FROM metadata"
    ) == [("service", "name", "Chess", "Chess club", "import of test")]
    assert ask("SELECT count(*) FROM listing WHERE name = 'Chess club'") == [1]


def test_a_child_that_changes_is_updated_in_place_and_others_stay(give: Any, ask: Any) -> None:
    give(FIVE)
    before = ask("SELECT id FROM cost_option ORDER BY id")
    give(FIVE.replace("£2", "£2.50"))
    assert ask("SELECT id FROM cost_option ORDER BY id") == before
    assert ask("SELECT field_name, previous_value, replacement_value FROM metadata") == [
        ("amount", "2.00", "2.50")
    ]


def test_an_id_is_random_and_stays_however_often_its_row_comes(give: Any, ask: Any) -> None:
    give(FIVE)
    (first,) = ask("SELECT id FROM service WHERE name = 'Tea'")
    assert first.version == 4
    give(FIVE.replace("£2", "£2.50"))
    assert ask("SELECT id FROM service WHERE name = 'Tea'") == [first]
    assert ask("SELECT id FROM source_key WHERE kind = 'service' AND key = 'A'") == [first]


def test_what_is_gone_is_retired_and_not_deleted(give: Any, ask: Any) -> None:
    give(FIVE)
    assert figures(give(FIVE.replace("E|Choir|Voices|CT9 1AA|Free\n", ""))) == (0, 0, 4, 1)
    assert ask("SELECT name, status FROM service WHERE status <> 'active'") == [("Choir", "inactive")]
    assert ask("SELECT count(*) FROM listing WHERE name = 'Choir'") == [0]
    assert ask("SELECT count(*) FROM source_record WHERE retired_at IS NOT NULL") == [1]


def test_what_comes_back_is_revived_under_its_old_id(give: Any, ask: Any) -> None:
    give(FIVE)
    before = ask("SELECT id FROM service ORDER BY id")
    give(FIVE.replace("E|Choir|Voices|CT9 1AA|Free\n", ""))
    assert figures(give(FIVE)) == (0, 1, 4, 0)
    assert ask("SELECT id FROM service WHERE status = 'active' ORDER BY id") == before
    assert ask("SELECT count(*) FROM listing WHERE name = 'Choir'") == [1]


def test_more_than_a_fifth_gone_is_refused(give: Any, ask: Any) -> None:
    give(FIVE)
    three = FIVE.replace("E|Choir|Voices|CT9 1AA|Free\n", "").replace("D|Walks|Legs|CT9 1AB|Free\n", "")
    with pytest.raises(ImportRefused, match="2 of the 5 rows of test are not in this file") as caught:
        give(three)
    assert "--allow-shrink" in (caught.value.hint or "")
    assert ask("SELECT count(*) FROM service WHERE status = 'active'") == [5]
    assert figures(give(three, allow_shrink=True)) == (0, 0, 3, 2)


def test_a_row_that_says_closed_is_retired_and_is_no_shrinking(give: Any, ask: Any) -> None:
    give(FIVE)
    closed = (
        FIVE.replace("Cost", "Status").replace("|Free", "|closed").replace("|£2", "|").replace("|£3", "|")
    )
    summary = give(closed)
    assert (summary.refused, summary.retired) == (3, 3)
    assert ask("SELECT name FROM service WHERE status = 'active' ORDER BY name") == ["Chess", "Yoga"]


def test_a_refused_row_leaves_its_service_as_it_was(give: Any, ask: Any) -> None:
    give(FIVE)
    summary = give(FIVE.replace("A|Tea|", "A||"))
    assert (summary.refused, summary.retired, summary.unchanged) == (1, 0, 4)
    assert ask("SELECT status FROM service WHERE name = 'Tea'") == ["active"]


def test_a_partial_file_retires_nothing(give: Any, ask: Any) -> None:
    give(FIVE)
    one = "Ref|Name|Organisation|Postcode|Cost\nB|Chess|Friends|CT9 1AB|£9"
    summary = give(one, partial=True)
    assert figures(summary) == (0, 1, 0, 0)
    assert summary.partial
    assert ask("SELECT count(*) FROM service WHERE status = 'active'") == [5]
    assert ask("SELECT partial FROM import_run ORDER BY id") == [False, True]


def test_sources_do_not_touch_each_other(give: Any, ask: Any) -> None:
    give(FIVE)
    summary = give("Ref|Name|Postcode\nA|Other|CT9 1AA", source="another")
    assert figures(summary) == (1, 0, 0, 0)
    assert ask("SELECT count(*) FROM service WHERE status = 'active'") == [6]


def test_the_same_row_twice_is_imported_once(give: Any, ask: Any) -> None:
    summary = give("Name|Postcode\nTea|CT9 1AA\nTea|CT9 1AA")
    assert (summary.rows_in, summary.refused, summary.created) == (2, 1, 1)
    assert ask("SELECT row_number, problem FROM import_issue") == [(3, "The row is the same as row 2.")]


def test_one_id_for_two_services_is_refused(give: Any, ask: Any) -> None:
    summary = give("Ref|Name|Postcode\nA|Tea|CT9 1AA\nA|Chess|CT9 1AB")
    assert (summary.refused, summary.created) == (1, 1)
    assert ask("SELECT row_number, column_name, value, problem FROM import_issue") == [
        (3, "Ref", "A", "Row 2 has this id for another service.")
    ]


def test_rows_with_one_id_and_one_name_are_one_service_at_several_places(give: Any, ask: Any) -> None:
    lines = "Ref|Name|Venue|Postcode|When\nA|Tea|Hall|CT9 1AA|Mon 9-12\nA|Tea|Barn|CT9 1AB|Tue 9-12"
    summary = give(lines)
    assert (summary.listed, summary.created) == (2, 2)
    assert ask("SELECT count(*) FROM service") == [1]
    assert ask(
        "SELECT l.name, s.byday FROM location l JOIN service_at_location h ON h.location_id = l.id"
        " JOIN schedule s ON s.service_at_location_id = h.id ORDER BY 1"
    ) == [("Barn", "TU"), ("Hall", "MO")]
    assert figures(give(lines)) == (0, 0, 2, 0)


def test_a_place_that_is_gone_is_taken_from_its_service(give: Any, ask: Any) -> None:
    lines = "Ref|Name|Venue|Postcode|When\nA|Tea|Hall|CT9 1AA|Mon 9-12\nA|Tea|Barn|CT9 1AB|Tue 9-12"
    give(lines)
    give(lines.replace("A|Tea|Barn|CT9 1AB|Tue 9-12", ""), allow_shrink=True)
    assert ask("SELECT status FROM service") == ["active"]
    assert ask("SELECT l.name FROM location l JOIN service_at_location h ON h.location_id = l.id") == ["Hall"]
    assert ask("SELECT byday FROM schedule") == ["MO"]


def test_times_of_one_place_in_rows_of_their_own(give: Any, ask: Any) -> None:
    lines = "Name|Venue|Postcode|When\nTea|Hall|CT9 1AA|Mon 9-12\nTea|Hall|CT9 1AA|Thu 1-3pm"
    summary = give(lines)
    assert (summary.listed, summary.refused) == (2, 0)
    assert ask("SELECT count(*) FROM location") == [1]
    assert ask("SELECT byday FROM schedule ORDER BY 1") == ["MO", "TH"]


def test_a_later_row_that_says_otherwise_is_told(give: Any, ask: Any) -> None:
    lines = "Name|Venue|Postcode|When|Cost|Phone\nTea|Hall|CT9 1AA|Mon 9-12|Free|\n"
    lines += "Tea|Hall|CT9 1AA|Thu 1-3pm|£2|111"
    assert give(lines).listed == 2
    assert ask("SELECT amount FROM cost_option") == [0]
    assert ask("SELECT row_number, problem, action FROM import_issue") == [
        (3, "Row 2 of the same service has another cost, telephone.",
         "Its place and times were taken, and the rest is as row 2 has it.")
    ]  # fmt: skip


def test_part_of_a_service_of_many_rows_does_not_undo_the_rest(give: Any, ask: Any) -> None:
    lines = (
        "Ref|Name|Venue|Postcode|When|Cost\nA|Tea|Hall|CT9 1AA|Mon 9-12|Free\nA|Tea|Barn|CT9 1AB|Tue 9-12|£1"
    )
    give(lines)
    give("Ref|Name|Venue|Postcode|When|Cost\nA|Tea|Barn|CT9 1AB|Wed 9-12|£1", partial=True)
    assert ask("SELECT byday FROM schedule ORDER BY 1") == ["MO", "WE"]
    assert ask("SELECT amount FROM cost_option") == [0]
    assert ask("SELECT count(*) FROM service_at_location") == [2]


def test_a_service_that_moves_keeps_its_id_without_having_one_of_its_own(give: Any, ask: Any) -> None:
    give("Name|Organisation|Postcode\nTea|Friends|CT9 1AA\nChess|Friends|CT9 1AA")
    before = ask("SELECT id FROM service ORDER BY id")
    moved = "Name|Organisation|Postcode\nTea|Friends|CT9 1AB\nChess|Friends|CT9 1AA"
    assert figures(give(moved)) == (0, 1, 1, 0)
    assert ask("SELECT id FROM service ORDER BY id") == before
    assert figures(give(moved)) == (0, 0, 2, 0)


def test_every_row_is_counted_once(give: Any, ask: Any) -> None:
    summary = give(
        "Ref|Name|Postcode|How delivered\nA|Tea|CT9 1AA|\nB|Chess||In person\nC||CT9 1AA|\nD|Line||Telephone"
        "\nA|Tea|CT9 1AA|"
    )
    assert (summary.rows_in, summary.listed, summary.unlocated, summary.refused) == (5, 2, 1, 2)
    assert ask("SELECT rows_in, listed, unlocated, refused FROM import_run") == [(5, 2, 1, 2)]
    assert ask("SELECT row_number, outcome FROM import_issue ORDER BY row_number") == [
        (3, "unlocated"),
        (4, "refused"),
        (6, "refused"),
    ]
