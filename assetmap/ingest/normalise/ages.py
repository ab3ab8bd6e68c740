"""Whom a service is for, by age: `18+`, `50 and over`, `under 18`, `16-25`, `all ages`."""

import re
from functools import lru_cache

from assetmap.ingest.normalise.reading import Reading, left_out

Ages = tuple[int | None, int | None]

_OLDEST = 120
_ANY = re.compile(
    r"(?:all|any|every)(?:\s*age[s]?)?(?:\s+(?:welcome|groups?))?"
    r"|everyone|anyone|open to all|no(?: age)? limit",
    re.I,
)
_ADULTS = re.compile(r"(?:all\s+)?adults?(?:\s+only)?|over\s*18s?|grown[- ]?ups", re.I)
_UNIT = r"(?:\s*(?:years?|yrs?|y)\b)?(?:\s+(?:old|of\s+age))?(?:'?s\b)?"
_NUMBER = rf"(\d{{1,3}}){_UNIT}"
_LEAD = (
    r"(?:(?:adults?|people|children|young\s+people|aged?s?|those|anyone|for|who\s+are|older\s+people|men|women)"
    r"[\s:,-]+)*\(?"
)
_TAIL = r"\)?(?:\s*(?:only|years?|yrs?|olds?|of\s+age|age\s+range|people|adults?))*"


def _pattern(middle: str) -> re.Pattern[str]:
    return re.compile(rf"{_LEAD}{middle}{_TAIL}\.?", re.I)


_RANGE = _pattern(rf"(?:from\s+|between\s+)?{_NUMBER}\s*(?:-|–|—|to|and|until|till)\s*{_NUMBER}")
_FROM = _pattern(
    rf"(?:over\s+(?:the\s+age\s+of\s+)?|from\s+|min(?:imum)?\s+(?:age\s+)?|at\s+least\s+){_NUMBER}\s*\+?"
)
_PLUS = _pattern(
    rf"{_NUMBER}\s*(?:\+|plus\b|and\s+(?:over|above|up|older|upwards?)|or\s+(?:over|above|older)|upwards?|years?\s*\+)s?"
)
_UNDER = _pattern(rf"(?:under|below|younger\s+than)(?:\s+the\s+age\s+of)?\s+{_NUMBER}")
_UP_TO = _pattern(rf"(?:up\s+to(?:\s+(?:the\s+)?age(?:\s+of)?)?|max(?:imum)?(?:\s+age)?|to)\s+{_NUMBER}")
_AND_UNDER = _pattern(rf"{_NUMBER}\s*(?:and|or)\s+(?:under|younger|below)")
_ONE = re.compile(r"\d{1,3}")


@lru_cache(maxsize=16_384)
def read_ages(text: str) -> Reading[Ages]:
    """The youngest and the oldest age, None for no limit."""
    said = text.strip().lower()
    if not said or _ANY.fullmatch(said):
        return Reading((None, None))
    if _ADULTS.fullmatch(said):
        return Reading((18, None))
    found = _limits(said)
    if found is None:
        return Reading((None, None), (left_out("This is no age range, such as 18+ or 16 to 25."),))
    return check_ages(*found)


@lru_cache(maxsize=1_024)
def read_age(text: str) -> Reading[int | None]:
    """One age, as a column for the youngest or the oldest holds it."""
    number = text.strip().removesuffix("+").strip()
    if not number:
        return Reading(None)
    if _ONE.fullmatch(number) and int(number) <= _OLDEST:
        return Reading(int(number))
    return Reading(None, (left_out("This is no age in years."),))


def check_ages(youngest: int | None, oldest: int | None) -> Reading[Ages]:
    """Both ages when a person could be between them; otherwise neither, and why."""
    ages = [age for age in (youngest, oldest) if age is not None]
    if any(age > _OLDEST for age in ages):
        return Reading((None, None), (left_out(f"Nobody is {max(ages)} years old."),))
    if len(ages) == 2 and ages[0] > ages[1]:
        return Reading(
            (None, None), (left_out(f"The youngest age {youngest} is above the oldest, {oldest}."),)
        )
    return Reading((youngest or None, oldest))


def _limits(said: str) -> Ages | None:
    if match := _RANGE.fullmatch(said):
        return int(match[1]), int(match[2])
    if match := _PLUS.fullmatch(said) or _FROM.fullmatch(said):
        return int(match[1]), None
    if match := _UNDER.fullmatch(said):
        return None, max(int(match[1]) - 1, 0)
    if match := _UP_TO.fullmatch(said) or _AND_UNDER.fullmatch(said):
        return None, int(match[1])
    return None
