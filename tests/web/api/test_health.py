"""/health: well only when everything that an answer needs is there."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import URL, Connection, text

from assetmap.app import create_app
from assetmap.config import Settings
from assetmap.database.engine import make_engine

SECRET = "hunter2"


def test_well_over_a_published_listing(kent: FlaskClient) -> None:
    answer = kent.get("/health")
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.get_json() == {
        "status": "ok",
        "checks": {"database": "ok", "tables": "ok", "listing": "ok"},
        "roles": "by SET ROLE alone",
    }


def test_unwell_with_nothing_published(small: FlaskClient) -> None:
    answer = small.get("/health")
    assert answer.status_code == 503
    assert answer.get_json() == {
        "status": "unavailable",
        "checks": {"database": "ok", "tables": "ok", "listing": "empty"},
        "roles": "by SET ROLE alone",
    }


@pytest.mark.parametrize(
    ("change", "tables"),
    [
        ("UPDATE alembic_version SET version_num = '0001'", "out of date"),
        ("DELETE FROM alembic_version", "missing"),
    ],
)
def test_unwell_with_the_tables_of_another_version(
    connection: Connection, small: FlaskClient, change: str, tables: str
) -> None:
    connection.execute(text(change))
    answer = small.get("/health")
    assert answer.status_code == 503
    assert answer.get_json()["checks"] == {"database": "ok", "tables": tables, "listing": "unknown"}


def test_unwell_without_a_database_and_silent_about_where_it_was() -> None:
    url = URL.create("postgresql", host="/nowhere/at/all", username="somebody", password=SECRET)
    answer = create_app(Settings(), connect=make_engine(url).connect).test_client().get("/health")
    assert answer.status_code == 503
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.get_json()["checks"]["database"] == "unavailable"
    for told in ("nowhere", "somebody", SECRET):
        assert told not in answer.text
