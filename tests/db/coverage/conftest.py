"""A coast of three wards where every answer can be counted on fingers."""

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID, uuid4

import pytest
from sqlalchemy import URL, Connection, create_engine, text

from assetmap.directory.categories import Categories, Category, Group

ABBEY, BEACH, CLIFF = "E05000001", "E05000002", "E05000003"
COAST, INLAND, COUNTY = "E07000001", "E07000002", "E10000001"
LSOA = {number: f"E0100000{number}" for number in (1, 2, 3, 4)}
CATEGORIES = Categories(
    [Group("food", "Food", ""), Group("health", "Health", "")],
    [
        Category("food-banks", "Food banks", "food", "", (), "income_score"),
        Category("lunch-clubs", "Lunch clubs", "food", "", (), "age_65_plus"),
        Category("gp-surgeries", "GP surgeries", "health", "", (), "residents", context=True),
    ],
    {},
)
AREAS = [
    (COUNTY, "county", "Shire", None, None),
    (COAST, "district", "Coast", COUNTY, "nested"),
    (INLAND, "district", "Inland", COUNTY, "nested"),
    (ABBEY, "ward", "Abbey", COAST, "nested"),
    (BEACH, "ward", "Beach", COAST, "nested"),
    (CLIFF, "ward", "Cliff", INLAND, "nested"),
    *((code, "lsoa", code, ABBEY, "best_fit") for code in (LSOA[1], LSOA[2])),
    *((code, "lsoa", code, CLIFF, "best_fit") for code in (LSOA[3], LSOA[4])),
]
# Abbey holds two of the three postcodes of LSOA 1 and all of LSOA 2; LSOA 4 has none that is in use.
POSTCODES = [
    ("AA1 1AA", 600_000, 160_000, ABBEY, COAST, LSOA[1], True),
    ("AA1 1AB", 600_300, 160_400, ABBEY, COAST, LSOA[1], True),
    ("AA1 1AC", 604_000, 160_000, BEACH, COAST, LSOA[1], True),
    ("AA1 1AD", 600_000, 161_000, ABBEY, COAST, LSOA[2], True),
    ("AA1 1AE", 620_000, 160_000, CLIFF, INLAND, LSOA[3], True),
    ("AA1 1AF", 600_000, 160_000, ABBEY, COAST, LSOA[3], False),
]
FIGURES: dict[str, dict[int, float]] = {
    "residents": {1: 300, 2: 100, 3: 50, 4: 20},
    "age_65_plus": {1: 90, 2: 10, 3: 5, 4: 5},
    "income_score": {1: 0.1, 2: 0.3, 3: 0.2, 4: 0.9},
}


def lay_out(connection: Connection) -> None:
    """A county with two districts, three wards and four LSOAs."""
    for code, kind, name, parent, basis in AREAS:
        corner = "ST_MakeEnvelope(630000, 160000, 630100, 160200, 27700)" if code == LSOA[4] else "NULL"
        connection.execute(
            text(f"INSERT INTO area (code, kind, name, boundary) VALUES (:c, :k, :n, ST_Multi({corner}))"),
            {"c": code, "k": kind, "n": name},
        )
        if parent:
            connection.execute(
                text("INSERT INTO area_membership VALUES (:c, :p, :b)"), {"c": code, "p": parent, "b": basis}
            )
    for postcode, x, y, ward, district, lsoa, live in POSTCODES:
        connection.execute(
            text(
                "INSERT INTO postcode (postcode, sector, point, accuracy_m, live, ward_code, district_code,"
                " lsoa_code) VALUES (:p, 'AA1 1', ST_SetSRID(ST_MakePoint(:x, :y), 27700), 50, :l, :w, :d,"
                " :s)"
            ),
            {"p": postcode, "x": x, "y": y, "l": live, "w": ward, "d": district, "s": lsoa},
        )
    for measure, values in FIGURES.items():
        kind = "rate" if measure == "income_score" else "count"
        connection.execute(
            text("INSERT INTO measure VALUES (:c, :n, :k, 'units', 'ONS', '2022')"),
            {"c": measure, "n": measure.title(), "k": kind},
        )
        for number, value in values.items():
            connection.execute(
                text("INSERT INTO population_figure VALUES (:m, :a, :v)"),
                {"m": measure, "a": LSOA[number], "v": value},
            )


def list_service(
    connection: Connection,
    category: str,
    *,
    at: tuple[float, float] | None = None,
    group: str | None = None,
    ward: str | None = None,
    serves: Sequence[str] = (),
    facets: Sequence[str] = (),
    ages: tuple[int | None, int | None] = (None, None),
    service: UUID | None = None,
) -> None:
    """Put one row in the listing, as publishing would."""
    group = group or ("place" if at else "area")
    connection.execute(
        text(
            "INSERT INTO listing (id, service_id, organization_id, listing_group, name, organization_name,"
            " point, ward_code, categories, serves, minimum_age, maximum_age, terms, card, document)"
            " VALUES (:id, :service, :id, :group, 'A', 'B', ST_SetSRID(ST_MakePoint(:x, :y), 27700), :ward,"
            " :categories, :serves, :low, :high, array_to_tsvector(:terms), '{}', '{}')"
        ),
        {
            "id": uuid4(),
            "service": service or uuid4(),
            "group": group,
            "x": at and at[0],
            "y": at and at[1],
            "ward": ward,
            "categories": [category],
            "serves": list(serves),
            "low": ages[0],
            "high": ages[1],
            "terms": [f"=cat/{category}", f"=group/{group}", *facets],
        },
    )


@pytest.fixture
def coast(connection: Connection) -> Connection:
    """The coast, with no services yet."""
    lay_out(connection)
    return connection


@pytest.fixture
def listed() -> Callable[..., None]:
    """Put a row in the listing: `listed(connection, category, ...)`."""
    return list_service


@pytest.fixture
def needs() -> Categories:
    """Food banks and lunch clubs, and surgeries as context."""
    return CATEGORIES


@pytest.fixture
def committed(make_database: Callable[..., URL]) -> Iterator[URL]:
    """The coast in a database of its own, committed, with a food bank in Abbey."""
    url = make_database()
    engine = create_engine(url)
    with engine.begin() as connection:
        lay_out(connection)
        list_service(connection, "food-banks", at=(600_000, 160_000), ward=ABBEY)
    yield url
    engine.dispose()
