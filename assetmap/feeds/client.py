"""A polite reader of the web: one connection, a name of its own, patience with trouble, and limits."""

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from assetmap import __version__
from assetmap.errors import FeedUnavailable
from assetmap.feeds.body import NotJson, Truncated, read_json
from assetmap.feeds.bounds import Bounds
from assetmap.feeds.transport import CheckedTransport, TooMuch, TooSlow

_Read = TypeVar("_Read")

# What is packed twice over unpacks to gigabytes from a few bytes.
_PACKINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
_BUSY = frozenset({429, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said."""

    url: str
    status: int
    headers: httpx.Headers
    body: bytes

    @property
    def found(self) -> bool:
        """Whether the server gave what was asked for."""
        return 200 <= self.status < 300


class _Trouble(Exception):
    """What may be over when the same is asked again, and how long the server wants to be left alone."""

    def __init__(self, said: str, pause_s: float | None = None) -> None:
        super().__init__(said)
        self.pause_s = pause_s


class Client:
    """Asks one feed, one question after the other."""

    def __init__(
        self,
        *,
        bounds: Bounds | None = None,
        allow_private: bool = False,
        about: str | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.bounds = bounds or Bounds()
        self._sleep = sleep
        self.asked = 0
        self._taken = 0
        self._began = time.monotonic()
        self._ends = self._began + self.bounds.feed_s
        transport = CheckedTransport(allow_private=allow_private)
        self._allowance = transport.allowance
        self._http = httpx.Client(
            transport=transport,
            headers={
                "User-Agent": f"AssetMap/{__version__}" + (f" (+{about})" if about else ""),
                "Accept": "application/json, */*;q=0.5",
                "Accept-Encoding": "gzip, deflate",
            },
            timeout=httpx.Timeout(self.bounds.silence_s, connect=self.bounds.connect_s),
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def get(self, url: str) -> Answer:
        """Ask for something, again and again where that may help; a refusal such as 404 is an answer too."""
        return self._patiently(url, lambda answer: answer)

    def look(self, url: str) -> tuple[Answer, Any]:
        """Ask for what may be JSON, None where it is not; what breaks off is asked for again."""
        return self._patiently(url, _look)

    def get_json(self, url: str) -> tuple[Answer, Any]:
        """Ask for JSON; what breaks off in the middle is asked for again. A refusal has none."""
        return self._patiently(url, _parse)

    def _patiently(self, url: str, read: Callable[[Answer], _Read]) -> _Read:
        pause = self.bounds.first_pause_s
        for left in range(self.bounds.attempts - 1, -1, -1):
            try:
                return read(self._once(url))
            except _Trouble as trouble:
                if not left:
                    raise self._gives_up(url, trouble) from trouble
                self._wait(url, trouble, pause)
                pause *= 2
        raise AssertionError("the last attempt returns or raises")

    def _once(self, url: str) -> Answer:
        self._require_pace()
        self.asked += 1
        left_s = self._ends - time.monotonic()
        self._allowance.start(min(self.bounds.answer_s, left_s), self.bounds.answer_bytes)
        try:
            return self._follow(url)
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise FeedUnavailable(f"{url} leads to no address of http or https.") from error
        except httpx.DecodingError as error:
            raise _Trouble("answers with something packed that cannot be unpacked") from error
        except httpx.TransportError as error:
            raise _Trouble(_in_words(error)) from error
        except TooSlow as error:
            raise _Trouble(f"is not done after {self.bounds.answer_s:g} seconds") from error
        except TooMuch as error:
            raise self._too_much(url) from error

    def _require_pace(self) -> None:
        """Leave a feed alone that is still not done, or that sends next to nothing for so long."""
        now = time.monotonic()
        if now > self._ends:
            raise FeedUnavailable(f"The feed takes longer than {self.bounds.feed_s / 3600:g} hours to read.")
        gone_s = now - self._began
        if gone_s > self.bounds.trial_s and self._taken < gone_s * self.bounds.least_bytes_s:
            raise FeedUnavailable(
                f"The feed has sent {self._taken:,} bytes in {gone_s / 60:,.0f} minutes, which is too slow.",
                hint="Try again later; what was read so far is kept.",
            )

    def _follow(self, url: str) -> Answer:
        """Ask, also where a redirect leads; what else a redirect says is not read."""
        request = self._http.build_request("GET", url)
        for _ in range(self.bounds.redirects + 1):
            response = self._http.send(request, stream=True)
            with closing(response):
                if response.next_request is None:
                    return self._answer(response)
                request = response.next_request
        raise FeedUnavailable(f"{url} redirects more than {self.bounds.redirects} times.")

    def _answer(self, response: httpx.Response) -> Answer:
        if response.status_code in _BUSY:
            raise _Trouble(f"answers {response.status_code}", _retry_after(response))
        if response.headers.get("Content-Encoding", "identity").strip().lower() not in _PACKINGS:
            raise FeedUnavailable(f"{response.url} packs its answers in another way than it was asked to.")
        body = self._read(response)
        return Answer(str(response.url), response.status_code, response.headers, body)

    def _read(self, response: httpx.Response) -> bytes:
        pieces: list[bytes] = []
        size = 0
        for piece in response.iter_bytes():
            size += len(piece)
            self._taken += len(piece)
            if size > self.bounds.answer_bytes or self._taken > self.bounds.feed_bytes:
                raise self._too_much(str(response.url))
            pieces.append(piece)
        return b"".join(pieces)

    def _too_much(self, url: str) -> FeedUnavailable:
        return FeedUnavailable(f"{url} sends more than can be taken, {_megabytes(self.bounds)}.")

    def _wait(self, url: str, trouble: _Trouble, pause: float) -> None:
        seconds = pause if trouble.pause_s is None else max(pause, trouble.pause_s)
        if seconds > self.bounds.longest_pause_s or time.monotonic() + seconds > self._ends:
            raise FeedUnavailable(
                f"{url} {trouble}, and asks to be left alone for {seconds:,.0f} seconds.",
                hint="Try again later; what was read so far is kept.",
            )
        self._sleep(seconds)

    def _gives_up(self, url: str, trouble: _Trouble) -> FeedUnavailable:
        return FeedUnavailable(
            f"{url} {trouble}, at each of {self.bounds.attempts} tries.",
            hint="Try again later; what was read so far is kept.",
        )


def _look(answer: Answer) -> tuple[Answer, Any]:
    try:
        return answer, read_json(answer.body) if answer.found else None
    except Truncated as error:
        raise _Trouble("breaks off in the middle of its answer") from error
    except NotJson:
        return answer, None


def _parse(answer: Answer) -> tuple[Answer, Any]:
    try:
        return answer, read_json(answer.body) if answer.found else None
    except Truncated as error:
        raise _Trouble("breaks off in the middle of its answer") from error
    except NotJson as error:
        raise FeedUnavailable(
            f"{answer.url} answers with something that is no JSON: {error}",
            hint="Is this the address of the feed, and not of a page about it?",
        ) from error


def _retry_after(response: httpx.Response) -> float | None:
    said = response.headers.get("Retry-After", "").strip()
    try:
        if said.isdecimal():
            return float(said)
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def _in_words(error: httpx.TransportError) -> str:
    if isinstance(error, httpx.ConnectTimeout | httpx.ConnectError):
        return "cannot be connected to"
    if isinstance(error, httpx.TimeoutException):
        return "says nothing for too long"
    return "drops the connection"


def _megabytes(bounds: Bounds) -> str:
    return f"{bounds.answer_bytes / 2**20:,.0f} MB at once or {bounds.feed_bytes / 2**20:,.0f} MB in all"
