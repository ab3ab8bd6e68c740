"""From a postcode, or a point, to the areas around a person."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, RowMapping, text

from assetmap.errors import NotFound
from assetmap.geography.accuracy import LEAST_M, SHORE_M
from assetmap.postcode import Postcode

#: A sector with fewer live postcodes than this is described by those no longer in use as well.
ENOUGH_LIVE = 20

_SQL = Path(__file__).parent / "sql"
_LOCATE = (_SQL / "locate.sql").read_text("utf-8")
# For one postcode PostgreSQL keeps its plan; of an array it cannot tell how long it is, and plans each time.
_LOCATE_ONE = text(_LOCATE.replace("-- {given}", "SELECT CAST(:postcode AS text) AS postcode"))
_LOCATE_ALL = text(_LOCATE.replace("-- {given}", "SELECT unnest(CAST(:postcodes AS text[])) AS postcode"))
_LIMITS = {"least_m": LEAST_M, "enough_live": ENOUGH_LIVE}
_AREAS_AT = text((_SQL / "areas_at.sql").read_text("utf-8"))
_NEIGHBOURS = text(
    "SELECT EXISTS (SELECT FROM postcode WHERE sector = ANY(CAST(:sectors AS text[]))),"
    " EXISTS (SELECT FROM postcode)"
)

LocationSource = Literal["postcode", "terminated_postcode", "sector"]


@dataclass(frozen=True, slots=True)
class AreaName:
    """An area's GSS code and name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas that a place lies in; None where that is not known."""

    ward: AreaName | None
    district: AreaName | None
    county: AreaName | None
    lsoa: AreaName | None


@dataclass(frozen=True, slots=True)
class Home:
    """Where a postcode is, how that was found, and how far it may be off.

    Attributes
    ----------
    easting, northing : float
        EPSG:27700, metres.
    latitude, longitude : float
        EPSG:4326, degrees.
    location_source : str
        "postcode"; "terminated_postcode" when it is no longer in use; "sector" when only its sector is known.
    accuracy_m : int
        The postcode's places lie within this of the point, 95 times of 100.
    areas : Areas
        In a sector: the district most of its postcodes are in and no ward, because it would be a guess.
    """

    postcode: Postcode
    easting: float
    northing: float
    latitude: float
    longitude: float
    location_source: LocationSource
    accuracy_m: int
    areas: Areas

    @property
    def caveat(self) -> str | None:
        """What a person should know of this place, in a sentence; None for a live postcode."""
        if self.location_source == "terminated_postcode":
            return f"{self.postcode} is no longer in use. This is where it was."
        if self.location_source == "sector":
            return (
                f"{self.postcode} is not a postcode we know. This is the middle of {self.postcode.sector}, "
                f"and may be {_rounded(self.accuracy_m)} off."
            )
        return None


def locate(connection: Connection, postcode: Postcode) -> Home:
    """Find where a postcode is, in one query.

    Parameters
    ----------
    connection : Connection
    postcode : Postcode

    Returns
    -------
    Home

    Raises
    ------
    NotFound
        When neither the postcode nor its sector is known; it says what to do.

    Notes
    -----
    An unknown postcode is placed at the known one nearest the mean of its sector, with the radius around it
    that holds 95 % of the sector's postcodes. `data/postcodes/README.md` has the measurements.
    """
    row = connection.execute(_LOCATE_ONE, {"postcode": str(postcode), **_LIMITS}).mappings().one_or_none()
    if row is None:
        raise _unknown(connection, postcode)
    return _home(postcode, row)


def locate_all(connection: Connection, postcodes: Collection[Postcode]) -> dict[Postcode, Home]:
    """Find where many postcodes are, in one query; those of unknown sectors are left out.

    Parameters
    ----------
    connection : Connection
    postcodes : collection of Postcode

    Returns
    -------
    dict of Postcode to Home
    """
    asked = {str(postcode): postcode for postcode in postcodes}
    rows = connection.execute(_LOCATE_ALL, {"postcodes": list(asked), **_LIMITS})
    return {asked[row["postcode"]]: _home(asked[row["postcode"]], row) for row in rows.mappings()}


def areas_at(connection: Connection, easting: float, northing: float) -> Areas:
    """Find the areas that a point lies in, by their boundaries.

    Parameters
    ----------
    connection : Connection
    easting, northing : float
        EPSG:27700, metres.

    Returns
    -------
    Areas
        The ward and LSOA that hold the point, or the nearest within `SHORE_M`; the ward's district and
        county. All None where no ward is so near.
    """
    place = {"easting": easting, "northing": northing, "shore_m": SHORE_M}
    return _areas(connection.execute(_AREAS_AT, place).mappings().one())


def _home(postcode: Postcode, row: RowMapping) -> Home:
    return Home(
        postcode,
        row["easting"],
        row["northing"],
        row["latitude"],
        row["longitude"],
        row["location_source"],
        row["accuracy_m"],
        _areas(row),
    )


def _areas(row: RowMapping) -> Areas:
    ward, district, county, lsoa = (
        AreaName(row[f"{kind}_code"], row[f"{kind}_name"]) if row[f"{kind}_code"] else None
        for kind in ("ward", "district", "county", "lsoa")
    )
    return Areas(ward, district, county, lsoa)


def _rounded(metres: int) -> str:
    return f"{metres / 1000:.1f} km" if metres >= 1000 else f"{round(metres, -1)} m"


def _unknown(connection: Connection, postcode: Postcode) -> NotFound:
    sectors = [f"{postcode.outward} {digit}" for digit in range(10)]
    near, any_loaded = connection.execute(_NEIGHBOURS, {"sectors": sectors}).one()
    if near:
        return NotFound(
            f"There is no postcode {postcode} that we know, nor any that begins with {postcode.sector}.",
            hint="Check it for a slip, or type a postcode near by.",
        )
    if not any_loaded:
        return NotFound("No postcodes are loaded yet.", hint="Load the pack with: assetmap geography load")
    return NotFound(
        f"{postcode} is outside the places that AssetMap holds here.",
        hint="Check it for a slip, or type a postcode near by.",
    )
