"""A tour's clock: when it is where, with what aboard, and which limits it does not keep."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from kortreist.engines.routing.atlas import Atlas, Leg, calls_of, may_drive, tasks_of
from kortreist.engines.routing.clock import Clock, Times
from kortreist.engines.routing.layout import Waypoint, lay_out
from kortreist.engines.routing.loading import check_loads, loads_on_leaving
from kortreist.engines.routing.plan import Breach, BreachCode, PlannedStop, StopKind, Tour
from kortreist.engines.routing.problem import (
    Goods,
    TaskKind,
    TourOrder,
    Vehicle,
    Window,
)


def drive(atlas: Atlas, order: TourOrder, *, is_fixed: bool = False) -> Tour:
    """Time and cost a tour as it is ordered, and tell which limits it does not keep.

    It leaves as late as it can without being back later.
    """
    vehicle = atlas.vehicles[order.vehicle_id]
    order = replace(order, trips=tuple(trip for trip in order.trips if trip))
    waypoints = lay_out(atlas, order)
    clock = _clock_of(atlas, vehicle, waypoints)
    times = clock.run_late(vehicle.shift.opens_s)
    loads = loads_on_leaving(atlas, order, waypoints)
    legs = [Leg(0, 0, 0), *clock.legs]
    stops = tuple(map(_stop, waypoints, legs, times, loads))
    distance_m = sum(leg.distance_m for leg in legs)
    duration_s = stops[-1].arrival_s - stops[0].departure_s
    late = [stops[row] for row in clock.late(times)]
    return Tour(
        vehicle.vehicle_id,
        stops,
        distance_m=distance_m,
        drive_s=sum(leg.drive_s for leg in legs),
        duration_s=duration_s,
        break_s=sum(each.break_s + each.road_break_s for each in times),
        cost_ore=cost_of(vehicle, distance_m, duration_s),
        is_fixed=is_fixed,
        breaches=tuple(_breaches(atlas, order, stops, late)),
    )


def _clock_of(atlas: Atlas, vehicle: Vehicle, waypoints: Sequence[Waypoint]) -> Clock:
    return Clock(
        [atlas.leg(vehicle, one.place_id, two.place_id) for one, two in pairwise(waypoints)],
        [point.windows for point in waypoints],
        [point.due_s for point in waypoints],
        [point.service_s for point in waypoints],
        vehicle.rest,
    )


def _stop(point: Waypoint, leg: Leg, times: Times, load: tuple[Goods, ...]) -> PlannedStop:
    return PlannedStop(
        point.kind,
        point.place_id,
        point.task_id,
        point.trip,
        *leg,
        leg_break_s=times.road_break_s,
        arrival_s=times.arrival_s,
        wait_s=times.wait_s,
        service_s=point.service_s,
        break_s=times.break_s,
        departure_s=times.departure_s,
        load=load,
    )


def cost_of(vehicle: Vehicle, distance_m: int, duration_s: int) -> int:
    """Return what so far and so long costs in øre, rounded once, half up."""
    exact = 18 * distance_m * vehicle.ore_per_km + 5 * duration_s * vehicle.ore_per_hour
    return (exact + 9_000) // 18_000 + vehicle.ore_per_day


def _breaches(
    atlas: Atlas, order: TourOrder, stops: Sequence[PlannedStop], late: Sequence[PlannedStop]
) -> list[Breach]:
    vehicle = atlas.vehicles[order.vehicle_id]
    number = vehicle.vehicle_id
    breaches = [*_order_breaches(atlas, order), *check_loads(vehicle, stops)]
    for stop in late:
        closes_s = max(each.closes_s for each in _windows(atlas, stop))
        figures = {"limit_s": closes_s, "reached_s": stop.arrival_s}
        breaches.append(Breach(BreachCode.TOO_LATE, number, stop.task_id, figures))
    breaches += _due_breaches(atlas, number, stops)
    drive_s = sum(stop.leg_drive_s for stop in stops)
    for code, limit, reached in (
        (BreachCode.SHIFT_END, vehicle.shift.closes_s, stops[-1].arrival_s),
        (
            BreachCode.SHIFT_LENGTH,
            vehicle.max_shift_s,
            stops[-1].arrival_s - stops[0].departure_s,
        ),
        (BreachCode.DRIVING_TIME, vehicle.max_drive_s, drive_s),
    ):
        if limit is not None and reached > limit:
            figures = {"limit_s": limit, "reached_s": reached}
            breaches.append(Breach(code, number, None, figures))
    return breaches


def _windows(atlas: Atlas, stop: PlannedStop) -> tuple[Window, ...]:
    if stop.task_id is None:
        return (Window(),)
    task = atlas.tasks[stop.task_id]
    is_second = task.kind is TaskKind.DIRECT and stop.kind is StopKind.UNLOAD
    return task.to_windows if is_second else task.windows


def _due_breaches(atlas: Atlas, number: int, stops: Sequence[PlannedStop]) -> list[Breach]:
    breaches, aboard = [], []
    for stop in stops:
        if stop.kind is StopKind.LOAD and stop.task_id is not None:
            task = atlas.tasks[stop.task_id]
            aboard += [task] if task.kind is TaskKind.COLLECT else []
        elif stop.kind is StopKind.HUB:
            for task in aboard:
                if task.due_s is not None and stop.arrival_s > task.due_s:
                    figures = {"limit_s": task.due_s, "reached_s": stop.arrival_s}
                    code = BreachCode.MISSED_DUE
                    breaches.append(Breach(code, number, task.task_id, figures))
            aboard = []
    return breaches


def _order_breaches(atlas: Atlas, order: TourOrder) -> list[Breach]:
    vehicle = atlas.vehicles[order.vehicle_id]
    number = vehicle.vehicle_id
    breaches = []
    if len(order.trips) > vehicle.max_trips:
        figures = {"limit_trips": vehicle.max_trips, "reached_trips": len(order.trips)}
        breaches.append(Breach(BreachCode.TOO_MANY_TRIPS, number, None, figures))
    for task_id in tasks_of(order):
        task = atlas.tasks[task_id]
        if not may_drive(vehicle, task):
            breaches.append(Breach(BreachCode.WRONG_VEHICLE, number, task_id))
        wanted = list(calls_of(task))
        if [[call for call in trip if call.task_id == task_id] for trip in order.trips].count(
            wanted
        ) != 1 or sum(call.task_id == task_id for trip in order.trips for call in trip) != len(
            wanted
        ):
            breaches.append(Breach(BreachCode.WRONG_ORDER, number, task_id))
    return breaches
