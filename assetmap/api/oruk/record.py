"""One record alone."""

from datetime import UTC, datetime
from uuid import UUID

from flask import Response, request

from assetmap.api.answer import JSON, State, address
from assetmap.api.context import connection
from assetmap.errors import NotFound
from assetmap.listing.places import find_move, refuse_gone
from assetmap.listing.records.kinds import Kind
from assetmap.listing.records.read import get_record


def answer_record(kind: Kind, id: UUID, form: str) -> Response:  # noqa: A002
    """Answer with one record; raises NotFound when nothing that is published has the id."""
    state = State.now()
    found = get_record(connection(), kind, id, form=form)
    if found is None:
        return _lead_from(kind, id, form)
    response = state.mark(Response(found.document, mimetype=JSON), private=False)
    # What keeps a place secret changes at the end of its day, for whoever asks for what is new.
    if kind.dated and found.modified_at <= datetime.now(UTC):
        response.last_modified = found.modified_at
    response.make_conditional(request.environ)
    return response


def _lead_from(kind: Kind, id: UUID, form: str) -> Response:  # noqa: A002
    """Lead to the record that was merged with this one, for as long as the merge holds."""
    moved = find_move(connection(), id)
    if moved is None or get_record(connection(), kind, moved, form=form) is None:
        refuse_gone(connection(), id)
        raise NotFound(
            f"There is no {kind.name} {id}.", hint="It may have been withdrawn, or never published."
        )
    path, _, _ = request.path.rpartition("/")
    response = Response(status=301, headers={"Location": address(f"{path}/{moved}")})
    response.cache_control.no_cache = True
    return response
