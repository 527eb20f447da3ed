"""Moving a stop by hand; the engine tells what it comes to, and stops nobody."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.fulfilment.errors import (
    NotOnThisDayError,
    StopUnmovableError,
    TourLeftError,
)
from kortreist.apps.fulfilment.locks import lock_tours
from kortreist.apps.fulfilment.models import Tour, TourPlan, TourStatus, TourStop
from kortreist.apps.fulfilment.selectors.tour_scene import gather_scene
from kortreist.apps.fulfilment.services.tours.plans import options_of
from kortreist.apps.fulfilment.services.tours.roads import ways_of
from kortreist.apps.fulfilment.services.tours.writing import (
    Driven,
    driven_of,
    fares_of,
    rewrite_tours,
)
from kortreist.apps.fulfilment.touring.problem import problem_of
from kortreist.apps.fulfilment.touring.scene import (
    HUB_PLACE,
    PlanOptions,
    Scene,
    place_of_point,
    place_of_producer,
)
from kortreist.apps.fulfilment.touring.stops import order_from_stops
from kortreist.engines.distances import DistanceMatrix
from kortreist.engines.routing import Call, TourOrder, plan_tours
from kortreist.kernel.errors import ConflictError, NotFoundError

Trips = list[list[Call]]


@dataclass(frozen=True, slots=True)
class Moved:
    """What moving a stop came to: metres and øre more than before, and the doors that are late."""

    tours: tuple[Tour, ...]
    more_m: int
    more_ore: int
    late: tuple[TourStop, ...]


def move_stop(*, actor: Actor, hub_id: int, stop_id: int, steps: int, now: datetime) -> Moved:
    """Move a stop one place up (-1) or down (1) on its tour.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not plan tours at the hub.
    TourLeftError
        When the tour has left.
    StopUnmovableError
        When there is no place there, or it is no door or farm.
    ConflictError
        When somebody changed the tour meanwhile.
    """
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    stop = _stop(hub_id, stop_id)
    scene, roads = _surroundings(stop.tour, now=now)
    order = _order(stop.tour, scene)
    trips = _stepped([list(trip) for trip in order.trips], _place(stop), steps)
    return _drive(actor, scene, roads, {stop.tour: _ordered(order, trips)}, now=now)


def move_stop_to(*, actor: Actor, hub_id: int, stop_id: int, tour_id: int, now: datetime) -> Moved:
    """Move a stop to another tour of the day, where it lengthens that the least.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not plan tours at the hub.
    TourLeftError
        When one of the tours has left.
    NotOnThisDayError
        When the other tour is on another day.
    StopUnmovableError
        When it is no door or farm, or is on that tour already.
    ConflictError
        When somebody changed one of the tours meanwhile.
    """
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    stop = _stop(hub_id, stop_id)
    other = Tour.objects.filter(hub_id=hub_id, cycle=stop.tour.cycle_id, pk=tour_id).first()
    if other is None:
        raise NotFoundError
    if other.day != stop.tour.day:
        raise NotOnThisDayError
    if other.pk == stop.tour_id:
        raise StopUnmovableError
    _require_planned(other)
    scene, roads = _surroundings(stop.tour, now=now)
    left, joined = _order(stop.tour, scene), _order(other, scene)
    place = _place(stop)
    call = next(call for trip in left.trips for call in trip if call.task_id == place)
    without = [[each for each in trip if each != call] for trip in left.trips]
    within = _inserted(scene, roads, [list(trip) for trip in joined.trips], call)
    orders = {stop.tour: _ordered(left, without), other: _ordered(joined, within)}
    return _drive(actor, scene, roads, orders, now=now)


def _stop(hub_id: int, stop_id: int) -> TourStop:
    stop = (
        TourStop.objects.select_related("tour__cycle", "tour__plan")
        .filter(hub_id=hub_id, pk=stop_id)
        .first()
    )
    if stop is None:
        raise NotFoundError
    _require_planned(stop.tour)
    if not (stop.point_id or stop.producer_id):
        raise StopUnmovableError
    return stop


def _require_planned(tour: Tour) -> None:
    if tour.status != TourStatus.PLANNED:
        raise TourLeftError(tour=tour.number)


def _place(stop: TourStop) -> int:
    if stop.point_id:
        return place_of_point(stop.point_id)
    return place_of_producer(stop.producer_id or 0)


def _surroundings(tour: Tour, *, now: datetime) -> tuple[Scene, DistanceMatrix]:
    options = options_of(tour.plan) if isinstance(tour.plan, TourPlan) else PlanOptions()
    scene = gather_scene(hub_id=tour.hub_id, cycle=tour.cycle, options=options)
    return scene, ways_of(scene, now=now).roads


def _order(tour: Tour, scene: Scene) -> TourOrder:
    """Return a tour's calls, without those that there is nothing to do at any more."""
    day = (tour.day - date.fromisoformat(scene.first_day)).days
    order = order_from_stops(list(tour.stops.all()), tour.vehicle_id, day)
    known = {errand.place_id for errand in scene.errands}
    return _ordered(order, [[c for c in trip if c.task_id in known] for trip in order.trips])


