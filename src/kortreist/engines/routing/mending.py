"""Exact repair: what a tour cannot do in time is taken off it, and put where it fits."""

from collections.abc import Iterator, Mapping, Sequence

from kortreist.engines.routing.atlas import Atlas, calls_of, tasks_of
from kortreist.engines.routing.plan import Tour
from kortreist.engines.routing.problem import Call, Task, TaskKind, TourOrder
from kortreist.engines.routing.timing import drive


def take_off(order: TourOrder, task_id: int) -> TourOrder:
    """Return a tour without a task."""
    trips = [tuple(call for call in trip if call.task_id != task_id) for trip in order.trips]
    return TourOrder(order.vehicle_id, tuple(trip for trip in trips if trip))


def mend(atlas: Atlas, order: TourOrder) -> tuple[Tour, list[int]]:
    """Take tasks off until the tour keeps every limit; return the tour and what was taken off.

    Each time the task goes without which the least is wrong, and of equal ones the one that saves
    most.
    """
    tour, removed = drive(atlas, order), []
    while tour.breaches:
        ways = [(task_id, drive(atlas, take_off(order, task_id))) for task_id in tasks_of(order)]
        task_id, tour = min(ways, key=lambda way: (_wrong(way[1]), way[1].cost_ore, way[0]))
        order = take_off(order, task_id)
        removed.append(task_id)
    return tour, removed


def _wrong(tour: Tour) -> tuple[int, int]:
    excess = sum(
        max(breach.params.values()) - min(breach.params.values())
        for breach in tour.breaches
        if breach.params
    )
    return len(tour.breaches), excess


def put_in(
    atlas: Atlas,
    orders: Mapping[int, TourOrder],
    task: Task,
    able: Sequence[int],
) -> TourOrder | None:
    """Return the tour that takes a task for the least cost with every limit kept, or none."""
    best: tuple[int, TourOrder] | None = None
    for vehicle_id in able:
        order = orders.get(vehicle_id, TourOrder(vehicle_id, ()))
        before = drive(atlas, order).cost_ore if order.trips else 0
        for with_task in _ways_in(order, task, atlas.vehicles[vehicle_id].max_trips):
            tour = drive(atlas, with_task)
            more = tour.cost_ore - before
            if not tour.breaches and (best is None or more < best[0]):
                best = more, with_task
    if best is None or (task.prize_ore is not None and best[0] >= task.prize_ore):
        return None
    return best[1]


def _ways_in(order: TourOrder, task: Task, max_trips: int) -> Iterator[TourOrder]:
    calls = calls_of(task)
    for row, trip in enumerate(order.trips):
        for mixed in _mixtures(trip, calls, task.kind):
            yield TourOrder(order.vehicle_id, (*order.trips[:row], mixed, *order.trips[row + 1 :]))
    if len(order.trips) < max_trips:
        for row in range(len(order.trips) + 1):
            yield TourOrder(order.vehicle_id, (*order.trips[:row], calls, *order.trips[row:]))


def _mixtures(
    trip: tuple[Call, ...], calls: tuple[Call, ...], kind: TaskKind
) -> Iterator[tuple[Call, ...]]:
    for first in range(len(trip) + 1):
        begun = (*trip[:first], calls[0], *trip[first:])
        if kind is not TaskKind.DIRECT:
            yield begun
            continue
        for second in range(first + 1, len(begun) + 1):
            yield (*begun[:second], calls[1], *begun[second:])
