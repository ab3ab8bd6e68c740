"""The pages of one list, one after the other, until the list ends, goes round in circles or breaks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from assetmap.errors import FeedUnavailable
from assetmap.feeds.client import Answer, Client
from assetmap.feeds.envelope import Envelope, read_envelope
from assetmap.feeds.storable import storable

PER_PAGE = 100
# A link says itself which page it leads to.
_PLACES = frozenset({"page", "per_page"})
# Some answer so past their last page, where the standard wants an empty one.
_PAST_THE_END = (400, 404, 410, 416)


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it was read; `fresh` are its records that no earlier page had, with their `keys`."""

    number: int
    url: str
    body: Any
    envelope: Envelope
    fresh: list[Any]
    keys: list[str]
    refused: bool = False


@dataclass(slots=True)
class Walk:
    """A walk over a list; once it is over, whether it saw everything and what was odd.

    `seen` holds the keys of what came, those of an interrupted reading included.
    """

    client: Client
    url: str
    what: str = "services"
    per_page: int = PER_PAGE
    seen: set[str] = field(default_factory=set)
    total: int | None = None
    complete: bool = False
    oddities: list[str] = field(default_factory=list)
    repeats: int = 0

    def pages(self, start: int = 1, resume_at: str | None = None) -> Iterator[Page]:
        """Every page from one on; `resume_at` is the address at which an interrupted reading was."""
        number, address = start, resume_at or self._numbered(start)
        promised = False
        while number <= self.client.bounds.pages:
            page = self._read(number, address)
            if number == 1 and page.envelope.first is False and page.envelope.number == 1:
                yield from self._page_nought()
            if page.envelope.items and not page.fresh:
                self._goes_round(page)
                return
            if page.envelope.items:
                yield page
            following = self.following(page)
            if following is None:
                self._ends()
                if page.refused and (promised if self.total is None else self._lacks):
                    self._breaks_off(page)
                return
            number, address, promised = number + 1, following, _promises(page.envelope, number)
        most = self.client.bounds.pages
        self.oddities.append(f"The list of {self.what} has more than {most:,} pages; the rest was not read.")

    def following(self, page: Page) -> str | None:
        """The address of the next page, None after the last; where a page contradicts itself, one more."""
        envelope = page.envelope
        if not envelope.items:
            return None
        if envelope.next:
            return self._with_key(_at_home(page.url, envelope.next))
        if envelope.dialect == "bare" and envelope.total is None and envelope.pages is None:
            return self._numbered(page.number + 1) if len(envelope.items) == self.per_page else None
        more = [
            _promises(envelope, page.number),
            envelope.total is not None and len(self.seen) < envelope.total,
        ]
        return self._numbered(page.number + 1) if any(more) else None

    @property
    def _lacks(self) -> bool:
        """Whether the feed says that it has more than came."""
        return self.total is not None and len(self.seen) < self.total

    def _with_key(self, link: str) -> str:
        """A link with what else the typed address says, such as a key, which no other host is told."""
        typed, there = urlsplit(self.url), urlsplit(link)
        if typed.netloc != there.netloc:
            return link
        named = {name for name, _ in parse_qsl(there.query, keep_blank_values=True)} | _PLACES
        told = [pair for pair in parse_qsl(typed.query, keep_blank_values=True) if pair[0] not in named]
        query = "&".join(filter(None, (there.query, urlencode(told))))
        return urlunsplit((there.scheme, there.netloc, there.path, query, ""))

    def _numbered(self, number: int) -> str:
        return with_query(self.url, page=number, per_page=self.per_page)

    def _read(self, number: int, address: str) -> Page:
        answer, body = self.client.get_json(address)
        if not answer.found:
            if number != 1 and answer.status in _PAST_THE_END:
                return Page(number, answer.url, [], Envelope([], "bare"), [], [], refused=True)
            raise FeedUnavailable(f"{answer.url} answers {answer.status}, and no page of {self.what}.")
        envelope = read_envelope(body, _link(answer))
        self.total = envelope.total if envelope.total is not None else self.total
        fresh = self._remember(envelope.items)
        return Page(number, answer.url, body, envelope, list(fresh.values()), list(fresh))

    def _page_nought(self) -> Iterator[Page]:
        """A feed that counts its pages from nought has one more before the first."""
        page = self._read(0, self._numbered(0))
        if page.envelope.number == 0 and page.fresh:
            yield page

    def _remember(self, items: list[Any]) -> dict[str, Any]:
        fresh = {}
        for item in items:
            key = _key(item)
            if key in self.seen:
                self.repeats += 1
            else:
                self.seen.add(key)
                fresh[key] = item
        return fresh

    def _goes_round(self, page: Page) -> None:
        """Every record of a page was there before: the feed shows one page for ever, or has no pages."""
        self.complete = not self._lacks
        if not self.complete:
            self.oddities.append(
                f"Page {page.number} of the {self.what} repeats earlier ones, so reading stopped there:"
                f" {len(self.seen):,} different ones came, and the feed says that it has {self.total:,}."
            )

    def _breaks_off(self, page: Page) -> None:
        """The feed refuses a page that it should have: what stands there is not gone."""
        self.complete = False
        self.oddities.append(
            f"Page {page.number} of the {self.what} was refused, though there should be one, so reading"
            " stopped there."
        )

    def _ends(self) -> None:
        """The last page was read; where pages shift, what repeats stands for what was passed over."""
        self.complete = not (self.repeats and self._lacks)
        if self.total is not None and self.total != len(self.seen):
            came = f"{len(self.seen):,} different ones came"
            self.oddities.append(f"The feed says that it has {self.total:,} {self.what}, and {came}.")
        if self.repeats:
            again = f"{self.repeats:,} of the {self.what} stood on more than one page or twice on one"
            self.oddities.append(f"{again}; each is taken once.")


def with_query(url: str, **values: object) -> str:
    """An address with parameters set; what else its query says is kept."""
    parts = urlsplit(url)
    query = {
        name: value for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in values
    }
    query |= {name: str(value) for name, value in values.items() if value is not None}
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))


def _promises(envelope: Envelope, number: int) -> bool:
    """Whether a page says that another follows it."""
    more = envelope.pages is not None and number < envelope.pages
    return envelope.next is not None or envelope.last is False or more


def _link(answer: Answer) -> str | None:
    """The next page as the header `Link` names it (RFC 8288)."""
    for piece in answer.headers.get("Link", "").split(","):
        address, _, parameters = piece.partition(";")
        if 'rel="next"' in parameters.replace(" ", "") or "rel=next" in parameters.replace(" ", ""):
            return str(address.strip().strip("<>"))
    return None


def _at_home(here: str, link: str) -> str:
    """A link as seen from where we are: behind a proxy, a feed may call itself by another name."""
    try:
        there, home = urlsplit(urljoin(here, link)), urlsplit(here)
    except ValueError as error:
        raise FeedUnavailable(
            f"{here} names “{link[:100]}” as its next page, which is no address."
        ) from error
    return urlunsplit((home.scheme, home.netloc, there.path, there.query, ""))


def _key(item: Any) -> str:
    """By what a record is known again: its id, or all of it."""
    if isinstance(item, dict) and isinstance(item.get("id"), str | int):
        return str(item["id"])
    return blake2b(storable(item)[1], digest_size=12).hexdigest()
