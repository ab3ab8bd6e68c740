"""Everything that matches, one record a line, as it is read."""

from collections.abc import Generator
from contextlib import AbstractContextManager
from itertools import chain
from threading import BoundedSemaphore

from flask import Response, current_app, request
from sqlalchemy import Connection, text

from assetmap.api.answer import State
from assetmap.api.context import another_connection
from assetmap.api.oruk.page import Asked
from assetmap.errors import DatabaseUnavailable
from assetmap.listing.records.read import each_record

NDJSON = "application/x-ndjson"
#: A slow reader keeps a connection for as long as it reads, and pages need some too.
STREAMS = 2
#: Finding the first may take longer than a page may, and a reader may pause between two handfuls of records.
_PATIENCE = text(
    "SET LOCAL statement_timeout = '20s'; SET LOCAL idle_in_transaction_session_timeout = '2min'"
)
TURNS = "assetmap.oruk.streams"


def answer_stream(asked: Asked) -> Response:
    """Answer with every record that matches, in constant memory."""
    state = State.now()
    if state.is_known:
        return state.mark(Response(status=304), private=asked.private)
    response = Response(mimetype=NDJSON)
    if request.method != "HEAD":
        _fill(response, asked)
    return state.mark(response, private=asked.private)


def _fill(response: Response, asked: Asked) -> None:
    """Let the records flow into an answer, in its turn."""
    turns: BoundedSemaphore = current_app.extensions[TURNS]
    if not turns.acquire(blocking=False):
        raise DatabaseUnavailable("Others are being sent everything already.", hint="Try again shortly.")
    lines = _lines(another_connection(), asked, turns)
    # What goes wrong before the first record is an error that can still be said.
    response.response = chain([next(lines)], lines)
    response.call_on_close(lines.close)


def _lines(
    lent: AbstractContextManager[Connection], asked: Asked, turns: BoundedSemaphore
) -> Generator[bytes, None, None]:
    try:
        with lent as connection:
            connection.execute(_PATIENCE)
            chunks = each_record(connection, asked.kind, asked.query, form=asked.form)
            yield _joined(next(chunks, []))
            yield from map(_joined, chunks)
    finally:
        turns.release()


def _joined(chunk: list[str]) -> bytes:
    return "".join(f"{document}\n" for document in chunk).encode()
