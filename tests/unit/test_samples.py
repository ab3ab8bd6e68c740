"""The sample services: made as their script says, safe to publish, and uneven on purpose."""

import csv
import gzip
import importlib.util
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from types import ModuleType
from typing import Any

import pytest

from assetmap.config import CHECKOUT
from assetmap.directory.categories import Categories, load_categories
from assetmap.opening import parse_opening
from assetmap.postcode import Postcode

DATA = CHECKOUT / "data"
FILE = DATA / "services" / "sample_services.csv"
THANET = "E07000114"
THANET_WITHOUT_SAMPLES = {
    "Beacon Road", "Birchington North", "Cliffsend and Pegwell", "Kingsgate", "Nethercourt",
}  # fmt: skip
REAL = {
    "Think Healthy Me",
    "Involve Kent",
    "Connect Well East Kent",
    "Social Enterprise Kent",
    "Age Well East Kent",
    "Red Zebra Community Solutions",
    "Carers' Support East Kent",
}
DRAMA_NUMBER = re.compile(r"01632 960\d{3}|07700 900\d{3}")
Row = Mapping[str, str]


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_samples", CHECKOUT / "scripts" / "make_samples.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return load_script()


@pytest.fixture(scope="module")
def lists(script: ModuleType) -> Any:
    return script.Lists()


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def categories() -> Categories:
    return load_categories(DATA / "taxonomy" / "categories.toml")


@pytest.fixture(scope="module")
def wards() -> dict[str, dict[str, str]]:
    document = json.loads((DATA / "boundaries" / "wards.geojson").read_text(encoding="utf-8"))
    return {feature["properties"]["code"]: feature["properties"] for feature in document["features"]}


