"""Where coordinates (degrees, WGS 84) lie: in the United Kingdom, swapped, at nought, or abroad."""

from typing import Literal

#: The United Kingdom with its sea, wide enough for Rockall's neighbours, Shetland and the Scillies.
SOUTH, NORTH, WEST, EAST = 49.8, 60.95, -8.7, 1.85

Verdict = Literal["here", "swapped", "nowhere", "abroad"]


def judge(latitude: float, longitude: float) -> Verdict:
    """Say where a pair of coordinates lies; the United Kingdom is far from its own mirror image.

    Examples
    --------
    >>> judge(51.38, 1.38), judge(1.38, 51.38), judge(0, 0), judge(48.85, 2.35)
    ('here', 'swapped', 'nowhere', 'abroad')
    """
    if abs(latitude) < 1e-6 and abs(longitude) < 1e-6:
        return "nowhere"
    if _inside(latitude, longitude):
        return "here"
    return "swapped" if _inside(longitude, latitude) else "abroad"


def _inside(latitude: float, longitude: float) -> bool:
    return SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST
