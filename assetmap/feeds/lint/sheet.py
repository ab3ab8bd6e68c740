"""The check of a page's envelope: its counts, and whether they agree with what is on it."""

from collections.abc import Iterator
from typing import Any

from assetmap.feeds.lint.finding import Finding, fails, surprises
from assetmap.feeds.record import Sheet

_COUNTS = ("total_items", "total_pages", "page_number", "size")
_FLAGS = ("first_page", "last_page", "empty")


def check_sheet(sheet: Sheet) -> Iterator[Finding]:
    """Judge the envelope of one page."""
    body = sheet.body
    if not isinstance(body, dict):
        yield fails("is no page: an object with total_items, page_number and contents is wanted.", value=body)
        return
    contents = body.get("contents")
    if "content" in body and contents is None:
        yield fails("is named as in version 1.0; version 3.0 calls it contents.", "content")
        return
    if not isinstance(contents, list):
        problem = "is missing." if "contents" not in body else "is no list."
        yield fails(problem, "contents", contents)
        return
    kinds = list(_kinds(body))
    yield from kinds
    if not kinds:
        yield from _sums(body, contents, sheet.asked)


def _kinds(body: dict[str, Any]) -> Iterator[Finding]:
    for name in _COUNTS:
        count = body.get(name)
        if name not in body:
            yield fails("is missing.", name)
        elif isinstance(count, bool) or not isinstance(count, int) or count < 0:
            yield fails("is no count.", name, count)
    for name in _FLAGS:
        if name not in body:
            yield fails("is missing.", name)
        elif not isinstance(body[name], bool):
            yield fails("is neither true nor false.", name, body[name])


def _sums(body: dict[str, Any], contents: list[Any], asked: int | None) -> Iterator[Finding]:
    total, pages, number = body["total_items"], body["total_pages"], body["page_number"]
    if body["size"] != len(contents):
        yield fails(f"is not how many records the page has, {len(contents)}.", "size", body["size"])
    if body["empty"] != (not contents):
        yield fails("contradicts the contents.", "empty", body["empty"])
    if asked is not None and number != asked:
        yield fails(f"is not the page that was asked for, {asked}.", "page_number", number)
    if body["first_page"] != (number == 1):
        yield surprises(f"contradicts page_number {number}.", "first_page", body["first_page"])
    if contents and body["last_page"] != (number == pages):
        yield surprises(f"contradicts page {number} of {pages}.", "last_page", body["last_page"])
    if pages > max(total, 1) or (total > 0 and pages == 0):
        yield surprises(f"cannot be for {total} records.", "total_pages", pages)
    elif len(contents) > total:
        yield fails("is less than what this one page has.", "total_items", total)
