"""A tour's clock: when it is where, with what aboard, and which limits it does not keep."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kortreist.engines.routing.atlas import Atlas, calls_of, may_drive, tasks_of
from kortreist.engines.routing.loading import check_loads, loads_on_leaving
from kortreist.engines.routing.plan import Breach, BreachCode, PlannedStop, StopKind, Tour
from kortreist.engines.routing.problem import (
    WEEK_S,
    Call,
    TaskKind,
    TourOrder,
    Vehicle,
    Window,
)


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A stop before it has a time."""

    kind: StopKind
    place_id: int
    trip: int
    task_id: int | None = None
    windows: tuple[Window, ...] = ()
    service_s: int = 0


def drive(atlas: Atlas, order: TourOrder, *, is_fixed: bool = False) -> Tour:
    """Time and cost a tour as it is ordered, and tell which limits it does not keep.

    It leaves as late as it can without being back later. A break is taken before a leg that would
    bring the driver above the limit, on the road where a leg alone does, and waiting for so long is
    one.
    """
    vehicle = atlas.vehicles[order.vehicle_id]
    order = replace(order, trips=tuple(trip for trip in order.trips if trip))
    waypoints = lay_out(atlas, order)
    stops = _leave_late(atlas, vehicle, waypoints)
    stops = loads_on_leaving(atlas, order, stops)
    distance_m = sum(stop.leg_distance_m for stop in stops)
    duration_s = stops[-1].arrival_s - stops[0].departure_s
    return Tour(
        vehicle.vehicle_id,
        tuple(stops),
        distance_m=distance_m,
        drive_s=sum(stop.leg_drive_s for stop in stops),
        duration_s=duration_s,
        break_s=sum(stop.break_s + stop.leg_break_s for stop in stops),
        cost_ore=cost_of(vehicle, distance_m, duration_s),
        is_fixed=is_fixed,
        breaches=tuple(_breaches(atlas, order, stops)),
    )


def cost_of(vehicle: Vehicle, distance_m: int, duration_s: int) -> int:
    """Return what so far and so long costs in øre, rounded once, half up."""
    exact = 18 * distance_m * vehicle.ore_per_km + 5 * duration_s * vehicle.ore_per_hour
    return (exact + 9_000) // 18_000 + vehicle.ore_per_day


def lay_out(atlas: Atlas, order: TourOrder) -> list[Waypoint]:
    """Return a tour's stops without times.

    The first trip passes the hub only where something is to be loaded there, and the last ends
    there only where something was collected; the vehicle's own start and end stand around them.
    """
    vehicle, hub_id = atlas.vehicles[order.vehicle_id], atlas.problem.hub_id
    start_id, end_id = atlas.home(vehicle)
    waypoints = [Waypoint(StopKind.START, start_id, 1)]
    for trip, calls in enumerate(order.trips, start=1):
        if trip > 1 or _has(atlas, calls, TaskKind.DELIVER):
            ready_s = max((atlas.tasks[call.task_id].ready_s for call in calls), default=0)
            window = Window(ready_s, WEEK_S)
            waypoints.append(
                Waypoint(StopKind.HUB, hub_id, trip, None, (window,), vehicle.turnaround_s)
            )
        for call in calls:
            visit = atlas.visit(call)
            waypoints.append(
                Waypoint(
                    StopKind(call.act.value),
                    visit.place_id,
                    trip,
                    call.task_id,
                    visit.windows,
                    visit.service_s,
                )
            )
    last = len(order.trips)
    if order.trips and _has(atlas, order.trips[-1], TaskKind.COLLECT):
        waypoints.append(Waypoint(StopKind.HUB, hub_id, last, service_s=vehicle.turnaround_s))
    waypoints.append(Waypoint(StopKind.END, end_id, max(last, 1)))
    return waypoints


def _has(atlas: Atlas, calls: Sequence[Call], kind: TaskKind) -> bool:
    return any(atlas.tasks[call.task_id].kind is kind for call in calls)


