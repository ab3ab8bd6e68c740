"""The tables that procrastinate keeps jobs in: made from the installed package, in a schema of their own."""

from typing import Any, cast

import psycopg
from procrastinate.schema import SchemaManager, migrations_path
from psycopg.sql import SQL, Identifier, Literal
from sqlalchemy import Connection, text

from assetmap.errors import SetupError

#: Apart from ours, and named so that it is nobody else's in a database that others use too.
SCHEMA = "assetmap_jobs"
#: The last of the package's own migrations that ours bring a database to.
BROUGHT_TO = "03.04.00_50_post_add_retry_failed_job_procedure"


def installed_version() -> str:
    """Name the last migration of the installed package."""
    return max(path.stem for path in migrations_path.glob("*.sql"))


def applied_version(connection: Connection) -> str | None:
    """Name the package's migration that this database's tables are at; None where there are none."""
    said = text("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = :schema")
    found: str | None = connection.execute(said, {"schema": SCHEMA}).scalar()
    return found


def require_same_version(connection: Connection) -> None:
    """Refuse to work on tables that another procrastinate made."""
    have, want = applied_version(connection), installed_version()
    if have != want:
        raise SetupError(
            f"The tables of jobs are at procrastinate's {have}, and the one installed here wants {want}.",
            hint="Install what requirements.txt pins, then: assetmap db upgrade",
        )


def create(connection: Connection) -> None:
    """Make the schema and the package's tables in it; the caller's search path stays as it is."""
    driver = _driver(connection)
    try:
        driver.execute(SQL("CREATE SCHEMA {}").format(Identifier(SCHEMA)))
    except psycopg.errors.InsufficientPrivilege:
        raise SetupError(
            f"{driver.info.user} may not make the schema {SCHEMA}, in which jobs are kept.",
            hint=f"Ask whoever runs the server: GRANT CREATE ON DATABASE {driver.info.dbname} "
            f"TO {driver.info.user}",
        ) from None
    found = driver.execute("SELECT current_setting('search_path')").fetchone()
    _search(driver, SCHEMA)
    # As it is, without values: it is several statements, and its percent signs stand for themselves.
    driver.execute(SchemaManager.get_schema())
    _search(driver, found[0] if found else "public")
    comment = SQL("COMMENT ON SCHEMA {} IS {}")
    driver.execute(comment.format(Identifier(SCHEMA), Literal(installed_version())))


def drop(connection: Connection) -> None:
    """Remove the schema, with every job in it."""
    _driver(connection).execute(SQL("DROP SCHEMA {} CASCADE").format(Identifier(SCHEMA)))


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    driver: Any = connection.connection.driver_connection
    return cast("psycopg.Connection[Any]", driver)


def _search(driver: psycopg.Connection[Any], path: str) -> None:
    driver.execute("SELECT set_config('search_path', %s, true)", (path,))
