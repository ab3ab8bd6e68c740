"""The database's roles: what the site may not do, and that this is mended when it has become otherwise."""

import os
import pwd
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from assetmap.config import CHECKOUT, Settings
from assetmap.database import migrate
from assetmap.database.cluster import ROLE, Cluster
from assetmap.database.engine import make_engine
from assetmap.database.roles import as_script, missing_steps, put_in_force, role_name, state_of
from assetmap.directory.categories import load_categories
from assetmap.ingest.run import import_file
from assetmap.ingest.sources import find_source
from assetmap.listing.publish import publish_day
from assetmap.migrations.jobs import SCHEMA as JOBS
from assetmap.model import Base, access

CLASSES = (access.PUBLISHED, access.GEOGRAPHY, access.DIRECTORY, access.AUDIT)


@pytest.fixture
def as_site(connection: Connection) -> Connection:
    """The connection with the rights of the site, in a transaction that may write: rights alone must do."""
    web = role_name(str(connection.engine.url.database), "web")
    connection.execute(text(f'SET LOCAL ROLE "{web}"'))
    return connection


def is_refused(connection: Connection, statement: str) -> bool:
    """Say whether a statement is refused for want of a right; any other error is the test's own."""
    point = connection.begin_nested()
    try:
        connection.exec_driver_sql(statement)
    except DBAPIError as error:
        point.rollback()
        if isinstance(error.orig, psycopg.errors.InsufficientPrivilege):
            return True
        raise
    point.rollback()
    return False


def tables_of(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"spatial_ref_sys"}


def test_every_table_has_one_class(connection: Connection) -> None:
    declared = [name for tables in CLASSES for name in tables]
    assert sorted(declared) == sorted(tables_of(connection)), (
        "Give each new table its class in model/access.py"
    )


def test_every_view_is_declared_and_the_site_reads_none(as_site: Connection) -> None:
    views = set(inspect(as_site).get_view_names()) - {"geometry_columns", "geography_columns"}
    assert views == access.VIEWS
    assert {name for name in views if is_refused(as_site, f'SELECT FROM "{name}" LIMIT 1')} == views


def test_the_site_reads_what_is_published_and_nothing_else(as_site: Connection) -> None:
    readable = access.PUBLISHED | access.GEOGRAPHY
    refused = {name for name in tables_of(as_site) if is_refused(as_site, f'SELECT FROM "{name}" LIMIT 1')}
    assert refused == tables_of(as_site) - readable
    assert is_refused(as_site, f"SELECT FROM {JOBS}.procrastinate_jobs")


def test_the_site_writes_nowhere(as_site: Connection) -> None:
    for name in tables_of(as_site):
        column = inspect(as_site).get_columns(name)[-1]["name"]
        for statement in (
            f'INSERT INTO "{name}" DEFAULT VALUES',
            f'UPDATE "{name}" SET "{column}" = "{column}"',
            f'DELETE FROM "{name}"',
            f'TRUNCATE "{name}"',
            f'ALTER TABLE "{name}" ADD COLUMN stray integer',
            f'DROP TABLE "{name}"',
        ):
            assert is_refused(as_site, statement), statement


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE stray (id integer)",
        "CREATE TEMPORARY TABLE stray (id integer)",
        "CREATE SCHEMA stray",
        "CREATE FUNCTION stray() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "CREATE EXTENSION dblink",
        "CREATE EXTENSION postgres_fdw",
        "CREATE ROLE stray",
        "ALTER DATABASE empty SET statement_timeout = 0",
        "DO $$ BEGIN END $$",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_ls_dir('/')",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "COPY (SELECT 1) TO '/tmp/stray'",
        "COPY listing FROM '/etc/passwd'",
        "SELECT lo_create(0)",
        "SELECT lo_from_bytea(0, 'x')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT set_config('statement_timeout', '0', false)",
        "UPDATE pg_settings SET setting = '0' WHERE name = 'statement_timeout'",
        "SELECT pg_advisory_lock(7162518001)",
        "SELECT pg_terminate_backend(pg_backend_pid())",
        "SELECT pg_notify('procrastinate_any_queue', '')",
        "SELECT ST_EstimatedExtent('location', 'point')",
        "SELECT refresh_statistics('service')",
        "SELECT * FROM read_secret_place(gen_random_uuid(), 'me', 'because')",
        f"SET ROLE {ROLE}_of_nobody",
    ],
)
def test_the_site_may_not(as_site: Connection, statement: str) -> None:
    if statement.startswith("SET ROLE"):
        with pytest.raises(DBAPIError), as_site.begin_nested():
            as_site.exec_driver_sql(statement)
        return
    assert is_refused(as_site, statement)


