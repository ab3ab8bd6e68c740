"""An answer that is heavy to make, as HTTP: 304 and HEAD without making it, 200, or where to look again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, ip_address

from flask import Response, current_app, g, request, send_file
from sqlalchemy import Connection
from werkzeug.http import is_resource_modified

from assetmap.answers.answer import WAIT_S, Answers
from assetmap.answers.question import Question, state_of

ANSWERS = "assetmap.answers"
#: Whoever waits for an answer is asked to look again after so long.
LOOK_AGAIN_S = 5


@dataclass(frozen=True, slots=True)
class File:
    """How a finished file is sent; `private` where what was asked tells of where somebody lives.

    `changed_at` is when what it is made from last changed, where askers may go by that.
    """

    mimetype: str
    name: str | None = None
    private: bool = False
    changed_at: datetime | None = None


def send_answer(question: Question, file: File, waiting: Callable[[], Response]) -> Response:
    """Answer a question that has been checked; `waiting` says that its answer is still being made."""
    connection: Connection = g.database.connection
    state = state_of(connection)
    tag = question.tag(state)
    # Whoever waits, or is sent a long file, holds no connection meanwhile.
    g.database.close()
    if not is_resource_modified(request.environ, etag=tag, last_modified=file.changed_at):
        return _mark(Response(status=304), tag, file)
    if request.method == "HEAD":
        head = Response(mimetype=file.mimetype)
        # How long the answer is isn't known before it is made.
        head.automatically_set_content_length = False
        return _mark(head, tag, file)
    answers: Answers = current_app.extensions[ANSWERS]
    answer = answers.ask(question, state, WAIT_S, asker_of(request.remote_addr))
    if answer is None:
        return _come_again(waiting())
    response = send_file(
        answer.file,
        file.mimetype,
        as_attachment=file.name is not None,
        download_name=file.name,
        conditional=False,
        etag=answer.tag,
    )
    # Compressed, or not sent at all, the answer forgets the file.
    response.call_on_close(answer.file.close)
    size = answer.file.seek(0, 2)
    answer.file.seek(0)
    _mark(response, answer.tag, file)
    response.content_length = size
    return response.make_conditional(request, accept_ranges=True, complete_length=size)  # type: ignore[return-value]


def asker_of(address: str | None) -> str:
    """Whom to count an address as: each of IPv4, and in IPv6 the network that one customer is given."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))


def _mark(response: Response, tag: str, file: File) -> Response:
    response.set_etag(tag)
    response.last_modified = file.changed_at
    response.cache_control.no_cache = True
    response.cache_control.no_store = file.private
    if file.name is not None:
        response.headers.set("Content-Disposition", "attachment", filename=file.name)
    return response


def _come_again(response: Response) -> Response:
    response.status_code = 202
    response.headers["Retry-After"] = str(LOOK_AGAIN_S)
    response.cache_control.no_store = True
    return response
