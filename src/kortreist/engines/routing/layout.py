"""A tour's stops, before they have times."""

from collections.abc import Sequence
from dataclasses import dataclass

from kortreist.engines.routing.atlas import Atlas
from kortreist.engines.routing.plan import StopKind
from kortreist.engines.routing.problem import WEEK_S, Call, TaskKind, TourOrder, Window


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A stop before it has a time."""

    kind: StopKind
    place_id: int
    trip: int
    task_id: int | None = None
    windows: tuple[Window, ...] = ()
    service_s: int = 0


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
