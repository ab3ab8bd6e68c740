"""Nearest-20 with mixed filters over a million listings, against the same SQL written by hand.

    ASSETMAP_HOME=/tmp/bench python -m benchmarks.search

Make the listings first (make_listings.py). Each search runs three ways, one after the other, on the same
connection: `page` is `find_listings`, all that a page of results asks (postcode, words and areas, places,
what comes to people, what is online, totals, what lies beyond); `by hand` is the same page as bare SQL
through psycopg, with the postcode's point and areas known; `nearest` is the nearest 20 places alone, by hand.
"""

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import psycopg
from sqlalchemy import Connection, text

from assetmap.config import Settings
from assetmap.database.engine import open_engine
from assetmap.listing.query import SearchQuery
from assetmap.listing.search import find_listings
from assetmap.listing.understand import codes_of, understand

KINDS: dict[str, dict[str, str]] = {
    "postcode alone": {},
    "common category": {"category": "loneliness-befriending"},
    "rare category": {"category": "{rare}"},
    "three categories, free": {"category": "loneliness-befriending,social-groups,{rare}", "free": "yes"},
    "a morning": {"day": "tuesday", "part": "morning"},
    "weekend evening, free": {"day": "saturday,sunday", "part": "evening", "free": "yes"},
    "step-free at 70": {"step_free": "yes", "age": "70"},
    "words": {"q": "lonely"},
    "words, category, day": {"q": "volunteers tea", "category": "{common}", "day": "friday"},
    "far, through a GP": {"joining": "gp", "radius_m": "30000", "age": "12"},
}
PLACE = """
    terms @@ (%(serves)s::tsquery && websearch_to_tsquery('english', %(q)s))
    AND point && ST_Expand(%(home)s::geometry, %(radius)s) {age}
    AND point <-> %(home)s::geometry <= %(radius)s
"""
AGE = """
    AND (minimum_age IS NULL OR minimum_age <= %(age)s) AND (maximum_age IS NULL OR maximum_age >= %(age)s)
"""
NEAREST = """
    SELECT id, name, card, point <-> %(home)s::geometry AS distance FROM listing WHERE {place}
    ORDER BY point <-> %(home)s::geometry FETCH FIRST {most} ROWS WITH TIES
"""
OTHERS = """
    SELECT id, name, card FROM listing WHERE listing_group = '{group}' {wanted} {age}
    ORDER BY name, id LIMIT 1001
"""
WORDS = "websearch_to_tsquery('english', %(q)s)"
VISITS = f"AND terms @@ (%(visits)s::tsquery && {WORDS})"
SERVES = "AND (serves = '{}' OR serves && %(codes)s)"
PAGE = """
    WITH found AS MATERIALIZED ({found})
    SELECT (SELECT jsonb_agg({row} ORDER BY {order})
            FROM (SELECT * FROM found ORDER BY {order} LIMIT 20) AS page),
           (SELECT least(count(*), 1001) FROM found)
"""
NEAR_ROW = {
    "row": "card || jsonb_build_object('id', id, 'distance_m', round(distance))",
    "order": "distance, name, id",
}
OTHER_ROW = {"row": "card || jsonb_build_object('id', id)", "order": "name, id"}


