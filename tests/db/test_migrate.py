"""The migrations: up, down, up again, and no difference from the models."""

from collections.abc import Callable

import pytest
from sqlalchemy import URL, Connection, Engine, inspect, text

from assetmap.database import migrate
from assetmap.database.cluster import Cluster
from assetmap.database.engine import make_engine
from assetmap.errors import SetupError
from assetmap.migrations import jobs

POSTGIS = {"spatial_ref_sys", "alembic_version"}


def test_upgrade_check_downgrade_upgrade(make_database: Callable[..., URL]) -> None:
    engine = make_engine(make_database(), role="owner")
    tables = set(inspect(engine).get_table_names())
    migrate.check(engine)
    migrate.downgrade(engine)
    assert set(inspect(engine).get_table_names()) == POSTGIS
    assert migrate.upgrade(engine)
    migrate.check(engine)
    assert set(inspect(engine).get_table_names()) == tables
    assert "listing" in tables
    engine.dispose()


def test_downgrade_leaves_no_function_or_type_behind(make_database: Callable[..., URL]) -> None:
    engine = make_engine(make_database(), role="owner")
    migrate.downgrade(engine)
    ours = text(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS"
        " (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')"
    )
    with engine.connect() as connection:
        assert connection.execute(ours).all() == []
        assert not inspect(connection).has_schema(jobs.SCHEMA)
    engine.dispose()


def test_upgrade_of_a_current_database_changes_nothing(engine: Engine) -> None:
    assert migrate.upgrade(engine) is False


def test_check_finds_a_column_that_no_model_declares(make_database: Callable[..., URL]) -> None:
    engine = make_engine(make_database(), role="owner")
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE area ADD COLUMN stray integer"))
    with pytest.raises(SetupError, match="stray"):
        migrate.check(engine)
    engine.dispose()


def test_a_database_without_tables_is_told_to_upgrade(connection: Connection) -> None:
    connection.execute(text("DELETE FROM alembic_version"))
    with pytest.raises(SetupError, match="has no AssetMap tables yet") as raised:
        migrate.require_current(connection)
    assert raised.value.hint == "Bring it up to date with: assetmap db upgrade"


def test_a_database_of_an_older_version_is_told_to_upgrade(connection: Connection) -> None:
    connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with pytest.raises(SetupError, match="is at version 0001"):
        migrate.require_current(connection)


def test_a_database_of_a_newer_version_is_refused(make_database: Callable[..., URL]) -> None:
    engine = make_engine(make_database(), role="owner")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(SetupError, match="9999, which this AssetMap does not know"):
            migrate.require_current(connection)
    with pytest.raises(SetupError, match="9999, which this AssetMap does not know"):
        migrate.upgrade(engine)
    engine.dispose()


def test_the_tables_of_jobs_are_apart_from_ours(engine: Engine) -> None:
    inspector = inspect(engine)
    assert "procrastinate_jobs" in inspector.get_table_names(schema=jobs.SCHEMA)
    assert not [name for name in inspector.get_table_names() if "procrastinate" in name]


def test_tables_of_jobs_that_another_procrastinate_made_are_refused(connection: Connection) -> None:
    jobs.require_same_version(connection)
    connection.execute(text(f"COMMENT ON SCHEMA {jobs.SCHEMA} IS '04.00.00_01_more'"))
    with pytest.raises(SetupError, match=r"are at procrastinate's 04\.00\.00_01_more, and the one"):
        jobs.require_same_version(connection)


def test_who_may_not_make_the_schema_of_jobs_is_told_what_to_ask_for(
    make_database: Callable[..., URL], cluster: Cluster
) -> None:
    url = make_database()
    engine = make_engine(url, role="owner")
    migrate.downgrade(engine, "0007")
    with engine.begin() as connection:
        connection.execute(text("GRANT CREATE ON SCHEMA public TO assetmap"))
    as_admin(cluster, f"ALTER DATABASE {url.database} OWNER TO postgres")
    with pytest.raises(SetupError, match="assetmap may not make the schema assetmap_jobs") as raised:
        migrate.upgrade(engine)
    assert raised.value.hint is not None
    assert f"GRANT CREATE ON DATABASE {url.database} TO assetmap" in raised.value.hint
    as_admin(cluster, f"GRANT CREATE ON DATABASE {url.database} TO assetmap")
    assert migrate.upgrade(engine)
    engine.dispose()


def as_admin(cluster: Cluster, statement: str) -> None:
    cluster.administer(statement)
