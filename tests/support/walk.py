"""Every address of the site with fitting values, and what an answer may not hold."""

import gzip
import io
import re
import zipfile
from collections.abc import Iterator
from uuid import UUID

from flask.testing import FlaskClient
from private_services import DEGREES, MARK, Filled
from sqlalchemy import Connection, text

from assetmap.export.formats import FORMATS
from assetmap.model import Base

#: What an address of the walk may answer: nothing there, and taken down, among them.
STATUSES = {200, 404, 410}
LISTS = ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms")
THANET = "E07000114"
NEAR = "postcode=CT9+1AE&radius_m=30000&per_page=100"
#: Addresses of each rule; `{any}` stands for every id there is, private ones too.
WALK: dict[str, list[str]] = {
    "/": [
        "/",
        "/?q=zqxsecre",
        "/?q=walk",
        "/?postcode=CT9+1AE&radius_m=30000&per_page=100",
        "/?district=Thanet",
    ],
    "/services/<uuid:listing_id>": ["/services/{any}"],
    "/gaps": ["/gaps", "/gaps?category=walking-groups&district=Thanet", "/gaps?district=Thanet"],
    "/gaps.csv": ["/gaps.csv?category=walking-groups&district=Thanet"],
    "/gaps.xlsx": ["/gaps.xlsx?category=walking-groups&district=Thanet"],
    "/map/districts.json": ["/map/districts.json"],
    "/map/districts/<code>.json": [f"/map/districts/{THANET}.json"],
    "/map/data": [f"/map/data?view=-1,50,3,53&zoom={zoom}" for zoom in range(4, 20, 3)]
    + ["/map/data?view=1.38,51.37,1.40,51.39&zoom=18"],
    "/data": ["/data", "/data?district=Thanet"],
    "/data/<name>": [f"/data/services{form.ending}" for form in FORMATS.values()],
    "/about": ["/about"],
    "/robots.txt": ["/robots.txt"],
    "/.well-known/security.txt": ["/.well-known/security.txt"],
    "/accessibility": ["/accessibility"],
    "/api/": ["/api"],
    "/api/v1": ["/api/v1"],
    "/api/v1/categories": ["/api/v1/categories"],
    "/api/v1/listings": [f"/api/v1/listings?per_page=100&page={page}" for page in range(1, 8)]
    + [
        "/api/v1/listings?postcode=CT9+1AE&radius_m=30000&per_page=100",
        "/api/v1/listings?bbox=1.3,51.3,1.5,51.5",
    ],
    "/api/v1/areas": [f"/api/v1/areas?kind=ward&district={THANET}"],
    "/api/v1/areas/<code>": [f"/api/v1/areas/{THANET}"],
    "/api/v1/gaps": [f"/api/v1/gaps?category=all&district={THANET}"],
    "/api/oruk/": ["/api/oruk/"],
    "/api/oruk/openapi.json": ["/api/oruk/openapi.json"],
    "/api/docs": ["/api/docs"],
    "/health": ["/health"],
}
FORMS = {
    "organizations": ["", "&full=true", "&full_service=true"],
    "taxonomies": [""],
    "taxonomy_terms": [""],
}
for name in LISTS:
    forms = FORMS.get(name, ["", "&full=true", "&minimal=true"])
    WALK[f"/api/oruk/{name}"] = [
        f"/api/oruk/{name}?{how}{form}" for form in forms for how in ("per_page=500", "format=ndjson")
    ]
    WALK[f"/api/oruk/{name}/<id>"] = [f"/api/oruk/{name}/{{any}}"]


def public_tables() -> list[str]:
    """The tables that everything public is read from."""
    found = [name for name in Base.metadata.tables if name.startswith(("listing", "published"))]
    assert len(found) >= 10
    return found


def leaks(body: str, filled: Filled | None) -> list[str]:
    """What a text holds of what nobody may know."""
    found = [MARK] if MARK in body.lower() else []
    found += DEGREES.findall(body)
    return found + ([str(key) for key in filled.private if str(key) in body] if filled else [])


def readable(data: bytes) -> str:
    """The text of an answer or a file, and of the files in it."""
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return " ".join(readable(archive.read(name)) for name in archive.namelist())
    return data.decode("utf-8", "replace")


def addresses(ids: set[UUID]) -> Iterator[str]:
    """Every address of the walk."""
    for several in WALK.values():
        for address in several:
            if "{any}" in address:
                yield from (address.replace("{any}", str(key)) for key in sorted(ids))
            else:
                yield address


def everything(connection: Connection) -> set[UUID]:
    """The ids of what was put in and might have an address of its own, private or not."""
    found: set[UUID] = set()
    for name in ("service", "organization", "location", "contact"):
        query = text(f"SELECT id FROM {name} AS row WHERE row::text ILIKE '%zqx%'")
        found |= set(connection.execute(query).scalars())
    held = "SELECT id FROM service_at_location WHERE service_id = ANY (:ids) OR location_id = ANY (:ids)"
    return found | set(connection.execute(text(held), {"ids": list(found)}).scalars())


def ids_of(shown: object) -> set[UUID]:
    """The ids of a service that is shown, each of which might have an address."""
    return {getattr(shown, name) for name in shown.__slots__}  # type: ignore[attr-defined]


def words_told(client: FlaskClient, ids: set[UUID], start: str) -> set[str]:
    """The words with this beginning that any address tells, in an answer or in its headers."""
    word = re.compile(rf"{start}[a-z]*")
    found: set[str] = set()
    for address in addresses(ids):
        with client.get(address) as answer:
            assert answer.status_code in STATUSES, (address, answer.status_code)
            told = f"{answer.headers}\n{readable(answer.data)}".lower()
        found |= set(word.findall(told))
    return found


def words_in_tables(connection: Connection, start: str) -> set[str]:
    """The words with this beginning in the tables that everything public is read from."""
    found: set[str] = set()
    for name in public_tables():
        query = text(f"SELECT row::text FROM {name} AS row WHERE row::text ~* :start")
        for row in connection.execute(query, {"start": start}).scalars():
            found |= set(re.findall(rf"{start}[a-z]*", row.lower()))
    return found
