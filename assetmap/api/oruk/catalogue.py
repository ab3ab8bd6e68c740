"""The parameters that there are, as Open Referral UK names them; the lists take their share of them."""

from assetmap.api.oruk.parameters import Parameter
from assetmap.api.oruk.reading import DAY, FLAG, ID, MOMENT, POSTCODE, TIME, one_of, whole, words

DEFAULT_PER_PAGE = 50
MAX_PER_PAGE = 500
#: With `minimal`, as many stand on a page, for readers who want all ids at once.
MINIMAL_PER_PAGE = 10_000
MAX_PAGE = 100_000_000
MAX_AGE = 150
MAX_PROXIMITY_M = 100_000

_TERM = "71edf937-0fe7-5fc8-baa1-78c6bcb303d0"
_TAXONOMY = "78fcb073-98d7-4b92-ac07-700e80d53048"
_GROUP = "382d8395-26c3-580d-a363-181713903f24"
_ORGANIZATION = "991c9bc5-c5d6-5741-8bc7-71289f0cf92b"

SEARCH = Parameter(
    "search",
    words(200),
    "Words to look for, in any order, in names, descriptions and what people call the categories. "
    'Words "in quotes" stand together, a word after a minus must not be there, and OR lets either do.',
    "diabetes",
)
PAGE = Parameter(
    "page", whole(1, MAX_PAGE), "Which page: the first unless given. One past the last is empty.", 1
)
PER_PAGE = Parameter(
    "per_page",
    whole(1, MAX_PER_PAGE),
    f"How many on a page: {DEFAULT_PER_PAGE} unless given, or with minimal {MINIMAL_PER_PAGE:,}.",
    20,
)
FORMAT = Parameter(
    "format",
    one_of("json", "ndjson"),
    "json for a page, or ndjson for everything that matches: one record a line, without pages.",
    "json",
)
TAXONOMY_TERM_ID = Parameter(
    "taxonomy_term_id", ID, "Only what is filed under this term, or under one below it.", _TERM
)
TAXONOMY_ID = Parameter("taxonomy_id", ID, "Only what is filed under some term of this taxonomy.", _TAXONOMY)
ORGANIZATION_ID = Parameter("organization_id", ID, "Only what this organization runs.", _ORGANIZATION)
MODIFIED_AFTER = Parameter(
    "modified_after",
    MOMENT,
    "Only what changed here at this time or later; a date is its first moment, in UTC.",
    "2026-01-31T09:30:00Z",
)
MINIMAL = Parameter(
    "minimal",
    FLAG,
    "Only the id, the time of the last change, and what the standard will not do without. It overrules full.",
    True,
)
FULL = Parameter("full", FLAG, "With everything that belongs to each record nested in it.", True)
MINIMUM_AGE = Parameter(
    "minimum_age", whole(0, MAX_AGE), "Only what is open to somebody of this age or older.", 50
)
MAXIMUM_AGE = Parameter(
    "maximum_age", whole(0, MAX_AGE), "Only what is open to somebody of this age or younger.", 80
)
START_TIME = Parameter(
    "start_time",
    TIME,
    "Only what is open at some time from this time of day on. What gives no hours is left out.",
    "09:30",
)
END_TIME = Parameter(
    "end_time",
    TIME,
    "Only what is open at some time before this time of day; of the next day, if it is not after start_time.",
    "12:00",
)
DAY_OF_WEEK = Parameter("day", DAY, "Only what is open on this day of the week.", "TU")
HOME = Parameter(
    "postcode",
    POSTCODE,
    "Only what people who live here may use: what serves the area, or everybody.",
    "CT9 1AE",
)
PROXIMITY = Parameter(
    "proximity",
    whole(1, MAX_PROXIMITY_M),
    "Only what is within so many metres of the postcode, in a straight line; nearest first.",
    2_000,
)
FULL_SERVICE = Parameter("full_service", FLAG, "With each of its services in full.", True)
OF_TAXONOMY = Parameter("taxonomy_id", ID, "Only terms of this taxonomy.", _TAXONOMY)
TOP_ONLY = Parameter("top_only", FLAG, "Only terms that stand below no other.", True)
PARENT_ID = Parameter("parent_id", ID, "Only terms that stand directly below this one.", _GROUP)

PAGED = (PAGE, PER_PAGE, FORMAT)
OF_SERVICES = (
    SEARCH, *PAGED, TAXONOMY_TERM_ID, TAXONOMY_ID, ORGANIZATION_ID, MODIFIED_AFTER, MINIMAL, FULL,
    MINIMUM_AGE, MAXIMUM_AGE, START_TIME, END_TIME, DAY_OF_WEEK,
)  # fmt: skip
