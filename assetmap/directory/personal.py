"""Seeing that a text holds a way to reach somebody: an email address, a telephone number or a postcode."""

import re
import unicodedata

from phonenumbers import Leniency, PhoneNumberMatcher

_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]?[ .-]{0,2}[0-9][A-Z]{2}\b", re.IGNORECASE)
#: As people dial: more than a matcher of valid numbers knows, for one with a slip in it is still somebody's.
_DIALLED = re.compile(r"(?<![0-9])(?:\+|0)[0-9](?:[ ().-]{0,3}[0-9]){7,}")


def find_personal(text: str) -> str | None:
    """What kind of way to reach somebody stands in a text, in words; None where there is none."""
    plain = unicodedata.normalize("NFKC", text)
    if _EMAIL.search(plain):
        return "an email address"
    if _DIALLED.search(plain) or PhoneNumberMatcher(plain, "GB", leniency=Leniency.VALID).has_next():
        return "a telephone number"
    if _POSTCODE.search(plain):
        return "a postcode"
    return None
