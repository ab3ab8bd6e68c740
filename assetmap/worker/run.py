"""Running the worker: until it is told to end, or once through what is due."""

import asyncio
import signal
import time
from contextlib import suppress

import psycopg
from procrastinate import App
from procrastinate.exceptions import ConnectorException
from procrastinate.periodic import PeriodicDeferrer
from sqlalchemy import Engine

from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.errors import AssetMapError, DatabaseUnavailable
from assetmap.migrations.jobs import require_same_version
from assetmap.worker.app import make_app
from assetmap.worker.office import Office, log
from assetmap.worker.upkeep import STALLED_S, look

_ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
#: How long a job in hand may go on once the worker is to end; then it is stopped wherever it is.
GRACE_S = 6.0
#: Sources that are read at once: one that answers slowly does not keep the others waiting.
AT_ONCE = 2
_AGAIN_S = 30.0
_AS_LONG_AS_IT_TAKES_S = 7 * 24 * 3600.0
_LOST = (ConnectorException, psycopg.Error, DatabaseUnavailable)


def work(engine: Engine, settings: Settings, *, once: bool = False) -> None:
    """Do jobs until the program is told to end; with `once`, what is due now and no more."""
    with engine.connect() as connection:
        migrate.require_current(connection)
        require_same_version(connection)
    office = Office(settings, engine)
    asyncio.run(_work(make_app(engine.url, office), office, once=once))


async def _work(app: App, office: Office, *, once: bool) -> None:
    end = asyncio.Event()
    for number in _ENDS:
        asyncio.get_running_loop().add_signal_handler(number, end.set)
    greeting = f"The worker has started{'.' if once else '; Ctrl-C stops it.'}"
    while not end.is_set():
        try:
            await _spell(app, office, end, greeting, once=once)
        except _LOST as error:
            if once:
                raise DatabaseUnavailable("The database does not answer.", detail=_reason(error)) from error
            log.warning("The database does not answer: %s", _reason(error))
        if once:
            break
        if not end.is_set():
            log.warning("The worker has lost the database. Trying again in %.0f seconds.", _AGAIN_S)
            greeting = "The database answers again."
            with suppress(TimeoutError):
                await asyncio.wait_for(end.wait(), _AGAIN_S)
    log.info("The worker has ended.")


def _reason(error: BaseException) -> str:
    """What the database said, or the network."""
    if isinstance(error, AssetMapError):
        return error.detail or error.message
    said = str(error.__cause__ or error).strip()
    return said.splitlines()[0] if said else type(error).__name__


async def _spell(app: App, office: Office, end: asyncio.Event, greeting: str, *, once: bool) -> None:
    """Work until the end, or until the connection to the database is lost."""
    try:
        await app.open_async()
        log.info(greeting)
        await look(app, office)
        if once:
            await _defer_what_the_clock_brought(app)
        worker = asyncio.create_task(
            app.run_worker_async(
                wait=not once,
                concurrency=AT_ONCE,
                install_signal_handlers=False,
                delete_jobs="successful",
                # With `once` the worker waits for what is in hand when nothing more is to be had.
                shutdown_graceful_timeout=_AS_LONG_AS_IT_TAKES_S if once else GRACE_S,
                stalled_worker_timeout=STALLED_S,
            )
        )
        ending = asyncio.create_task(end.wait())
        await asyncio.wait({worker, ending}, return_when=asyncio.FIRST_COMPLETED)
        if not worker.done():
            log.info("Ending; a job in hand has %.0f seconds.", GRACE_S)
            asyncio.get_running_loop().call_later(GRACE_S, office.stops.set)
            worker.cancel()
        ending.cancel()
        with suppress(asyncio.CancelledError):
            await worker
    finally:
        # A pool that never opened counts as open until it is closed.
        await app.close_async()


async def _defer_what_the_clock_brought(app: App) -> None:
    """Put the jobs of the clock in the queue before the worker looks, who else might be done sooner."""
    clock = PeriodicDeferrer(app.periodic_registry, **app.periodic_defaults)
    await clock.defer_jobs(clock.get_previous_tasks(at=time.time()))
