"""docs/api.md says of Open Referral UK what is served, and nothing else."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from assetmap.api.oruk.catalogue import MAX_PER_PAGE, MAX_PROXIMITY_M, MINIMAL_PER_PAGE
from assetmap.api.oruk.extras import EXTRAS
from assetmap.api.oruk.resources import RESOURCES
from assetmap.listing.records.ways import TAXONOMIES, WAYS

DOCS = (Path(__file__).parents[3] / "docs" / "api.md").read_text("utf-8")
SECTION = DOCS.split("\n## Open Referral UK\n")[1].split("\n## ")[0]


def table(head: str) -> dict[str, str]:
    """The rows of a table, by what is in code in the first cell."""
    body = SECTION.split(f"\n| {head} |")[1].split("\n\n")[0]
    rows = [line.split("|")[1:3] for line in body.splitlines() if line.startswith("| `")]
    return {name: rest for first, rest in rows for name in re.findall(r"`([^`]+)`", first)}


def test_every_parameter_is_in_the_table() -> None:
    served = {
        one.name for resource in RESOURCES for one in (*resource.parameters, *resource.parameters_alone)
    }
    assert set(table("parameter")) == served


def test_every_field_of_ours_is_in_the_table() -> None:
    ours = {f"{record}.{name}" for record, fields in EXTRAS.items() for name in fields}
    assert set(table("field of ours")) == ours


def test_the_taxonomies_are_ours() -> None:
    for taxonomy in TAXONOMIES:
        terms = [f"`{way.term}`" for way in WAYS if way.taxonomy_id == taxonomy.id]
        assert f"| {taxonomy.name}, `{taxonomy.id}` | {', '.join(terms)} |" in SECTION


def test_the_limits_are_those_of_the_code() -> None:
    for number in (f"1 to {MAX_PER_PAGE}", f"{MINIMAL_PER_PAGE:,} on a page", f"1 to {MAX_PROXIMITY_M}"):
        assert number in SECTION


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda one: one.name)
def test_every_list_is_documented(kent: FlaskClient, resource: object) -> None:
    name = getattr(resource, "name", "")
    assert f"`/api/oruk/{name}`, `/api/oruk/{name}/<id>`" in SECTION
    assert kent.get(f"/api/oruk/{name}").status_code == 200
