"""Pages of results, as links."""

from typing import Any

from assetmap.listing.query import MAX_RESULTS
from assetmap.listing.results import SearchResult
from assetmap.web.forms import Pairs, address

NEAR = 2


def paging(result: SearchResult, pairs: Pairs) -> dict[str, Any] | None:
    """Return what the pagination component needs, or nothing where one page holds everything."""
    query = result.query
    most = max(group.total for group in (result.places, result.areas, result.remote))
    last = -(-min(most, MAX_RESULTS) // query.per_page)
    if last <= 1:
        return None
    here = min(query.page, last)
    shown = sorted({1, last, *range(max(1, here - NEAR), min(last, here + NEAR) + 1)})
    found: dict[str, Any] = {"items": _items(shown, query.page, pairs)}
    if query.page > 1:
        found["previous"] = {"href": _page(pairs, min(query.page - 1, last))}
    if result.has_next:
        found["next"] = {"href": _page(pairs, here + 1)}
    return found


def _items(shown: list[int], here: int, pairs: Pairs) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number > before + 1:
            items.append({"ellipsis": True})
        items.append({"number": number, "href": _page(pairs, number), "current": number == here})
    return items


def _page(pairs: Pairs, number: int) -> str:
    others = [pair for pair in pairs if pair[0] != "page"]
    return address("web.find", [*others, ("page", str(number))] if number > 1 else others)
