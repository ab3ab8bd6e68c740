"""The queue of jobs: procrastinate's, in our database, with every kind of job that we have."""

from procrastinate import App, PsycopgConnector
from sqlalchemy import URL, text

from assetmap.database.naming import program_name
from assetmap.migrations.jobs import SCHEMA
from assetmap.worker import listing, retention, sources, upkeep
from assetmap.worker.office import Office

#: What was due while no worker ran is done once when one does, if it is not a day old.
_LATE_S = 24 * 3600.0
_CONNECT_TIMEOUT_S = 5


def make_app(url: URL, office: Office) -> App:
    """Make the queue, with all its tasks; nothing connects yet but to ask which role to work as."""
    with office.engine.connect() as connection:
        role = connection.scalar(text("SELECT current_user"))
    app = App(connector=_connector(url, str(role)), periodic_defaults={"max_delay": _LATE_S})
    for kind in (upkeep, sources, listing, retention):
        kind.add_to(app, office)
    return app


def _connector(url: URL, role: str) -> PsycopgConnector:
    return PsycopgConnector(
        conninfo=url.set(drivername="postgresql").render_as_string(hide_password=False),
        min_size=1,
        max_size=4,
        timeout=_CONNECT_TIMEOUT_S,
        kwargs={
            "application_name": program_name("worker"),
            "connect_timeout": _CONNECT_TIMEOUT_S,
            "options": f"-c search_path={SCHEMA} -c timezone=UTC -c role={_escaped(role)}",
        },
    )


def _escaped(name: str) -> str:
    """Write a name as it stands in the options of a connection, where a blank ends a word."""
    return name.replace("\\", "\\\\").replace(" ", "\\ ")