@pytest.fixture(scope="module")
def ward_of() -> dict[str, str]:
    with gzip.open(DATA / "postcodes" / "live.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return {row["postcode"]: row["ward_code"] for row in csv.DictReader(file)}


def placed(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["Postcode"].strip()]


def test_the_file_is_what_the_script_makes(lists: Any, rows: list[Row]) -> None:
    assert rows == lists.rows()


def test_there_are_about_250_with_a_reference_each(rows: list[Row]) -> None:
    assert 240 <= len(rows) <= 280
    assert len({row["Ref"] for row in rows}) == len(rows)


def test_every_row_is_marked_as_a_sample(rows: list[Row]) -> None:
    assert {row["Sample"] for row in rows} == {"yes"}


def test_every_postcode_is_live_and_in_the_ward_that_was_wanted(lists: Any, ward_of: dict[str, str]) -> None:
    wrong = [
        (key, lists.postcode_of(key))
        for key, place in lists.places.items()
        if ward_of.get(lists.postcode_of(key)) != place["ward"]
    ]
    assert wrong == []


def test_every_place_and_organisation_in_the_lists_is_used(lists: Any) -> None:
    used: set[str] = set()
    for service in lists.services:
        at = service.get("at", [])
        used.update(at if isinstance(at, list) else [at])
    assert used == set(lists.places)
    assert {service["by"] for service in lists.services} == set(lists.organisations)


def test_a_list_of_times_or_waits_has_one_for_each_place(lists: Any) -> None:
    uneven = [
        service["name"]
        for service in lists.services
        for value in service.values()
        if isinstance(value, list) and len(value) != len(service["at"])
    ]
    assert uneven == []


def test_every_row_has_a_place_or_says_which_area_it_serves(rows: list[Row]) -> None:
    assert [row["Ref"] for row in rows if not row["Postcode"].strip() and not row["Area served"]] == []


def test_numbers_and_addresses_are_those_that_belong_to_nobody(rows: list[Row]) -> None:
    invented = [row for row in rows if row["Organisation"] not in REAL]
    assert [row["Phone"] for row in invented if not DRAMA_NUMBER.fullmatch(row["Phone"])] == []
    assert {row["Email"].partition("@")[2] for row in invented if row["Email"]} == {"example.org"}
    hosts = {re.sub(r"^(https://)?(www\.)?", "", row["Website"]).split("/")[0] for row in invented}
    assert hosts == {"", "example.org"}


def test_nothing_is_invented_for_organisations_that_exist(rows: list[Row]) -> None:
    real = [row for row in rows if row["Organisation"] in REAL]
    assert {row["Organisation"] for row in real} == REAL
    stated = {column for row in real for column, value in row.items() if value}
    assert stated == {
        "Ref", "Service name", "Organisation", "Description", "Category", "How delivered", "Area served",
        "Website", "Sample",
    }  # fmt: skip
    websites = {row["Website"] for row in real} - {""}
    assert websites == {"https://involvekent.org.uk", "https://sekgroup.org.uk", "https://carersek.org.uk"}


def test_a_confidential_place_gives_no_address_at_all(rows: list[Row]) -> None:
    confidential = [row for row in rows if row["Confidential"] == "yes"]
    assert len(confidential) == 2
    assert {row[column] for row in confidential for column in ("Venue", "Address", "Town", "Postcode")} == {
        ""
    }


def test_every_category_is_read_and_every_one_but_the_listed_has_samples(
    rows: list[Row], categories: Categories
) -> None:
    cells = [categories.match_all(row["Category"]) for row in rows]
    assert [cell.unread for cell in cells if cell.unread] == []
    count = Counter(category.slug for cell in cells for category in cell.categories)
    elsewhere = {"libraries", "gp-surgeries"}
    assert {category.slug for category in categories if count[category.slug] < 2} == elsewhere


def test_opening_times_are_read_but_for_the_one_by_appointment(rows: list[Row]) -> None:
    unread = [row["Opening times"] for row in rows if parse_opening(row["Opening times"]).unread]
    assert unread == ["by appointment"]


def test_checks_are_mostly_of_this_year_and_some_are_stale(rows: list[Row]) -> None:
    texts = [row["Last checked"] for row in rows if row["Last checked"]]
    days = [datetime.strptime(text, "%d/%m/%Y").date() for text in texts]  # noqa: DTZ007 - days only
    assert max(days) < date(2026, 11, 1)
    lately = sum(day >= date(2026, 1, 1) for day in days) / len(days)
    assert 0.7 <= lately <= 0.9
    assert min(days) < date(2025, 1, 1)


def test_thanet_is_uneven(
    rows: list[Row], categories: Categories, wards: dict[str, dict[str, str]], ward_of: dict[str, str]
) -> None:
    names = {code: ward["name"] for code, ward in wards.items() if ward["district_code"] == THANET}
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in placed(rows):
        ward = ward_of[str(Postcode.parse(row["Postcode"]))]
        if ward in names:
            for category in categories.match_all(row["Category"]).categories:
                found[category.slug].add(names[ward])
    assert set(names.values()) - set().union(*found.values()) == THANET_WITHOUT_SAMPLES
    assert found["diabetes-support"] == {"Central Harbour"}
    assert found["debt-and-money-advice"] == {"Margate Central", "Central Harbour"}
    assert len(found["walking-groups"]) >= 4
    assert "lung-and-breathing" not in found


def test_every_district_has_samples_and_towns_have_more(
    rows: list[Row], wards: dict[str, dict[str, str]], ward_of: dict[str, str]
) -> None:
    count = Counter(
        wards[ward_of[str(Postcode.parse(row["Postcode"]))]]["district_code"] for row in placed(rows)
    )
    assert len(count) == 13
    assert min(count.values()) >= 5
    assert count.most_common(1)[0][0] == THANET


def test_small_disorders_are_there_for_the_import_to_meet(rows: list[Row]) -> None:
    postcodes = [row["Postcode"] for row in placed(rows)]
    assert any(" " not in postcode for postcode in postcodes)
    assert any(postcode != postcode.upper() for postcode in postcodes)
    assert any(postcode != postcode.strip() for postcode in postcodes)
    assert any(row["Town"].isupper() for row in rows)


def test_descriptions_are_one_to_four_plain_sentences(rows: list[Row]) -> None:
    too_long = [row["Service name"] for row in rows if len(row["Description"]) > 240]
    no_stop = [row["Service name"] for row in rows if not row["Description"].endswith((".", "?"))]
    assert (too_long, no_stop) == ([], [])
