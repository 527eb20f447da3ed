"""Points on the globe, and the shortest way between them through the air."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Annotated

from annotated_types import Ge, Le

EARTH_RADIUS_M = 6_371_009
"""The mean radius of the WGS 84 ellipsoid, ``(2a + b) / 3``."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place, in degrees (WGS 84)."""

    latitude: Annotated[float, Ge(-90), Le(90)]
    longitude: Annotated[float, Ge(-180), Le(180)]


def great_circle_m(start: Point, end: Point) -> int:
    """Return the shortest way over the sphere, in whole metres.

    Within 0.5 % of the ellipsoid's, which is far less than what is not known of the road.

    References
    ----------
    R. W. Sinnott, "Virtues of the Haversine", *Sky and Telescope* 68 (1984), 159.
    """
    north, south = radians(start.latitude), radians(end.latitude)
    half_up = sin((south - north) / 2) ** 2
    half_along = sin(radians(end.longitude - start.longitude) / 2) ** 2
    chord = half_up + cos(north) * cos(south) * half_along
    return round(2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, chord))))
