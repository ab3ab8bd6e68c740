"""Gaps: the same numbers as a table, a map, CSV and a workbook, and what filters do to them."""

import csv
import io
import json
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from assetmap.web.gapview import level_of

THANET = "district=E07000114"
ROWS = ".//table[@class='am-table']"


def table(page: Any) -> list[dict[str, str]]:
    """The table of wards: one dictionary a row."""
    found = page.all(ROWS)[0]
    heads = ["".join(head.itertext()).strip() for head in found.findall("./thead/tr/th")]
    rows = [
        [" ".join("".join(cell.itertext()).split()) for cell in row] for row in found.findall("./tbody/tr")
    ]
    return [dict(zip(heads, row, strict=True)) for row in rows]


def map_rows(page: Any) -> list[dict[str, Any]]:
    """What the map is told of each ward, read from the page's script as a browser would."""
    call = next(line for line in page.texts(".//script") if "AssetMap.wards(" in line)
    literal = re.search(r"AssetMap\.wards\(map_1, JSON\.parse\((\".*?\")\)\);", call)
    assert literal
    found: list[dict[str, Any]] = json.loads(json.loads(literal[1]))["rows"]
    return found


def test_wards_with_none_first(get: Callable[..., Any], margate: Callable[..., Any]) -> None:
    margate("Walk", east=0)
    page = get(f"/gaps?category=walking-groups&{THANET}")
    rows = table(page)
    assert len(rows) == 23
    words = [row["Provision"] for row in rows]
    assert words == sorted(words, key=["None", "Thin", "Covered"].index)
    assert words[0] == "None"
    central = next(row for row in rows if row["Ward"] == "Margate Central")
    assert central["Provision"] == "Covered"
    # The hall lies in the ward, and nobody there is a mile from it.
    assert (central["In ward"], central["In reach"], central["Without"]) == ("1", "1", "0%")
    none, thin, covered = (words.count(word) for word in ("None", "Thin", "Covered"))
    assert f"Of 23 wards, {none} have none, {thin} are thin and {covered} are covered." in page.main


def test_the_map_and_both_files_say_the_same(
    get: Callable[..., Any], client: FlaskClient, margate: Callable[..., Any]
) -> None:
    margate("Walk", east=0)
    address = f"category=walking-groups&{THANET}"
    rows = table(get(f"/gaps?{address}"))
    drawn = map_rows(get(f"/gaps?{address}"))
    assert [row["fill"].capitalize() for row in drawn] == [row["Provision"] for row in rows]
    lines = list(
        csv.DictReader(
            io.StringIO(client.get(f"/gaps.csv?{address}", buffered=True).data.decode("utf-8-sig"))
        )
    )
    assert [line["ward"] for line in lines] == [row["Ward"] for row in rows]
    assert [line["status"].capitalize() for line in lines] == [row["Provision"] for row in rows]
    assert [f"{int(line['residents']):,}" for line in lines] == [row["Residents"] for row in rows]
    assert [f"{float(line['share_without']):.0%}" for line in lines] == [row["Without"] for row in rows]
    book = load_workbook(io.BytesIO(client.get(f"/gaps.xlsx?{address}", buffered=True).data))
    cells = list(book["Gaps"].iter_rows(values_only=True))
    assert [cell[1] for cell in cells[1:]] == [row["Ward"] for row in rows]
    assert [cell[cells[0].index("status")] for cell in cells[1:]] == [line["status"] for line in lines]


def test_files_are_named_and_typed(client: FlaskClient) -> None:
    for ending, kind in (("csv", "text/csv"), ("xlsx", "application/vnd.openxmlformats")):
        answer = client.get(f"/gaps.{ending}?category=food-banks&{THANET}", buffered=True)
        assert answer.status_code == 200, answer.text
        assert str(answer.mimetype).startswith(kind)
        assert answer.headers["Content-Disposition"] == f"attachment; filename=assetmap-gaps.{ending}"


def test_free_on_a_saturday_is_another_map(get: Callable[..., Any], margate: Callable[..., Any]) -> None:
    margate("Weekday walk", east=0, day="TU")
    margate("Paid walk", east=0, day="SA", cost=5)
    address = f"/gaps?category=walking-groups&{THANET}"
    assert {row["Provision"] for row in table(get(address))} >= {"Covered"}
    saturday = table(get(f"{address}&day=saturday&free=true"))
    assert {row["Provision"] for row in saturday} == {"None"}
    margate("Free walk", east=0, day="SA", cost=0)
    assert "Covered" in {row["Provision"] for row in table(get(f"{address}&day=saturday&free=true"))}


