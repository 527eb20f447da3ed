"""The problems of the textbooks: one depot, equal vehicles, one load, least distance.

With what `plan_tours` searches by, so that the search can be measured beside others' best. Where
the fewest vehicles are wanted first, the fleet is made smaller one by one: a route is taken away,
and the search tries to place its stops in the others. What is left of the budget goes to the
distance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pyvrp import (
    Activity,
    ActivityType,
    Client,
    Depot,
    Location,
    ProblemData,
    Route,
    Shipment,
    Solution,
    VehicleType,
)

from kortreist.engines.routing.search import Stop, search

Routes = tuple[tuple[int, ...], ...]
FIRST_SHARE, FLEET_SHARE = 10, 50
"""Hundredths of the budget for a first solution, and for fewer vehicles."""
EASY_ROUND, ROUND = 200, 100
"""Iterations to place all stops, and then before what is left out becomes dearer."""


@dataclass(frozen=True, slots=True)
class ClassicStop:
    """A place: its load (below zero is unloaded), window and service, in whole units."""

    load: int = 0
    opens: int = 0
    closes: int | None = None
    service: int = 0
    partner: int = 0


@dataclass(frozen=True, slots=True)
class ClassicProblem:
    """Places with whole distances and durations; place 0 is the depot.

    Parameters
    ----------
    stops
        In the order of the tables.
    distance, duration
        Row by row.
    capacity, vehicles
        Of one vehicle, and how many there are.
    is_paired
        Loads go between partners instead of from the depot.
    fewest_first
        The number of vehicles counts before the distance.
    """

    stops: tuple[ClassicStop, ...]
    distance: tuple[tuple[int, ...], ...]
    duration: tuple[tuple[int, ...], ...]
    capacity: int
    vehicles: int
    is_paired: bool = False
    fewest_first: bool = False


def solve_classic(problem: ClassicProblem, stop: Stop, seed: int) -> Routes | None:
    """Return good routes, each without the depot; ``None`` where none were found."""
    data = _data_of(problem)
    if not problem.fewest_first:
        return _routes_of(problem, search(data, stop, seed).best)
    dear = _with_fleet(data, problem.vehicles, 2 * max(map(max, problem.distance)))
    found = search(dear, stop.share(FIRST_SHARE, 100), seed)
    if not found.is_feasible():
        return _routes_of(problem, search(data, stop, seed, found.best).best)
    best, left = _shrink(problem, data, found.best, stop.share(FLEET_SHARE, 100), seed)
    smallest = _with_fleet(data, best.num_routes())
    rest = stop.share(100 - FIRST_SHARE - FLEET_SHARE, 100).plus(left)
    return _routes_of(problem, search(smallest, rest, seed, _moved(smallest, best)).best)


def _shrink(
    problem: ClassicProblem, data: ProblemData, best: Solution, stop: Stop, seed: int
) -> tuple[Solution, Stop]:
    """Take vehicles away while there is a way without; return it, and what is left.

    Where the search does not easily place all stops with one vehicle fewer, they may be left out,
    at a price. In short rounds the search swaps
    stops in and out; what is left out at a round's end becomes dearer to leave out, so that in the
    end the stops that are hard to place stay in and push out easy ones, which find another place.

    References
    ----------
    Nagata and Bräysy, "A powerful route minimization heuristic for the vehicle routing problem with
    time windows", *Operations Research Letters* 37 (2009): penalty counters on ejected stops.
    """
    fewest = _fewest(problem)
    while best.num_routes() > fewest and not stop.is_over:
        fewer, stop = _without_one(problem, data, best, stop, seed)
        if fewer is None:
            break
        best = fewer
    return best, stop


def _without_one(
    problem: ClassicProblem, data: ProblemData, best: Solution, stop: Stop, seed: int
) -> tuple[Solution | None, Stop]:
    """Return a solution with one vehicle fewer, or none, and what is left of the budget."""
    smaller = _with_fleet(data, best.num_routes() - 1)
    easily = stop.one_round(EASY_ROUND, is_at_first_feasible=True)
    found = search(smaller, easily, seed, _moved(smaller, best, without=1))
    stop = stop.minus(found)
    if found.is_feasible():
        return found.best, stop
    price = max(map(max, problem.distance))
    times_left = [1] * (data.num_clients + data.num_shipments)
    current = _moved(smaller, best, without=1)
    while not stop.is_over:
        priced = _with_prices(smaller, [price * times for times in times_left])
        start = _moved(priced, current)
        found = search(priced, stop.one_round(ROUND), seed + sum(times_left), start)
        stop, current = stop.minus(found), found.best
        left = {each.idx for each in current.unplanned()}
        if not left:
            return _moved(smaller, current), stop
        for row in left:
            times_left[row] += 1
    return None, stop


def _with_prices(data: ProblemData, prices: Sequence[int]) -> ProblemData:
    """Return data in which each stop or pair may be left out, at its price."""
    clients = [
        Client(
            each.location,
            each.delivery,
            service_duration=each.service_duration,
            tw_early=each.tw_early,
            tw_late=each.tw_late,
            prize=price,
            required=False,
        )
        for each, price in zip(data.clients(), prices, strict=False)
    ]
    shipments = [
        _priced(each, price) for each, price in zip(data.shipments(), prices, strict=False)
    ]
    return data.replace(clients=clients, shipments=shipments)


def _priced(each: Shipment, price: int) -> Shipment:
    start, end = each.pickup, each.delivery
    return Shipment(
        start.location,
        end.location,
        start.tw_early,
        start.tw_late,
        start.service_duration,
        end.tw_early,
        end.tw_late,
        end.service_duration,
        each.amount,
        prize=price,
        required=False,
    )


def _fewest(problem: ClassicProblem) -> int:
    """Return how many vehicles the loads need at the least."""
    if problem.is_paired:
        return 1
    return max(1, -(-sum(stop.load for stop in problem.stops) // problem.capacity))


def _with_fleet(data: ProblemData, vehicles: int, fixed_cost: int = 0) -> ProblemData:
    kind = data.vehicle_type(0).replace(num_available=vehicles, fixed_cost=fixed_cost)
    return data.replace(vehicle_types=[kind])


def _moved(data: ProblemData, solution: Solution, without: int = 0) -> Solution:
    """Return a solution in other data, without its shortest routes."""
    routes = sorted(solution.routes(), key=len)[without:]
    return Solution(data, [Route(data, _activities(route), 0) for route in routes])


def _activities(route: Route) -> list[Activity]:
    return [Activity(each.type, each.idx) for each in route.schedule() if not each.is_depot()]


def _routes_of(problem: ClassicProblem, solution: Solution) -> Routes | None:
    if not solution.is_feasible():
        return None
    pickups = _pickups(problem)
    numbers = {
        ActivityType.CLIENT: range(1, len(problem.stops)),
        ActivityType.PICKUP: pickups,
        ActivityType.DELIVERY: [problem.stops[place].partner for place in pickups],
    }
    return tuple(
        tuple(int(numbers[each.type][each.idx]) for each in _activities(route))
        for route in solution.routes()
    )


def _pickups(problem: ClassicProblem) -> list[int]:
    return [place for place, stop in enumerate(problem.stops) if stop.partner and stop.load > 0]


def _data_of(problem: ClassicProblem) -> ProblemData:
    depot, *stops = problem.stops
    latest = depot.closes if depot.closes is not None else 1 << 44
    return ProblemData(
        [Location(0, 0) for _ in problem.stops],
        [] if problem.is_paired else [_client(place, stop) for place, stop in enumerate(stops, 1)],
        [Depot(0, tw_early=depot.opens, tw_late=latest)],
        [VehicleType(problem.vehicles, [problem.capacity], tw_early=depot.opens, tw_late=latest)],
        [_table(problem.distance)],
        [_table(problem.duration)],
        [],
        [_shipment(problem, place) for place in _pickups(problem)] if problem.is_paired else [],
    )


def _table(rows: Sequence[Sequence[int]]) -> "np.ndarray[Any, np.dtype[np.int64]]":
    """Return rows as PyVRP takes them (Any: numpy names no shapes)."""
    return np.array(rows, dtype=np.int64)


def _client(place: int, stop: ClassicStop) -> Client:
    latest = stop.closes if stop.closes is not None else 1 << 44
    return Client(
        place,
        delivery=[stop.load],
        service_duration=stop.service,
        tw_early=stop.opens,
        tw_late=latest,
    )


def _shipment(problem: ClassicProblem, place: int) -> Shipment:
    start, end = problem.stops[place], problem.stops[problem.stops[place].partner]
    return Shipment(
        place,
        start.partner,
        pickup_tw_early=start.opens,
        pickup_tw_late=start.closes if start.closes is not None else 1 << 44,
        pickup_service_duration=start.service,
        delivery_tw_early=end.opens,
        delivery_tw_late=end.closes if end.closes is not None else 1 << 44,
        delivery_service_duration=end.service,
        amount=[start.load],
    )
