"""Reading each source again when it is due.

When is up to the source's row, not to the queue: whoever changes a schedule is obeyed at once, and what was
lost with a killed worker is still due.
"""

import asyncio
from datetime import UTC, datetime

from procrastinate import App, JobContext
from procrastinate.exceptions import AlreadyEnqueued, JobAborted
from procrastinate.jobs import Status
from sqlalchemy import Engine

from assetmap.config import Settings
from assetmap.errors import AssetMapError, DatabaseUnavailable, FeedUnavailable, SetupError, SourceBusy
from assetmap.feeds.address import without_secrets
from assetmap.ingest.feed.intake import Intake, Order, take_in
from assetmap.ingest.refreshing import Due, list_due, note_trouble
from assetmap.worker.apart import run_apart
from assetmap.worker.office import Heed, Office, log

TASK = "refresh_source"
QUEUE = "sources"
#: A source whose reading ended the worker so often is not read again before its next time.
_MOST_LOST = 3


def add_to(app: App, office: Office) -> None:
    """Add the task that reads one source."""

    @app.task(name=TASK, queue=QUEUE, pass_context=True)
    def refresh_source(context: JobContext, name: str) -> None:
        refresh(office, name, Heed(context, office), lost=context.job.attempts)


async def defer_due(app: App, office: Office) -> None:
    """Put every source that is due in the queue, where it is not there already, nor being read."""
    doing = await app.job_manager.list_jobs_async(queue=QUEUE, status=Status.DOING.value)
    being_read = {job.lock for job in doing}
    for due in await asyncio.to_thread(_list_due, office.engine, None):
        # The queueing lock keeps one source from waiting twice, the other from being read twice at once.
        lock = f"source {due.name}"
        if lock in being_read:
            continue
        try:
            await app.configure_task(TASK, lock=lock, queueing_lock=lock).defer_async(name=due.name)
        except AlreadyEnqueued:
            continue


def refresh(office: Office, name: str, heed: Heed, *, lost: int = 0) -> None:
    """Read a source if it is still due, in a process of its own that ends when the worker is to end."""
    found = _list_due(office.engine, name)
    if not found:
        return
    if lost >= _MOST_LOST:
        _fail(office.engine, name, f"The worker was ended in the middle of it {lost} times.", passing=False)
        return
    log.info("%s: reading %s", name, without_secrets(found[0].address))
    try:
        run_apart(office, heed, read_source, name, found[0].address)
    except JobAborted:
        log.info("%s: stopped, to go on when the worker runs again", name)
        raise
    except AssetMapError as error:
        _fail(office.engine, name, " ".join(filter(None, (error.message, error.hint))), passing=False)


def read_source(engine: Engine, settings: Settings, name: str, address: str) -> None:
    """Read a source; trouble is written down, and leaves its listings as they are."""
    try:
        intake = take_in(engine, settings, Order(address, name))
    except (SourceBusy, DatabaseUnavailable, SetupError) as error:
        # None of them is the source's fault: it stays due.
        log.info("%s: %s", name, error.explained)
    except AssetMapError as error:
        passing = isinstance(error, FeedUnavailable)
        # That it may help to try later goes without saying where it will be tried later.
        hint = None if passing else error.hint
        _fail(engine, name, " ".join(filter(None, (error.message, hint))), passing=passing)
    except MemoryError:
        raise
    except Exception as error:
        _fail(engine, name, f"A fault in AssetMap itself: {type(error).__name__}.", passing=True)
        raise
    else:
        _succeed(name, intake)


def _list_due(engine: Engine, name: str | None) -> list[Due]:
    with engine.connect() as connection:
        return list_due(connection, datetime.now(UTC), name=name)


def _succeed(name: str, intake: Intake) -> None:
    found = intake.summary
    log.info(
        "%s: %s rows in, %s new, %s changed, %s retired",
        name, *(f"{count:,}" for count in (found.rows_in, found.created, found.updated, found.retired)),
    )  # fmt: skip


def _fail(engine: Engine, name: str, trouble: str, *, passing: bool) -> None:
    trouble = without_secrets(trouble)
    with engine.begin() as connection:
        again = note_trouble(connection, name, trouble, datetime.now(UTC), passing=passing)
    then = f"tried again on {again:%d %B %Y at %H:%M} UTC" if again else "not tried again by itself"
    log.warning("%s: could not be read, and is %s. %s", name, then, trouble)
