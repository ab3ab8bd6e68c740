"""How long a page of Open Referral UK takes wherever it lies, and everything at once against psql.

    ASSETMAP_HOME=/tmp/bench python -m benchmarks.oruk

The database must hold many services, as `benchmarks/make_listings.py` makes them. Pages are asked for through
the whole application, the first and a deep one in turn; finding the deep one by OFFSET is timed beside. Then
all services are made as ndjson by the application, and by psql from the same SELECT.
"""

import argparse
import itertools
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

from flask.testing import FlaskClient
from sqlalchemy import URL, Engine, text
from werkzeug.test import TestResponse

from assetmap.app import create_app
from assetmap.config import Settings
from assetmap.database.engine import make_engine, open_engine
from assetmap.listing.records.kinds import SERVICE
from assetmap.listing.statements import sql

DEEP = 10_000
PER_PAGE = 50
ROUNDS = 40
FORMS = {"a page of services": "", "in full": "&full=true", "only what changed": "&minimal=true"}
FILTERS = {
    "a term": "taxonomy_term_id=71edf937-0fe7-5fc8-baa1-78c6bcb303d0",
    "words": "search=walking+group",
    "a day and time": "day=TU&start_time=18:00",
    "near a postcode": "postcode=SW1A+1AA&proximity=2000",
    "everything but ages": "minimum_age=70",
}


def main() -> int:
    """Measure and print tables in Markdown."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "").parse_args()
    settings = Settings.from_environment()
    with open_engine(settings) as engine:
        total = count(engine)
        if total < DEEP * PER_PAGE:
            print(f"There are {total:,} services, and page {DEEP:,} of them needs {DEEP * PER_PAGE:,}.")
            return 1
        web = make_engine(engine.url, role="web")
        client = create_app(settings, connect=web.connect).test_client()
        print(f"{total:,} services\n")
        show_pages(client, engine)
        show_filters(client)
        show_stream(client, engine.url, total)
        web.dispose()
    return 0


def show_pages(client: FlaskClient, engine: Engine) -> None:
    """Time the first page and a deep one, in turn, and the deep one by OFFSET alone."""
    print(f"| {PER_PAGE} to a page | page 1, ms | page {DEEP:,}, ms | ratio |\n|---|---|---|---|")
    for name, form in FORMS.items():
        address = f"/api/oruk/services?per_page={PER_PAGE}{form}&page="
        first, deep = in_turn(partial(get, client, f"{address}1"), partial(get, client, f"{address}{DEEP}"))
        print(f"| {name} | {first:.1f} | {deep:.1f} | {deep / first:.2f} |")
    with engine.connect() as connection:
        counted = text(
            "SELECT summary::text, (SELECT count(*) FROM published_service) FROM published_service "
            f"ORDER BY id LIMIT {PER_PAGE} OFFSET {PER_PAGE * (DEEP - 1)}"
        )
        offset = statistics.median(timed(lambda: connection.execute(counted).all()) for _ in range(5))
    print(f"| the same page by OFFSET, with its count | | {offset:.0f} | |\n")


def show_filters(client: FlaskClient) -> None:
    """Time the first page of what matches, counted in full."""
    print("| filter | matches | median, ms |\n|---|---|---|")
    for name, query in FILTERS.items():
        path = "service_at_locations" if "postcode" in query else "services"
        address = f"/api/oruk/{path}?{query}"
        matches = get(client, address).get_json()["total_items"]
        took = statistics.median(timed(partial(get, client, address)) for _ in range(7))
        print(f"| {name} | {matches:,} | {took:.0f} |")


def show_stream(client: FlaskClient, url: URL, lines: int) -> None:
    """Time so many lines of ndjson from the application, and from psql."""
    psql = shutil.which("psql")
    if psql is None:
        sys.exit("There is no psql here to compare with.")
    query = sql("records/every_whole").format(document=SERVICE.documents["summary"], source=SERVICE.source)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ours, theirs = in_turn(
        lambda: stream(client, lines), lambda: from_psql(psql, url, f"{query} LIMIT {lines}"), rounds=3
    )
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"\n| {lines:,} services as ndjson | seconds | a second |\n|---|---|---|")
    print(f"| AssetMap | {ours / 1000:.2f} | {lines / ours * 1000:,.0f} |")
    print(f"| psql, the same SELECT | {theirs / 1000:.2f} | {lines / theirs * 1000:,.0f} |")
    print(f"\nAssetMap's speed is {theirs / ours:.2f} of psql's, in {grown:.0f} MB more than a page needs.")


def count(engine: Engine) -> int:
    """How many services are published."""
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM published_service")).scalar_one())


def get(client: FlaskClient, address: str) -> TestResponse:
    """Ask for an address as a program does, without compression."""
    answer = client.get(address, headers={"Accept-Encoding": "identity"})
    assert answer.status_code == 200, answer.text
    return answer


def stream(client: FlaskClient, lines: int) -> None:
    """Read so many lines of everything, and leave."""
    with client.get("/api/oruk/services?format=ndjson") as answer:
        seen = 0
        for part in answer.iter_encoded():
            seen += part.count(b"\n")
            if seen >= lines:
                break
    assert seen >= lines


def from_psql(psql: str, url: URL, query: str) -> None:
    """Let psql print the same, a chunk at a time as the application reads it."""
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    command = [psql, "--no-psqlrc", "--tuples-only", "--no-align", "--variable=FETCH_COUNT=500"]
    subprocess.run([*command, "--command", query, address], check=True, stdout=subprocess.DEVNULL)


def in_turn(*several: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """Medians of things done in turn, so that whatever else the machine does falls on all alike (ms)."""
    taken: list[list[float]] = [[] for _ in several]
    for number, (place, action) in itertools.product(range(rounds + 1), enumerate(several)):
        took = timed(action)
        if number:
            taken[place].append(took)
    return [statistics.median(each) for each in taken]


def timed(action: Callable[[], object]) -> float:
    """Milliseconds that an action takes."""
    begin = time.perf_counter()
    action()
    return (time.perf_counter() - begin) * 1000


if __name__ == "__main__":
    sys.exit(main())