def test_reach_is_what_was_asked_for(get: Callable[..., Any], margate: Callable[..., Any]) -> None:
    margate("Walk", east=0)
    near = table(get(f"/gaps?category=walking-groups&{THANET}&reach_m=400"))
    far = table(get(f"/gaps?category=walking-groups&{THANET}&reach_m=8000"))
    assert sum(row["Provision"] == "None" for row in near) > sum(row["Provision"] == "None" for row in far)


def test_all_kinds_say_which_wards_lack_what(get: Callable[..., Any], margate: Callable[..., Any]) -> None:
    margate("Walk", east=0)
    page = get(f"/gaps?{THANET}")
    rows = table(page)
    assert len(rows) == 23
    kinds = {}
    for line in page.all(ROWS)[1].findall("./tbody/tr"):
        name, none, thin, covered = (" ".join("".join(cell.itertext()).split()) for cell in line)
        kinds[name] = (int(none), int(thin), int(covered))
    walking = kinds.pop("Walking groups")
    assert walking[0] < 23
    assert set(kinds.values()) == {(23, 0, 0)}
    central = next(row for row in rows if row["Ward"] == "Margate Central")
    elsewhere = next(row for row in rows if row["Ward"] == "Thanet Villages")
    assert "Walking groups" not in central["What is missing"]
    assert "Walking groups" in elsewhere["What is missing"]
    assert int(elsewhere["None"]) == int(central["None"]) + 1


def test_a_group_of_categories(get: Callable[..., Any]) -> None:
    page = get(f"/gaps?category=company&{THANET}")
    assert page.texts(".//h1") == ["Gaps in Thanet: company and friendship"]
    assert len(page.all(ROWS)[1].findall("./tbody/tr")) >= 3


def test_a_county_names_each_ward_s_district(get: Callable[..., Any]) -> None:
    page = get("/gaps?category=libraries&district=Kent")
    rows = table(page)
    assert len({row["District"] for row in rows}) == 12
    assert len(page.texts(".//script")) > 3


def test_a_whole_county_stays_small_and_leads_to_its_districts(
    get: Callable[..., Any], client: FlaskClient
) -> None:
    answer = client.get("/gaps?district=Kent", headers={"Accept-Encoding": "gzip"})
    assert len(answer.data) < 100_000
    page = get("/gaps?district=Kent")
    links = {" ".join(link.itertext()): link.get("href") for link in page.all(f"{ROWS}//td/a")}
    assert len(links) == 12
    assert get(links["Thanet"]).texts(".//h1") == ["Gaps in Thanet: all kinds of service"]


def test_without_a_district_there_are_links_to_each(get: Callable[..., Any]) -> None:
    page = get("/gaps")
    assert "Thanet" in page.texts(".//section[@aria-labelledby='districts-heading']//a")
    assert not page.all(ROWS)


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("district=Atlantis", 404, "There is no district or county 'Atlantis'"),
        (f"{THANET}&reach_m=far", 400, "is a number of metres, not 'far'"),
        (f"{THANET}&reach_m=5", 400, "is a number of metres from 100 to 30000"),
        (f"{THANET}&postcode=CT9+1AE", 400, "plays no part in gaps"),
        (f"{THANET}&category=zzz", 400, "has no 'zzz'"),
    ],
)
def test_bad_questions_are_answered_in_words(
    get: Callable[..., Any], client: FlaskClient, query: str, status: int, said: str
) -> None:
    assert said in get(f"/gaps?{query}", status).main
    assert client.get(f"/gaps.csv?{query}").status_code == status


def test_the_legend_explains_each_fill_in_words_and_hatching(
    get: Callable[..., Any], margate: Callable[..., Any]
) -> None:
    margate("Walk", east=0)
    page = get(f"/gaps?category=walking-groups&{THANET}")
    legend = page.texts(".//ul[@class='am-legend']/li")
    assert [line.split(":")[0] for line in legend] == ["None", "Thin", "Covered"]
    patterns = {pattern.get("id"): pattern for pattern in page.all(".//{http://www.w3.org/2000/svg}pattern")}
    assert {f"am-fill-{row['fill']}" for row in map_rows(page)} <= set(patterns)
    grounds = [lightness(patterns[f"am-fill-{word}"][0].get("fill")) for word in ("none", "thin", "covered")]
    assert grounds == sorted(grounds)
    # Each step is far enough from the next to be told apart in a print in grey.
    assert min(after - before for before, after in pairwise(grounds)) > 0.15


def lightness(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_levels_are_thirds_from_the_lowest_to_the_highest() -> None:
    assert [level_of(missing, low=3, top=11) for missing in (0, 3, 5, 6, 8, 9, 11)] == [0, 1, 1, 2, 2, 3, 3]
    assert level_of(4, low=4, top=4) == 1
