"""The application: pages and API over one pool of connections."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, g, request
from sqlalchemy import Connection
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from assetmap import api
from assetmap.answers.answer import Answers
from assetmap.answers.here import Here
from assetmap.answers.make import Workshop
from assetmap.api.problem import problem
from assetmap.config import Settings
from assetmap.database.engine import database_url, make_engine
from assetmap.errors import AssetMapError, DatabaseUnavailable
from assetmap.http.answers import ANSWERS
from assetmap.web import pages
from assetmap.web.assets import STATIC, TEMPLATES
from assetmap.web.bounds import bound_questions
from assetmap.web.errors import error_page
from assetmap.web.hosts import believe_hosts
from assetmap.web.journal import Guard, note, note_failure, tell_answers
from assetmap.web.security import keep_no_homes

Connect = Callable[[], AbstractContextManager[Connection]]

# Werkzeug's own sentences are for programmers; these say what to do next.
PLAIN: dict[int, tuple[str, str, str]] = {
    400: (
        "This request cannot be understood",
        "Something in the address or the form is not as expected.",
        "",
    ),
    404: (
        "Page not found",
        "There is nothing at this address.",
        "Check the address, or search for a service.",
    ),
    405: (
        "This page only shows things",
        "It does not take what was sent to it.",
        "Go back and use the links.",
    ),
    500: (
        "Something went wrong",
        "AssetMap could not make this page. It has been noted.",
        "Try again shortly.",
    ),
}
BUSY = DatabaseUnavailable("AssetMap is busy.", hint="Wait a few seconds and load the page again.")


class RequestConnection:
    """The one connection of a request: taken from the pool when first used, given back at the end."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._stack = ExitStack()
        self._connection: Connection | None = None

    @property
    def connection(self) -> Connection:
        """Return the connection, taking one from the pool the first time."""
        if self._connection is None:
            self._connection = self._stack.enter_context(self._connect())
        return self._connection

    def close(self) -> None:
        """Give the connection back; asked for again, another is taken.

        One that is lost is thrown away in its place: the answer that was made with it is made.
        """
        connection, self._connection = self._connection, None
        try:
            self._stack.close()
        except Exception as error:
            note(logging.WARNING, "a connection could not be given back:", error)
            if connection is not None:
                with suppress(Exception):
                    connection.invalidate()
                    connection.close()


class Site(Flask):
    """Flask, but for what it writes down of a fault: the address is left out, and the words of the error."""

    def log_exception(self, exc_info: Any) -> None:
        """Note that an answer failed, by its rule and its error's class."""
        note_failure(exc_info[1])


def create_app(
    settings: Settings | None = None, connect: Connect | None = None, answers: Answers | None = None
) -> Flask:
    """Make the application.

    `connect` replaces the pool that the settings lead to, and `answers` who makes what is heavy to make;
    without it that is made where it is asked for.
    """
    settings = settings or Settings.from_environment()
    connect = connect or make_engine(database_url(settings, role="web"), role="web").connect
    app = Site("assetmap", static_folder=STATIC, template_folder=TEMPLATES)
    app.extensions["assetmap"] = settings
    workshop = Workshop.of(settings)
    app.extensions["assetmap.categories"] = workshop.categories
    app.extensions[ANSWERS] = answers or Here(connect, workshop)
    app.extensions["assetmap.kept"] = {}
    # Nothing is posted to AssetMap yet that is longer than a query.
    app.config["MAX_CONTENT_LENGTH"] = 64_000
    _lend_connections(app, connect)
    believe_hosts(app, settings)
    bound_questions(app)
    keep_no_homes(app)
    pages.register(app)
    api.register(app)
    _answer_errors(app)
    tell_answers(app)
    app.wsgi_app = Guard(app.wsgi_app)  # type: ignore[method-assign]
    return app


def _lend_connections(app: Flask, connect: Connect) -> None:
    @app.before_request
    def lend() -> None:
        g.database = RequestConnection(connect)

    @app.teardown_request
    def give_back(_error: BaseException | None) -> None:
        if "database" in g:
            g.pop("database").close()


def _answer_errors(app: Flask) -> None:
    # On the app and not on a blueprint: a blueprint never sees an unknown address or a wrong method.
    app.register_error_handler(AssetMapError, _answer)
    app.register_error_handler(PoolTimeout, lambda _error: _answer(BUSY))
    app.register_error_handler(HTTPException, lambda error: _with_headers(_answer(error), error))


def _answer(error: AssetMapError | HTTPException) -> Response:
    if isinstance(error, AssetMapError):
        if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            note_failure(error)
        error = error.in_public()
    if request.path in {"/api", "/health"} or request.path.startswith("/api/"):
        return problem(error)
    ours = error if isinstance(error, AssetMapError) else _as_error(error)
    response = error_page(ours)
    if ours.retry_after_s is not None:
        response.headers["Retry-After"] = str(ours.retry_after_s)
    return response


def _as_error(error: HTTPException) -> AssetMapError:
    """Turn an HTTP error into one of ours, so that there is one way to say it."""
    status = error.code or 500
    title, message, hint = PLAIN.get(status, (error.name, error.description or error.name, ""))
    plain = AssetMapError(message, hint=hint or None)
    plain.status, plain.title = status, title
    return plain


def _with_headers(response: Response, error: HTTPException) -> Response:
    """Keep what the protocol asks for beside the page, such as Allow with a 405."""
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response
