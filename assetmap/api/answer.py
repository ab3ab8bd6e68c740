"""How an answer leaves the API: its JSON, its links, and what caches may do with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any, Self
from urllib.parse import urlencode

import orjson
from flask import Response, request
from sqlalchemy import text
from werkzeug.http import is_resource_modified

import assetmap
from assetmap.api.context import connection, settings

JSON = "application/json"
GEOJSON = "application/geo+json"
MAX_AGE_S = 60
_VERSIONS = text(
    "SELECT string_agg(concat_ws(' ', name, number, changed_at), ';' ORDER BY name), max(changed_at) "
    "FROM version"
)

Link = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: the parameters that lead to it, and how far the whole list goes."""

    args: Sequence[tuple[str, str]]
    number: int
    size: int
    total: int

    def links(self, mimetype: str) -> list[Link]:
        """Links to this page and its neighbours, where there are any."""
        last = max(1, -(-self.total // self.size))
        found = [self._link("self", self.number, mimetype)]
        if self.number < last:
            found.append(self._link("next", self.number + 1, mimetype))
        if self.number > 1:
            found.append(self._link("prev", min(self.number - 1, last), mimetype))
        return found

    def _link(self, rel: str, number: int, mimetype: str) -> Link:
        args = [pair for pair in self.args if pair[0] != "page"]
        if number > 1:
            args.append(("page", str(number)))
        return {"rel": rel, "type": mimetype, "href": address(request.path, args)}


@dataclass(frozen=True, slots=True)
class State:
    """The state of everything that an answer is made from: its name, and when it came about."""

    tag: str
    changed_at: datetime | None

    @classmethod
    def now(cls) -> Self:
        """Return the state as it is; an answer depends on its address, on the code and on this alone."""
        versions, changed_at = connection().execute(_VERSIONS).one()
        state = f"{assetmap.__version__}\n{versions}\n{request.host_url}\n{request.full_path}"
        return cls(blake2b(state.encode(), digest_size=12).hexdigest(), changed_at)

    @property
    def is_known(self) -> bool:
        """Whether the asker has the answer already."""
        return not is_resource_modified(request.environ, etag=self.tag, last_modified=self.changed_at)

    def mark(self, response: Response, *, private: bool) -> Response:
        """Let caches keep an answer; one that depends on where somebody lives only the asker's own."""
        response.set_etag(self.tag)
        response.last_modified = self.changed_at
        response.cache_control.max_age = MAX_AGE_S
        response.cache_control.private = private or None
        response.cache_control.public = not private
        return response


def address(path: str, args: Sequence[tuple[str, str]] = ()) -> str:
    """The whole address of something of ours, as the world outside knows it."""
    base = settings().public_url or request.host_url.rstrip("/")
    return f"{base}{path}?{urlencode(args)}" if args else f"{base}{path}"


def answer(
    make: Callable[[], Mapping[str, Any]],
    *,
    named: Callable[[], object] | None = None,
    mimetype: str = JSON,
    private: bool = False,
) -> Response:
    """Answer with what `make` returns, or with 304 and without making it, if the asker has it already.

    Where `make` may raise, `named` does as well: what is not there has no answer that somebody may have. One
    that depends on where somebody lives is `private`: only the asker's own cache may keep it.
    """
    state = State.now()
    if state.is_known:
        if named:
            named()
        return state.mark(Response(status=304), private=private)
    body = make()
    response = Response(orjson.dumps(body), mimetype=mimetype)
    if links := body.get("links"):
        response.headers["Link"] = ", ".join(f'<{link["href"]}>; rel="{link["rel"]}"' for link in links)
    return state.mark(response, private=private)
