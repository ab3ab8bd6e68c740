"""Words as people type them, reduced to keys that compare equal when the words mean the same."""

import re
import unicodedata

APOSTROPHES = re.compile(r"['’‘`´]")
STOPS_IN_INITIALS = re.compile(r"(?<=\b\w)\.")
NOT_WORDS = re.compile(r"[\W_]+")

# Words that say a row is a service, and nothing about which kind.
GENERIC = frozenset(
    "a an and activity advice at club for group help helping in local near nearby of on or people person "
    "programme project scheme service session support the to weekly with".split()
)

# A word that ends so keeps its s: bus, glass, arthritis.
KEEPS_ITS_S = ("ss", "us", "is")
TAKES_ES = ("ches", "shes", "sses", "xes")


def key_of(text: str) -> str:
    """The words of a text without case, accents, punctuation and plurals; an ampersand is the word and.

    >>> key_of("Men’s Sheds & Workshops")
    'men shed and workshop'
    """
    plain = unicodedata.normalize("NFKD", text.casefold().replace("&", " and "))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = STOPS_IN_INITIALS.sub("", APOSTROPHES.sub("", plain))
    return " ".join(_singular(word) for word in NOT_WORDS.split(plain) if word)


def bare_key_of(text: str) -> str:
    """The key of a text without the words that any service may carry, such as group or support.

    >>> bare_key_of("Support for carers")
    'carer'
    """
    return " ".join(word for word in key_of(text).split() if word not in GENERIC)


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(KEEPS_ITS_S):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(TAKES_ES) else word[:-1]
