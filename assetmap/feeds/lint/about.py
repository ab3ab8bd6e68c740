"""The check of what a feed's root says of itself."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from assetmap.feeds.lint.finding import Finding, fails, surprises
from assetmap.feeds.lint.values import check_value
from assetmap.feeds.standard import VERSION, Field

_FIELDS = {"version": Field("text"), "profile": Field("uri"), "openapi_url": Field("uri")}


def check_about(body: Any, place: str) -> Iterator[Finding]:
    """Judge the answer of a root."""
    for finding in _check(body):
        yield replace(finding, kind="root", place=place)


def _check(body: Any) -> Iterator[Finding]:
    if not isinstance(body, dict):
        yield fails("does not say its version, profile and openapi_url.")
        return
    for name, field in _FIELDS.items():
        if name in body:
            yield from check_value(name, body[name], field)
        else:
            yield fails("is missing.", name)
    version = body.get("version")
    if isinstance(version, str) and version != VERSION:
        yield surprises(f"is not {VERSION}.", "version", version)
