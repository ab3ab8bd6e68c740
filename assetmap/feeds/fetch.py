"""Fetching the services of an API to disk: lists first, and details only where the lists lack them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from assetmap.errors import FeedUnavailable
from assetmap.feeds.client import Client
from assetmap.feeds.discover import Site
from assetmap.feeds.spool import Left, Spool
from assetmap.feeds.standard import ENTITIES
from assetmap.feeds.walk import Page, Walk, with_query

#: If so many details say no more than the list did, the list says everything.
_TRIED = 3
#: If so many details in a row do not come, the feed is down.
_LOST = 3

_NESTED = frozenset(name for name, field in ENTITIES["service"].fields.items() if field.kind == "records") | {
    "regular_schedules",
    "service_taxonomys",
    "service_taxonomies",
    "eligibilitys",
    "phones",
}


class Fetch:
    """One fetching of a feed; afterwards, whether everything came and what was odd."""

    def __init__(
        self,
        client: Client,
        site: Site,
        spool: Spool,
        *,
        modified_after: datetime | None,
        hear: Callable[[str, int, int], None],
    ) -> None:
        self._client, self._site, self._spool, self._hear = client, site, spool, hear
        self._modified_after = modified_after
        self._told_more, self._tried, self._lost = False, 0, 0
        self._missing = 0
        self.came = 0
        self.complete = False
        self.oddities: list[str] = []

    def run(self) -> None:
        """Fetch; an interrupted fetching of the same feed, if it is fresh, is gone on with."""
        accepted = self._accepted()
        url = with_query(self._site.services, **accepted)
        left = self._spool.begin({"url": url})
        walk = Walk(self._client, url)
        if left is not None:
            walk.seen, walk.total, self.came = left.keys, left.total, len(left.keys)
        self._walk(walk, left)
        self.oddities += walk.oddities
        if self._missing:
            self.oddities.append(
                f"{self._missing:,} services could not be read alone, and stay as they were."
            )
        # Between two sittings pages shift: what then seems to be gone may only have been passed over.
        whole = left is None or (left.total is not None and len(walk.seen) >= left.total == walk.total)
        self.complete = walk.complete and whole and not self._missing and "modified_after" not in accepted

    def _walk(self, walk: Walk, left: Left | None) -> None:
        begun = walk.pages(left.number + 1, left.following) if left else walk.pages()
        for page in begun:
            held = {
                key: item for key, item in zip(page.keys, self._whole(page), strict=True) if item is not None
            }
            self.came += len(held)
            self._spool.add(
                page.number,
                list(held.values()),
                following=walk.following(page),
                total=walk.total,
                keys=list(held),
            )
            self._hear("Fetching", self.came, walk.total or 0)

    def _accepted(self) -> dict[str, str]:
        """Which of the parameters that we would like this feed takes; some refuse what they do not know."""
        wanted = {"full": "true"}
        if self._modified_after is not None:
            after = self._modified_after.astimezone(UTC)
            wanted["modified_after"] = after.strftime("%Y-%m-%dT%H:%M:%SZ")
        accepted: dict[str, str] = {}
        for name, value in wanted.items():
            tried = with_query(self._site.services, **accepted, **{name: value}, page=1, per_page=1)
            if self._client.get(tried).found:
                accepted[name] = value
        return accepted

    def _whole(self, page: Page) -> list[Any]:
        """The page's records with all that belongs to each; None for one that could not be read whole."""
        services = [one for one in page.fresh if isinstance(one, dict)]
        if any(_NESTED & service.keys() for service in services) or self._site.root is None:
            return page.fresh
        return [self._detail(short) for short in page.fresh]

    def _detail(self, short: Any) -> Any:
        key = short.get("id") if isinstance(short, dict) else None
        address = self._site.one("services", str(key)) if isinstance(key, str | int) else None
        if address is None or (self._tried >= _TRIED and not self._told_more):
            return short
        try:
            answer, whole = self._client.get_json(address)
        except FeedUnavailable:
            self._missing, self._lost = self._missing + 1, self._lost + 1
            if self._lost >= _LOST:
                raise
            return None
        self._lost = 0
        if not answer.found or not isinstance(whole, dict) or str(whole.get("id")) != str(key):
            return short if answer.status == 404 and not self._told_more else self._miss()
        self._tried += 1
        self._told_more = self._told_more or bool(_NESTED & whole.keys() - short.keys())
        return short | whole

    def _miss(self) -> None:
        self._missing += 1
