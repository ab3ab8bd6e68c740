"""Looking every minute for what is due and for what a killed worker left, and clearing away what is done."""

from contextlib import suppress

from procrastinate import App
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job, Status
from sqlalchemy import func, select, text

from assetmap.database.cluster import Cluster
from assetmap.database.serverlog import turn_over
from assetmap.migrations.jobs import SCHEMA
from assetmap.worker.office import Office, log
from assetmap.worker.sources import defer_due

#: A worker that has shown no sign of life for so long is taken for dead, and its jobs are done again.
STALLED_S = 60.0
_EVERY_MINUTE = "* * * * *"
_EVERY_NIGHT = "30 0 * * *"
_KEPT_HOURS = 30 * 24
_LOCK = 7_162_518_002
# What a clock that ran ahead has written would be waited for until that day: signs of life of a worker that
# is long dead, and when a job is to be done. A worker that is alive gives its next sign within seconds.
_SET_BACK = (
    text(
        f"UPDATE {SCHEMA}.procrastinate_workers SET last_heartbeat = now() - make_interval(secs => 1)"  # noqa: S608
        " WHERE last_heartbeat > now() + make_interval(secs => 60)"
    ),
    text(
        f"UPDATE {SCHEMA}.procrastinate_jobs SET scheduled_at = NULL"  # noqa: S608
        " WHERE status = 'todo' AND scheduled_at > now() + make_interval(secs => 60)"
    ),
)


def add_to(app: App, office: Office) -> None:
    """Add the tasks that look and clear away."""

    @app.periodic(cron=_EVERY_MINUTE)
    @app.task(name="look", queue="upkeep", priority=10, queueing_lock="look")
    async def look_around(timestamp: int) -> None:  # noqa: ARG001 - procrastinate says which minute was due
        await look(app, office)

    @app.periodic(cron=_EVERY_NIGHT)
    @app.task(name="clear_away", queue="upkeep", queueing_lock="clear_away")
    async def clear_away(timestamp: int) -> None:  # noqa: ARG001
        await app.job_manager.delete_old_jobs(
            _KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
        )
        if office.settings.database_url is None:
            # The server's own directory may be closed to the worker; then each start cuts the log.
            with suppress(OSError):
                turn_over(Cluster(office.settings.home).log)


async def look(app: App, office: Office) -> None:
    """Take up what was left, and put in the queue what is due."""
    await _take_up(app, office)
    await defer_due(app, office)


async def _take_up(app: App, office: Office) -> None:
    """Put jobs whose worker is dead back in the queue."""
    with office.engine.begin() as connection:
        for statement in _SET_BACK:
            connection.execute(statement)
    with office.engine.begin() as connection:
        # One worker at a time, or the second would take from the first what that has just taken up.
        if not connection.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
            return
        await app.job_manager.prune_stalled_workers(STALLED_S)
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_S):
            # What was put in the queue since would begin to count anew how many workers it has ended.
            for same in await _list_waiting(app, job):
                await app.job_manager.cancel_job_by_id_async(same, delete_job=True)
            try:
                await app.job_manager.retry_job(job)
            except UniqueViolation:
                # Another was put there this moment; this one is taken up in a minute.
                continue
            log.info("%s: taken up again, for its worker is gone", job.task_kwargs.get("name", job.task_name))


async def _list_waiting(app: App, job: Job) -> list[int]:
    """The numbers of the jobs that wait for the same; this one would not be let in beside them."""
    if job.queueing_lock is None:
        return []
    waiting = await app.job_manager.list_jobs_async(queueing_lock=job.queueing_lock, status=Status.TODO.value)
    return [one.id for one in waiting if one.id is not None]
