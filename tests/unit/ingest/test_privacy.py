"""Which headers and cells say that a place must stay private, and which only sound like it."""

import pytest

from assetmap.ingest.privacy import Polarity, marks_secret, polarity_of, read_secrecy

SECRET = """
Confidential address|Hide address|is_private|Sensitive location|Withhold location
PhysicalAddressIsPrivate|mask_exact_address|Do not publish|Don't publish address|Address is private
Hidden|Address hidden?|Private address|Do not show on map|Secret location|location_hidden
Mask address|Restricted address|Redact location|isConfidential|Not for publication on map
do_not_display_address|Suppress address|Private (Y/N)|Location withheld|not public|Unlisted address
Never show address|hide_location|Hide from map|addressConfidential|Confidential|Hide service
"""
OPEN = """
Publish address?|location_visible|Show on map|Address public|Public location (Y/N)|Display address
Publish?|Show address|Address visible|ok to publish|Publish on website|is_public
Publish address (Yes/No)|showLocation|Visible|Address can be shown|Display location on map
Address published|Publish postcode|Share address|Is the address public?|Disclose address|showOnMap
Venue visible|Publish this service
"""
UNCLEAR = """
Privacy|Address privacy|Visibility|Confidentiality|Location privacy level|Show confidential address
Public/Private|Hide or show address|Address may be shared with partners|Address disclosure
Publish private address
"""
OTHERWISE = """
Private hire|Private pay|Confidential service|Publish date|Public transport|Show times|Name|Address
Postcode|Public liability insurance|Published by|Display name|Display order|Hidden disabilities
Private parking|Public toilets|Privacy policy|Privacy notice URL|Confidential helpline|Shared lives
Open to the public|Public health|Location type|Private room available|Public access
Restricted access|Sensitive to noise|Show title|Share link|Map|Venue|Secretary|Publication
Public transport to venue|Address line 1|Visible from|Sensory room|Private counselling
Private or NHS
"""


def several(names: str) -> list[str]:
    return [name for line in names.strip().splitlines() for name in line.split("|")]


@pytest.mark.parametrize("header", several(SECRET))
def test_yes_means_secret(header: str) -> None:
    assert polarity_of(header) is Polarity.SECRET


@pytest.mark.parametrize("header", several(OPEN))
def test_yes_means_that_it_may_be_shown(header: str) -> None:
    assert polarity_of(header) is Polarity.OPEN


@pytest.mark.parametrize("header", several(UNCLEAR))
def test_what_could_be_either_is_asked(header: str) -> None:
    assert polarity_of(header) is Polarity.UNCLEAR


@pytest.mark.parametrize("header", several(OTHERWISE))
def test_what_is_about_something_else_stops_nothing(header: str) -> None:
    assert polarity_of(header) is None


@pytest.mark.parametrize(
    ("said", "when_secret", "when_open"),
    [
        ("yes", True, False), ("No", False, True), ("1", True, False), ("FALSE", False, True),
        ("private", True, True), ("Do not publish", True, True), ("public", False, False),
        ("Hidden", True, True), ("visible", False, False),
    ],
)  # fmt: skip
def test_cells_are_read_the_right_way_round(said: str, when_secret: bool, when_open: bool) -> None:
    assert read_secrecy(said, Polarity.SECRET).value is when_secret
    assert read_secrecy(said, Polarity.OPEN).value is when_open
    assert not read_secrecy(said, Polarity.SECRET).flaws


@pytest.mark.parametrize("said", ["maybe", "x", "town only", "?", "n/a", "", "Tuesday"])
@pytest.mark.parametrize("polarity", list(Polarity))
def test_what_is_not_understood_is_secret_and_told(said: str, polarity: Polarity) -> None:
    reading = read_secrecy(said, polarity)
    assert reading.value is True
    assert reading.flaws


@pytest.mark.parametrize(
    "address",
    [
        "address withheld", "Confidential", "not disclosed", "Undisclosed", "refuge address – do not share",
        "on request", "Available on request", "CONFIDENTIAL ADDRESS", "Address provided upon booking",
        "12 Hidden Lane (not for publication)", "Secret location", "Ring for the address", "private",
        "Location is confidential", "Thanet - address not available", "non-disclosed",
    ],
)  # fmt: skip
def test_words_in_place_of_an_address_are_a_mark(address: str) -> None:
    assert marks_secret(address)


@pytest.mark.parametrize(
    "address",
    ["12 Hidden Lane", "The Secret Garden, Park Road", "Private Road 3", "Request House, 4 Bell Street",
     "Hidden Gem Cafe", "Restricted Byway Farm", "1 Church Street", "Withington Road", "Confidence House",
     "By the request stop"],
)  # fmt: skip
def test_an_address_that_only_sounds_like_it_is_open(address: str) -> None:
    assert not marks_secret(address)
