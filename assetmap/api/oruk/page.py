"""A page of a list, in the envelope that Open Referral UK puts around it."""

from dataclasses import dataclass
from typing import Any

import orjson
from flask import Response

from assetmap.api.answer import answer
from assetmap.api.context import connection
from assetmap.listing.records.kinds import Kind
from assetmap.listing.records.query import RecordQuery
from assetmap.listing.records.read import RecordPage, find_records


@dataclass(frozen=True, slots=True)
class Asked:
    """Which records are asked for and in which form; `private` where it tells of where somebody lives."""

    kind: Kind
    query: RecordQuery
    form: str
    private: bool = False


def answer_page(asked: Asked, page: int, per_page: int) -> Response:
    """Answer with one page of the records that match."""

    def make() -> dict[str, Any]:
        offset = (page - 1) * per_page
        found = find_records(
            connection(), asked.kind, asked.query, form=asked.form, limit=per_page, offset=offset
        )
        return _envelope(found, page, per_page)

    return answer(make, private=asked.private)


def _envelope(found: RecordPage, page: int, per_page: int) -> dict[str, Any]:
    pages = -(-found.total // per_page)
    return {
        "total_items": found.total,
        "total_pages": pages,
        "page_number": page,
        "size": found.size,
        "first_page": page == 1,
        "last_page": page >= pages,
        "empty": found.size == 0,
        "contents": orjson.Fragment(found.contents),
    }
