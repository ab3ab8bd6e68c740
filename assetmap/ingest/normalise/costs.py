"""What a service costs: `Free`, `£3.50 per session`, `£5 / £3 concessions`, `suggested donation £2`."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from assetmap.ingest.normalise.reading import Reading, left_out

_MONEY = re.compile(r"£\s*(\d[\d,]*(?:\.\d{1,2})?)(?![\d.O])|\b(\d{1,3})\s*p\b(?!\.?m)|^(\d+(?:\.\d{1,2})?)$")
_FREE = re.compile(
    r"\b(?:free(?:\s+of\s+charge)?|no\s+(?:charge|cost|fee)|nil|none|complimentary|without\s+charge)\b", re.I
)
_NOT_FREE = re.compile(r"\bnot\s+free\b|\bfree\s*(?:parking|phone|refreshments|tea|wi-?fi)\b", re.I)
_DONATION = re.compile(r"\bdonat|\bpay\s+(?:what|as)\s+you\s+(?:can|feel|like)\b|\bcontribution", re.I)
_FROM = re.compile(
    r"\b(?:from|starting\s+at|upwards|about|approx\w*|up\s+to|around|minimum|min)\b|£\s*\d+\s*\+", re.I
)
_SPLIT = re.compile(r"[;/|()\n]|,(?!\d{3}\b)|\bthen\b|\bor\b|\band\b", re.I)
# A long gap would be divided in every way.
_BLANKS = re.compile(r"[^\S\n]+")
_EDGES = " \t.,;:-–()"
_LARGEST = Decimal(100_000)


class Cost(NamedTuple):
    """One price: nought is free, None is "ask" or a donation; who or what it is for, and how it was said."""

    amount: Decimal | None
    option: str | None = None
    description: str | None = None


@lru_cache(maxsize=65_536)
def read_costs(text: str) -> Reading[tuple[Cost, ...]]:
    """The prices that a cell names; what is not understood is kept as words, never dropped."""
    text = _BLANKS.sub(" ", text)
    if not text:
        return Reading(())
    if _DONATION.search(text):
        free = _FREE.search(text) and not _MONEY.search(text) and not _NOT_FREE.search(text)
        return Reading((Cost(Decimal(0) if free else None, None, text),))
    whole = _one_price(text)
    if whole:
        return Reading((whole,))
    pieces = [_one_price(piece.strip()) for piece in _SPLIT.split(text) if piece.strip(_EDGES)]
    prices = [piece for piece in pieces if piece]
    if len(prices) > 1 and len(prices) == len(pieces):
        return Reading(tuple(dict.fromkeys(_with_option(price) for price in prices)))
    unread = re.search(r"\d", _MONEY.sub("", text))
    flaws = (left_out("No price can be read, such as £3.50.", "Kept as words."),) if unread else ()
    return Reading((Cost(None, None, text),), flaws)


def _one_price(text: str) -> Cost | None:
    """The price in a text that names exactly one; None when it names several or none."""
    found = _MONEY.findall(text)
    free = None if _NOT_FREE.search(text) else _FREE.search(text)
    if not found and free:
        rest = (text[: free.start()] + text[free.end() :]).strip(_EDGES)
        return Cost(Decimal(0), None, rest or None)
    if len(found) != 1 or free:
        return None
    amount = _amount(*found[0])
    if amount is None:
        return None
    rest = " ".join(_MONEY.sub("", text).split()).strip(_EDGES)
    return Cost(amount, None, text if _FROM.search(text) else rest or None)


def _amount(pounds: str, pence: str, bare: str) -> Decimal | None:
    amount = Decimal(pence) / 100 if pence else Decimal((pounds or bare).replace(",", ""))
    return amount.quantize(Decimal("0.01")) if amount <= _LARGEST else None


def _with_option(price: Cost) -> Cost:
    """Of several prices, what stands beside each says whom it is for."""
    return Cost(price.amount, price.description, None)
