"""What to look for in texts: the ways in which people write one address, postcode or telephone number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: Where on the map, in degrees, as addresses of maps say it: of a secret place nobody gives that.
COORDINATES_PATTERN = r"(?:49|5[0-9]|60)\.[0-9]{3,}(?:[^0-9.]{1,8}|!4d)[0-8]\.[0-9]{3,}"
#: Patterns are Python's; PostgreSQL writes the edge of a word otherwise.
_EDGE, _EDGE_IN_SQL = r"\b", r"\y"
_GAP = "[^a-z0-9]{0,4}"
_UNIT = r"(?:flat|unit|apartment|apt|room|suite|floor|level)"
_SEGMENT = re.compile(r"[,;\n|]")
_NUMBER_ALONE = re.compile(
    r"\s*(?:no\.?|number)?\s*\d{1,4}[a-z]?(?:\s*(?:-|–|/|&|to)\s*\d{1,4}[a-z]?)?\s*", re.I
)
#: Letters that web addresses and pages write in another way, such as `%20` and `&nbsp;`.
_ESCAPED = re.compile(r"%[0-9a-f]{2}|&(?:[a-z]{2,8}|#[0-9]{1,5});", re.I)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.I)
_HOUSE = re.compile(r"(?<![\w.])(\d{1,4})[a-z]?(?:\s*(?:-|–|/|&|to)\s*(\d{1,4})[a-z]?)?(?![\w.])", re.I)
_AFTER_UNIT = re.compile(rf"\b{_UNIT}[\s.]{{0,2}}$", re.I)
_WORD = re.compile(r"[a-z0-9]+", re.I)
_WIDEST_RANGE = 30
_SHORTEST_UPRN = 6
_MOST_WORDS = 5
# The ways to write the last word of a street.
_TYPES = (
    ("street", "st"), ("road", "rd"), ("lane", "ln", "la"), ("avenue", "ave", "av"), ("close", "cl"),
    ("drive", "dr"), ("court", "ct", "crt"), ("place", "pl"), ("terrace", "ter", "terr"),
    ("gardens", "gdns", "gdn", "garden"), ("square", "sq"), ("crescent", "cres", "cr"), ("grove", "gr"),
    ("parade", "pde"), ("way",), ("walk",), ("hill",), ("park", "pk"), ("row",), ("mews",), ("green", "grn"),
    ("rise",), ("view",), ("quay",), ("yard",), ("broadway", "bdwy"), ("promenade", "prom"), ("esplanade",),
    ("approach",), ("vale",), ("villas",), ("cottages", "cotts"), ("passage",), ("path",), ("wharf",),
)  # fmt: skip
_TYPE_OF = {word: words for words in _TYPES for word in words}
_OTHERWISE = {"saint": ("saint", "st"), "st": ("saint", "st"), "mount": ("mount", "mt"), "and": ("and", "")}
_NUMBERS = dict(enumerate(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen twenty".split(), 1,
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Needle:
    """One thing to look for, and what it is.

    That is `street` (a house and its street), `road`, `postcode`, `uprn` or `reach`.
    """

    kind: str
    pattern: str
    value: str

    @property
    def in_sql(self) -> str:
        """The pattern as PostgreSQL reads it."""
        return self.pattern.replace(_EDGE, _EDGE_IN_SQL)

    def is_in(self, text: str) -> bool:
        """Whether a text says it."""
        said = (text, _ESCAPED.sub(" ", text)) if "%" in text or "&" in text else (text,)
        return any(re.search(self.pattern, one, re.I) for one in said)


def house_numbers(line: str | None) -> frozenset[int]:
    """The house numbers in an address; those of flats and rooms are none, and 12-14 is each of them.

    Nor are numbers that end a name, as in “Refuge 1999”, or that run backwards, as in “24/7”.
    """
    found: set[int] = set()
    for segment in _segments(line or ""):
        for end, first, last in _houses(segment):
            if first <= last and (_NUMBER_ALONE.fullmatch(segment) or _WORD.search(segment[end:])):
                found |= set(range(first, last + 1)) if last <= first + _WIDEST_RANGE else {first, last}
    return frozenset(found)


def address_needles(line: str | None, postcode: str | None) -> list[Needle]:
    """What would say where a place is: its house and street, its postcode, and the street by itself."""
    found: list[Needle] = []
    before = ""
    for segment in _segments(line or ""):
        several = list(_street_needles(segment))
        if before and [one.kind for one in several] == ["road"]:
            found.append(_house_needle(before, several[0]))
        found += several
        before = segment
    if postcode:
        found.append(_postcode_needle(postcode))
    return list(dict.fromkeys(found))


def uprn_needle(uprn: str) -> list[Needle]:
    """The number by which everybody can look an address up."""
    if not uprn.isdigit() or len(uprn) < _SHORTEST_UPRN:
        return []
    return [Needle("uprn", f"{_EDGE}0{{0,6}}{uprn}{_EDGE}", uprn)]


def coordinates_needle() -> Needle:
    """Any point of the United Kingdom in degrees; only a secret service's own texts may not say one."""
    return Needle("road", COORDINATES_PATTERN, "coordinates")