def test_the_worker_writes_the_directory_and_changes_no_table(connection: Connection) -> None:
    worker = role_name(str(connection.engine.url.database), "worker")
    connection.execute(text(f'SET LOCAL ROLE "{worker}"'))
    assert not is_refused(connection, "INSERT INTO organization (id, name) VALUES (gen_random_uuid(), 'A')")
    assert not is_refused(connection, "CREATE TEMPORARY TABLE scratch (id integer)")
    assert not is_refused(connection, "SELECT refresh_statistics('service', 'id', 'status')")
    assert not is_refused(connection, "SELECT merge_pending('ix_listing_terms')")
    assert not is_refused(connection, f"SELECT FROM {JOBS}.procrastinate_jobs")
    assert is_refused(connection, "ALTER TABLE service ADD COLUMN stray integer")
    assert is_refused(connection, "CREATE TABLE stray (id integer)")
    assert is_refused(connection, "UPDATE alembic_version SET version_num = '1'")
    assert is_refused(connection, "UPDATE audit SET why = 'other'")
    assert is_refused(connection, "DELETE FROM audit")
    assert is_refused(connection, "SELECT refresh_statistics('pg_catalog.pg_class')")


def test_the_worker_imports_and_publishes_with_its_own_login(
    cluster: Cluster, kent_engine: Engine, tmp_path: Path
) -> None:
    sheet = tmp_path / "one.csv"
    sheet.write_text("Service name,Organisation,Postcode\nTea and talk,Think Healthy Me,CT9 1XZ\n")
    categories = load_categories(Settings().data_dir / "taxonomy" / "categories.toml")
    engine = make_engine(cluster.url_of("worker", "kent"), role="worker")
    with engine.connect() as connection:
        summary = import_file(connection, sheet, find_source("of-the-worker"), categories)
        assert summary.created == 1
        found = text("SELECT count(*) FROM listing WHERE card ->> 'name' = 'Tea and talk'")
        assert connection.execute(found).scalar_one() == 1
        publish_day(connection)
        connection.rollback()
    engine.dispose()


def test_nothing_that_the_worker_does_needs_the_owner_of_a_table() -> None:
    owned = "|".join(sorted(Base.metadata.tables))
    statement = re.compile(rf"\b(ANALYZE|TRUNCATE|ALTER TABLE|CREATE INDEX ON|DROP TABLE) ({owned})\b", re.I)
    package = CHECKOUT / "assetmap"
    files = [
        path for room in ("ingest", "listing", "matching", "worker") for path in (package / room).rglob("*")
    ]
    found = [
        f"{path.relative_to(package)}: {match[0]}"
        for path in files if path.suffix in {".py", ".sql"}
        for match in statement.finditer(path.read_text())
    ]  # fmt: skip
    assert found == [], "In PostgreSQL 15 only the owner may: see refresh_statistics() in the migrations"


