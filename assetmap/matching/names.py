"""Comparing names: word by word, so that one word more or another day is seen for the difference it is."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

#: Words that say nothing of what a service is.
_EMPTY = frozenset(
    "the a an and of for in at on to with by our your ltd limited cic cio plc inc charity".split()
)
#: Words that one list may have and another leave out.
_GENERIC = frozenset(
    "group club class session service scheme project programme weekly local free community dropin team kent"
    " uk".split()
)
#: Words that tell like services from each other, so that no slip of the pen turns one into another.
_TELLING = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday morning afternoon evening night weekday weekend"
    " junior senior baby toddler child teen youth adult over under man woman boy girl father mother dad mum"
    " beginner intermediate advanced improver one two three four five north south east west upper lower"
    " first second third new old".split()
)
_SHORT_FOR = {
    "st": "saint", "rd": "road", "ave": "avenue", "ctr": "centre", "cntr": "centre", "center": "centre",
    "lib": "library", "grp": "group", "assoc": "association", "assn": "association",
    "soc": "society", "svc": "service", "hosp": "hospital", "doctor": "dr", "surg": "surgery",
    "med": "medical", "comm": "community", "org": "organisation", "organization": "organisation",
    "children": "child", "kid": "child", "men": "man", "women": "woman", "ladies": "woman", "mums": "mother",
    "mum": "mother", "dads": "father", "dad": "father", "mon": "monday", "tue": "tuesday", "tues": "tuesday",
    "wed": "wednesday", "thur": "thursday", "thurs": "thursday", "thu": "thursday", "fri": "friday",
    "sat": "saturday", "sun": "sunday", "babies": "baby", "1": "one", "2": "two", "3": "three", "4": "four",
    "5": "five", "1st": "first", "2nd": "second", "3rd": "third",
}  # fmt: skip
#: Shorter words are too near each other for a slip to be told from another word.
_LONG = 5


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like two names are: 0 to 100, and whether they are the same name."""

    score: float
    same: bool


@lru_cache(maxsize=65_536)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, in one spelling, without those that say nothing."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"\bdrop[\s-]in\b", "dropin", plain.replace("&", " and "))
    found = re.findall(r"[a-z0-9]+", re.sub(r"['’`]s?\b", "", plain))
    return tuple(_root(word) for word in found if word not in _EMPTY)


def _root(word: str) -> str:
    word = _SHORT_FOR.get(word, word)
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return _SHORT_FOR.get(word, word)


def compare_names(first: str, second: str, context: Iterable[str] = ()) -> Likeness:
    """Compare two names; the words of `context`, such as organisation and town, may be left out of one."""
    here, there = words_of(first), words_of(second)
    score = _ratio(here, there)
    if not here or not there:
        return Likeness(0.0, False)
    if "".join(here) == "".join(there):
        return Likeness(max(score, 95.0), True)
    only_here, only_there = leftover(here, there)
    one_has_more = not (only_here and only_there)
    known = set(context) - _TELLING
    if (set(here) - known and set(there) - known) or set(here) == set(there):
        only_here, only_there = only_here - known, only_there - known
    told_here, told_there = only_here - _GENERIC, only_there - _GENERIC
    same = one_has_more and not told_here and not told_there
    return Likeness(max(score, 90.0) if same else min(score, 89.0), same)


def compare_organizations(first: str, second: str) -> Likeness:
    """Compare two names of organisations."""
    return compare_names(first, second)


def leftover(first: Iterable[str], second: Iterable[str]) -> tuple[set[str], set[str]]:
    """The words of each that the other has not, not even with a slip of the pen."""
    here, there = set(first) - set(second), set(second) - set(first)
    for word in sorted(here):
        twin = next((other for other in sorted(there) if _is_slip(word, other)), None)
        if twin is not None:
            here.discard(word)
            there.discard(twin)
    return here, there


def _ratio(here: tuple[str, ...], there: tuple[str, ...]) -> float:
    return float(fuzz.token_sort_ratio(" ".join(here), " ".join(there)))


def _is_slip(first: str, second: str) -> bool:
    """Whether one word is the other with two letters exchanged, or one doubled.

    A letter left out or another in its place makes too many other words: quilting is not quitting.
    """
    if min(len(first), len(second)) < _LONG or first in _TELLING or second in _TELLING:
        return False
    if sorted(first) == sorted(second):
        return OSA.distance(first, second) == 1 and first.isalpha()
    return OSA.distance(first, second) == 1 and _single(first) == _single(second)


def _single(word: str) -> str:
    """The word with each doubled letter once."""
    return re.sub(r"([a-z])\1", r"\1", word)
