"""A tour's stops, before they have times."""

from collections.abc import Sequence
from dataclasses import dataclass

from kortreist.engines.routing.atlas import Atlas
from kortreist.engines.routing.plan import StopKind
from kortreist.engines.routing.problem import WEEK_S, Call, TaskKind, TourOrder, Window

NEVER_S = 1 << 40


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A stop before it has a time."""

    kind: StopKind
    place_id: int
    trip: int
    task_id: int | None = None
    windows: tuple[Window, ...] = ()
    service_s: int = 0
    due_s: int = NEVER_S


def lay_out(atlas: Atlas, order: TourOrder) -> list[Waypoint]:
    """Return a tour's stops without times.

    The first trip passes the hub only where something is to be loaded there, and the last ends
    there only where something was collected; the vehicle's own start and end stand around them.
    """
    vehicle, hub_id = atlas.vehicles[order.vehicle_id], atlas.problem.hub_id
    start_id, end_id = atlas.home(vehicle)
    waypoints = [Waypoint(StopKind.START, start_id, 1)]
    due_s = NEVER_S
    for trip, calls in enumerate(order.trips, start=1):
        if trip > 1 or _has(atlas, calls, TaskKind.DELIVER):
            ready = (Window(_ready_s(atlas, calls), WEEK_S),)
            waypoints.append(
                Waypoint(StopKind.HUB, hub_id, trip, None, ready, vehicle.turnaround_s, due_s)
            )
        due_s = _due_s(atlas, calls)
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
        waypoints.append(
            Waypoint(StopKind.HUB, hub_id, last, None, (), vehicle.turnaround_s, due_s)
        )
    waypoints.append(Waypoint(StopKind.END, end_id, max(last, 1)))
    return waypoints


def _ready_s(atlas: Atlas, calls: Sequence[Call]) -> int:
    """Return when all that a trip loads at the hub is ready."""
    tasks = (atlas.tasks[call.task_id] for call in calls)
    return max((task.ready_s for task in tasks if task.kind is TaskKind.DELIVER), default=0)


def _due_s(atlas: Atlas, calls: Sequence[Call]) -> int:
    """Return when the first of what a trip collects is due."""
    tasks = (atlas.tasks[call.task_id] for call in calls)
    due = (task.due_s for task in tasks if task.kind is TaskKind.COLLECT)
    return min((due_s for due_s in due if due_s is not None), default=NEVER_S)


def _has(atlas: Atlas, calls: Sequence[Call], kind: TaskKind) -> bool:
    return any(atlas.tasks[call.task_id].kind is kind for call in calls)
