"""PostgreSQL's own log: no statement in it, no value of one, and never more than a few megabytes.

An error of the server quotes what it could not take, such as a postcode; whoever asked is told of it, so the
log can do without. What ends a connection or the server is still written down.
"""

import os
from pathlib import Path

from psycopg import Connection
from psycopg.sql import SQL, Identifier, Literal

#: What may be asked for one session, by a role that may.
OF_A_SESSION = {
    # Above errors of statements, below what ends a session.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_duration": "off",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
#: What a server of ours is started with, whatever its files say.
SETTINGS = OF_A_SESSION | {"log_checkpoints": "off"}
#: A longer log is cut to its newest part.
MOST_BYTES = 5_000_000
KEPT_BYTES = 1_000_000
_MAY_SET = (
    "SELECT name FROM unnest(%s::text[]) AS name WHERE has_parameter_privilege(current_user, name, 'SET')"
)
_SINCE = 150_000


def turn_over(log: Path) -> None:
    """Cut the log to its newest part once it is long; the server goes on writing at its end."""
    if not log.exists() or log.stat().st_size <= MOST_BYTES:
        return
    # The directory is the server's, who might have put a link to something else there.
    with os.fdopen(os.open(log, os.O_RDWR | os.O_NOFOLLOW), "r+b") as file:
        file.seek(-KEPT_BYTES, os.SEEK_END)
        newest = file.read().partition(b"\n")[2]
        file.seek(0)
        file.truncate()
        file.write(newest)


def hush(connection: "Connection[tuple[object, ...]]") -> None:
    """Ask the server not to write this session's statements down, as far as the role may ask that.

    A server of one's own may keep it to its superuser: docs/security.md says what to tell it there.
    """
    if connection.info.server_version < _SINCE:
        return
    with connection.transaction():
        for (name,) in connection.execute(_MAY_SET, [list(OF_A_SESSION)]).fetchall():
            connection.execute(
                SQL("SET {} = {}").format(Identifier(str(name)), Literal(OF_A_SESSION[str(name)]))
            )
