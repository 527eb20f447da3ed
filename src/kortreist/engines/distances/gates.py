"""Ferries, closed passes and slow roads: gates drawn over the road, met by legs that cross them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import numpy as np
from annotated_types import Ge
from numpy.typing import NDArray

from kortreist.engines.distances.sphere import Point

if TYPE_CHECKING:
    from kortreist.engines.distances.matrix import DistanceMatrix

Coordinates = NDArray[np.float64]


class GateKind(StrEnum):
    """What the road is like there."""

    CLOSED = "closed"
    FERRY = "ferry"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Gate:
    """A line over the road, and what crossing it costs more.

    Parameters
    ----------
    kind
        ``closed``: the road is shut, and the way round is so much longer. ``ferry``: time that is
        not driving, and a fare. ``slow``: time behind the wheel.
    start, end
        The ends of the line.
    extra_m, extra_s, extra_ore
        Metres, seconds and øre, each time it is crossed.
    """

    kind: GateKind
    start: Point
    end: Point
    extra_m: Annotated[int, Ge(0)] = 0
    extra_s: Annotated[int, Ge(0)] = 0
    extra_ore: Annotated[int, Ge(0)] = 0


def crosses(start: Point, end: Point, gate: Gate) -> bool:
    """Whether the straight line between two points crosses or touches a gate's.

    Reckoned on a flat map with degrees as units: a straight line there is near enough to the road
    over the length of a region, and the gate is drawn wide enough to be met.
    """
    table = _crossings(np.array([_xy(start), _xy(end)]), gate)
    return bool(table[0, 1])


def apply_gates(
    matrix: "DistanceMatrix",
    points: Sequence[Point],
    gates: Sequence[Gate],
    *,
    knows_ferries: bool = False,
) -> "DistanceMatrix":
    """Add to each leg what the gates it crosses cost.

    Parameters
    ----------
    matrix, points
        Distances without the gates, and their places in the same order.
    gates
        Those that hold on the day.
    knows_ferries
        The distances are a road engine's, with the time of ferries in them; fares are added still.
    """
    if not gates or not points:
        return matrix
    xy = np.array([_xy(point) for point in points])
    shape = (len(points), len(points))
    metres, driving, ferry, fare = (np.zeros(shape, dtype=np.int64) for _ in range(4))
    for gate in gates:
        met = _crossings(xy, gate)
        is_ferry = gate.kind is GateKind.FERRY
        metres += met * (0 if is_ferry and knows_ferries else gate.extra_m)
        fare += met * gate.extra_ore
        if not is_ferry:
            driving += met * gate.extra_s
        elif not knows_ferries:
            ferry += met * gate.extra_s
    return replace(
        matrix,
        distance_m=_added(matrix.distance_m, metres),
        duration_s=_added(matrix.duration_s, driving),
        ferry_s=_added(matrix.ferry_s, ferry),
        fare_ore=_added(matrix.fare_ore, fare),
    )


def _xy(point: Point) -> tuple[float, float]:
    return point.longitude, point.latitude


def _crossings(xy: Coordinates, gate: Gate) -> NDArray[np.bool_]:
    """Return for each pair of points whether the line between them meets the gate."""
    first, last = np.array(_xy(gate.start)), np.array(_xy(gate.end))
    # On which side of the gate each point is; and of each line, on which sides the gate's ends are.
    side = _turn(first, last, xy)
    of_first = _turns(xy, first)
    of_last = _turns(xy, last)
    apart = np.sign(side)[:, None] * np.sign(side)[None, :] <= 0
    between = np.sign(of_first) * np.sign(of_last) <= 0
    # All on one line: only where they overlap, which `_overlap` sees.
    flat = (side[:, None] == 0) & (side[None, :] == 0)
    met: NDArray[np.bool_] = apart & between & (~flat | _overlap(xy, first, last))
    np.fill_diagonal(met, val=False)
    return met


def _turn(start: Coordinates, end: Coordinates, xy: Coordinates) -> Coordinates:
    along = end - start
    turned: Coordinates = along[0] * (xy[:, 1] - start[1]) - along[1] * (xy[:, 0] - start[0])
    return turned


def _turns(xy: Coordinates, point: Coordinates) -> Coordinates:
    """Return on which side of each line between two points a third is."""
    along_x = xy[None, :, 0] - xy[:, None, 0]
    along_y = xy[None, :, 1] - xy[:, None, 1]
    to_x, to_y = point[0] - xy[:, None, 0], point[1] - xy[:, None, 1]
    turned: Coordinates = along_x * to_y - along_y * to_x
    return turned


def _overlap(xy: Coordinates, first: Coordinates, last: Coordinates) -> NDArray[np.bool_]:
    low, high = np.minimum(first, last), np.maximum(first, last)
    lower = np.minimum(xy[:, None, :], xy[None, :, :])
    upper = np.maximum(xy[:, None, :], xy[None, :, :])
    met: NDArray[np.bool_] = np.all((lower <= high) & (upper >= low), axis=2)
    return met


def _added(
    table: tuple[tuple[int, ...], ...], extra: NDArray[np.int64]
) -> tuple[tuple[int, ...], ...]:
    return tuple(
        tuple(cell + int(more) for cell, more in zip(row, added, strict=True))
        for row, added in zip(table, extra, strict=True)
    )