def test_staff_read_a_secret_place_only_through_the_audit(connection: Connection) -> None:
    place = connection.execute(
        text(
            "INSERT INTO location (id, location_type, name, confidential, point, location_source, accuracy_m)"
            " VALUES (gen_random_uuid(), 'physical', 'Refuge', true, ST_Point(635628, 171039, 27700),"
            " 'given', 5) RETURNING id"
        )
    ).scalar_one()
    staff = role_name(str(connection.engine.url.database), "staff")
    connection.execute(text(f'SET LOCAL ROLE "{staff}"'))
    assert is_refused(connection, "SELECT FROM location")
    assert is_refused(connection, "SELECT FROM audit")
    read = text("SELECT * FROM read_secret_place(:place, :who, :why)")
    asked = {"place": place, "who": "moderator@example", "why": "To check the district."}
    found = connection.execute(read, asked).one()
    assert (found.name, found.easting, found.northing) == ("Refuge", 635_628, 171_039)
    with pytest.raises(DBAPIError, match="reason_given"), connection.begin_nested():
        connection.execute(read, asked | {"why": " "})
    connection.execute(text("SET LOCAL ROLE NONE"))
    row = connection.execute(text("SELECT actor, action, kind, ids, why FROM audit")).one()
    assert row == ("moderator@example", "read", "location", [str(place)], "To check the district.")


@pytest.fixture
def spoilt(make_database: Callable[..., URL]) -> Iterator[Engine]:
    """A database of the test's own, to be spoilt."""
    engine = make_engine(make_database(), role="owner")
    yield engine
    engine.dispose()


def test_what_was_granted_too_much_is_taken_back(spoilt: Engine, cluster: Cluster) -> None:
    database = str(spoilt.url.database)
    web, worker = role_name(database, "web"), role_name(database, "worker")
    cluster.administer(
        f"GRANT SELECT ON location TO {web}; GRANT SELECT (number) ON phone TO {web};"
        f"GRANT SELECT ON contact TO PUBLIC; GRANT ALL ON listing TO {web}; REVOKE ALL ON area FROM {web};"
        f"GRANT {worker} TO {web}; ALTER ROLE {web} CREATEDB; ALTER ROLE {web} RESET statement_timeout;"
        f"GRANT TEMPORARY ON DATABASE {database} TO PUBLIC; GRANT CREATE ON SCHEMA public TO {web};"
        "GRANT EXECUTE ON FUNCTION read_secret_place TO PUBLIC;"
        f"GRANT EXECUTE ON FUNCTION lo_create TO {web};",
        database,
    )
    with spoilt.begin() as connection:
        spoilt_steps = {step.statement for step in missing_steps(connection)}
        left = put_in_force(connection)
    assert len(spoilt_steps) >= 12
    # The owner takes back what it can; roles and PostgreSQL's own functions are an administrator's.
    assert {step.statement for step in left} < spoilt_steps
    cluster.administer(as_script(left), database)
    with spoilt.connect() as connection:
        assert missing_steps(connection) == []
        rights = text(
            "SELECT has_table_privilege(:web, 'location', 'SELECT'),"
            " has_table_privilege(:web, 'area', 'SELECT')"
        )
        assert connection.execute(rights, {"web": web}).one() == (False, True)


def test_a_role_that_was_dropped_is_made_again(spoilt: Engine, cluster: Cluster) -> None:
    web = role_name(str(spoilt.url.database), "web")
    cluster.administer(f"DROP OWNED BY {web}; DROP ROLE {web}", str(spoilt.url.database))
    with spoilt.connect() as connection:
        steps = missing_steps(connection)
        assert any(f'CREATE ROLE "{web}"' in step.statement for step in steps)
    cluster.administer(as_script(steps), str(spoilt.url.database))
    with spoilt.connect() as connection:
        assert missing_steps(connection) == []


def test_going_back_and_forth_leaves_the_roles_in_force(spoilt: Engine, cluster: Cluster) -> None:
    migrate.downgrade(spoilt, "0010")
    migrate.upgrade(spoilt)
    with spoilt.connect() as connection:
        assert [step for step in missing_steps(connection) if step.essential] == []


