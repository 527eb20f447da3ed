"""From places to how far apart they are, in metres and seconds."""

from collections.abc import Sequence
from dataclasses import dataclass

from kortreist.engines.distances.sphere import Point, great_circle_m
from kortreist.engines.distances.winding import Winding, drive_s

Table = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class DistanceMatrix:
    """Row and column in the order of the places.

    Parameters
    ----------
    distance_m
        Metres by road.
    duration_s
        Seconds of driving.
    ferry_s
        Seconds that are not driving: waiting and crossing.
    fare_ore
        What the way costs beside the vehicle.
    """

    distance_m: Table
    duration_s: Table
    ferry_s: Table
    fare_ore: Table

    @classmethod
    def of(cls, distance_m: Table, duration_s: Table) -> "DistanceMatrix":
        """Return distances without ferries and fares."""
        nothing = tuple(tuple(0 for _ in row) for row in distance_m)
        return cls(distance_m, duration_s, nothing, nothing)


def estimate_distances(points: Sequence[Point], winding: Winding) -> DistanceMatrix:
    """Estimate roads from great circles: each leg as long as the median road of its kind.

    The same there and back. Quadratic in the number of places; 100 places take some hundredths of a
    second.
    """
    size = len(points)
    metres = [[0] * size for _ in range(size)]
    for row in range(size):
        for column in range(row):
            road_m = winding.road_m(great_circle_m(points[row], points[column]))
            metres[row][column] = metres[column][row] = road_m
    distance_m = tuple(tuple(row) for row in metres)
    return DistanceMatrix.of(distance_m, tuple(tuple(map(drive_s, row)) for row in distance_m))
