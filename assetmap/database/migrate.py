"""Bring a database's tables up to the version that this code needs."""

from io import StringIO
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine

from assetmap.database import roles
from assetmap.database.extensions import create_extensions
from assetmap.errors import SetupError

SCRIPTS = Path(__file__).resolve().parents[1] / "migrations"
# One number for every process: two that upgrade at once must take turns.
LOCK = 7_162_518_001


def upgrade(engine: Engine) -> bool:
    """Run the migrations that are missing, in one transaction; True if there were any.

    Roles and grants are brought to what they should be every time, as far as this user may.
    """
    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%(key)s)", {"key": LOCK})
        changed = current_revision(connection) != newest_revision()
        if changed:
            driver = connection.connection.driver_connection
            if driver is not None:
                create_extensions(driver)
            _run(connection, "upgrade", "head")
        roles.put_in_force(connection)
        return changed


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Undo the migrations after this revision, in one transaction."""
    with engine.begin() as connection:
        _run(connection, "downgrade", revision)


def check(engine: Engine) -> None:
    """Raise where the tables differ from what the models declare."""
    with engine.begin() as connection:
        _run(connection, "check")


def require_current(connection: Connection) -> None:
    """Refuse a database whose tables are older, or newer, than this code."""
    have = current_revision(connection)
    if have == newest_revision():
        return
    known = {script.revision for script in _scripts().walk_revisions()}
    if have is None or have in known:
        what = "has no AssetMap tables yet" if have is None else f"is at version {have}"
        raise SetupError(
            f"The database {what}, and this AssetMap needs version {newest_revision()}.",
            hint="Bring it up to date with: assetmap db upgrade",
        )
    raise _too_new(have)


def current_revision(connection: Connection) -> str | None:
    """Return the version that the database is at; None before the first migration."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """Return the version that this code needs."""
    return _scripts().get_current_head()


def _run(connection: Connection, verb: str, *arguments: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    have = current_revision(connection)
    try:
        getattr(command, verb)(config, *arguments)
    except CommandError as error:
        if "Can't locate revision" in str(error):
            raise _too_new(str(have)) from error
        raise SetupError(f"The migrations did not run: {error}") from error


def _too_new(revision: str) -> SetupError:
    return SetupError(
        f"The database is at version {revision}, which this AssetMap does not know: a newer one made it.",
        hint="Use that newer AssetMap, or another database.",
    )


def _config() -> Config:
    config = Config(stdout=StringIO())
    # ConfigParser reads a percent sign as the start of a name.
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
