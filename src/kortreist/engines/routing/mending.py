"""Exact repair: what a tour cannot do in time is taken off it, and put where it fits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import pairwise

from kortreist.engines.routing.atlas import Atlas, calls_of, tasks_of
from kortreist.engines.routing.plan import Tour
from kortreist.engines.routing.problem import Call, Task, TourOrder, Vehicle
from kortreist.engines.routing.timing import drive

MOST_TRIES = 30


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
    atlas: Atlas, orders: Mapping[int, TourOrder], task: Task, able: Sequence[int]
) -> TourOrder | None:
    """Return the tour that takes a task for the least detour with every limit kept, or none.

    The most promising places are timed, and the first that keeps every limit is taken.
    """
    ways = [
        way
        for vehicle_id in able
        for way in _ways_in(atlas, orders.get(vehicle_id, TourOrder(vehicle_id, ())), task)
    ]
    for way in nsmallest(MOST_TRIES, ways):
        order = way.order()
        tour = drive(atlas, order)
        if not tour.breaches:
            before = orders.get(order.vehicle_id)
            more_ore = tour.cost_ore - (drive(atlas, before).cost_ore if before else 0)
            is_worth_it = task.prize_ore is None or more_ore < task.prize_ore
            return order if is_worth_it else None
    return None


@dataclass(frozen=True, slots=True, order=True)
class _Way:
    """A place for a task on a tour, and about what it costs more."""

    more: int
    vehicle_id: int
    trip: int
    first: int
    second: int
    base: TourOrder = field(compare=False)
    calls: tuple[Call, ...] = field(compare=False)
    is_new_trip: bool = field(compare=False, default=False)

    def order(self) -> TourOrder:
        """Return the tour with the task in that place."""
        trips = list(self.base.trips)
        if self.is_new_trip:
            trips.insert(self.trip, self.calls)
            return TourOrder(self.vehicle_id, tuple(trips))
        calls = list(trips[self.trip])
        for call, place in zip(self.calls, (self.first, self.second), strict=False):
            calls.insert(place, call)
        trips[self.trip] = tuple(calls)
        return TourOrder(self.vehicle_id, tuple(trips))


def _ways_in(atlas: Atlas, base: TourOrder, task: Task) -> Iterator[_Way]:
    vehicle, calls = atlas.vehicles[base.vehicle_id], calls_of(task)
    day_ore = 0 if base.trips else vehicle.ore_per_day
    if len(base.trips) < vehicle.max_trips:
        more = day_ore + _cost(atlas, vehicle, [*_places(atlas, calls)])
        for row in range(len(base.trips) + 1):
            yield _Way(more, vehicle.vehicle_id, row, 0, 0, base, calls, is_new_trip=True)
    for row, trip in enumerate(base.trips):
        places = _places(atlas, trip)
        before = _cost(atlas, vehicle, places)
        for first in range(len(trip) + 1):
            begun = [*places[:first], *_places(atlas, calls[:1]), *places[first:]]
            seconds = range(first + 1, len(begun) + 1) if len(calls) > 1 else (first,)
            for second in seconds:
                full = [*begun[:second], *_places(atlas, calls[1:]), *begun[second:]]
                more = _cost(atlas, vehicle, full) - before
                yield _Way(more, vehicle.vehicle_id, row, first, second, base, calls)


def _places(atlas: Atlas, calls: Sequence[Call]) -> list[int]:
    return [atlas.visit(call).place_id for call in calls]


def _cost(atlas: Atlas, vehicle: Vehicle, places: Sequence[int]) -> int:
    """Return roughly what a trip by these places costs, from the hub and back."""
    hub_id = atlas.problem.hub_id
    legs = [atlas.leg(vehicle, one, two) for one, two in pairwise([hub_id, *places, hub_id])]
    far_m, long_s = sum(leg.distance_m for leg in legs), sum(leg.drive_s for leg in legs)
    return vehicle.ore_per_km * far_m // 1_000 + vehicle.ore_per_hour * long_s // 3_600
