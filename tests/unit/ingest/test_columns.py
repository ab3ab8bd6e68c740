"""Finding the header, and which column is which."""

import pytest

from assetmap.errors import FileRefused
from assetmap.ingest.columns import find_header, letters, map_columns
from assetmap.ingest.fields import FIELDS, field_of
from assetmap.ingest.rules import Rules


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Post code", "postcode"),
        ("POSTCODE *", "postcode"),
        ("Service Name", "name"),
        ("Cost (£)", "cost"),
        ("E-mail", "email"),
        ("Tel. no.", "phone"),
        ("Town/City", "city"),
        ("Monday staffed hours", "opening_MO"),
        ("Tues", "opening_TU"),
        ("Sunday opening times", "opening_SU"),
        ("Last checked", "assured_date"),
        ("Friends", None),
        ("Money", None),
        ("Suntan", None),
        ("Satisfaction", None),
    ],
)
def test_headers_by_name_and_synonym(header: str, field: str | None) -> None:
    assert field_of(header) == field


def test_no_synonym_means_two_fields() -> None:
    synonyms = [synonym for field in FIELDS for synonym in field.synonyms]
    assert sorted(synonyms) == sorted(set(synonyms))


def test_the_header_is_found_below_titles() -> None:
    rows = [
        ["Services in Thanet", "", ""],
        ["", "", ""],
        ["Name", "Postcode", "When"],
        ["Knitting", "CT9 1XX", ""],
    ]
    assert find_header(rows, Rules()) == 2


def test_a_title_with_one_known_word_is_not_the_header() -> None:
    assert find_header([["Service"], ["Name", "Postcode"]], Rules()) == 1


def test_rows_without_a_header_are_refused_with_what_came() -> None:
    with pytest.raises(FileRefused, match=r"No header row was found.*“Once upon a time”"):
        find_header([["Once upon a time"], ["there was a king"]], Rules())


def test_columns_are_mapped_and_the_rest_is_named() -> None:
    columns = map_columns(["Service name", "Post code", "Shoe size"], Rules())
    assert columns.as_told() == {"name": ["Service name"], "postcode": ["Post code"]}
    assert columns.unused == ("Shoe size",)


def test_several_columns_for_what_may_have_several() -> None:
    columns = map_columns(["Name", "Address 1", "Address 2", "Tel", "Mobile"], Rules())
    assert columns.of_field["address"] == (1, 2)
    assert columns.of_field["phone"] == (3, 4)


def test_of_two_columns_for_one_field_the_better_named_is_used() -> None:
    columns = map_columns(["Title", "Service name", "Postcode"], Rules())
    assert columns.header_of("name") == "Service name"
    assert columns.unused == ("Title",)


def test_a_header_twice_is_refused_with_both_columns() -> None:
    with pytest.raises(FileRefused, match="“postcode” stands twice, in columns B and D"):
        map_columns(["Name", "Postcode", "When", "postcode"], Rules())


def test_a_list_of_organisations_names_its_services_after_them() -> None:
    columns = map_columns(["Charity", "Postcode"], Rules())
    assert columns.of_field["name"] == columns.of_field["organization"] == (0,)


def test_remarks_are_passed_over_and_mark_a_partial_file() -> None:
    columns = map_columns(["AssetMap: what to mend", "Name", "Postcode"], Rules())
    assert columns.partial
    assert columns.as_told() == {"name": ["Name"], "postcode": ["Postcode"]}
    assert columns.unused == ()
    assert not map_columns(["Name", "Postcode"], Rules()).partial


def test_a_header_without_a_name_is_known_by_its_letters() -> None:
    assert map_columns(["Name", "", "Postcode"], Rules()).unused == ("(column B)",)
    assert (letters(0), letters(25), letters(26), letters(701), letters(702)) == ("A", "Z", "AA", "ZZ", "AAA")


def test_rules_come_before_synonyms() -> None:
    rules = Rules(columns={"name": ("What",), "description": ("Name",)}, ignore=("When",))
    columns = map_columns(["What", "Name", "When", "Postcode"], rules)
    assert columns.as_told() == {"name": ["What"], "description": ["Name"], "postcode": ["Postcode"]}
    assert columns.unused == ("When",)


def test_a_mapping_that_names_a_missing_column_is_refused() -> None:
    rules = Rules(columns={"name": ("Whatever",)}, strict=True)
    with pytest.raises(FileRefused, match="“Whatever”, which the file does not have") as caught:
        map_columns(["Name", "Postcode"], rules)
    assert caught.value.hint == "Its columns are: “Name”, “Postcode”."
