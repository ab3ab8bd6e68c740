"""Whether a column, a field of a feed or a cell says that a place must stay private, and which way round."""

import re
from enum import Enum
from functools import lru_cache

from assetmap.ingest.normalise.flags import read_flag
from assetmap.ingest.normalise.reading import Flaw, Reading, left_out


class Polarity(Enum):
    """What yes means: that the place is secret, that it may be shown, or one of the two, unclear which."""

    SECRET = "confidential"  # noqa: S105
    OPEN = "address_public"
    UNCLEAR = "unclear"


_PLACE = frozenset(
    """
    address addresses location locations venue postcode place premises map whereabouts
    """.split()
)
_SAME = frozenset(
    """
    is are be to on in of for the this our we can may should ok okay yes no y n or if please exact
    full physical street flag status tick true false entry record listing row details detail info
    information website web online directory site app public only
    """.split()
)
_HIDING = frozenset(
    """
    hide hides hidden mask masks masked withhold withheld suppress suppressed redact redacted
    conceal
    """.split()
)
_SHOWING = frozenset(
    """
    publish published publishable show shown showing display displayed visible disclose disclosed
    disclosable reveal shareable share shared publication
    """.split()
)
_PRIVATE = frozenset(
    """
    confidential private secret sensitive restricted undisclosed unlisted unpublished
    """.split()
)
_ABOUT = frozenset(
    """
    privacy confidentiality sensitivity disclosure visibility secrecy
    """.split()
)
_NOT = frozenset(
    """
    not do does dont doesnt don never non without cannot
    """.split()
)
# A service may be hidden or published; a confidential or private one is only what it offers.
_OFFERED = frozenset(
    """
    service services provider group activity
    """.split()
)
#: With any of these a header is about something else, however private it sounds.
_OTHERWISE = frozenset(
    """
    transport parking park hire pay paying paid payment fee fees cost price health liability
    insurance toilet toilets date dates time times name names order url link contact contacts email
    phone telephone room rooms hall house access entrance sector school policy notice statement
    helpline counselling counsellor advice disability disabilities group groups members sessions
    session booking bookings events event holiday type transportation loo stairs garden description
    number care clinic practice patients clients image photo logo title
    """.split()
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORD = re.compile(r"[a-z]+")
_LONGEST_HEADER = 80

#: Words that stand in place of an address, or beside it, and say that it is not for everybody.
_MARKED = re.compile(
    r"""
    \b(?:
        undisclosed | (?:not|non)[\s-]*(?:be\s+)?disclosed | withheld | redacted
      | do(?:\s+not|n['’]?t)\s+(?:share|publish|disclose|show|give\s+out|pass\s+on)
      | not\s+(?:for|to\s+be)\s+(?:publication|publi[sc]\w*|shared?|sharing|disclos\w+|shown)
      | (?:on|upon|by)\s+(?:request|application|enquiry)
      | (?:address|location|venue|postcode)\s+(?:is\s+|kept\s+)*
        (?:confidential|private|hidden|secret|protected|restricted|not\s+public|not\s+available|
           (?:given|provided|supplied|shared|disclosed|sent|available)\s+(?:on|upon|after|by|when|to))
      | (?:confidential|private|secret|protected|hidden)\s+(?:address|location|venue|postcode)
      | (?:contact|call|ask|phone|ring)\s+(?:us\s+)?for\s+(?:the\s+)?(?:address|location|venue)
    )\b
    | ^\W*(?:strictly\s+)?(?:confidential|private|hidden|secret|restricted)\W*$
    """,
    re.I | re.X,
)
_SAYS_SECRET = re.compile(
    r"\b(?:private|confidential|hidden|hide|secret|with(?:hold|held)|restricted|undisclosed|redacted|never|"
    r"sensitive|mask(?:ed)?|do\s+not|don['’]?t|not\s+(?:to\s+be\s+)?(?:public|published|shown|shared|visible))\b",
    re.I,
)
_SAYS_OPEN = re.compile(
    r"\W*(?:public|visible|show|shown|publish|published|open|display|share|everyone)\W*", re.I
)


@lru_cache(maxsize=4_096)
def polarity_of(header: str) -> Polarity | None:
    """Which way round a header or a field's name speaks of privacy; None where it is about something else."""
    words = _words(header)
    said = set(words)
    if not words or said & _OTHERWISE:
        return None
    if said & _ABOUT:
        return Polarity.UNCLEAR if said <= _ABOUT | _PLACE | _SAME | {"level", "setting"} else None
    telling = said & (_HIDING | _SHOWING | _PRIVATE | {"public"})
    if not telling:
        return None
    further = said - telling - _PLACE - _SAME - _NOT
    if said & (_HIDING | _SHOWING):
        further -= _OFFERED
    if said & _HIDING:
        further -= {"from"}
    if said & {"publication"} and not said & _NOT:
        return None
    if further:
        # Whatever else is meant, it speaks of showing or hiding where something is.
        return Polarity.UNCLEAR if said & _PLACE and said & (_HIDING | _SHOWING | _PRIVATE) else None
    return _polarity(said)


def _polarity(said: set[str]) -> Polarity | None:
    negated = bool(said & (_NOT - {"do", "does"})) or ("no" in said and "yes" not in said and "n" not in said)
    if said & _HIDING:
        return Polarity.UNCLEAR if said & _SHOWING or negated else Polarity.SECRET
    if said & _SHOWING:
        if said & _PRIVATE:
            return Polarity.UNCLEAR
        return Polarity.SECRET if negated else Polarity.OPEN
    if said & _PRIVATE:
        if "public" in said:
            return Polarity.UNCLEAR
        return Polarity.OPEN if negated else Polarity.SECRET
    return Polarity.SECRET if negated else Polarity.OPEN


@lru_cache(maxsize=4_096)
def read_secrecy(text: str, polarity: Polarity) -> Reading[bool]:
    """Whether a cell says that its place is secret; what isn't understood is, and is told."""
    if _SAYS_SECRET.search(text):
        return Reading(True)
    if _SAYS_OPEN.fullmatch(text):
        return Reading(False)
    flag = read_flag(text).value
    if flag is None or polarity is Polarity.UNCLEAR:
        return Reading(True, (_unread("This is neither yes nor no." if text.strip() else "This is empty."),))
    return Reading(flag if polarity is Polarity.SECRET else not flag)


def says_secret(word: str) -> bool:
    """Whether a word, such as the kind of a place, says by itself that it is secret."""
    return _SAYS_SECRET.search(word) is not None


def marks_secret(text: str) -> bool:
    """Whether the text of an address says that the address is not for everybody."""
    return _MARKED.search(text) is not None


def told_marked() -> Flaw:
    """What is told of an address that says so itself."""
    return left_out("The address says that it isn't for everybody.", _KEPT)


_KEPT = "The place is kept secret, and only its district is shown."


def _unread(problem: str) -> Flaw:
    return left_out(problem, _KEPT)


def _words(header: str) -> tuple[str, ...]:
    if len(header) > _LONGEST_HEADER:
        return ()
    plain = _CAMEL.sub(" ", header).lower().replace("'", "").replace("’", "")
    return tuple(_WORD.findall(plain.replace("e-mail", "email").replace("post code", "postcode")))
