"""Everything that matches, one record a line, as a file that is made apart from the site."""

import orjson
from flask import Response, request

from assetmap.answers.question import Question
from assetmap.api.answer import JSON, State, address
from assetmap.api.oruk.page import Asked
from assetmap.http.answers import File, send_answer

NDJSON = "application/x-ndjson"


def answer_stream(asked: Asked) -> Response:
    """Answer with every record that matches, or say that it is being made and where it will be."""
    question = Question.of(
        f"oruk {asked.kind.name}", [("form", asked.form), ("query", asked.query.as_text())]
    )
    file = File(NDJSON, private=asked.private, changed_at=State.now().changed_at)
    return send_answer(question, file, _waiting)


def _waiting() -> Response:
    here = address(request.path, list(request.args.items(multi=True)))
    said = {
        "title": "Accepted",
        "status": 202,
        "detail": "This takes longer than a request may, and is being made.",
        "hint": "Ask for the same address again after the seconds in Retry-After.",
        "links": [{"rel": "self", "type": NDJSON, "href": here}],
    }
    response = Response(orjson.dumps(said), mimetype=JSON)
    response.headers["Location"] = here
    return response
