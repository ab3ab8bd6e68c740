"""The PostgreSQL extensions that AssetMap needs."""

import psycopg

from assetmap.errors import SetupError

REQUIRED = ("postgis", "pg_trgm", "uuid-ossp", "btree_gist")


def create_extensions(connection: psycopg.Connection[tuple[str]]) -> None:
    """Create each extension that the database lacks, or say what to install or to ask for."""
    for name in missing_extensions(connection):
        _create(connection, name)


def missing_extensions(connection: psycopg.Connection[tuple[str]]) -> list[str]:
    """Name each extension that the database lacks, or say what to install."""
    present = _names(connection, "SELECT extname FROM pg_extension")
    wanted = [name for name in REQUIRED if name not in present]
    if not wanted:
        return []
    available = _names(connection, "SELECT name FROM pg_available_extensions")
    missing = [name for name in wanted if name not in available]
    if missing:
        raise _not_installed(missing, connection.info.server_version // 10_000)
    return wanted


def _create(connection: psycopg.Connection[tuple[str]], name: str) -> None:
    statement = psycopg.sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(psycopg.sql.Identifier(name))
    try:
        connection.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        connection.rollback()
        raise SetupError(
            f"The database lacks the extension {name}, and {connection.info.user} may not create it.",
            hint=f'Ask whoever runs the server to do so, in this database: CREATE EXTENSION "{name}"',
        ) from None


def _names(connection: psycopg.Connection[tuple[str]], query: "psycopg.abc.QueryNoTemplate") -> set[str]:
    return {row[0] for row in connection.execute(query)}


def _not_installed(missing: list[str], major: int) -> SetupError:
    return SetupError(
        f"PostgreSQL {major} is here without {'the extension' if len(missing) == 1 else 'the extensions'} "
        f"{', '.join(missing)}.",
        hint=f"On Debian: apt-get install postgresql-{major} postgresql-{major}-postgis-3. "
        "On macOS: brew install postgis.",
    )
