"""Ending what runs too long for the site, whatever the session has set for itself.

PostgreSQL lets every role change its own time limits. So they are looked after from outside, by a login that
may end the site's sessions and that the site doesn't have. A cancelled statement could go on in an exception
block; a session that is ended can't.
"""

from typing import Any

import psycopg
from sqlalchemy import URL

from assetmap.database.naming import program_name
from assetmap.database.roles import role_name

#: A page has 2 seconds, and a heavy answer 110.
LONGEST_STATEMENT_S = 150
#: A reader who takes a long answer slowly has two minutes between two pieces of it.
LONGEST_PAUSE_S = 150
_END = """
SELECT pg_terminate_backend(pid)
FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
  AND (usename = %(web)s OR usename = current_user AND application_name LIKE 'assetmap serve%%')
  AND (state = 'active' AND clock_timestamp() - query_start > make_interval(secs => %(statement_s)s)
       OR state LIKE 'idle in transaction%%'
          AND clock_timestamp() - state_change > make_interval(secs => %(pause_s)s))
"""


class Watch:
    """A connection that ends the site's sessions which take too long; a lost one is made anew."""

    def __init__(
        self, url: URL, *, statement_s: float = LONGEST_STATEMENT_S, pause_s: float = LONGEST_PAUSE_S
    ) -> None:
        self._info = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._values = {
            "web": role_name(url.database or "", "web"),
            "statement_s": statement_s,
            "pause_s": pause_s,
        }
        self._connection: psycopg.Connection[Any] | None = None

    def look(self) -> int:
        """End the sessions that are over the limits now, and say how many those were."""
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(
                self._info, autocommit=True, connect_timeout=5, application_name=program_name("watch")
            )
        return len(self._connection.execute(_END, self._values).fetchall())

    def close(self) -> None:
        """Let the connection go."""
        if self._connection is not None:
            self._connection.close()
