"""A rectangle of longitudes and latitudes, as maps and `bbox` parameters give it."""

import math
from dataclasses import dataclass
from typing import Self

EXAMPLE = "0.9,51.2,1.5,51.4"
_DECIMALS = 6  # a tenth of a metre


@dataclass(frozen=True, slots=True)
class Bounds:
    """West, south, east and north in degrees (EPSG:4326)."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `west,south,east,north`; raises ValueError with the reason in plain words."""
        try:
            numbers = [round(float(part), _DECIMALS) + 0.0 for part in text.split(",")]
        except ValueError:
            numbers = []
        if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
            raise ValueError(f"is four numbers, west,south,east,north, such as {EXAMPLE}")
        bounds = cls(*numbers)
        bounds.check()
        return bounds

    def check(self) -> None:
        """Raise ValueError unless the rectangle lies on the Earth and has an inside."""
        if not (-180 <= self.west <= 180 and -180 <= self.east <= 180):
            raise ValueError("has its west and east outside -180 to 180 degrees")
        if not (-90 <= self.south <= 90 and -90 <= self.north <= 90):
            raise ValueError("has its south and north outside -90 to 90 degrees")
        if self.west >= self.east or self.south >= self.north:
            raise ValueError(
                f"is west,south,east,north with west < east and south < north, such as {EXAMPLE}"
            )

    def __str__(self) -> str:
        return ",".join(f"{number:.{_DECIMALS}f}".rstrip("0").rstrip(".") for number in self.corners())

    def corners(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        return self.west, self.south, self.east, self.north
