"""The rights of the site, for a test that lends it the connection through which it writes."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from assetmap.database.roles import role_name


@contextmanager
def acting_as_web(connection: Connection) -> Iterator[Connection]:
    """Lend a connection with the rights of the site, and no more, for as long as a request lasts."""
    web = role_name(str(connection.engine.url.database), "web")
    connection.execute(text(f'SET LOCAL ROLE "{web}"'))
    try:
        yield connection
    finally:
        # After an error there is no transaction to go on in, and the test's own end undoes the role.
        with suppress(SQLAlchemyError):
            connection.execute(text("SET LOCAL ROLE NONE"))
