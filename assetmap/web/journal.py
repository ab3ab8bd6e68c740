"""What the site writes down of a request: its method, the rule of its address, and what became of it."""

import logging
from collections.abc import Iterable
from typing import Any

from flask import Flask, Response, has_request_context, request

from assetmap.errors import AssetMapError

log = logging.getLogger("assetmap.site")
#: Whatever else stands before an address was chosen by whoever asked, and may say anything.
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_FAILED = b"Something went wrong. AssetMap could not make this page. It has been noted.\n"


class Guard:
    """The last to see a fault: no error, whose words may hold a search, goes on to the server."""

    def __init__(self, application: Any) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer, with a plain sentence where not even the page of an error could be made."""
        try:
            answer: Iterable[bytes] = self._application(environ, start_response)
        except Exception as error:
            note_failure(error)
            headers = [
                ("Content-Type", "text/plain; charset=utf-8"),
                ("Content-Length", str(len(_FAILED))),
                ("Cache-Control", "no-store"),
            ]
            start_response("500 Internal Server Error", headers)
            return [_FAILED]
        return answer


def tell_answers(app: Flask) -> None:
    """Note each answer, for whoever looks closely (`assetmap serve --debug`)."""

    @app.after_request
    def tell(response: Response) -> Response:
        log.debug("%s %s", _subject(), response.status_code)
        return response


def note_failure(error: BaseException) -> None:
    """Note that a request failed."""
    status = error.status if isinstance(error, AssetMapError) else 500
    note(logging.WARNING if isinstance(error, AssetMapError) else logging.ERROR, str(status), error)


def note(level: int, what: str, error: BaseException) -> None:
    """Note something of this request: the class of an error of ours, the outline of any other."""
    if isinstance(error, AssetMapError):
        why = f"{type(error).__name__}: {error.detail}" if error.detail else type(error).__name__
        log.log(level, "%s %s %s", _subject(), what, why)
    else:
        log.log(level, "%s %s", _subject(), what, exc_info=error)


def _subject() -> str:
    """The method and the rule: /services/<uuid:listing_id>, and never the address that was asked for."""
    if not has_request_context():
        return "-"
    method = request.method if request.method in _METHODS else "other"
    return f"{method} {request.url_rule.rule if request.url_rule else 'no page of ours'}"
