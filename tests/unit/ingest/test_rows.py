"""A row, from its cells to what is staged; areas, which need a database, are left aside here."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, cast

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assetmap.directory.categories import Categories, load_categories
from assetmap.ingest.areas import AreaNames
from assetmap.ingest.category_words import CategoryWords
from assetmap.ingest.columns import map_columns
from assetmap.ingest.fields import DAY_FIELDS, FIELDS
from assetmap.ingest.rows import RowReader
from assetmap.ingest.rules import Rules
from assetmap.ingest.staged import STAGED, Issue

TODAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def categories() -> Categories:
    return load_categories(Path(__file__).parents[3] / "data" / "taxonomy" / "categories.toml")


def read(
    categories: Categories, headers: str, cells: str | Sequence[str], rules: Rules | None = None
) -> tuple[dict[str, Any], list[Issue]]:
    """Read one row; cells are given with bars between them."""
    rules = rules or Rules()
    columns = map_columns(headers.split("|"), rules)
    words = CategoryWords(categories, rules.categories)
    reader = RowReader(columns, rules, words, cast("AreaNames", None), TODAY)
    row, issues = reader.read(7, cells.split("|") if isinstance(cells, str) else cells)
    return dict(zip(STAGED, row, strict=True)), issues


def test_a_whole_row(categories: Categories) -> None:
    row, issues = read(
        categories,
        "Ref|Name|Organisation|Type|Venue|Address 1|Address 2|Town|Postcode|When|Cost|Ages|Phone|Email"
        "|Website|How delivered|How to join|Wheelchair access|Last checked|Waiting time|Languages",
        "K1|Tea & Talk|Margate Friends|befriending|Old Hall|1 High St|Cliftonville|Margate|ct91xx|Tue 10-12"
        "|£2|50+|01632 960123|Hi@Example.org|example.org|In person|Self-referral|yes|31/10/2026|2 weeks"
        "|English, Polish",
    )
    assert issues == []
    expected = {
        "row_number": 7,
        "refused": False,
        "service_key": "K1",
        "key_given": True,
        "name": "Tea & Talk",
        "organization": "Margate Friends",
        "categories": "{loneliness-befriending}",
        "venue": "Old Hall",
        "address": "1 High St, Cliftonville",
        "city": "Margate",
        "postcode": "CT9 1XX",
        "minimum_age": 50,
        "maximum_age": None,
        "email": "Hi@example.org",
        "url": "https://example.org",
        "delivery": "{in-person}",
        "joining": "{self-referral}",
        "assured_date": "2026-10-31",
        "waiting_days": 14,
        "has_place": True,
        "confidential": False,
    }
    assert {name: row[name] for name in expected} == expected
    assert orjson.loads(row["phones"]) == ["01632 960123"]
    assert orjson.loads(row["costs"]) == [{"amount": "2.00", "option": None, "amount_description": None}]
    assert orjson.loads(row["schedules"])[0]["byday"] == "TU"
    assert orjson.loads(row["languages"])[1] == {"name": "Polish", "code": "pl"}
    assert orjson.loads(row["accessibility"]) == [
        {"accessibility": "step-free", "description": "Step-free access"}
    ]
    assert orjson.loads(row["record"])["Postcode"] == "ct91xx"


def test_without_an_id_the_key_is_name_organization_and_postcode(categories: Categories) -> None:
    headers = "Name|Organisation|Postcode"
    row, _ = read(categories, headers, "Tea & Talk|Margate Friends|ct91xx")
    same, _ = read(categories, headers, "TEA AND TALK|Margate friends|CT9 1XX")
    other, _ = read(categories, headers, "Tea & Talk|Margate Friends|CT9 2YY")
    assert row["service_key"] == same["service_key"] != other["service_key"]
    assert row["loose_key"] == other["loose_key"]
    assert row["key_given"] is False


def test_a_row_without_a_name_is_refused(categories: Categories) -> None:
    row, issues = read(categories, "Name|Postcode", "|CT9 1XX")
    assert row["refused"]
    assert issues == [Issue(7, "Name", None, "The row has no name.", "refused", "Not imported.")]


@pytest.mark.parametrize(
    ("headers", "column"), [("Ref|Name", "Ref"), ("Name|Ref", "Name"), ("Provider|Name", "Provider")]
)
def test_what_is_far_too_long_is_refused(categories: Categories, headers: str, column: str) -> None:
    row, issues = read(categories, headers, f"{'x' * 301}|A")
    assert row["refused"]
    assert issues[0].column_name == column
    assert issues[0].problem.startswith("This is 301 characters long")


def test_more_cells_than_headers_are_refused_because_they_may_be_shifted(categories: Categories) -> None:
    row, issues = read(categories, "Name|Postcode", "Tea|Hall, 1 High St|CT9 1XX")
    assert row["refused"]
    assert "more cells than there are headers" in issues[0].problem
    assert orjson.loads(row["record"])["(further cells)"] == "CT9 1XX"


def test_fewer_cells_than_headers_are_empty(categories: Categories) -> None:
    row, issues = read(categories, "Name|Postcode|When", "Tea|CT9 1XX")
    assert (row["refused"], row["schedules"], issues) == (False, None, [])


def test_a_closed_service_is_refused_as_closed(categories: Categories) -> None:
    row, issues = read(categories, "Name|Status", "Tea|Closed")
    assert (row["refused"], row["closed"]) == (True, True)
    assert issues[0].outcome == "refused"


def test_issues_name_the_file_s_own_columns(categories: Categories) -> None:
    _, issues = read(categories, "Name|Post code|Age group|Telephone", "Tea|CT9|oldies|12")
    assert [(issue.column_name, issue.value) for issue in issues] == [
        ("Age group", "oldies"),
        ("Post code", "CT9"),
        ("Telephone", "12"),
    ]
    _, issues = read(categories, "Name|When", "Tea|Tue 7-9")
    assert [(issue.column_name, issue.value, issue.outcome) for issue in issues] == [
        ("When", "Tue 7-9", "left_out")
    ]


def test_day_columns_become_rules(categories: Categories) -> None:
    row, _ = read(categories, "Name|Monday|Tuesday|Saturday", "Library|09:00-13:00,14:00-18:00|9-1|closed")
    rules = [(rule["byday"], rule["opens_at"], rule["closes_at"]) for rule in orjson.loads(row["schedules"])]
    assert rules == [("MO,TU", "09:00", "13:00"), ("MO", "14:00", "18:00")]


def test_day_and_times_in_columns_apart(categories: Categories) -> None:
    row, _ = read(categories, "Name|Day|Start time|End time", "Tea|Tuesday|10:00|12:00")
    assert orjson.loads(row["schedules"]) == [
        {"description": None, "freq": "WEEKLY", "interval": 1, "byday": "TU", "opens_at": "10:00",
         "closes_at": "12:00"}
    ]  # fmt: skip


def test_commas_in_an_address_are_followed_by_a_space(categories: Categories) -> None:
    assert (
        read(categories, "Name|Address", "Tea|1 High St,Margate,  Kent")[0]["address"]
        == "1 High St, Margate, Kent"
    )


def test_the_postcode_at_the_end_of_an_address_is_used(categories: Categories) -> None:
    row, _ = read(categories, "Name|Address", "Tea|1 High St, Margate CT9 1XX")
    assert row["postcode"] == "CT9 1XX"


def test_a_named_person_stays_private_unless_the_row_says_otherwise(categories: Categories) -> None:
    row, _ = read(categories, "Name|Contact", "Tea|Jo Bloggs")
    assert (row["contact_name"], row["contact_publish"]) == ("Jo Bloggs", False)
    row, _ = read(categories, "Name|Contact|Publish contact", "Tea|Jo Bloggs|yes")
    assert row["contact_publish"] is True


@pytest.mark.parametrize(("said", "confidential"), [("yes", True), ("no", False), ("", False), ("ask", True)])
def test_what_is_not_clearly_public_stays_confidential(
    categories: Categories, said: str, confidential: bool
) -> None:
    row, issues = read(categories, "Name|Postcode|Confidential", f"Refuge|CT9 1XX|{said}")
    assert row["confidential"] is confidential
    assert bool(issues) == (said == "ask")


def test_a_day_that_is_still_to_come_is_no_check(categories: Categories) -> None:
    row, issues = read(categories, "Name|Last checked", "Tea|02/11/2026")
    assert row["assured_date"] is None
    assert issues[0].problem == "This day is still to come."


def test_categories_through_the_file_s_own_words_and_ours(categories: Categories) -> None:
    rules = Rules(categories={"Chit chat": ("loneliness-befriending",)})
    row, issues = read(categories, "Name|Type", "Tea|chit chat; Yoga; basket weaving", rules)
    assert row["categories"].startswith("{")
    assert "loneliness-befriending" in row["categories"]
    assert [issue.problem for issue in issues] == ["No category has the word “basket weaving”."]


def test_an_ambiguous_category_is_for_a_person_to_decide(categories: Categories) -> None:
    _, issues = read(categories, "Name|Type", "Tea|support group")
    assert "may mean" in issues[0].problem


def test_constants_fill_empty_cells_and_values_are_translated(categories: Categories) -> None:
    rules = Rules(
        constants={"cost": "Free", "organization": "Involve Kent"}, values={"organization": {"IK": "Involve"}}
    )
    row, _ = read(categories, "Name|Organisation|Cost", "TEA|ik|", rules)
    assert row["organization"] == "Involve"
    assert orjson.loads(row["costs"])[0]["amount"] == "0"
    assert read(categories, "Name|Organisation", "Tea|", rules)[0]["organization"] == "Involve Kent"


def test_markup_and_formulas_are_only_text(categories: Categories) -> None:
    row, issues = read(categories, "Name|Description", '=HYPERLINK("http://x")|<script>alert(1)</script>')
    assert row["name"] == '=HYPERLINK("http://x")'
    assert row["description"] == "<script>alert(1)</script>"
    assert issues == []


def test_content_changes_with_any_cell_and_with_nothing_else(categories: Categories) -> None:
    headers = "Name|Postcode|Shoe size"
    first = read(categories, headers, "Tea|CT9 1XX|8")[0]["content"]
    assert first == read(categories, headers, "Tea|CT9 1XX|8")[0]["content"]
    assert first != read(categories, headers, "Tea|CT9 1XX|9")[0]["content"]


EVERY_FIELD = [field.name for field in FIELDS if field.name != "service_area"]
TOLD = Rules(columns={name: (name,) for name in (*EVERY_FIELD, *DAY_FIELDS)})
CELLS = st.one_of(
    st.text(max_size=30),
    st.from_regex(r"[£0-9 .,:;/+-]{1,12}", fullmatch=True),
    st.sampled_from(
        ["", "yes", "Mon 9-5", "£3.50", "18+", "51.38", "1.38", "0", "2 weeks", "CT9 1XX", "31/01/2026"]
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_no_cells_whatever_stop_a_row_from_being_read(categories: Categories, data: st.DataObject) -> None:
    headers = [*EVERY_FIELD, *DAY_FIELDS]
    cells = data.draw(st.lists(CELLS, min_size=len(headers), max_size=len(headers)))
    row, issues = read(categories, "|".join(headers), cells, TOLD)
    assert row["refused"] == any(issue.outcome == "refused" for issue in issues)
    assert all(issue.problem and issue.action for issue in issues)
    assert "\x00" not in str(row["name"])
    orjson.loads(row["record"])