def main() -> None:
    """Run so many searches of each kind, and print how long they took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--each", type=int, default=40, help="searches of each kind")
    parser.add_argument("--seed", type=int, default=20)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    with open_engine(Settings.from_environment(), role="web") as engine, engine.connect() as connection:
        searches = make_searches(connection, rng, arguments.each)
        took = run(connection, searches)
    report(took)


def make_searches(connection: Connection, rng: random.Random, each: int) -> list[tuple[str, SearchQuery]]:
    """Searches of every kind from random postcodes, in random order."""
    sample = text("SELECT postcode FROM postcode TABLESAMPLE BERNOULLI (1) REPEATABLE (20) ORDER BY postcode")
    postcodes = list(connection.execute(sample).scalars())
    slugs = list(connection.execute(text(
        "SELECT category FROM listing TABLESAMPLE SYSTEM (1) REPEATABLE (20), unnest(categories) AS category "
        "GROUP BY category ORDER BY count(*) DESC, category"
    )).scalars())  # fmt: skip
    words = {"common": slugs[2], "rare": slugs[-1]}
    searches = []
    for kind, template in KINDS.items():
        for _ in range(each):
            args = {name: [value.format(**words)] for name, value in template.items()}
            searches.append((kind, SearchQuery.parse(args | {"postcode": [rng.choice(postcodes)]})))
    rng.shuffle(searches)
    return searches


def run(connection: Connection, searches: list[tuple[str, SearchQuery]]) -> dict[str, dict[str, list[float]]]:
    """Milliseconds of each way of each search, by kind."""
    took: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    driver = connection.connection.driver_connection
    assert driver is not None
    for kind, query in searches:
        values, conditions = by_hand(connection, query)
        ways: dict[str, Callable[[], Any]] = {
            "nearest": partial(nearest, driver, values, conditions),
            "by hand": partial(page, driver, values, conditions),
            "page": partial(find_listings, connection, query),
        }
        # The first to run would pay for reading what the others find in memory.
        for way in ways.values():
            way()
        answers = {}
        for name, way in ways.items():
            start = time.perf_counter()
            answers[name] = way()
            took[kind][name].append((time.perf_counter() - start) * 1000)
        ours = [card["id"] for card in answers["page"].places.cards]
        assert (
            ours
            == [card["id"] for card in answers["by hand"][0]]
            == [card["id"] for card in answers["nearest"]]
        )
    return took


def by_hand(connection: Connection, query: SearchQuery) -> tuple[dict[str, Any], dict[str, str]]:
    """The values and conditions that somebody would write for this search."""
    home = understand(connection, query.replace(q="")).home
    assert home is not None
    codes = codes_of(home)
    clauses = []
    if query.category:
        clauses.append("(" + " | ".join(f"'=cat/{slug}'" for slug in query.category) + ")")
    days = [day[:2] for day in query.day]
    part = {"morning": "am", "afternoon": "pm", "evening": "eve"}[query.part[0]] if query.part else ""
    if days:
        clauses.append("(" + " | ".join(f"'=when/{day}{'-' + part if part else ''}'" for day in days) + ")")
    clauses += ["'=cost/free'"] * query.free + [f"'=join/{way}'" for way in query.joining]
    step_free = ["'=access/step-free'"] * query.step_free
    no_steps = ["('=access/step-free' | '=how/at-home' | '=how/online' | '=how/telephone')"] * query.step_free
    facets = {
        facet: " & ".join([*each, "(" + " | ".join(f"'={facet}/{code}'" for code in ("all", *codes)) + ")"])
        for facet, each in (("serves", clauses + step_free), ("visits", clauses + no_steps))
    }
    facets["remote"] = " & ".join(clauses + no_steps)
    values = {
        **facets,
        "codes": list(codes),
        "q": query.q,
        "radius": query.radius_m,
        "age": query.age,
        "home": f"SRID=27700;POINT({home.easting} {home.northing})",
    }
    age = AGE if query.age is not None else ""
    return values, {"age": age, "place": PLACE.format(age=age)}


def nearest(driver: psycopg.Connection[Any], values: dict[str, Any], conditions: dict[str, str]) -> Any:
    """The nearest 20 places."""
    statement = PAGE.format(found=NEAREST.format(most=20, **conditions), **NEAR_ROW)
    return answer(driver, statement, values)


def page(driver: psycopg.Connection[Any], values: dict[str, Any], conditions: dict[str, str]) -> list[Any]:
    """The three groups of a page, each with its total, a statement for each."""
    terms = f"AND terms @@ (%(remote)s::tsquery && {WORDS})" if values["remote"] else ""
    words = f"AND terms @@ {WORDS}" if values["q"] and not terms else ""
    area = OTHERS.format(group="area", wanted=VISITS, **conditions)
    remote = OTHERS.format(group="remote", wanted=SERVES + terms + words, **conditions)
    statements = [
        PAGE.format(found=NEAREST.format(most=1001, **conditions), **NEAR_ROW),
        PAGE.format(found=area, **OTHER_ROW),
        PAGE.format(found=remote, **OTHER_ROW),
    ]
    return [answer(driver, statement, values) for statement in statements]


def answer(driver: psycopg.Connection[Any], statement: str, values: dict[str, Any]) -> list[Any]:
    """The one value of a statement's one row, a list or nothing."""
    row = driver.execute(statement, values).fetchone()
    assert row is not None
    return row[0] or []


def report(took: dict[str, dict[str, list[float]]]) -> None:
    """Print medians and 95th percentiles in milliseconds."""
    print(f"{'':26}{'nearest':>16}{'by hand':>16}{'page':>16}   page / by hand at p95")
    everything: dict[str, list[float]] = defaultdict(list)
    for kind, ways in took.items():
        print_line(kind, ways)
        for name, times in ways.items():
            everything[name] += times
    print_line("all", everything)


def print_line(kind: str, ways: dict[str, list[float]]) -> None:
    """Print a kind's figures."""
    p50, p95 = ({name: np.percentile(times, share) for name, times in ways.items()} for share in (50, 95))
    figures = "".join(f"{p50[name]:8.1f}{p95[name]:8.1f}" for name in ("nearest", "by hand", "page"))
    print(f"{kind:26}{figures}   {p95['page'] / p95['by hand']:.2f}")


if __name__ == "__main__":
    main()
