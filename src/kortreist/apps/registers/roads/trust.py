"""Whether a road engine's answer can be: whole, finite, and no shorter than through the air."""

from collections.abc import Sequence
from math import isfinite
from typing import Any

from kortreist.apps.registers.roads.engine import RoadEngineError
from kortreist.engines.distances import Point, great_circle_m

# Points are moved to the nearest road before anything is measured.
SNAP_M = 1_000
SHORTEST_BP = 9_900
# Beyond this many times the straight line, and so much, no road is meant.
LONGEST_TIMES = 12
LONGEST_MORE_M = 100_000
# 140 km/h, and walking with a day's wait for ferries.
FASTEST_M_S = 39
SLOWEST_M_S = 1
LONGEST_WAIT_S = 86_400


# Any: what a stranger sent.
def require_table(table: Any, rows: int, columns: int) -> None:  # noqa: ANN401
    """Let through what has as many cells as were asked for, all of them numbers.

    Raises
    ------
    RoadEngineError
        When it has not.
    """
    if not isinstance(table, list) or len(table) != rows:
        raise RoadEngineError("too_few")
    for row in table:
        if not isinstance(row, list) or len(row) != columns:
            raise RoadEngineError("too_few")
        if not all(_is_number(cell) for cell in row):
            raise RoadEngineError("nonsense")


def require_leg(start: Point, end: Point, distance_m: float, duration_s: float) -> None:
    """Let through a leg that somebody could have driven.

    Raises
    ------
    RoadEngineError
        When nobody could.
    """
    straight_m = great_circle_m(start, end)
    is_long_enough = distance_m + SNAP_M >= straight_m * SHORTEST_BP // 10_000
    is_short_enough = distance_m <= straight_m * LONGEST_TIMES + LONGEST_MORE_M
    is_slow_enough = duration_s * FASTEST_M_S + SNAP_M >= distance_m
    is_fast_enough = duration_s <= distance_m // SLOWEST_M_S + LONGEST_WAIT_S
    if not (is_long_enough and is_short_enough and is_slow_enough and is_fast_enough):
        raise RoadEngineError("impossible")


def as_whole(table: Sequence[Sequence[float]]) -> list[list[int]]:
    """Return the cells as whole numbers, rounded half to even."""
    return [[round(cell) for cell in row] for row in table]


def _is_number(cell: object) -> bool:
    return (
        isinstance(cell, int | float) and not isinstance(cell, bool) and isfinite(cell)
    ) and cell >= 0
