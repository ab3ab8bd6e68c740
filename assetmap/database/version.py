"""What caches go by: the number of a part of the data, and when that part last changed."""

from sqlalchemy import Connection, text

# Two changes may come in another order than they began, and what is dated in HTTP is dated to the second.
_MOVE_ON = text(
    "UPDATE version SET number = number + 1,"
    " changed_at = greatest(clock_timestamp(), (SELECT max(changed_at) FROM version) + interval '1 second')"
    " WHERE name = :name"
)


def move_on(connection: Connection, name: str) -> None:
    """Say that a part has changed, later than any part did before; as late in the transaction as may be."""
    connection.execute(_MOVE_ON, {"name": name})
