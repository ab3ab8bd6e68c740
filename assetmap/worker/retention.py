"""Letting go each night of what has been kept long enough."""

from procrastinate import App, JobContext

from assetmap.feeds.leftovers import forget_old_spools
from assetmap.ingest.retention import let_go
from assetmap.worker.office import Heed, Office, log

_EVERY_NIGHT = "45 0 * * *"


def add_to(app: App, office: Office) -> None:
    """Add the task that lets go."""

    @app.periodic(cron=_EVERY_NIGHT)
    @app.task(name="let_go", queue="upkeep", lock="let_go", queueing_lock="let_go", pass_context=True)
    def let_go_task(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
        forget(office, Heed(context, office))


def forget(office: Office, heed: Heed) -> None:
    """Let go of what is due, and say what went."""
    gone = let_go(office.engine, heed)
    pages = forget_old_spools(office.settings.home)
    log.info(
        "let go: %s values that nothing used, %s rows and %s contacts of what is told no more,"
        " %s entries of the history, %s unfinished readings of feeds",
        *(f"{count:,}" for count in (gone.values, gone.rows, gone.contacts, gone.history, pages)),
    )