def reach_needle(kind: str, value: str) -> Needle:
    """A telephone number, e-mail address or web address in any way of writing it."""
    if kind == "phone":
        digits = value.removeprefix("0")
        return Needle("reach", "[^a-z0-9]{0,3}".join(digits), value)
    return Needle("reach", rf"{_EDGE}{re.escape(value)}{_EDGE}", value)


def _houses(line: str) -> Iterator[tuple[int, int, int]]:
    """Where each house number ends, and its first and last number."""
    for match in _HOUSE.finditer(_POSTCODE.sub(" ", line)):
        if not _AFTER_UNIT.search(line[: match.start()]):
            yield match.end(), int(match[1]), int(match[2] or match[1])


def _segments(line: str) -> Iterator[str]:
    """The parts of an address; a number by itself belongs to what follows, as in “12, Hidden Lane”."""
    number = ""
    for segment in _SEGMENT.split(_POSTCODE.sub(" ", line)):
        if _NUMBER_ALONE.fullmatch(segment):
            number = segment
        else:
            yield f"{number} {segment}"
            number = ""
    if number:
        yield number


def _house_needle(house: str, road: Needle) -> Needle:
    """A house that has a name for its number."""
    words = tuple(word.lower() for word in _WORD.findall(house.replace("'", "").replace("’", "")))
    name = _GAP.join(_either((word,)) for word in words)
    return Needle(
        "street", f"{_EDGE}{name}{_GAP}{road.pattern.removeprefix(_EDGE)}", f"{' '.join(words)} {road.value}"
    )


def _street_needles(segment: str) -> Iterator[Needle]:
    for end, first, last in _houses(segment):
        words = _street_words(segment[end:])
        if words:
            several = range(first, last + 1) if first < last <= first + _WIDEST_RANGE else {first, last}
            numbers = "|".join(_number(one) for one in several)
            pattern = rf"{_EDGE}(?:{numbers})[a-z]?{_GAP}{_joined(words)}{_EDGE}"
            yield Needle("street", pattern, " ".join((str(first), *words)))
            if words[-1] in _TYPE_OF and len(words) > 1 and words[0] != "the":
                yield _road_needle(words)
            return
    words = _street_words(segment)
    if len(words) > 1 and words[-1] in _TYPE_OF and words[0] != "the":
        yield _road_needle(words)


def _street_words(text: str) -> tuple[str, ...]:
    """The name of a street: the words up to the last that ends one, or the first few."""
    words = tuple(word.lower() for word in _WORD.findall(text.replace("'", "").replace("’", "")))
    ends = [place for place, word in enumerate(words[:_MOST_WORDS]) if word in _TYPE_OF and place > 0]
    if ends:
        return words[: ends[-1] + 1]
    return words[: min(2, _MOST_WORDS)] if words and words[0].isalpha() else ()


def _road_needle(words: tuple[str, ...]) -> Needle:
    return Needle("road", rf"{_EDGE}{_joined(words)}{_EDGE}", " ".join(words))


def _postcode_needle(postcode: str) -> Needle:
    outward, inward = postcode[:-3].lower(), postcode[-3:].lower()
    return Needle("postcode", rf"{_EDGE}{outward}{_GAP}{inward}{_EDGE}", postcode)


def _joined(words: tuple[str, ...]) -> str:
    *before, last = words
    said = [_either(_OTHERWISE.get(word, (word,))) for word in before]
    return _GAP.join([*said, _either(_TYPE_OF.get(last, (last,)))])


def _either(words: tuple[str, ...]) -> str:
    written = [f"{word[:-1]}['’]?s" if word.endswith("s") and len(word) > 3 else word for word in words]
    return written[0] if len(written) == 1 else f"(?:{'|'.join(written)})"


def _number(number: int) -> str:
    return f"{number}|{_NUMBERS[number]}" if number in _NUMBERS else str(number)