def _ordered(order: TourOrder, trips: Sequence[Sequence[Call]]) -> TourOrder:
    return replace(order, trips=tuple(tuple(trip) for trip in trips if trip))


def _stepped(trips: Trips, place: int, steps: int) -> Trips:
    """Move a call; beyond a trip's end it goes on to the next trip."""
    for number, trip in enumerate(trips):
        for position, call in enumerate(trip):
            if call.task_id != place:
                continue
            there = position + steps
            if 0 <= there < len(trip):
                trip[position], trip[there] = trip[there], call
                return trips
            if not 0 <= number + steps < len(trips):
                raise StopUnmovableError
            trip.remove(call)
            beside = trips[number + steps]
            beside.insert(len(beside) if steps < 0 else 0, call)
            return trips
    raise StopUnmovableError


def _inserted(scene: Scene, roads: DistanceMatrix, trips: Trips, call: Call) -> Trips:
    index = {site.place_id: place for place, site in enumerate(scene.sites)}
    here, hub = index[call.task_id], index[HUB_PLACE]
    metres = roads.distance_m

    def detour(number: int, position: int) -> int:
        way = [hub, *(index[each.task_id] for each in trips[number]), hub]
        before, after = way[position], way[position + 1]
        return metres[before][here] + metres[here][after] - metres[before][after]

    spots = [
        (detour(number, position), number, position)
        for number, trip in enumerate(trips)
        for position in range(len(trip) + 1)
    ]
    if not spots:
        return [[call]]
    _, number, position = min(spots)
    trips[number].insert(position, call)
    return trips


def _drive(
    actor: Actor,
    scene: Scene,
    roads: DistanceMatrix,
    orders: dict[Tour, TourOrder],
    *,
    now: datetime,
) -> Moved:
    """Time the tours as they would be, and write them if nobody changed them meanwhile."""
    filled = [order for order in orders.values() if order.trips]
    problem = problem_of(scene, roads, fixed=filled)
    vans = {order.vehicle_id for order in filled}
    places = {call.task_id for order in filled for trip in order.trips for call in trip}
    plan = plan_tours(
        replace(
            problem,
            vehicles=tuple(each for each in problem.vehicles if each.vehicle_id in vans),
            tasks=tuple(each for each in problem.tasks if each.task_id in places),
            previous=None,
        )
    )
    answer = asdict(plan)
    drives = {
        each.tour["vehicle_id"]: each for each in driven_of(answer, fares_of(answer, scene, roads))
    }
    with transaction.atomic():
        tours = _locked(scene.hub_id, orders)
        changes: list[tuple[Tour, Driven | None]] = []
        before = [(tour.distance_m, tour.cost_ore) for tour in tours]
        for tour, order in zip(tours, (orders[tour] for tour in tours), strict=True):
            record(actor, "fulfilment.tour.changed", tour, hub_id=scene.hub_id, now=now)
            changes.append((tour, drives.get(order.vehicle_id)))
        rewrite_tours(scene, changes)
    left = [tour for tour in tours if tour.pk]
    return Moved(
        tuple(left),
        sum(tour.distance_m for tour in left) - sum(each for each, _ in before),
        sum(tour.cost_ore for tour in left) - sum(each for _, each in before),
        tuple(late_stops(left)),
    )


def late_stops(tours: Iterable[Tour]) -> list[TourStop]:
    """Return the stops that a tour comes to after they close."""
    return [
        stop
        for stop in TourStop.objects.filter(tour__in=[tour.pk for tour in tours])
        if stop.window_until and stop.arrives_at > stop.window_until
    ]


def _locked(hub_id: int, orders: dict[Tour, TourOrder]) -> list[Tour]:
    seen = {tour.pk: tour.version for tour in orders}
    tours = lock_tours(hub_id=hub_id, tour_ids=seen)
    for tour in tours:
        _require_planned(tour)
        if tour.version != seen[tour.pk]:
            raise ConflictError
    return tours