def _leave_late(atlas: Atlas, vehicle: Vehicle, waypoints: Sequence[Waypoint]) -> list[PlannedStop]:
    """Run the clock from the latest leaving that is back as early as the earliest leaving is."""
    opens_s = vehicle.shift.opens_s
    earliest = _run_clock(atlas, vehicle, waypoints, opens_s)
    spare_s = sum(stop.wait_s for stop in earliest)
    if not spare_s:
        return earliest
    late = len(_too_late(waypoints, earliest))

    def is_worse(later_s: int) -> bool:
        stops = _run_clock(atlas, vehicle, waypoints, opens_s + later_s)
        is_back_later = stops[-1].arrival_s > earliest[-1].arrival_s
        return is_back_later or len(_too_late(waypoints, stops)) > late

    later_s = bisect_left(range(1, spare_s + 1), 1, key=lambda later_s: int(is_worse(later_s)))
    return _run_clock(atlas, vehicle, waypoints, opens_s + later_s)


def _run_clock(
    atlas: Atlas, vehicle: Vehicle, waypoints: Sequence[Waypoint], leave_s: int
) -> list[PlannedStop]:
    stops: list[PlannedStop] = []
    driven_s, rest = 0, vehicle.rest
    for point in waypoints:
        if not stops:
            stops.append(_stop(point, (0, 0, 0, 0), leave_s, 0))
            continue
        leg = atlas.leg(vehicle, stops[-1].place_id, point.place_id)
        road_break_s = 0
        if rest and driven_s + leg.drive_s > rest.after_driving_s:
            if driven_s:
                stops[-1] = _take_break(stops[-1], rest.break_s)
            breaks = max(0, -(-leg.drive_s // rest.after_driving_s) - 1)
            road_break_s = breaks * rest.break_s
            driven_s = leg.drive_s - breaks * rest.after_driving_s
        else:
            driven_s += leg.drive_s
        arrival_s = stops[-1].departure_s + leg.drive_s + leg.ferry_s + road_break_s
        wait_s = begin_in(point.windows, arrival_s) - arrival_s
        if rest and wait_s >= rest.break_s:
            driven_s = 0
        stops.append(_stop(point, (*leg, road_break_s), arrival_s, wait_s))
    return stops


def begin_in(windows: Sequence[Window], arrival_s: int) -> int:
    """Return when service begins: at the next opening, or at once though it is too late."""
    begins = [max(arrival_s, each.opens_s) for each in windows if arrival_s <= each.closes_s]
    return min(begins, default=arrival_s)


def _stop(
    point: Waypoint, way: tuple[int, int, int, int], arrival_s: int, wait_s: int
) -> PlannedStop:
    departure_s = arrival_s + wait_s + point.service_s
    return PlannedStop(
        point.kind,
        point.place_id,
        point.task_id,
        point.trip,
        *way,
        arrival_s=arrival_s,
        wait_s=wait_s,
        service_s=point.service_s,
        break_s=0,
        departure_s=departure_s,
    )


def _take_break(stop: PlannedStop, break_s: int) -> PlannedStop:
    return replace(stop, break_s=break_s, departure_s=stop.departure_s + break_s)


def _too_late(waypoints: Sequence[Waypoint], stops: Sequence[PlannedStop]) -> list[PlannedStop]:
    return [
        stop
        for point, stop in zip(waypoints, stops, strict=True)
        if point.windows and stop.arrival_s > max(each.closes_s for each in point.windows)
    ]


def _breaches(atlas: Atlas, order: TourOrder, stops: Sequence[PlannedStop]) -> list[Breach]:
    vehicle = atlas.vehicles[order.vehicle_id]
    number = vehicle.vehicle_id
    breaches = [*_order_breaches(atlas, order), *check_loads(vehicle, stops)]
    for stop in _too_late(lay_out(atlas, order), stops):
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
            aboard.append(atlas.tasks[stop.task_id])
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
