"""Leave out what was taken down: a step of a publication, in its scratch tables."""

from sqlalchemy import Connection, text

from assetmap.listing.publish.merge import SAME_PLACE_M
from assetmap.listing.statements import statement

SCRATCH = ("publish_hiding", "publish_hidden_contact", "publish_hidden_place")


def choose_hidden(connection: Connection) -> None:
    """Find which services in scope are hidden, and which of their contacts."""
    if connection.execute(text("SELECT EXISTS (SELECT FROM hidden)")).scalar_one():
        connection.execute(statement("publish/hidden_follow"))
    connection.execute(statement("publish/hidden"))
    connection.execute(statement("publish/hidden_contact"))


def hide_places(connection: Connection) -> None:
    """Take hidden places out of those in scope, and note which ids the public loses, or gets back."""
    connection.execute(statement("publish/hidden_place"), {"same_place_m": SAME_PLACE_M})
    connection.execute(statement("publish/hidden_gone"))
    connection.execute(statement("publish/hidden_office"))
