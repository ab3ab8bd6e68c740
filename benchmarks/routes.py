"""The processor time that each address costs one of the site's workers, with 200,000 listings.

    ASSETMAP_HOME=/tmp/bench python -m benchmarks.routes [--listings 200000] [--all]

Sets itself up from nothing: the pack of Kent and Medway, with invented services at its postcodes. Then every
rule of the site is asked the worst that somebody may plausibly ask, twice, and the dearer of the two counts:
seconds of processor time in this process, which stands for a worker. What is heavy is made by the makers, as
on the site. Fails where an address costs more than a second, or a rule is not asked at all.
"""

import argparse
import sys
import time
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from assetmap.answers.apart import Apart
from assetmap.answers.keeper import Keeper
from assetmap.app import create_app
from assetmap.config import Settings
from assetmap.database.engine import make_engine, open_engine
from assetmap.export.formats import FORMATS
from benchmarks.crowded_kent import crowd_kent

MOST_S = 1.0
HOME = "postcode=CT9+1AE&radius_m=30000"
FAR = "day=monday&part=morning&free=true&step_free=true&age=50&delivery=in-person"
LONG = "q=" + quote(" ".join(f"walk{number}" for number in range(24)))
TOO_LONG = "q=" + "walk+" * 1_600
RECORDS = ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms")
QUESTIONS: dict[str, list[str]] = (
    {
        "/": [
            "/",
            f"/?{HOME}&per_page=100",
            f"/?{HOME}&q=group&per_page=100&page=10",
            f"/?q=welcome&{FAR}",
            "/?district=Kent&per_page=100&page=10",
            f"/?{LONG}",
            f"/?{TOO_LONG}",
            "/?q=grop+welcom+walkng",
        ],
        "/services/<uuid:listing_id>": ["/services/{listing}"],
        "/gaps": [
            "/gaps",
            "/gaps?district=Kent",
            f"/gaps?district=Kent&{FAR}",
            "/gaps?district=Kent&reach_m=30000",
            "/gaps?category=food-banks&district=Kent&reach_m=30000",
        ],
        "/gaps.csv": ["/gaps.csv", "/gaps.csv?district=Kent&reach_m=30000"],
        "/gaps.xlsx": ["/gaps.xlsx", "/gaps.xlsx?district=Kent&reach_m=30000"],
        "/map/districts.json": ["/map/districts.json"],
        "/map/districts/<code>.json": ["/map/districts/E07000114.json", "/map/districts/E06000035.json"],
        "/map/data": [
            "/map/data?view=-1,50,3,53&zoom=8",
            "/map/data?view=-1,50,3,53&zoom=22",
            f"/map/data?{HOME}&q=group&view=0.9,51.2,1.5,51.4&zoom=14",
            f"/map/data?{FAR}&view=-1,50,3,53&zoom=12",
        ],
        "/data": ["/data", "/data?district=Kent", f"/data?{HOME}&q=group"],
        "/data/<name>": [f"/data/services{form.ending}" for form in FORMATS.values()]
        + [f"/data/services{form.ending}?district=Thanet" for form in FORMATS.values()],
        "/about": ["/about"],
        "/accessibility": ["/accessibility"],
        "/api/": ["/api"],
        "/api/docs": ["/api/docs"],
        "/api/v1": ["/api/v1"],
        "/api/v1/categories": ["/api/v1/categories"],
        "/api/v1/listings": [
            "/api/v1/listings?per_page=100&page=10",
            f"/api/v1/listings?{HOME}&per_page=100&page=10",
            f"/api/v1/listings?{FAR}&q=group&per_page=100&page=10",
            f"/api/v1/listings?{TOO_LONG}",
        ],
        "/api/v1/areas": [
            "/api/v1/areas?per_page=500&geometry=true",
            "/api/v1/areas?kind=lsoa&per_page=500&geometry=true",
            "/api/v1/areas?kind=county&geometry=true",
        ],
        "/api/v1/areas/<code>": [
            "/api/v1/areas/E10000016?geometry=true",
            "/api/v1/areas/E07000114?geometry=true",
        ],
        "/api/v1/gaps": [
            "/api/v1/gaps?category=all",
            "/api/v1/gaps?category=all&district=Kent&reach_m=30000",
            f"/api/v1/gaps?category=all&district=Kent&{FAR}",
        ],
        "/api/oruk/": ["/api/oruk/"],
        "/api/oruk/openapi.json": ["/api/oruk/openapi.json"],
        "/health": ["/health"],
        "/robots.txt": ["/robots.txt"],
        "/.well-known/security.txt": ["/.well-known/security.txt"],
    }
    | {
        f"/api/oruk/{name}": [
            f"/api/oruk/{name}?per_page=500",
            f"/api/oruk/{name}?per_page=500&page=300",
            f"/api/oruk/{name}?format=ndjson",
        ]
        + (
            [f"/api/oruk/{name}?per_page=500&full=true", f"/api/oruk/{name}?search=group+welcome"]
            if name in RECORDS[:3]
            else []
        )
        + ([f"/api/oruk/{name}?per_page=10000&minimal=true"] if name == "services" else [])
        for name in RECORDS
    }
    | {f"/api/oruk/{name}/<id>": [f"/api/oruk/{name}/{{{name}}}"] for name in RECORDS}
)


