"""The API described in OpenAPI 3.1, made from the same values that answer."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assetmap.api.answer import JSON
from assetmap.api.oruk.parameters import Parameter
from assetmap.api.oruk.resource import Resource
from assetmap.api.oruk.schemas import page_of, refer_to, schemas
from assetmap.api.oruk.stream import NDJSON
from assetmap.api.problem import MIMETYPE
from assetmap.feeds.standard import VERSION
from assetmap.listing.records.kinds import SERVICE, SERVICE_AT_LOCATION

_ID = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "The record's id.",
    "schema": {"type": "string", "format": "uuid"},
}
_DESCRIPTION = (
    "The services that AssetMap lists, in the UK's standard for community services. Reading only, open to "
    "everybody and to every site, without a key. Parameters restrict each other. Fields that are not known "
    "are left out. An id stays the same when its source is read again."
)
_PROBLEMS = {
    "400": "A parameter is wrong, unknown, or names what is not there; `errors` says which.",
    "404": "There is nothing of this id.",
    "503": "The database does not answer, or too many wait for everything. `Retry-After` says when.",
}
#: The records that may be found to be one, whatever ids their sources gave them.
MERGED = (SERVICE, SERVICE_AT_LOCATION)
_MOVED = {
    "description": "It was merged with another, which has everything that was known of it.",
    "headers": {"Location": {"description": "Where that is.", "schema": {"type": "string", "format": "uri"}}},
}


_WAITING = {
    "description": "With format=ndjson: it is being made. `Retry-After` says when to ask for it again.",
    "headers": {"Location": {"description": "Where it will be.", "schema": {"type": "string"}}},
    "content": {JSON: {"schema": {"type": "object"}}},
}


def describe(resources: Iterable[Resource], base: str, examples: Mapping[str, str]) -> dict[str, Any]:
    """Describe the API that stands at an address; `examples` of parameters are of what is published there."""
    about = _operation("about", "What this API is.", (), "about", refer_to("about"), ("400", "503"))
    paths = {"/": {"get": about}}
    for resource in resources:
        paths |= _paths(resource)
    for one in (one for path in paths.values() for one in path["get"]["parameters"]):
        one["example"] = examples.get(one["name"], one.get("example"))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "AssetMap: Open Referral UK",
            "version": VERSION,
            "summary": "Community services for social prescribing.",
            "description": _DESCRIPTION,
            "license": {
                "name": "Open Government Licence v3.0, and that of each source",
                "url": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
            },
        },
        "servers": [{"url": base}],
        "security": [],
        "paths": paths | {"/openapi.json": {"get": _itself()}},
        "components": {"schemas": schemas(), "responses": _problems()},
    }


def _paths(resource: Resource) -> dict[str, Any]:
    name, kind = resource.name, resource.kind.name
    listed = _operation(
        f"list_{name}", resource.listed, resource.parameters, name, page_of(kind), ("400", "503"), stream=kind
    )
    alone = _operation(
        f"get_{kind}", resource.alone, resource.parameters_alone, name, refer_to(kind), ("400", "404", "503")
    )
    listed["responses"]["202"] = _WAITING
    if resource.kind in MERGED:
        alone["responses"]["301"] = _MOVED
    return {f"/{name}": {"get": listed}, f"/{name}/{{id}}": {"parameters": [_ID], "get": alone}}


def _operation(
    name: str,
    summary: str,
    parameters: Sequence[Parameter],
    tag: str,
    schema: dict[str, Any],
    problems: Sequence[str],
    *,
    stream: str | None = None,
) -> dict[str, Any]:
    content: dict[str, Any] = {JSON: {"schema": schema}}
    if stream:
        said = f"With format=ndjson: each {stream} that matches, one a line."
        content[NDJSON] = {"schema": {"type": "string", "description": said}}
    return {
        "operationId": name,
        "summary": summary,
        "tags": [tag],
        "parameters": [parameter.described() for parameter in parameters],
        "responses": {
            "200": {"description": summary, "headers": _headers(), "content": content},
            "304": {"description": "Nothing has changed since the answer that the asker has."},
            **{status: {"$ref": f"#/components/responses/{status}"} for status in problems},
        },
    }


def _headers() -> dict[str, Any]:
    return {
        "ETag": {"description": "The state of the answer.", "schema": {"type": "string"}},
        "Last-Modified": {"description": "When it last changed.", "schema": {"type": "string"}},
    }


def _problems() -> dict[str, Any]:
    content = {MIMETYPE: {"schema": refer_to("problem")}}
    return {status: {"description": said, "content": content} for status, said in _PROBLEMS.items()}


def _itself() -> dict[str, Any]:
    return _operation("openapi", "This description.", (), "about", {"type": "object"}, ("400", "503"))
