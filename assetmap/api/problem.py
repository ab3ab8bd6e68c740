"""problem+json (RFC 9457) for whatever goes wrong under /api."""

from http import HTTPStatus

import orjson
from flask import Response, request
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, NotFound

from assetmap.errors import AssetMapError, InvalidQuery

MIMETYPE = "application/problem+json"
RETRY_AFTER_S = 5


def problem(error: AssetMapError | HTTPException) -> Response:
    """Say an error to a machine: its status, what is wrong, what to do, and each bad parameter by name."""
    told = error if isinstance(error, AssetMapError) else _in_our_words(error)
    body: dict[str, object] = {
        # No page describes kinds of problem, so the title is the status's own phrase (RFC 9457, 4.2.1).
        "type": "about:blank",
        "title": HTTPStatus(told.status).phrase,
        "status": told.status,
        "detail": told.message,
        "instance": request.path,
    }
    if told.hint:
        body["hint"] = told.hint
    if isinstance(told, InvalidQuery):
        body["errors"] = [{"name": name, "reason": reason} for name, reason in told.problems]
    response = Response(orjson.dumps(body), status=told.status, mimetype=MIMETYPE)
    response.cache_control.no_store = True
    if told.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(told.retry_after_s or RETRY_AFTER_S)
    return response


def _in_our_words(error: HTTPException) -> AssetMapError:
    """Turn one of the framework's errors into ours: its sentences speak of pages."""
    match error:
        case NotFound():
            base = next((base for base in ("/api/oruk", "/api/v1") if request.path.startswith(base)), "/api")
            told = AssetMapError(
                f"There is nothing at {request.path}.", hint=f"What there is stands at {base}."
            )
        case MethodNotAllowed():
            allowed = ", ".join(sorted(error.valid_methods or ()))
            told = AssetMapError(f"{request.method} is not possible here; {allowed} are.")
        case InternalServerError():
            told = AssetMapError("AssetMap could not answer this. What went wrong is in its log.")
        case _:
            told = AssetMapError(error.description or error.name)
    told.status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    return told
