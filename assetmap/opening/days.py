"""Which days a text names: a list, a range, the second Tuesday of the month, the fifteenth."""

import re
from dataclasses import dataclass
from typing import Literal

from assetmap.opening.tokens import Token
from assetmap.opening.value import DAYS

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_WEEK = tuple(DAYS)


@dataclass(frozen=True, slots=True)
class Days:
    """Days of a week or of a month, as a rule's `byday` and `bymonthday` hold them."""

    byday: tuple[str, ...] = ()
    freq: Literal["WEEKLY", "MONTHLY"] = "WEEKLY"
    interval: int = 1
    bymonthday: tuple[int, ...] = ()


def read_days(tokens: list[Token], place: int, *, every_other: bool = False) -> tuple[Days, int] | None:
    """The days named from a place on, and the place after them; None when no day is named there."""
    numbers, after = _ordinals(tokens, place)
    if numbers and not (after < len(tokens) and tokens[after].kind == "day"):
        return _days_of_month(tokens, numbers, after)
    codes, after = _days(tokens, after)
    if not codes:
        return None
    month = _skip(tokens, after, "month")
    if not numbers:
        if month > after:
            return None  # "Mondays, monthly" does not say which Monday
        return Days(byday=codes, interval=2 if every_other else 1), after
    if any(not -1 <= number <= 5 for number in numbers):
        return None
    byday = tuple(f"{number}{code}" for number in numbers for code in codes)
    return Days(byday=byday, freq="MONTHLY", interval=2 if every_other else 1), month


def _days_of_month(tokens: list[Token], numbers: list[int], place: int) -> tuple[Days, int] | None:
    after = _skip(tokens, place, "month")
    if after == place or any(not 1 <= number <= 31 for number in numbers):
        return None
    return Days(freq="MONTHLY", bymonthday=tuple(numbers)), after


def _ordinals(tokens: list[Token], place: int) -> tuple[list[int], int]:
    numbers: list[int] = []
    while place < len(tokens) and tokens[place].kind == "ordinal":
        text = tokens[place].text
        numbers.append(_ORDINALS.get(text) or int(re.sub(r"\D", "", text)))
        place += 1
        ahead = _skip(tokens, place, "join")
        if ahead > place and ahead < len(tokens) and tokens[ahead].kind == "ordinal":
            place = ahead
    return numbers, place


def _days(tokens: list[Token], place: int) -> tuple[tuple[str, ...], int]:
    found: list[str] = []
    while True:
        codes, after = _one_or_range(tokens, place)
        if not codes:
            break
        found.extend(codes)
        place = after
        ahead = _skip(tokens, place, "join", "filler")
        more, _ = _one_or_range(tokens, ahead)
        if not more:
            break
        place = ahead
    return tuple(code for code in _WEEK if code in found), place


def _one_or_range(tokens: list[Token], place: int) -> tuple[tuple[str, ...], int]:
    if place >= len(tokens):
        return (), place
    token = tokens[place]
    if token.kind == "days":
        return _named(token.text), place + 1
    if token.kind != "day":
        return (), place
    first = _code(token)
    if place + 2 < len(tokens) and tokens[place + 1].kind == "range" and tokens[place + 2].kind == "day":
        return _range(first, _code(tokens[place + 2])), place + 3
    return (first,), place + 1


def _named(text: str) -> tuple[str, ...]:
    if text.startswith("week") and "end" in text:
        return _WEEK[5:]
    if text[0] in "mw":
        return _WEEK[:5]
    return _WEEK


def _range(first: str, last: str) -> tuple[str, ...]:
    start, length = _WEEK.index(first), (_WEEK.index(last) - _WEEK.index(first)) % 7 + 1
    return tuple(_WEEK[(start + step) % 7] for step in range(length))


def _code(token: Token) -> str:
    return token.text[:2].upper()


def _skip(tokens: list[Token], place: int, *kinds: str) -> int:
    while place < len(tokens) and tokens[place].kind in kinds:
        place += 1
    return place
