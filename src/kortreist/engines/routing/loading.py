"""What is aboard, and whether there is room for it."""

from collections.abc import Iterator, Sequence

from kortreist.engines.routing.atlas import Atlas
from kortreist.engines.routing.layout import Waypoint
from kortreist.engines.routing.plan import Breach, BreachCode, PlannedStop, StopKind
from kortreist.engines.routing.problem import (
    Goods,
    Task,
    TaskKind,
    TourOrder,
    Vehicle,
    Zone,
)

Amounts = dict[Zone, tuple[int, int]]
"""Grams and millilitres by zone."""


def loads_on_leaving(
    atlas: Atlas, order: TourOrder, waypoints: Sequence[Waypoint]
) -> list[tuple[Goods, ...]]:
    """Return what is aboard when the vehicle leaves each stop."""
    loads: list[tuple[Goods, ...]] = []
    aboard: Amounts = {}
    for place, point in enumerate(waypoints):
        if point.kind is StopKind.HUB:
            is_last = waypoints[place + 1].kind is StopKind.END
            aboard = {} if is_last else _loaded_for(atlas, order, point.trip)
        elif point.task_id is not None:
            task = atlas.tasks[point.task_id]
            _change(aboard, task, 1 if point.kind is StopKind.LOAD else -1)
        loads.append(_as_goods(aboard))
    return loads


def check_loads(vehicle: Vehicle, stops: Sequence[PlannedStop]) -> Iterator[Breach]:
    """Yield where a load is above what the vehicle or a compartment takes."""
    for stop in stops:
        for code, unit, limit, reached in _limits(vehicle, stop.load):
            if reached > limit:
                figures = {f"limit_{unit}": limit, f"reached_{unit}": reached}
                yield Breach(code, vehicle.vehicle_id, stop.task_id, figures)


def _limits(vehicle: Vehicle, load: Sequence[Goods]) -> Iterator[tuple[BreachCode, str, int, int]]:
    yield BreachCode.TOO_HEAVY, "g", vehicle.payload_g, sum(part.mass_g for part in load)
    if vehicle.volume_ml is not None:
        yield BreachCode.TOO_LARGE, "ml", vehicle.volume_ml, sum(part.volume_ml for part in load)
    for part in load:
        mass_g, volume_ml = room_in(vehicle, part.zone)
        if mass_g is not None:
            yield BreachCode.ZONE_FULL, "g", mass_g, part.mass_g
        if volume_ml is not None:
            yield BreachCode.ZONE_FULL, "ml", volume_ml, part.volume_ml


def room_in(vehicle: Vehicle, zone: Zone) -> tuple[int | None, int | None]:
    """Return how many grams and millilitres of a zone go aboard; ``None`` is as many as any."""
    for part in vehicle.compartments:
        if part.zone is zone:
            return part.mass_g, part.volume_ml
    return (None, None) if zone is Zone.AMBIENT else (0, 0)


def _loaded_for(atlas: Atlas, order: TourOrder, trip: int) -> Amounts:
    aboard: Amounts = {}
    for call in order.trips[trip - 1]:
        task = atlas.tasks[call.task_id]
        if task.kind is TaskKind.DELIVER:
            _change(aboard, task, 1)
    return aboard


def _change(aboard: Amounts, task: Task, sign: int) -> None:
    for part in task.goods:
        mass_g, volume_ml = aboard.get(part.zone, (0, 0))
        aboard[part.zone] = (mass_g + sign * part.mass_g, volume_ml + sign * part.volume_ml)


def _as_goods(aboard: Amounts) -> tuple[Goods, ...]:
    return tuple(Goods(zone, *aboard[zone]) for zone in Zone if any(aboard.get(zone, ())))
