"""Engines: how AssetMap connects, and what it says when the database does not answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import psycopg
from sqlalchemy import URL, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from assetmap.config import Settings
from assetmap.database.cluster import Cluster
from assetmap.database.lease import leased
from assetmap.database.naming import program_name
from assetmap.database.serverlog import hush
from assetmap.errors import DatabaseUnavailable, SetupError

Role = Literal["web", "command"]
THREADS = 4
CONNECT_TIMEOUT_S = 5
# A page must answer at once: a parallel or compiled plan costs more than it saves on such queries.
WEB_OPTIONS = {
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    # A plan made for any value is ten times worse than one made for the rare category asked for.
    "plan_cache_mode": "force_custom_plan",
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


def database_url(settings: Settings) -> URL:
    """Return where the database is: what the settings name, else AssetMap's own cluster."""
    return normal_url(settings.database_url) if settings.database_url else Cluster(settings.home).url


@contextmanager
def open_engine(settings: Settings, *, role: Role = "command") -> Iterator[Engine]:
    """Give an engine for the length of a command, with AssetMap's own cluster running if that is the one."""
    with _running(settings) as url:
        engine = make_engine(url, role=role)
        try:
            yield engine
        finally:
            engine.dispose()


@contextmanager
def _running(settings: Settings) -> Iterator[URL]:
    if settings.database_url:
        yield normal_url(settings.database_url)
        return
    with leased(Cluster(settings.home)) as cluster:
        yield cluster.url


def _explain(context: ExceptionContext) -> DatabaseUnavailable | None:
    """Replace the driver's error by one for people where the database, and not the query, is the trouble."""
    error = context.original_exception
    if context.is_pre_ping or not isinstance(error, psycopg.OperationalError):
        return None
    if isinstance(error, psycopg.errors.DiskFull):
        return DatabaseUnavailable(
            "The disk that holds the database is full, so nothing was written.",
            hint="Free some space there and try again.",
        )
    if isinstance(error, psycopg.errors.QueryCanceled):
        return DatabaseUnavailable("The database took too long over this and was stopped.")
    if context.connection is None or context.is_disconnect:
        return DatabaseUnavailable(
            "The database does not answer.",
            hint="Is it running? AssetMap's own starts with: assetmap db start",
            detail=str(error).splitlines()[0],
        )
    return None
