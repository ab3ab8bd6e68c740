"""How much one address may ask: each parameter costs time, and what is said of it makes the answer longer."""

from flask import Flask, request

from assetmap.errors import InvalidQuery

#: Ten times as many as a search with every filter has.
MOST_PARAMETERS = 200


def bound_questions(app: Flask) -> None:
    """Refuse questions of more parameters than any page or client of ours asks."""

    @app.before_request
    def check() -> None:
        asked = request.query_string.count(b"&") + 1
        if asked > MOST_PARAMETERS:
            raise InvalidQuery(
                [("The address", f"has {asked} parameters; at most {MOST_PARAMETERS} are read")],
                hint="Leave out those that aren't needed.",
            )
