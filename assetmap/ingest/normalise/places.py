"""Where a row says it is: postcodes, coordinates and addresses, each plausible or refused with the reason."""

import re
from functools import lru_cache
from typing import NamedTuple

from assetmap.errors import PostcodeInvalid
from assetmap.ingest.normalise.reading import Flaw, Reading, changed, left_out
from assetmap.postcode import Postcode

# The United Kingdom with room for its outermost rocks; latitude and longitude never look alike here.
_SOUTH, _NORTH = 49.8, 60.95
_WEST, _EAST = -8.7, 1.85
_GRID_EAST, _GRID_NORTH = 700_000, 1_300_000
_METRES_A_DEGREE = 111_000
_BEST_M, _WORST_M = 10, 100_000

_POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][0-9A-Z]?)[\s.]{0,3}([0-9][A-Z]{2})\b\W*$", re.I)
_DEGREES = re.compile(r"\s*([-+]?\d{1,3}(?:\.\d+)?)\s*°?\s*([NSEW])?\s*", re.I)
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
# No degrees are written longer; a long gap in them would be divided in every way.
_LONGEST = 60


class Coordinates(NamedTuple):
    """A point as given: degrees (longitude, latitude; EPSG:4326) or metres (EPSG:27700), and how exact."""

    x: float
    y: float
    srid: int
    accuracy_m: int


@lru_cache(maxsize=262_144)
def read_postcode(text: str) -> Reading[Postcode | None]:
    """The postcode of a cell, or the reason that it is none."""
    if not text:
        return Reading(None)
    try:
        return Reading(Postcode.parse(text))
    except PostcodeInvalid as error:
        wanted = f"{error.message} {error.hint or ''}".strip()
        return Reading(None, (left_out(wanted, "The postcode was left out."),))


def find_postcode(address: str) -> Postcode | None:
    """The postcode at the end of an address, if there is one."""
    match = _POSTCODE.search(address)
    return read_postcode(f"{match[1]} {match[2]}").value if match else None


def read_coordinates(latitude: str, longitude: str) -> Reading[Coordinates | None]:
    """A latitude and a longitude inside the United Kingdom; a swapped pair is put right and reported."""
    if not latitude and not longitude:
        return Reading(None)
    if not latitude or not longitude:
        return _without("One of latitude and longitude is missing.")
    lat, lon = _degrees(latitude), _degrees(longitude)
    if lat is None or lon is None:
        return _without("These are no coordinates in degrees, such as 51.3891 and 1.3862.")
    if lat == 0 and lon == 0:
        return _without("The coordinates are 0, 0, which is in the sea off Africa.")
    accuracy_m = _accuracy(latitude, longitude)
    if _in_kingdom(lat, lon):
        return Reading(Coordinates(lon, lat, 4326, accuracy_m))
    if _in_kingdom(lon, lat):
        flaw = changed("Latitude and longitude are swapped.", f"Read as {lon}, {lat}.")
        return Reading(Coordinates(lat, lon, 4326, accuracy_m), (flaw,))
    return _without(f"{lat}, {lon} is not in the United Kingdom.")


def read_grid(easting: str, northing: str) -> Reading[Coordinates | None]:
    """Metres of the British National Grid."""
    if not easting and not northing:
        return Reading(None)
    if not _NUMBER.fullmatch(easting) or not _NUMBER.fullmatch(northing):
        return _without("These are no easting and northing in metres, such as 635400 and 171000.")
    x, y = float(easting), float(northing)
    if _in_kingdom(y, x):  # columns called X and Y may as well hold degrees
        return read_coordinates(northing, easting)
    if 0 < x < _GRID_EAST and 0 < y < _GRID_NORTH:
        return Reading(Coordinates(x, y, 27700, _BEST_M))
    return _without(f"Easting {easting} and northing {northing} are not in the United Kingdom.")


def _without(problem: str) -> Reading[Coordinates | None]:
    flaws: tuple[Flaw, ...] = (left_out(problem, "The coordinates were left out."),)
    return Reading(None, flaws)


def _degrees(text: str) -> float | None:
    match = _DEGREES.fullmatch(text) if len(text) <= _LONGEST else None
    if not match:
        return None
    sign = -1 if (match[2] or "").upper() in ("S", "W") else 1
    return sign * float(match[1])


def _in_kingdom(latitude: float, longitude: float) -> bool:
    return _SOUTH <= latitude <= _NORTH and _WEST <= longitude <= _EAST


def _accuracy(latitude: str, longitude: str) -> int:
    """Half a unit of the last decimal place that was given, in metres."""
    places = min(len(text.partition(".")[2].rstrip("°NSEWnsew ")) for text in (latitude, longitude))
    return int(min(max(_METRES_A_DEGREE / 10**places / 2, _BEST_M), _WORST_M))
