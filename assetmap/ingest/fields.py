"""The fields that a spreadsheet may fill, with the names that people give the columns for them."""

import re
from dataclasses import dataclass
from functools import lru_cache

from assetmap.opening import DAYS

_DAY_NAMES = dict(
    zip(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), DAYS, strict=True)
)
_DAY = re.compile(
    r"(mon(?=days?\b| |$)|tue|wed|thu|fri(?=days?\b| |$)|sat(?=urdays?\b| |$)|sun(?=days?\b| |$))"
    r"(?:days?|s|sdays?|nesdays?|r|rs|rsdays?|urdays?)?"
    r"(?: (?:staffed )?(?:open|opening|hours?|times?|opening hours|opening times))?"
)
# What is longer is no header of ours, and brackets without end would be looked through from each of them.
_LONGEST_HEADER = 500
_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]|[*:?]")
_NOT_WORDS = re.compile(r"[^a-z0-9+]+")

#: Headers that begin so are AssetMap's own remarks on a row, and are passed over when it is imported again.
REMARK = "AssetMap:"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a row may say, the headers it is known by, and whether several columns may say it."""

    name: str
    says: str
    synonyms: tuple[str, ...]
    many: bool = False


def _field(name: str, says: str, synonyms: str, *, many: bool = False) -> Field:
    return Field(name, says, (name.replace("_", " "), *(word.strip() for word in synonyms.split("|"))), many)


FIELDS: tuple[Field, ...] = (
    _field(
        "id",
        "the source's own id, which stays the same",
        "ref | reference | unique id | service id | service ref | record id | code | unique reference | row "
        "id",
    ),
    _field(
        "name",
        "the service's name",
        "service name | service | title | name of service | group name | group | activity | activity name | "
        "project | project name | name of group | class name | class | service title",
    ),
    _field(
        "organization",
        "who runs it",
        "organisation | organisation name | organization name | provider | provider name | charity | "
        "charity name | run by | delivered by | operating organisation | lead organisation | operator | "
        "service provider | name of organisation",
    ),
    _field(
        "charity_number",
        "the organisation's charity number",
        "registered charity number | charity no | charity registration number | charity reg no | reg "
        "charity no",
    ),
    _field(
        "description",
        "what it is",
        "about | details | summary | service description | what they do | what it is | information | what "
        "we do | overview | description of service",
    ),
    _field(
        "category",
        "what it is for",
        "categories | service type | type of service | theme | themes | type of support | support type | "
        "type | need | needs | category 1 | category 2 | category 3 | subcategory | topic | topics",
        many=True,
    ),
    _field(
        "venue",
        "the name of the place",
        "venue name | location | location name | place | where | building | site | site name | where is it "
        "| premises | held at",
    ),
    _field(
        "address",
        "the address",
        "full address | address 1 | address 2 | address 3 | address 4 | address1 | address2 | address3 | "
        "address4 | address line 1 | address line 2 | address line 3 | address line 4 | street | street "
        "address | addr1 | addr2 | addr3 | addr4 | addr5 | venue address | postal address | road | location "
        "address",
        many=True,
    ),
    _field("city", "the town", "town | post town | town city | town or city | town village"),
    _field("region", "the county", "county"),
    _field(
        "postcode",
        "the postcode",
        "post code | postal code | pcode | venue postcode | location postcode | post-code | pc",
    ),
    _field("latitude", "degrees north", "lat | geo lat | y coordinate | location latitude"),
    _field(
        "longitude",
        "degrees east",
        "lon | long | lng | geo long | geo lng | x coordinate | location longitude",
    ),
    _field("easting", "metres east on the National Grid", "eastings | grid easting | x | osgb easting"),
    _field("northing", "metres north on the National Grid", "northings | grid northing | y | osgb northing"),
    _field("uprn", "the place's UPRN", "unique property reference number"),
    _field(
        "confidential",
        "whether the address must stay private",
        "confidential address | hide address | address hidden | address confidential | private address | "
        "confidential location",
        many=True,
    ),
    _field("address_public", "whether the address may be shown", "publish address | show address", many=True),
    _field(
        "opening",
        "when it is open",
        "opening hours | opening times | hours | when | times | day and time | days and times | day time | "
        "session times | schedule | availability | days times | day s and time s | when is it | dates and "
        "times | day and times | open",
        many=True,
    ),
    _field("day", "on which days", "days | day of week | day s | weekday | day of the week"),
    _field("time", "at what times", "time of day | session time"),
    _field(
        "start_time",
        "when it begins",
        "start | starts | from | begins | start at | opens | opens at | time from",
    ),
    _field(
        "end_time",
        "when it ends",
        "end | ends | to | finish | finishes | finish time | closes | closes at | time to",
    ),
    _field(
        "cost",
        "what it costs",
        "costs | price | prices | fee | fees | charge | charges | how much | cost per session | cost to "
        "attend | what does it cost | how much does it cost | cost to user",
    ),
    _field(
        "ages",
        "for which ages",
        "age | age range | age group | age groups | ages served | eligible ages | suitable ages",
    ),
    _field("minimum_age", "the youngest age", "min age | age from | youngest age | lowest age | age min"),
    _field("maximum_age", "the oldest age", "max age | age to | oldest age | highest age | age max"),
    _field(
        "phone",
        "telephone numbers",
        "telephone | tel | phone number | telephone number | contact number | mobile | contact telephone | "
        "contact phone | tel no | phone no | phone 1 | phone 2 | telephone no | helpline | landline",
        many=True,
    ),
    _field(
        "email",
        "the e-mail address",
        "e mail | email address | e mail address | contact email | contact e mail",
    ),
    _field(
        "url",
        "the web page",
        "website | web | web address | link | webpage | web page | web site | site url | website address | "
        "more information | service url",
    ),
    _field(
        "contact_name",
        "a person to ask for",
        "contact | contact person | key contact | named contact | lead | lead contact | name of contact | "
        "main contact",
    ),
    _field("contact_title", "that person's role", "job title | role | contact role | position"),
    _field(
        "contact_publish",
        "whether that person may be shown",
        "publish contact | show contact | contact public | contact can be published | ok to publish contact "
        "| share contact",
    ),
    _field(
        "delivery",
        "how it is delivered",
        "how delivered | mode of delivery | delivery method | delivery mode | how is it delivered | how it "
        "is delivered | in person or online | service delivery | method of delivery | format",
    ),
    _field(
        "joining",
        "how to join",
        "how to join | referral | referral route | how to access | how to refer | access | referral method "
        "| referrals | referral type | referral process | how to get a place | joining instructions",
    ),
    _field(
        "waiting",
        "how long the wait is",
        "waiting time | waiting list | wait | wait time | current wait | current waiting time | waiting "
        "times",
    ),
    _field(
        "capacity",
        "how many places there are",
        "places | spaces | number of places | max participants | group size",
    ),
    _field(
        "accessibility",
        "how one gets in",
        "access information | accessibility information | accessibility details | facilities | "
        "access notes | accessibility notes",
        many=True,
    ),
    _field(
        "step_free",
        "whether there are no steps",
        "step free access | wheelchair access | wheelchair | wheelchair accessible | disabled access | "
        "level access | accessible venue | wheelchair friendly",
    ),
    _field("languages", "the languages spoken", "language | languages spoken", many=True),
    _field(
        "service_area",
        "the areas it serves",
        "area served | areas served | area covered | areas covered | coverage | catchment | catchment area "
        "| area | areas | geography | geographical area | where it covers | district served | geographic "
        "coverage",
        many=True,
    ),
    _field(
        "assured_date",
        "when this was last checked",
        "last checked | last updated | date checked | verified | last verified | date last checked | date "
        "updated | last reviewed | date last updated | checked on | updated | date verified | last "
        "confirmed",
    ),
    _field("alert", "a notice for the next weeks", "notice | current notice | temporary notice"),
    _field("status", "whether it runs", "service status | current status"),
    _field("sample", "whether it is invented", "is sample | sample data | example data"),
)

BY_NAME = {field.name: field for field in FIELDS}
DAY_FIELDS = {f"opening_{code}": code for code in DAYS}
_BY_SYNONYM = {synonym: field.name for field in FIELDS for synonym in field.synonyms}


@lru_cache(maxsize=4_096)
def plain_header(header: str) -> str:
    """A header in small letters, without what stands in brackets, punctuation and double spaces."""
    return _NOT_WORDS.sub(" ", _BRACKETS.sub(" ", header.lower())).strip()


def field_of(header: str) -> str | None:
    """The field that a header names by itself: `Post code` is postcode, `Tues hours` is opening_TU."""
    if len(header) > _LONGEST_HEADER:
        return None
    plain = plain_header(header)
    if plain in _BY_SYNONYM:
        return _BY_SYNONYM[plain]
    match = _DAY.fullmatch(plain)
    if match:
        name = next(full for full in _DAY_NAMES if full.startswith(match[1]))
        return f"opening_{_DAY_NAMES[name]}"
    return None


def is_field(name: str) -> bool:
    """Whether a mapping may use this name."""
    return name in BY_NAME or name in DAY_FIELDS
