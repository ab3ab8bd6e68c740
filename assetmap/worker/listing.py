"""Publishing once a day what has hours that end with a date, or prices that begin or end with one."""

from procrastinate import App, JobContext
from sqlalchemy import Engine

from assetmap.config import Settings
from assetmap.listing import publish
from assetmap.worker.apart import run_apart
from assetmap.worker.office import Heed, Office, log

#: Days change at midnight UTC in the database.
_AFTER_MIDNIGHT = "5 0 * * *"


def add_to(app: App, office: Office) -> None:
    """Add the task that publishes the new day."""

    @app.periodic(cron=_AFTER_MIDNIGHT)
    @app.task(
        name="publish_day",
        queue="listing",
        lock="publish_day",
        queueing_lock="publish_day",
        pass_context=True,
    )
    def publish_day(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - which day was due
        run_apart(office, Heed(context, office), publish_today)


def publish_today(engine: Engine, _settings: Settings) -> None:
    """Publish what the new day changes."""
    with engine.begin() as connection:
        done = publish.publish_day(connection)
    log.info("listing: %s rows written, %s removed, for the new day", done.written, done.removed)
