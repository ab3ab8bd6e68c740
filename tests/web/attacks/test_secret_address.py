"""An attacker with all that is public tries to find where a refuge is.

The attacker has every answer of the API, every export and page, the pack, and this source code. A service's
name, organization and district are public, so all that is left to guess is the postcode: the pack has the
live ones. What is secret must make no difference to what is public, down to the byte, but for random ids
and times.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import NAMESPACE_DNS, NAMESPACE_OID, NAMESPACE_URL, UUID, uuid5

import pytest
from rights import acting_as_web
from sqlalchemy import Connection, Engine, text

from assetmap.app import create_app
from assetmap.config import Settings
from assetmap.directory.categories import load_categories
from assetmap.directory.taxonomy import TAXONOMY_ID
from assetmap.directory.words import key_of
from assetmap.export.formats import FORMATS, write_export
from assetmap.ingest.run import NAMESPACE, import_file
from assetmap.ingest.sources import find_source
from assetmap.listing.query import SearchQuery
from assetmap.listing.records.ways import DELIVERY_ID, JOINING_ID

SERVICES = 20
THANET = "E07000114"
SOURCE = "refuges"
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
#: Of the page's scripts; another for each answer.
NONCE = re.compile(r"nonce=\"[^\"]+\"|'nonce-[^']+'|[0-9a-f]{32}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[^\s\"',}]*")
NAMESPACES = (NAMESPACE, NAMESPACE_DNS, NAMESPACE_OID, NAMESPACE_URL, TAXONOMY_ID, DELIVERY_ID, JOINING_ID)
#: What is published and must not tell one hiding place from another.
ANSWERS = (
    "/api/oruk/services?format=ndjson&full=true", "/api/oruk/service_at_locations?format=ndjson&full=true",
    "/api/oruk/organizations?format=ndjson&full=true",
    "/api/oruk/services?format=ndjson&modified_after=2020-01-01&minimal=true",
    f"/api/v1/listings?district={THANET}&q=haven&per_page=100", "/api/v1/listings?q=haven&per_page=100",
    "/api/v1/listings?bbox=1.3,51.3,1.5,51.5&q=haven", f"/api/v1/gaps?category=all&district={THANET}",
    "/map/data?view=1.2,51.3,1.5,51.4&zoom=10", "/map/data?view=1.2,51.3,1.5,51.4&zoom=14&q=haven",
    "/?q=haven&district=Thanet", "/?postcode=CT9+1XZ&q=haven&radius_m=30000", "/data",
)  # fmt: skip


@pytest.fixture
def kent(kent_engine: Engine) -> Iterator[Connection]:
    """The Kent pack, in a transaction whose parts can be undone."""
    with kent_engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


@pytest.fixture
def postcodes(kent: Connection) -> list[str]:
    """Every live postcode of the pack."""
    return list(kent.execute(text("SELECT postcode FROM postcode WHERE live ORDER BY postcode")).scalars())


def hide(kent: Connection, folder: Path, postcodes: list[str]) -> None:
    """Import refuges without ids of their source at these postcodes, every one secret."""
    rows = [
        f"Haven {number},Haven Trust {number},{postcode},{number} Hidden Lane,House {number},"
        f"Tue,10:00,12:00,01843 {number:06},befriending,yes"
        for number, postcode in enumerate(postcodes)
    ]
    header = "Name,Organisation,Postcode,Address,Venue,Day,Start,End,Phone,Category,Confidential"
    path = folder / "refuges.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    categories = load_categories(Settings().data_dir / "taxonomy" / "categories.toml")
    summary = import_file(kent, path, find_source(SOURCE), categories)
    assert (summary.created, summary.listed) == (SERVICES, SERVICES)


def published(kent: Connection, folder: Path) -> dict[str, str]:
    """Everything that anybody may have, as text, by where it is had from."""
    client = create_app(Settings(), connect=lambda: acting_as_web(kent)).test_client()
    found = {}
    for path in ANSWERS:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.text[:300])
        found[path] = answer.text
    query = SearchQuery.parse({"q": ["haven"]}, categories=frozenset())
    for name in ("csv", "geojson", "hsds"):
        form = FORMATS[name]
        path_of = folder / f"out{form.ending}"
        write_export(form, path_of, kent, query, Settings().data_dir, force=True)
        if zipfile.is_zipfile(path_of):
            with zipfile.ZipFile(path_of) as package:
                found |= {f"hsds {one}": package.read(one).decode() for one in package.namelist()}
        else:
            found[name] = path_of.read_text()
    return found


def attack(name: str, organization: str, ids: set[UUID], postcodes: list[str]) -> list[str]:
    """The postcodes whose making of an id, by any rule that the source code has had, gives a public one."""
    wanted = {each.int for each in ids if each.version == 5}
    if not wanted:
        # No public id is made of anything, so there is nothing to try a postcode against.
        return []
    stem = f"{key_of(name)} | {key_of(organization)} | "
    kinds = ("service", "location", "service_at_location", "schedule")
    return [
        postcode
        for postcode in postcodes
        for kind in kinds
        for namespace in NAMESPACES
        if uuid5(namespace, f"{SOURCE}:{kind}:{stem}{postcode.replace(' ', '').lower()}").int in wanted
    ]


def test_no_public_id_leads_to_a_postcode(kent: Connection, tmp_path: Path, postcodes: list[str]) -> None:
    thanet = list(kent.execute(text(
        "SELECT postcode FROM postcode WHERE live AND district_code = :code"
        " ORDER BY md5(postcode) LIMIT :most"
    ), {"code": THANET, "most": SERVICES}).scalars())  # fmt: skip
    before = {UUID(each) for body in published(kent, tmp_path).values() for each in ID.findall(body)}
    hide(kent, tmp_path, thanet)
    after = {UUID(each) for body in published(kent, tmp_path).values() for each in ID.findall(body)}
    assert len(after - before) >= SERVICES
    for number in range(SERVICES):
        assert attack(f"Haven {number}", f"Haven Trust {number}", after - before, postcodes) == []


def test_the_attack_finds_ids_that_are_made_of_a_postcode() -> None:
    """It is not blind: this is how ids were made."""
    made = uuid5(NAMESPACE, f"{SOURCE}:service:haven 1 | haven trust 1 | ct91xz")
    assert attack("Haven 1", "Haven Trust 1", {made}, ["CT9 1AE", "CT9 1XZ"]) == ["CT9 1XZ"]


def test_every_id_that_an_import_gives_is_random(kent: Connection, tmp_path: Path) -> None:
    known = all_ids(kent)
    codes = "SELECT postcode FROM postcode WHERE live AND district_code = :code ORDER BY postcode LIMIT :most"
    hide(kent, tmp_path, list(kent.execute(text(codes), {"code": THANET, "most": SERVICES}).scalars()))
    made = {(place, each) for place, each in all_ids(kent) - known if each.version != 4}
    # What a service's way of delivery and of joining is called is made of two ids that are public beside it.
    assert {place for place, _ in made} <= {"published_service.detail"}


def test_where_a_place_hides_makes_no_difference_to_what_is_public(
    kent: Connection, tmp_path: Path, postcodes: list[str]
) -> None:
    codes = (
        "SELECT postcode FROM postcode WHERE live AND district_code = :code"
        " ORDER BY md5(postcode || :seed) LIMIT :most"
    )
    seen = []
    for seed in ("here", "there"):
        hidden = kent.execute(text(codes), {"code": THANET, "seed": seed, "most": SERVICES}).scalars()
        with kent.begin_nested() as attempt:
            hide(kent, tmp_path, list(hidden))
            seen.append({path: blurred(body) for path, body in published(kent, tmp_path).items()})
            seen[-1] |= {f"table {name}": rows_of(kent, name) for name in PUBLISHED}
            attempt.rollback()
    assert seen[0].keys() == seen[1].keys()
    for path, body in seen[0].items():
        assert body == seen[1][path], path


#: The tables that the public sees, with the columns that say only when, or in which order rows came.
PUBLISHED = {
    "listing": "- 'published_at' - 'number'", "listing_word": "", "listing_facet": "",
    "published_service": "- 'modified_at' - 'digest'", "published_place": "- 'modified_at' - 'digest'",
    "published_organization": "- 'modified_at' - 'digest'", "published_term": "- 'modified_at' - 'digest'",
}  # fmt: skip


def rows_of(kent: Connection, table: str) -> str:
    """A published table as text, its ids and moments blurred, in an order that these do not make."""
    query = f"SELECT (to_jsonb(each) {PUBLISHED[table]})::text FROM {table} AS each"
    return "\n".join(sorted(blurred(row) for row in kent.execute(text(query)).scalars()))


def blurred(body: str) -> str:
    """The text without what is random or a moment, its parts in an order that ids do not make."""
    plain = NONCE.sub("(nonce)", MOMENT.sub("(moment)", ID.sub("(id)", body)))
    return "\n".join(sorted(filter(None, re.split(r"[{}\[\],\n]+", plain))))


def all_ids(kent: Connection) -> set[tuple[str, UUID]]:
    """Every id in every table of ours that holds what a source told or what is published, with its place."""
    columns = kent.execute(text(
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'public' AND data_type IN ('uuid', 'jsonb') AND column_name <> 'digest'"
        " AND table_name NOT LIKE 'procrastinate%'"
    )).all()  # fmt: skip
    found = set()
    for table, column, _ in columns:
        for value in kent.execute(text(f"SELECT {column}::text FROM {table} WHERE {column} IS NOT NULL")):
            found |= {(f"{table}.{column}", UUID(each)) for each in ID.findall(value[0])}
    return found


def test_an_id_that_is_gone_says_so_and_nothing_more(
    kent: Connection, tmp_path: Path, add_gone: Callable[[], UUID]
) -> None:
    gone = add_gone()
    client = create_app(Settings(), connect=lambda: acting_as_web(kent)).test_client()
    for path in (
        f"/services/{gone}", f"/api/oruk/services/{gone}", f"/api/oruk/service_at_locations/{gone}",
        f"/api/oruk/organizations/{gone}",
    ):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 410, path
        assert "Location" not in answer.headers
        assert ID.findall(answer.text.replace(str(gone), "")) == []


@pytest.fixture
def add_gone(kent: Connection) -> Callable[[], UUID]:
    """Let an id be gone."""

    def add() -> UUID:
        made: UUID = kent.execute(
            text("INSERT INTO gone_id (id) VALUES (gen_random_uuid()) RETURNING id")
        ).scalar_one()
        return made

    return add