def test_a_table_that_nobody_declared_is_closed(spoilt: Engine) -> None:
    web = role_name(str(spoilt.url.database), "web")
    with spoilt.begin() as connection:
        connection.execute(text(f"CREATE TABLE stray (id integer); GRANT SELECT ON stray TO {web}"))
        put_in_force(connection)
        may = text("SELECT has_table_privilege(:web, 'stray', 'SELECT')")
        assert connection.execute(may, {"web": web}).scalar_one() is False


def test_two_databases_of_one_server_are_closed_to_each_other(
    make_database: Callable[..., URL], engine: Engine
) -> None:
    one, other = (str(make_database().database) for _ in range(2))
    assert role_name(one, "web") != role_name(other, "web")
    web, worker = role_name(one, "web"), role_name(one, "worker")
    may = text(
        "SELECT has_database_privilege(:web, :one, 'CONNECT'),"
        " has_database_privilege(:web, :other, 'CONNECT'),"
        " has_database_privilege(:worker, :other, 'CONNECT')"
    )
    with engine.connect() as connection:
        rights = connection.execute(may, {"web": web, "worker": worker, "one": one, "other": other}).one()
    assert rights == (True, False, False)
    assert len(role_name("x" * 63, "web_write")) <= 63
    assert role_name("x" * 62 + "a", "web") != role_name("x" * 62 + "b", "web")


def test_the_site_logs_in_as_itself(cluster: Cluster, kent_engine: Engine) -> None:
    site = make_engine(cluster.url_of("web", "kent"), role="web")
    with site.connect() as connection:
        assert state_of(connection) == "in force"
        assert connection.execute(text("SELECT count(*) FROM listing")).scalar_one() > 500
        assert connection.execute(text("SHOW default_transaction_read_only")).scalar_one() == "on"
        with pytest.raises(DBAPIError), connection.begin_nested():
            connection.exec_driver_sql("SET ROLE assetmap")
    site.dispose()


def test_a_login_of_ones_own_takes_the_role_on(kent_engine: Engine) -> None:
    site = make_engine(kent_engine.url, role="web")
    with site.connect() as connection:
        connection.rollback()
        assert connection.execute(text("SELECT current_user, session_user")).one() == ("kent_web", ROLE)
        assert state_of(connection) == "by SET ROLE alone"
    site.dispose()


def test_without_roles_it_goes_on_and_says_so(make_database: Callable[..., URL], cluster: Cluster) -> None:
    url = make_database()
    web = role_name(str(url.database), "web")
    cluster.administer(f"DROP OWNED BY {web}; DROP ROLE {web}", str(url.database))
    site = make_engine(url, role="web")
    with site.connect() as connection:
        assert state_of(connection) == "not in force"
    site.dispose()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
@pytest.mark.parametrize(
    ("who", "role", "let_in"),
    [
        ("www-data", "assetmap_web", True),
        ("www-data", "assetmap_worker", False),
        ("www-data", "assetmap", False),
        ("www-data", "postgres", False),
        ("daemon", "assetmap_worker", False),
        ("daemon", "assetmap", False),
        ("nobody", "assetmap_web", False),
        ("nobody", "assetmap", False),
        ("nobody", "postgres", False),
        ("root", "assetmap", True),
        ("root", "postgres", False),
        ("postgres", "postgres", True),
    ],
)
def test_who_may_connect_as_whom(
    cluster: Cluster, empty_template: str, who: str, role: str, let_in: bool
) -> None:
    psql = ["psql", "-X", "-At", "-h", str(cluster.status().socket_dir), "-U", role, "-c", "SELECT 1"]
    database = "postgres" if role == "postgres" else empty_template
    other = ["setpriv", f"--reuid={who}", f"--regid={pwd.getpwnam(who).pw_gid}", "--clear-groups"]
    command = [*other, *psql, "-d", database]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    assert (done.returncode == 0) is let_in, done.stderr
    if not let_in:
        assert "Peer authentication failed" in done.stderr
