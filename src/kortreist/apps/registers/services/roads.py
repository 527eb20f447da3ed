"""Distances between places: a road engine's where one is set and can be believed, else estimated.

Never called in a transaction that holds anything: it may wait for another machine.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings

from kortreist.apps.registers.models import RoadLeg
from kortreist.apps.registers.roads.engine import (
    BLOCK,
    EMBEDDED,
    ENGINES,
    RoadEngine,
    RoadEngineError,
)
from kortreist.apps.registers.roads.trust import as_whole, require_leg, require_table
from kortreist.engines.distances import DistanceMatrix, Point, Winding, estimate_distances

log = structlog.get_logger()

# About ten metres; a door does not move by less.
DECIMALS = 4
# Roads are built and moved; what was said longer ago is asked for anew.
KEEP = timedelta(days=90)
# The whole table is given up after this many times the patience with one question.
TIMES_PATIENCE = 4

Leg = tuple[int, int]


@dataclass(frozen=True, slots=True)
class RoadDistances:
    """Distances, and whom they are from.

    Parameters
    ----------
    source
        ``embedded``, ``valhalla`` or ``osrm``.
    trouble
        Why it is not the engine that is set: a code, or empty.
    """

    matrix: DistanceMatrix
    source: str
    trouble: str = ""


def configured_engine() -> RoadEngine | None:
    """Return the road engine of this installation; None where distances are estimated."""
    if settings.ROADS not in ENGINES or not settings.ROADS_URL:
        return None
    return RoadEngine(settings.ROADS, settings.ROADS_URL, settings.ROADS_TIMEOUT_S)


def road_distances(
    points: Sequence[Point],
    winding: Winding,
    *,
    now: datetime,
    beat: Callable[[], None] = lambda: None,
) -> RoadDistances:
    """Return how far apart places are.

    All of the table is from one source: where the engine fails in a single cell, none of its cells
    is used, as tours are compared by them.
    """
    points = [
        Point(round(each.latitude, DECIMALS), round(each.longitude, DECIMALS)) for each in points
    ]
    engine = configured_engine()
    if engine is None:
        return RoadDistances(estimate_distances(points, winding), EMBEDDED)
    try:
        return RoadDistances(_measured(engine, points, now=now, beat=beat), engine.kind)
    except RoadEngineError as error:
        log.warning("road_engine_not_used", engine=engine.kind, code=error.code)
        return RoadDistances(estimate_distances(points, winding), EMBEDDED, error.code)


def _measured(
    engine: RoadEngine, points: Sequence[Point], *, now: datetime, beat: Callable[[], None]
) -> DistanceMatrix:
    distinct = list(dict.fromkeys(points))
    legs = _remembered(engine, distinct, now=now)
    fresh = _ask_missing(engine, distinct, legs, beat)
    _remember(engine, distinct, fresh, now=now)
    legs |= fresh
    place = {point: position for position, point in enumerate(distinct)}
    rows = [place[point] for point in points]
    tables = [
        tuple(tuple(legs[row, column][part] for column in rows) for row in rows) for part in (0, 1)
    ]
    return DistanceMatrix.of(tables[0], tables[1])


def _remembered(
    engine: RoadEngine, points: Sequence[Point], *, now: datetime
) -> dict[Leg, tuple[int, int]]:
    names = {_name(point): place for place, point in enumerate(points)}
    known = RoadLeg.objects.filter(
        source=engine.source, from_point__in=names, to_point__in=names, fetched_at__gt=now - KEEP
    ).values_list("from_point", "to_point", "distance_m", "duration_s")
    legs = {(place, place): (0, 0) for place in range(len(points))}
    for start, end, distance_m, duration_s in known:
        legs[names[start], names[end]] = (distance_m, duration_s)
    return legs


def _ask_missing(
    engine: RoadEngine,
    points: Sequence[Point],
    legs: dict[Leg, tuple[int, int]],
    beat: Callable[[], None],
) -> dict[Leg, tuple[int, int]]:
    """Ask, block by block, for what is not remembered, and look every cell over."""
    fresh: dict[Leg, tuple[int, int]] = {}
    patience = _Patience(engine.timeout_s * TIMES_PATIENCE)
    size = len(points)
    blocks = [range(start, min(start + BLOCK, size)) for start in range(0, size, BLOCK)]
    for rows in blocks:
        for columns in blocks:
            if all((row, column) in legs for row in rows for column in columns):
                continue
            patience.require()
            fresh |= _asked(engine, points, rows, columns)
            beat()
    return fresh


def _asked(
    engine: RoadEngine, points: Sequence[Point], rows: Sequence[int], columns: Sequence[int]
) -> dict[Leg, tuple[int, int]]:
    distances, durations = engine.ask(points, rows, columns)
    for table in (distances, durations):
        require_table(table, len(rows), len(columns))
    found = {}
    for row, metres, seconds in zip(rows, as_whole(distances), as_whole(durations), strict=True):
        for column, distance_m, duration_s in zip(columns, metres, seconds, strict=True):
            if row != column:
                require_leg(points[row], points[column], distance_m, duration_s)
                found[row, column] = (distance_m, duration_s)
            else:
                found[row, column] = (0, 0)
    return found


def _remember(
    engine: RoadEngine,
    points: Sequence[Point],
    legs: dict[Leg, tuple[int, int]],
    *,
    now: datetime,
) -> None:
    RoadLeg.objects.bulk_create(
        [
            RoadLeg(
                source=engine.source,
                from_point=_name(points[row]),
                to_point=_name(points[column]),
                distance_m=distance_m,
                duration_s=duration_s,
                fetched_at=now,
            )
            for (row, column), (distance_m, duration_s) in legs.items()
            if row != column
        ],
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["source", "from_point", "to_point"],
        update_fields=["distance_m", "duration_s", "fetched_at"],
    )


def _name(point: Point) -> str:
    return f"{point.latitude:.{DECIMALS}f},{point.longitude:.{DECIMALS}f}"


class _Patience:
    """How long the whole table may take."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def require(self) -> None:
        if time.monotonic() > self._until:
            raise RoadEngineError("too_slow")