def main() -> int:
    """Fill the database if it is empty, ask everything, and print what it cost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--listings", type=int, default=200_000)
    parser.add_argument("--all", action="store_true", help="print every address, not the dearest twenty")
    arguments = parser.parse_args()
    settings = Settings.from_environment()
    with open_engine(settings) as engine:
        crowd_kent(engine, settings, arguments.listings)
        web = make_engine(engine.url, role="web")
        with Keeper(settings) as keeper:
            app = create_app(settings, connect=web.connect, answers=Apart(keeper.folder, 2))
            costs = ask_everything(app, ids_of(engine, app.test_client()))
        web.dispose()
    show(costs if arguments.all else costs[:20])
    missed = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"} - set(QUESTIONS)
    for rule in sorted(missed):
        print(f"{rule} is not asked.")
    return int(bool(missed) or costs[0][0] > MOST_S)


def ids_of(engine: Engine, client: FlaskClient) -> dict[str, str]:
    """One id of each kind."""
    with engine.connect() as connection:
        listing = connection.execute(text("SELECT id FROM listing LIMIT 1")).scalar_one()
    records = {name: client.get(f"/api/oruk/{name}?per_page=1").get_json() for name in RECORDS}
    return {"listing": str(listing)} | {name: page["contents"][0]["id"] for name, page in records.items()}


def ask_everything(app: Flask, ids: dict[str, str]) -> list[tuple[float, str, int]]:
    """Ask every question twice: seconds of the processor, address and status, dearest first."""
    client = app.test_client()
    client.get("/")
    addresses = [address.format(**ids) for asked in QUESTIONS.values() for address in asked]
    found = [max(cost(client, address) for _ in range(2)) for address in addresses]
    return sorted(found, reverse=True)


def cost(client: FlaskClient, address: str) -> tuple[float, str, int]:
    """Ask one question as a browser does, and read the answer to its end."""
    begun = time.process_time()
    with client.get(address, headers={"Accept-Encoding": "gzip"}) as answer:
        for _part in answer.iter_encoded():
            pass
    return time.process_time() - begun, address, answer.status_code


def show(costs: list[tuple[float, str, int]]) -> None:
    """Print a table in Markdown."""
    print("| address | status | CPU, s |\n|---|---|---|")
    for seconds, address, status in costs:
        shown = address if len(address) < 70 else f"{address[:60]}…"
        print(f"| `{shown}` | {status} | {seconds:.2f} |")


if __name__ == "__main__":
    sys.exit(main())
