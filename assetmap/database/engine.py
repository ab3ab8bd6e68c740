"""Engines: as which role AssetMap connects, and what it says when the database doesn't answer.

In AssetMap's own cluster each process logs in as its role. In a database of one's own the address says who
logs in; where that isn't the role itself, the session takes it on with SET ROLE, if it may.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import psycopg
from sqlalchemy import URL, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from assetmap.config import Settings
from assetmap.database.cluster import Cluster
from assetmap.database.lease import leased
from assetmap.database.naming import program_name
from assetmap.database.roles import Kind, role_name
from assetmap.database.serverlog import hush
from assetmap.errors import DatabaseUnavailable, SetupError

#: `owner` runs migrations, `command` is what a person types.
Role = Literal["owner", "command", "worker", "web"]
#: As which of the database's roles each works; the others are the owner.
ROLES: dict[Role, Kind] = {"web": "web", "worker": "worker"}
THREADS = 4
CONNECT_TIMEOUT_S = 5
# A page must answer at once: a parallel or compiled plan costs more than it saves on such queries.
WEB_OPTIONS = {
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    # A plan made for any value is ten times worse than one made for the rare category asked for.
    "plan_cache_mode": "force_custom_plan",
    "default_transaction_read_only": "on",
    "statement_timeout": "2s",
    "idle_in_transaction_session_timeout": "30s",
}


def make_engine(url: URL | str, *, role: Role = "web") -> Engine:
    """Make an engine for short web queries or for a command's long ones; nothing connects yet."""
    web = role == "web"
    options = " ".join(f"-c {name}={value}" for name, value in WEB_OPTIONS.items()) if web else ""
    engine = create_engine(
        normal_url(url),
        hide_parameters=True,
        pool_size=THREADS,
        max_overflow=0 if web else THREADS,
        pool_timeout=CONNECT_TIMEOUT_S,
        pool_pre_ping=True,
        connect_args={
            "application_name": program_name(role),
            "connect_timeout": CONNECT_TIMEOUT_S,
            "options": f"{options} -c timezone=UTC".strip(),
        },
    )
    event.listen(engine, "handle_error", _explain)
    event.listen(engine, "connect", lambda connection, _record: hush(connection))
    if role in ROLES:
        _take_on(engine, ROLES[role])
    return engine


def normal_url(url: URL | str) -> URL:
    """Return the URL with the driver that AssetMap uses, however it was written."""
    try:
        return make_url(url).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError):
        raise SetupError(
            "ASSETMAP_DATABASE_URL cannot be read as an address.",
            hint="Write it as postgresql://user@host/database",
        ) from None


def database_url(settings: Settings, *, role: Role = "owner") -> URL:
    """Return where the database is, and as whom to log in: what the settings name, else AssetMap's own."""
    if role == "web" and settings.web_database_url:
        return normal_url(settings.web_database_url)
    if settings.database_url:
        return normal_url(settings.database_url)
    cluster = Cluster(settings.home)
    return cluster.url_of(ROLES[role]) if role in ROLES else cluster.url


@contextmanager
def open_engine(settings: Settings, *, role: Role = "command") -> Iterator[Engine]:
    """Give an engine for the length of a command, with AssetMap's own cluster running if that is the one."""
    with running(settings):
        engine = make_engine(database_url(settings, role=role), role=role)
        try:
            yield engine
        finally:
            engine.dispose()


@contextmanager
def running(settings: Settings) -> Iterator[None]:
    """Keep AssetMap's own cluster running inside the block, where that is the one."""
    if settings.database_url:
        yield
        return
    with leased(Cluster(settings.home)):
        yield


def _take_on(engine: Engine, kind: Kind) -> None:
    """Have each new session take on its role where somebody else logs in, and where there is one to take."""
    name = role_name(engine.url.database or engine.url.username or "", kind)
    if engine.url.username == name:
        return

    @event.listens_for(engine, "connect")
    def take_on(session: Any, _record: object) -> None:
        # Outside a transaction, or the first rollback would undo it.
        session.autocommit = True
        cursor = session.cursor()
        cursor.execute(_MAY_TAKE_ON, [name])
        if cursor.fetchone():
            cursor.execute(psycopg.sql.SQL("SET ROLE {}").format(psycopg.sql.Identifier(name)))
        cursor.close()
        session.autocommit = False


_MAY_TAKE_ON = "SELECT true FROM pg_roles WHERE rolname = %s AND pg_has_role(session_user, oid, 'MEMBER')"


def _explain(context: ExceptionContext) -> DatabaseUnavailable | None:
    """Replace the driver's error by one for people where the database, and not the query, is the trouble."""
    error = context.original_exception
    if context.is_pre_ping or not isinstance(error, psycopg.OperationalError):
        return None
    told = _in_words(error)
    if told is not None:
        return told
    if context.connection is None or context.is_disconnect:
        return DatabaseUnavailable(
            "The database does not answer.",
            hint="Is it running? AssetMap's own starts with: assetmap db start",
            detail=str(error).splitlines()[0],
        )
    return None


@contextmanager
def in_sentences() -> Iterator[None]:
    """Put into words what the driver says of a full disk and the like where it is spoken to directly."""
    try:
        yield
    except psycopg.OperationalError as error:
        told = _in_words(error)
        if told is None:
            raise
        raise told from error


def _in_words(error: psycopg.OperationalError) -> DatabaseUnavailable | None:
    if isinstance(error, psycopg.errors.DiskFull):
        return DatabaseUnavailable(
            "The disk that holds the database is full, so nothing was written.",
            hint="Free some space there and try again.",
        )
    if isinstance(error, psycopg.errors.OutOfMemory):
        return DatabaseUnavailable(
            "The database has no memory left for this, so nothing was written.",
            hint="Let other programs on its machine take less, and try again.",
        )
    if isinstance(error, psycopg.errors.QueryCanceled):
        return DatabaseUnavailable("The database took too long over this and was stopped.")
    return None
